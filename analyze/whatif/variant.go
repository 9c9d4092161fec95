package whatif

import (
	"cmp"
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// variant is a schedule under a scenario: the lengths that it changes, and the
// room that there is. What it leaves alone is the schedule's own.
type variant struct {
	driver, handover, retry, wall lengths
	lead                          int64
	room                          []change // by time
	pools                         int32    // workers where some tasks are bound to theirs, else 1
	workers                       int      // how many there are
	early                         bool     // all from the start

	removed int64 // by how much what became shorter did, altogether
	longer  bool  // something became longer, or there is less room
	changed bool
}

// change is room that comes or goes.
type change struct {
	at    int64
	pool  int32
	slots int32
}

// stays reports whether a worker is there.
func (v *variant) stays(worker int32) bool { return int(worker) < v.workers }

// lengths are a number for each task, the schedule's own until one is set.
type lengths struct {
	ns  []int64
	own bool
}

func (l *lengths) set(i int, ns int64) {
	if !l.own {
		l.ns, l.own = slices.Clone(l.ns), true
	}
	l.ns[i] = ns
}

// unchanged returns the run as it was.
func (s *schedule) unchanged() *variant {
	v := &variant{lead: s.lead, workers: len(s.workers)}
	v.driver.ns, v.handover.ns, v.retry.ns, v.wall.ns = s.driver, s.handover, s.retry, s.wall
	v.takeRoom(s, Scenario{})
	return v
}

// under returns the schedule under a scenario.
func (s *schedule) under(x Scenario) *variant {
	v := s.unchanged()
	if x.Workers > 0 {
		before := v.workers
		v.workers = int(math.Max(1, math.Min(math.Round(float64(before)*x.Workers), float64(before+len(s.tasks))))) // more workers than tasks do nothing
		v.changed, v.longer = v.changed || v.workers != before, v.longer || v.workers < before
	}
	if x.Workers > 0 || x.NoRetries || x.NoColdStart {
		v.takeRoom(s, x)
	}
	v.setWalls(s, x)
	if x.NoRetries {
		v.cut(&v.retry, func(int) int64 { return 0 })
		v.handOverAnew(s)
	}
	if x.NoDispatch {
		v.cut(&v.handover, func(int) int64 { return 0 })
	}
	if len(x.NoDriver) > 0 {
		v.cut(&v.driver, func(i int) int64 {
			if x.NoDriver[nil] || x.NoDriver[dispatcher(s.query, s.nodes[i].Task)] {
				return 0
			}
			return v.driver.ns[i]
		})
	}
	if x.NoColdStart && s.startup > 0 {
		v.lead -= s.startup
		v.removed, v.changed = saturate.Add(v.removed, s.startup), true
	}
	v.speedUp(s, x.Speedup)
	return v
}

// handOverAnew has tasks whose vain attempts took no slot from others, as their
// worker was dead, reach a slot as fast as others of their stage: what it took
// them until their first attempt has the wait for a slot in it.
func (v *variant) handOverAnew(s *schedule) {
	usual := medians(s, func(i int) (int64, bool) { return s.handover[i], !s.tasks[i].vain })
	v.cut(&v.handover, func(i int) int64 {
		if !s.tasks[i].vain {
			return v.handover.ns[i]
		}
		return usual(i, v.handover.ns[i])
	})
}

// cut makes lengths no longer than said.
func (v *variant) cut(l *lengths, most func(i int) int64) {
	for i, ns := range l.ns {
		if m := max(0, most(i)); m < ns {
			v.removed, v.changed = saturate.Add(v.removed, ns-m), true
			l.set(i, m)
		}
	}
}

// setWalls sets how long tasks run, before speed-ups.
func (v *variant) setWalls(s *schedule, x Scenario) {
	if x.NoSkew {
		median := medians(s, func(i int) (int64, bool) { return s.wall[i], true })
		v.cut(&v.wall, func(i int) int64 { return median(i, s.wall[i]) })
	}
	if x.NoColdStart {
		v.warm(s)
	}
	if len(x.TaskWall) == 0 {
		return
	}
	for i, n := range s.nodes {
		ns, ok := x.TaskWall[n.Task]
		if !ok || ns == v.wall.ns[i] {
			continue
		}
		v.changed = true
		v.longer = v.longer || ns > s.wall[i]
		v.removed = saturate.Add(v.removed, max(0, saturate.Sub(v.wall.ns[i], ns))) // what others took longer takes nothing back
		v.wall.set(i, ns)
	}
}

// speedUp shrinks each operator's part of each task.
func (v *variant) speedUp(s *schedule, by map[*analyze.Operator]float64) {
	if len(by) == 0 {
		return
	}
	gain := make([]float64, len(s.shares.operators)) // the part of an operator that goes
	for i, o := range s.shares.operators {
		if f, ok := by[o]; ok {
			gain[i] = 1 - 1/f
			v.longer = v.longer || f < 1
		}
	}
	for i, ns := range v.wall.ns {
		gone := 0.0
		for _, p := range s.shares.parts(i) {
			gone += p.fraction * gain[p.operator]
		}
		if gone == 0 {
			continue
		}
		if wall := max(0, scaled(ns, 1-gone)); wall != ns {
			v.changed, v.removed = true, saturate.Add(v.removed, max(0, saturate.Sub(ns, wall)))
			v.wall.set(i, wall)
		}
	}
}

// takeRoom lays out when which slots are there.
func (v *variant) takeRoom(s *schedule, x Scenario) {
	v.pools, v.early = 1, x.NoColdStart
	if s.pins {
		v.pools = int32(v.workers)
	}
	v.room = v.room[:0]
	for i := range v.workers {
		w := s.workers[i%len(s.workers)]
		pool := int32(i) % v.pools
		if w.slots == 0 {
			continue
		}
		if x.NoColdStart && w.opens != math.MinInt64 {
			w.opens = math.MinInt64
			v.changed = true
		}
		v.room = append(v.room, change{w.opens, pool, w.slots})
		if w.dies == math.MaxInt64 {
			continue
		}
		if x.NoRetries {
			v.changed = true
			continue
		}
		v.room = append(v.room, change{w.dies, pool, -w.slots})
	}
	slices.SortStableFunc(v.room, func(a, b change) int { return cmp.Compare(a.at, b.at) })
}
