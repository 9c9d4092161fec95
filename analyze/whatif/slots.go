package whatif

import (
	"cmp"
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/radix"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// worker is a worker with the room that it had for tasks.
type worker struct {
	slots int32 // the most tasks that it had at a time: it may have had room for more
	opens int64 // when it was there at last, math.MinInt64 where it always was
	dies  int64 // when it was there no more, math.MaxInt64 where it always was
}

// lateWorker is how long tasks must have waited while a worker had nothing to do
// for it to count as not there yet.
const lateWorker = 50_000_000

// unit is one stay of a task in a slot, from the time that it was given to the
// slot: its vain attempts, or the last one.
type unit struct {
	task       int32
	after      int32 // unit that left the slot, -1 where it was free from the start or the unit takes none
	last       bool  // the attempt that counts; else the vain ones
	fresh      bool  // the slot was free from the start
	start, end int64 // in the run
}

// takeWorkers numbers the workers and finds who was there when.
func (s *schedule) takeWorkers(since func(format.Time) int64) {
	known := map[*analyze.Worker]int32{}
	var list []*analyze.Worker
	number := func(w *analyze.Worker) int32 {
		i, ok := known[w]
		if !ok {
			i = int32(len(list))
			known[w] = i
			list = append(list, w)
		}
		return i
	}
	for i, n := range s.nodes {
		t := &s.tasks[i]
		t.worker = number(n.Task.Worker)
		if len(n.Task.Schedules) > 1 && s.retry[i] > 0 {
			first := n.Task.Schedules[0].Worker
			t.vain = first == nil || first.Death != nil
		}
		if mergesHere(s.query, n.Task) {
			t.pinned, s.pins = true, true
		}
	}
	s.workers = make([]worker, len(list))
	for i, w := range list {
		s.workers[i] = worker{opens: math.MinInt64, dies: math.MaxInt64}
		if w != nil && w.Death != nil && w.Death.After.Known {
			s.workers[i].dies = since(w.Death.After.Time)
		}
	}
}

// mergesHere reports whether a task may run only where its input is: Daft merges
// small partitions before a shuffle on the worker that has them. All other tasks go
// to where there is most room (SchedulingStrategy in its scheduler).
func mergesHere(q *analyze.Query, t *analyze.Task) bool {
	return slices.ContainsFunc(t.Inputs, func(x analyze.TaskInput) bool {
		if !x.SourceNode.Known() {
			return false
		}
		o := q.Operator(x.SourceNode.V)
		return o != nil && o.Type == "PreShuffleMerge"
	})
}

// takeUnits finds the slots of each worker, who took which from whom, and how
// long each hand-over took. Of slots that are free, the one that was free first is
// taken. Vain attempts on a worker that died take none: how many it would have had
// is not known, and what they waited for before counts as their hand-over.
func (s *schedule) takeUnits(since func(format.Time) int64) {
	s.units = make([]unit, 0, len(s.nodes))
	for i, n := range s.nodes {
		if s.retry[i] > 0 {
			s.units = append(s.units, unit{task: int32(i), after: -1, start: since(n.First), end: since(n.Last)})
		}
		s.units = append(s.units, unit{task: int32(i), after: -1, last: true, start: since(n.Last), end: since(n.End)})
	}
	radix.ByThen(s.units, func(u unit) int64 { return u.start }, func(a, b unit) int {
		return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(a.task, b.task), compareBool(a.last, b.last))
	})
	s.findLate()
	s.countSlots()
	busy := make([]moments, len(s.workers))
	free := make([][]int32, len(s.workers)) // units that left a slot, in the order in which they did
	fresh := make([]int32, len(s.workers))  // slots that nobody took yet: free for longer than any other
	for w := range s.workers {
		fresh[w] = s.workers[w].slots
	}
	for k := range s.units {
		u := &s.units[k]
		t := &s.tasks[u.task]
		ready := t.submit
		if u.last && s.retry[u.task] > 0 {
			ready = u.start
		}
		if w := t.worker; u.slot(t) {
			for len(busy[w]) > 0 && busy[w][0].at <= u.start {
				free[w] = append(free[w], busy[w].pop().id)
			}
			if fresh[w] > 0 {
				fresh[w]--
				u.fresh = true
				ready = max(ready, s.workers[w].opens)
			} else {
				u.after = free[w][0]
				free[w] = free[w][1:]
				end := s.units[u.after].end
				s.bound = s.bound || end > ready
				ready = max(ready, end)
			}
			busy[w].push(moment{u.end, int32(k)})
		}
		if u.last == (s.retry[u.task] == 0) {
			s.handover[u.task] = max(0, saturate.Sub(u.start, ready))
		}
	}
}

// slot reports whether a unit takes a slot from others.
func (u *unit) slot(t *task) bool { return u.last || !t.vain }

// countSlots counts the slots of each worker: the most units that it had at a time.
func (s *schedule) countSlots() {
	busy := make([]moments, len(s.workers))
	for k := range s.units {
		u := &s.units[k]
		w := s.tasks[u.task].worker
		if !u.slot(&s.tasks[u.task]) {
			continue
		}
		for len(busy[w]) > 0 && busy[w][0].at <= u.start {
			busy[w].pop()
		}
		busy[w].push(moment{u.end, int32(k)})
		s.workers[w].slots = max(s.workers[w].slots, int32(len(busy[w])))
	}
}

// findLate finds the workers that began late: tasks had waited for a slot before
// their first one, and it was given out at once when they came.
func (s *schedule) findLate() {
	first := make([]int64, len(s.workers))
	for i := range first {
		first[i] = math.MaxInt64
	}
	type wait struct{ from, to int64 }
	waits := make([]wait, 0, len(s.tasks))
	for _, u := range s.units {
		t := &s.tasks[u.task]
		first[t.worker] = min(first[t.worker], u.start)
		if !u.last || s.retry[u.task] == 0 {
			waits = append(waits, wait{t.submit, u.start})
		}
	}
	radix.ByThen(waits, func(w wait) int64 { return w.from }, func(a, b wait) int { return cmp.Compare(a.to, b.to) })
	for i := 1; i < len(waits); i++ {
		waits[i].to = max(waits[i].to, waits[i-1].to)
	}
	for w, at := range first {
		before, _ := slices.BinarySearchFunc(waits, saturate.Sub(at, lateWorker), func(x wait, t int64) int { return cmp.Compare(x.from, t) })
		if before > 0 && waits[before-1].to >= at {
			s.workers[w].opens = at
		}
	}
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
