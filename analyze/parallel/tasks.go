package parallel

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
)

// ran is a task whose times are known.
type ran struct {
	task                *analyze.Task
	submit, first, last format.Time
	end                 format.Time
	submitted           bool
}

// placed returns the tasks of a query whose schedule and end are known, at the
// times that at gives to moments.
func placed(q *analyze.Query, at func(analyze.Moment) format.Time) []ran {
	list := make([]ran, 0, len(q.Tasks))
	for _, t := range q.Tasks {
		if !t.LastScheduled.Known || !t.Ended.Known || t.Ended.Time < t.LastScheduled.Time {
			continue
		}
		r := ran{task: t, last: at(t.LastScheduled), end: at(t.Ended)}
		r.first = r.last
		if v := t.RetryTime(); v.Known() && v.V > 0 {
			r.first = at(t.FirstScheduled)
		}
		if t.Submitted.Known && at(t.Submitted) <= r.first {
			r.submit, r.submitted = at(t.Submitted), true
		}
		if r.first <= r.last && r.last <= r.end {
			list = append(list, r)
		}
	}
	return list
}

// within returns what gives moments their place in a query: by its own clock, as
// far as the path had to move that of tasks, and what contradicts that still, at
// its start or its end.
func within(p *critical.Path) func(analyze.Moment) format.Time {
	q, offsets := p.Query, make(map[format.Clock]format.Time)
	if p.Graph != nil {
		for _, o := range p.Graph.Offsets {
			offsets[o.Clock] = format.Time(o.NS)
		}
	}
	return func(m analyze.Moment) format.Time {
		t := m.Time
		if len(offsets) > 0 {
			t += offsets[m.Clock]
		}
		if q.Start.Known && q.End.Known {
			t = min(max(t, q.Start.Time), q.End.Time)
		}
		return t
	}
}

// ofTasks works out the profile of a query on Ray.
func (f *Profile) ofTasks(p *critical.Path, seen Seen) {
	tasks := placed(f.Query, within(p))
	if len(tasks) == 0 {
		return
	}
	f.Unit = "tasks"
	f.From, f.To = tasks[0].first, tasks[0].end
	for _, t := range tasks {
		f.From, f.To = min(f.From, t.first), max(f.To, t.end)
	}
	all := sweepOf(edgesOf(len(tasks), func(i int) (format.Time, format.Time, bool) { return tasks[i].last, tasks[i].end, true }))
	f.Most, f.Curve, f.Level = all.most, merged(all.points, f.To), levels(all.points, f.From, f.To)
	if f.To > f.From {
		f.Mean = float64(all.sum) / float64(f.To-f.From)
	}
	queue := sweepOf(edgesOf(len(tasks), func(i int) (format.Time, format.Time, bool) {
		return tasks[i].submit, tasks[i].first, tasks[i].submitted
	}))
	if n := len(queue.points); n > 0 {
		f.Queue = merged(queue.points, queue.points[n-1].Time)
	}
	f.workers(tasks)
	f.Room = analyze.Value{V: max(f.Most, f.room(seen)), Origin: analyze.Derived}
	f.waits(tasks)
}

// byWorker returns the edges of the tasks of each worker, in order.
func byWorker(tasks []ran) map[*analyze.Worker][]edge {
	counts := make(map[*analyze.Worker]int)
	for i := range tasks {
		counts[tasks[i].task.Worker]++
	}
	by := make(map[*analyze.Worker][]int32, len(counts))
	for i := range tasks {
		w := tasks[i].task.Worker
		if by[w] == nil {
			by[w] = make([]int32, 0, counts[w])
		}
		by[w] = append(by[w], int32(i))
	}
	edges := make(map[*analyze.Worker][]edge, len(by))
	for w, own := range by {
		if w != nil {
			edges[w] = edgesOf(len(own), func(i int) (format.Time, format.Time, bool) { return tasks[own[i]].last, tasks[own[i]].end, true })
		}
	}
	return edges
}

// workers works out each worker's part.
func (f *Profile) workers(tasks []ran) {
	by := byWorker(tasks)
	for _, w := range f.Query.Workers {
		s := sweepOf(by[w])
		f.Workers = append(f.Workers, WorkerLoad{Worker: w, Busy: s.busy, Idle: int64(f.To-f.From) - s.busy, Tasks: s.sum, Most: s.most, Curve: merged(s.points, f.To)})
	}
}

func derived(ns int64) analyze.Value { return analyze.Derived.Of(max(0, ns)) }
