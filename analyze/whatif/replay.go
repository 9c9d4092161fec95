package whatif

import (
	"math"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// replayer replays variants of a schedule. It keeps what it needs from one to
// the next, and is for one goroutine.
type replayer struct {
	s       *schedule
	byRank  []int32
	missing []int32   // of each task, what it still waits for
	tried   []bool    // its vain attempts are over
	place   []int32   // pool that it took its slot from
	done    []int32   // of each barrier, makers that have ended
	next    []int32   // of each barrier, its first waiter that still waits
	submits arrivals  // tasks to come; ^id: back from vain attempts
	running moments   // tasks in a slot; ^id: in vain
	waiting line      // for any slot
	bound   []moments // by pool: for a slot of that one; at is the rank
	free    []int32   // slots by pool; below 0 where the worker goes once its tasks are done
	v       *variant  // being replayed
	by      order
	left    int
}

// order is in which order tasks that wait are given out.
type order int

const (
	byPriority order = iota // as Daft does
	bySubmit                // as they were submitted in the run
)

func newReplayer(s *schedule) *replayer {
	n := len(s.tasks)
	r := &replayer{s: s, byRank: make([]int32, n), missing: make([]int32, n), tried: make([]bool, n), place: make([]int32, n),
		done: make([]int32, len(s.makers)), next: make([]int32, len(s.makers)), waiting: lineOf(n), bound: make([]moments, len(s.workers))}
	for i := range s.tasks {
		r.byRank[s.tasks[i].rank] = int32(i)
	}
	return r
}

// replay returns when the last task of a variant ends, in nanoseconds since the
// query's start, or false where tasks wait with nobody left to run them. What
// happens at one moment is taken in the order of ends, submits, and giving out, so
// that a slot is free as soon as a task has left it.
func (r *replayer) replay(v *variant, by order) (int64, bool) {
	r.begin(v, by)
	room, last := v.room, v.lead
	for r.left > 0 {
		idle := len(r.running) == 0 && r.submits.empty()
		if idle && len(room) == 0 {
			return 0, false
		}
		now := int64(math.MaxInt64)
		if len(r.running) > 0 {
			now = r.running[0].at
		}
		if !r.submits.empty() {
			now = min(now, r.submits.first().at)
		}
		if len(room) > 0 && (idle || room[0].at < now) {
			now = room[0].at
		}
		for len(room) > 0 && room[0].at <= now {
			r.free[room[0].pool] += room[0].slots
			room = room[1:]
		}
		for len(r.running) > 0 && r.running[0].at <= now {
			if m := r.running.pop(); m.id < 0 {
				r.free[r.place[^m.id]]++
				r.wait(^m.id)
			} else {
				r.free[r.place[m.id]]++
				last = max(last, m.at)
				r.end(m)
			}
		}
		for !r.submits.empty() && r.submits.first().at <= now {
			switch m := r.submits.pop(); {
			case m.id < 0:
				r.wait(^m.id)
			case v.retry.ns[m.id] > 0 && r.s.tasks[m.id].vain:
				r.tried[m.id] = true
				since := len(r.submits.all)
				r.submits.add(moment{saturate.Add(m.at, saturate.Add(v.handover.ns[m.id], v.retry.ns[m.id])), ^m.id})
				r.submits.push(since)
			default:
				r.wait(m.id)
			}
		}
		r.giveOut(now)
	}
	return last, true
}

// begin submits what waits for nothing.
func (r *replayer) begin(v *variant, by order) {
	r.v, r.by, r.left = v, by, len(r.s.tasks)
	clear(r.done)
	clear(r.next)
	clear(r.tried)
	r.running = r.running[:0]
	r.submits.reset()
	r.waiting.reset()
	for i := range r.bound {
		r.bound[i] = r.bound[i][:0]
	}
	r.free = append(r.free[:0], make([]int32, v.pools)...)
	for i := range r.s.tasks {
		t := &r.s.tasks[i]
		r.missing[i] = t.deps[1] - t.deps[0]
		if r.missing[i] == 0 {
			r.submits.add(moment{saturate.Add(v.lead, v.driver.ns[i]), int32(i)})
		}
	}
	r.submits.push(0)
}

// end ends a task, and submits what waited for it alone.
func (r *replayer) end(m moment) {
	r.left--
	t := &r.s.tasks[m.id]
	since := len(r.submits.all)
	for _, b := range r.s.makes[t.makes[0]:t.makes[1]] {
		r.done[b]++
		waiters := r.s.waiters[b]
		for r.next[b] < int32(len(waiters)) && waiters[r.next[b]].count <= r.done[b] {
			i := waiters[r.next[b]].task
			r.next[b]++
			if r.missing[i]--; r.missing[i] == 0 {
				r.submits.add(moment{saturate.Add(m.at, r.v.driver.ns[i]), i})
			}
		}
	}
	r.submits.push(since)
}

// wait puts a task in line for a slot.
func (r *replayer) wait(i int32) {
	rank := i
	if r.by == byPriority {
		rank = r.s.tasks[i].rank
	}
	if t := &r.s.tasks[i]; t.pinned && t.worker < r.v.pools && r.v.stays(t.worker) {
		r.bound[t.worker].push(moment{at: int64(rank)})
		return
	}
	r.waiting.push(rank)
}

// giveOut gives slots to tasks, in order, as long as there are both.
func (r *replayer) giveOut(now int64) {
	for {
		pool, i := r.choose()
		if i < 0 {
			return
		}
		if r.by == byPriority {
			i = r.byRank[i]
		}
		r.free[pool]--
		r.place[i] = pool
		start := now
		if !r.tried[i] {
			start = saturate.Add(now, r.v.handover.ns[i])
		}
		if r.v.retry.ns[i] > 0 && !r.tried[i] {
			r.tried[i] = true
			r.running.push(moment{saturate.Add(start, r.v.retry.ns[i]), ^i})
			continue
		}
		r.running.push(moment{saturate.Add(start, r.v.wall.ns[i]), i})
	}
}

// choose takes the rank that is next out of its line, -1 where there is none or
// no slot, and returns it with the pool that has a slot for it: of those that may
// run anywhere, the one with most room.
func (r *replayer) choose() (pool, rank int32) {
	for p, n := range r.free {
		if n > r.free[pool] {
			pool = int32(p)
		}
	}
	if r.free[pool] <= 0 {
		return 0, -1
	}
	var line *moments // nil: any
	if r.s.pins {
		next := int64(math.MaxInt64)
		if r.waiting.size > 0 {
			next = int64(r.waiting.first())
		}
		for p := range r.bound {
			if x := r.bound[p]; len(x) > 0 && r.free[p] > 0 && x[0].at < next {
				pool, line, next = int32(p), &r.bound[p], x[0].at
			}
		}
	}
	switch {
	case line != nil:
		return pool, int32(line.pop().at)
	case r.waiting.size > 0:
		return pool, r.waiting.pop()
	}
	return 0, -1
}
