package parallel

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
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
		t := m.Time + offsets[m.Clock]
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

// workers works out each worker's part.
func (f *Profile) workers(tasks []ran) {
	by := make(map[*analyze.Worker][]ran)
	for _, t := range tasks {
		if t.task.Worker != nil {
			by[t.task.Worker] = append(by[t.task.Worker], t)
		}
	}
	for _, w := range f.Query.Workers {
		own := by[w]
		s := sweepOf(edgesOf(len(own), func(i int) (format.Time, format.Time, bool) { return own[i].last, own[i].end, true }))
		f.Workers = append(f.Workers, WorkerLoad{Worker: w, Busy: s.busy, Idle: int64(f.To-f.From) - s.busy, Tasks: s.sum, Most: s.most, Curve: merged(s.points, f.To)})
	}
}

// waits works out what the operators of a query on Ray waited for. It goes once
// through the edges of all tasks, as each is of several operators.
func (f *Profile) waits(tasks []ran) {
	dispatched, known := f.Query.Dispatched(), make(map[int64]bool)
	for _, o := range f.Query.Operators {
		known[o.ID] = true
	}
	type account struct {
		runs, there sweep // tasks that ran, tasks that were submitted and had not ended
		slot        int64
		slotKnown   bool
		end         format.Time
	}
	accounts := make(map[int64]*account)
	runs := make([][]*account, len(tasks))
	shared := make(map[string][]*account)
	var key []byte // of the operators that a task runs
	for i, r := range tasks {
		key = binary.AppendVarint(key[:0], r.task.LastNode.V)
		for _, id := range r.task.NodeIDs {
			key = binary.AppendVarint(key, id)
		}
		list, ok := shared[string(key)]
		if !ok {
			for _, id := range r.task.NodeIDs {
				if reads := r.task.LastNode.Known() && r.task.LastNode.V != id && dispatched[id].Total > 0; reads || !known[id] {
					continue
				}
				a := accounts[id]
				if a == nil {
					a = &account{slotKnown: true}
					accounts[id] = a
				}
				if !slices.Contains(list, a) {
					list = append(list, a)
				}
			}
			shared[string(key)] = list
		}
		runs[i] = list
		for _, a := range list {
			a.end = max(a.end, r.end)
			a.slotKnown = a.slotKnown && r.submitted
			if r.submitted {
				a.slot = saturate.Add(a.slot, int64(r.first-r.submit))
			}
		}
	}
	type mark struct {
		edge
		task  int
		there bool
	}
	marks := make([]mark, 0, 4*len(tasks))
	for i, r := range tasks {
		from := r.first
		if r.submitted {
			from = r.submit
		}
		from = max(from, f.From)
		if r.last < r.end {
			marks = append(marks, mark{edge{r.last, 1}, i, false}, mark{edge{r.end, -1}, i, false})
		}
		if from < r.end {
			marks = append(marks, mark{edge{from, 1}, i, true}, mark{edge{r.end, -1}, i, true})
		}
	}
	slices.SortFunc(marks, func(a, b mark) int {
		return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(a.by, b.by))
	})
	for _, m := range marks {
		for _, a := range runs[m.task] {
			if m.there {
				a.there.step(m.edge)
			} else {
				a.runs.step(m.edge)
			}
		}
	}
	for _, o := range f.Query.Operators {
		a := accounts[o.ID]
		if a == nil {
			continue
		}
		w := OperatorWait{Operator: o, Busy: o.Work.Busy, Most: float64(a.runs.most), Mean: math.NaN()}
		w.Input = derived(int64(a.end-f.From) - a.there.busy)
		if a.slotKnown {
			w.Slot = derived(a.slot)
		}
		if a.runs.busy > 0 {
			w.Mean = float64(a.runs.sum) / float64(a.runs.busy)
		}
		f.Waits = append(f.Waits, w)
	}
}

func derived(ns int64) analyze.Value { return analyze.Derived.Of(max(0, ns)) }
