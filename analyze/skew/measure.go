package skew

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
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
	type edge struct {
		time format.Time
		by   int
	}
	edges := make([]edge, 0, 2*len(list))
	for _, x := range list {
		edges = append(edges, edge{x.first, 1}, edge{x.end, -1})
	}
	slices.SortFunc(edges, func(a, b edge) int {
		return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(a.by, b.by))
	})
	most, running := 0, 0
	for _, e := range edges {
		running += e.by
		most = max(most, running)
	}
	// full[i] is how long most tasks ran at a time before edge i.
	full := make([]int64, len(edges))
	running = 0
	for i, e := range edges {
		if i > 0 {
			full[i] = full[i-1]
			if running >= most {
				full[i] += int64(e.time - edges[i-1].time)
			}
		}
		running += e.by
	}
	fullBefore := func(t format.Time) int64 {
		i, _ := slices.BinarySearchFunc(edges, t, func(e edge, t format.Time) int { return cmp.Compare(e.time, t) })
		switch {
		case i == 0 || len(edges) == 0:
			return 0
		case i == len(edges):
			return full[i-1]
		case full[i] > full[i-1]:
			return full[i-1] + int64(t-edges[i-1].time)
		}
		return full[i-1]
	}
	for i := range list {
		if x := &list[i]; x.submitted {
			x.wait = max(0, int64(x.first-x.submit)-(fullBefore(x.first)-fullBefore(x.submit)))
		}
	}
}
