package parallel

import (
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/radix"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// edge is where one more begins or one less goes on.
type edge struct {
	time format.Time
	by   int64
}

// sweep adds up how many stretches lie over each moment. Edges are in order,
// ends before starts at the same time.
type sweep struct {
	points []Point // each where the level changes
	busy   int64   // nanoseconds with a level above 0
	sum    int64   // nanoseconds, added up over the stretches
	most   int64
	level  int64
	at     format.Time
	keep   bool // points
}

// step goes on to an edge.
func (s *sweep) step(e edge) {
	if s.level > 0 {
		length := int64(e.time - s.at)
		s.busy = saturate.Add(s.busy, length)
		s.sum = saturate.Add(s.sum, saturate.Mul(length, s.level))
	}
	s.at = e.time
	s.level += e.by
	s.most = max(s.most, s.level)
	if !s.keep {
		return
	}
	if n := len(s.points); n > 0 && s.points[n-1].Time == e.time {
		s.points[n-1].Level = float64(s.level)
	} else {
		s.points = append(s.points, Point{e.time, float64(s.level)})
	}
}

// edgesOf returns the edges of stretches, in order.
func edgesOf(n int, stretch func(i int) (from, to format.Time, ok bool)) []edge {
	edges := make([]edge, 0, 2*n)
	for i := range n {
		if from, to, ok := stretch(i); ok && from < to {
			edges = append(edges, edge{to, -1}) // of one time ends come first
		}
	}
	for i := range n {
		if from, to, ok := stretch(i); ok && from < to {
			edges = append(edges, edge{from, 1})
		}
	}
	radix.By(edges, func(e edge) int64 { return int64(e.time) })
	return edges
}

func sweepOf(edges []edge) *sweep {
	s := &sweep{keep: true, points: make([]Point, 0, len(edges))}
	for _, e := range edges {
		s.step(e)
	}
	return s
}

// merged returns a curve of at most MostPoints steps with the same integral:
// beyond that, means over equal stretches of time.
func merged(points []Point, to format.Time) []Point {
	points = slices.CompactFunc(slices.Clone(points), func(a, b Point) bool { return a.Level == b.Level })
	if len(points) <= MostPoints {
		return points
	}
	from := points[0].Time
	length := float64(to - from)
	list := make([]Point, 0, MostPoints)
	next := 0
	for i := range MostPoints {
		a := from + format.Time(length*float64(i)/MostPoints)
		b := to
		if i+1 < MostPoints {
			b = from + format.Time(length*float64(i+1)/MostPoints)
		}
		if a >= b {
			continue
		}
		area := 0.0
		for at := a; at < b; {
			for next+1 < len(points) && points[next+1].Time <= at {
				next++
			}
			end := b
			if next+1 < len(points) {
				end = min(b, points[next+1].Time)
			}
			area += points[next].Level * float64(end-at)
			at = end
		}
		list = append(list, Point{a, area / float64(b-a)})
	}
	return list
}

// levels returns how long a curve was at each level, rounded to whole ones.
func levels(points []Point, from, to format.Time) []int64 {
	list := []int64{0}
	if len(points) == 0 {
		list[0] = int64(to - from)
		return list
	}
	list[0] = max(0, int64(points[0].Time-from))
	for i, p := range points {
		end := to
		if i+1 < len(points) {
			end = points[i+1].Time
		}
		n := min(int(math.Round(max(0, min(p.Level, mostLevels)))), mostLevels)
		for len(list) <= n {
			list = append(list, 0)
		}
		list[n] += int64(end - p.Time)
	}
	return list
}
