package analyze

import (
	"slices"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
)

// A curve is how far each operator of a query was at which time: the shape by
// which a later run of the same plan is measured.
//
// It has at most curveMost points. When there are more, every second one goes
// and from then on they are taken half as often.
type curve struct {
	shape  string
	every  format.Time // nanoseconds between points
	next   format.Time
	points []point

	// Of a finished query.
	wall, firstWork int64 // nanoseconds since its start
	final           []int64
	sizes           []int64 // of its scans, see sizes
}

// A point is the counters of all operators at one time.
type point struct {
	at   int64   // nanoseconds since the query's start
	work []int64 // curveFeatures for each operator
}

const (
	curveMost     = 256
	curveFeatures = 3 // rows in, rows out, tasks
	curveOps      = 500
)

func newCurve() curve { return curve{every: 100e6} }

// sample takes a point of how things stood before the event that comes now.
func (q *running) sample(now format.Time) {
	c := &q.curve
	if !q.planned || now < c.next || len(q.ops) > curveOps {
		return
	}
	c.next = now + c.every
	at := q.lastMove
	if at == 0 {
		at = q.execStart
	}
	q.point(int64(at - q.start))
	if len(c.points) < curveMost {
		return
	}
	c.every *= 2
	kept := c.points[:0]
	for i, p := range c.points {
		if i%2 == 0 {
			kept = append(kept, p)
		}
	}
	c.points = kept
}

// point keeps how things stand. What did not change since the last point is
// not kept again.
func (q *running) point(at int64) {
	c := &q.curve
	work := q.work()
	if n := len(c.points); n > 0 && slices.Equal(c.points[n-1].work, work) {
		return
	}
	c.points = append(c.points, point{at, work})
}

func (q *running) work() []int64 {
	work := make([]int64, 0, curveFeatures*len(q.ops))
	for _, o := range q.ops {
		work = append(work, o.in, o.out, o.completed)
	}
	return work
}

// finish returns the curve of a query that has finished, nil where it has none.
func (q *running) finish(now format.Time) *curve {
	if !q.planned || q.shape == "" || len(q.ops) > curveOps || q.firstWork == 0 {
		return nil
	}
	q.point(int64(q.lastMove - q.start))
	c := q.curve
	c.shape, c.wall, c.firstWork = q.shape, int64(now-q.start), int64(q.firstWork-q.start)
	c.final, c.sizes = q.work(), q.sizes()
	return &c
}

// shapeOf returns a text that is the same for plans of the same shape: the
// same types of operators, put together in the same way. Names are left out,
// as they may hold literals.
func shapeOf(e Engine, plan []*Operator) string {
	if len(plan) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(string(e))
	for _, o := range plan {
		b.WriteString("|")
		b.WriteString(strings.TrimRight(o.Type, " 0123456789"))
		b.WriteString("/")
		b.WriteString(strconv.Itoa(len(o.Children)))
	}
	return b.String()
}

// sizes returns for each scan of the plan how much there is to read as far as
// it is known: natively Daft's own guess of rows, on Ray the bytes of the files
// that were handed to tasks, each only good for comparing it with its like.
func (q *running) sizes() []int64 {
	var sizes []int64
	for _, o := range q.ops {
		if !o.InPlan || len(o.Children) > 0 {
			continue
		}
		size := o.EstimatedRows.V
		if q.engine == EngineRay {
			size = 0
			for _, s := range q.tasks.stages {
				if slices.Contains(s.nodes, o.ID) {
					size += s.scanBytes
				}
			}
		}
		sizes = append(sizes, size)
	}
	return sizes
}
