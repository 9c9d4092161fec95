package skew

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/radix"
	"github.com/daft-analyze/daft-analyze/format"
)

// sample is a task with what is known of it, nanoseconds.
type sample struct {
	task                    *analyze.Task
	submit, first, end      format.Time
	took, wall, retry, wait int64 // took = retry + wall; wait behind tasks of other stages
	submitted               bool
	rows, bytes             float64 // that it handled, in and out; -1 where unknown
}

// samplesOf returns the tasks of a stage that can be judged, by id. One that took
// longer than its query has times that contradict each other.
func samplesOf(s *analyze.Stage, query analyze.Value) []sample {
	list := make([]sample, 0, len(s.Tasks))
	for _, t := range s.Tasks {
		wall, retry := t.Wall(), t.RetryTime()
		if t.Outcome != analyze.TaskSucceeded || !wall.Known() || wall.V < 0 {
			continue
		}
		x := sample{task: t, wall: wall.V, first: t.LastScheduled.Time, end: t.Ended.Time}
		if retry.Known() && retry.V > 0 {
			x.retry, x.first = retry.V, t.FirstScheduled.Time
		}
		if x.took = x.wall + x.retry; x.took < 0 || query.Known() && x.took > query.V {
			continue
		}
		if w := t.Waited(); w.Known() && w.V >= 0 {
			x.submitted, x.submit = true, t.Submitted.Time
		}
		x.rows, x.bytes = handled(t)
		list = append(list, x)
	}
	return list
}

// handled returns the rows and the bytes that went into a task and came out.
// What comes out counts as well: a key that is hot on both sides of a join
// shows there only.
func handled(t *analyze.Task) (rows, bytes float64) {
	rows, bytes = -1, -1
	if t.RowsIn.Known() || t.RowsOut.Known() {
		rows = float64(t.RowsIn.V) + float64(t.RowsOut.V)
	}
	var in float64
	known := t.BytesIn.Known() || t.BytesOut.Known()
	for _, i := range t.Inputs {
		v := i.Bytes
		if !v.Known() {
			v = i.StorageBytes
		}
		if v.Known() {
			known = true
			in += float64(v.V)
		}
	}
	if known {
		bytes = max(in, float64(t.BytesIn.V)) + float64(t.BytesOut.V)
	}
	return rows, bytes
}

// waits works out how long tasks waited although fewer tasks of their own stage
// ran than had run at a time: what they wait in turns behind each other is how a
// stage of more tasks than slots runs, and nothing unlike.
func waits(list []sample) {
	full := fullness(list)
	was := make([]int64, len(list)) // before the submit
	asked := make([]int32, 0, len(list))
	for i := range list {
		if list[i].submitted {
			asked = append(asked, int32(i))
		}
	}
	radix.By(asked, func(i int32) int64 { return int64(list[i].submit) })
	at := full.cursor()
	for _, i := range asked {
		was[i] = at.before(list[i].submit)
	}
	radix.By(asked, func(i int32) int64 { return int64(list[i].first) })
	at = full.cursor()
	for _, i := range asked {
		x := &list[i]
		x.wait = max(0, int64(x.first-x.submit)-(at.before(x.first)-was[i]))
	}
}

// edge is where a task begins, or ends.
type edge struct {
	time format.Time
	by   int
	full int64 // how long most tasks ran at a time before it, nanoseconds
}

type edges []edge

// fullness returns the edges of tasks, in order.
func fullness(list []sample) edges {
	all := make(edges, 0, 2*len(list))
	for _, x := range list {
		all = append(all, edge{time: x.end, by: -1}) // of one time ends come first
	}
	for _, x := range list {
		all = append(all, edge{time: x.first, by: 1})
	}
	radix.By(all, func(e edge) int64 { return int64(e.time) })
	most, running := 0, 0
	for _, e := range all {
		running += e.by
		most = max(most, running)
	}
	running = 0
	for i := range all {
		if i > 0 {
			all[i].full = all[i-1].full
			if running >= most {
				all[i].full += int64(all[i].time - all[i-1].time)
			}
		}
		running += all[i].by
	}
	return all
}

// cursor goes through edges once.
type cursor struct {
	edges edges
	i     int
}

func (e edges) cursor() cursor { return cursor{edges: e} }

// before returns how long most tasks ran at a time before a moment, which is
// none before that of the last call.
func (c *cursor) before(t format.Time) int64 {
	for c.i < len(c.edges) && c.edges[c.i].time < t {
		c.i++
	}
	switch i := c.i; {
	case i == 0:
		return 0
	case i == len(c.edges):
		return c.edges[i-1].full
	case c.edges[i].full > c.edges[i-1].full:
		return c.edges[i-1].full + int64(t-c.edges[i-1].time)
	default:
		return c.edges[i-1].full
	}
}
