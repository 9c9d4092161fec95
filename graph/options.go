package graph

import (
	"errors"
	"time"

	"github.com/daft-analyze/daft-analyze/graph/picture"
)

// Theme is what ground a picture is for.
type Theme = picture.Theme

// Themes.
const (
	Auto  = picture.Auto // light, or dark where the viewer prefers that; an image is light
	Light = picture.Light
	Dark  = picture.Dark
)

// Options say what is drawn and how. The zero Options draw the plan, folded
// where it is large, for a light ground.
type Options struct {
	Theme  Theme         // "": Light
	Unfold bool          // every operator has a box of its own, however many there are
	Tasks  string        // draw the tasks of one stage: the id of an operator it runs, its label (s2), or its name; "": the plan
	Limit  time.Duration // how long finding places may take; 0: DefaultLimit
	Prefix string        // that ids in a fragment begin with, where a page holds several
	Scale  float64       // pixels of an image to a point; 0: 2
}

// DefaultLimit is how long finding places may take.
const DefaultLimit = 20 * time.Second

// ErrNoLayout says that no places were found for the parts of a graph: it took
// longer than it may, or Graphviz gave up, as on a graph that needs too much
// memory. It can be written as DOT all the same.
var ErrNoLayout = errors.New("the graph could not be laid out")

// ErrNoTasks says that a query has no tasks to draw.
var ErrNoTasks = errors.New("there are no tasks to draw")

func (o Options) limit() time.Duration {
	if o.Limit > 0 {
		return o.Limit
	}
	return DefaultLimit
}
