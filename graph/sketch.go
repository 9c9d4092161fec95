package graph

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/graph/picture"
)

// sketch is a graph before its parts have places.
type sketch struct {
	nodes    []*node
	edges    []*edge
	clusters []*cluster

	mostBytes int64 // of any edge
}

func (s *sketch) addEdge(e *edge) {
	s.edges = append(s.edges, e)
	s.mostBytes = max(s.mostBytes, e.bytes)
}

// node is a box.
type node struct {
	name  string // in DOT
	id    string // in SVG
	class string // in SVG
	data  []picture.Data

	title  string
	figure string // at the right of the title, such as its share
	lines  []string
	marks  []mark
	share  float64 // of the wall, from 0 to 1: size and colour
	onPath bool
	failed bool
	folded bool // it stands for several
	tip    []string

	look           picture.Look // "": by share and the path
	bar            picture.Look // of its share, "": that of the path
	leastW, leastH float64      // points, as wide and high as the box of another drawing

	operators []*analyze.Operator // that it stands for
}

// mark is a line that says that something is out of the ordinary.
type mark struct {
	bad  bool   // else a warning
	sign string // "": a triangle
	text string
}

// edge is a line from one box to another: what the first made, the second took.
type edge struct {
	from, to *node
	lines    []string
	bytes    int64 // 0 where unknown
	onPath   bool
	exchange bool // it leads from one stage to another
	beside   bool // it says nothing of which box is above the other
	hidden   bool // it is not drawn, and has one box stand above the other

	head, tail *cluster // the line ends, or begins, at the frame around its box
	tip        []string
}

// cluster is a frame around boxes.
type cluster struct {
	name   string // in DOT
	titles []string
	marks  []mark
	tip    []string
	nodes  []*node
}

// size is about how many things have to be placed.
func (s *sketch) size() int { return len(s.nodes) + len(s.edges) }
