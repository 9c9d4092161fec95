package compare

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/critical"
)

// piece is a part of the difference before it is known what stands behind it.
type piece struct {
	Part
	node *node // nil: of no operator
	home *node // of a run on Ray: that dispatched the tasks; else node
}

// waitKinds are those of segments that are not runs, in the order in which they
// stand in a query, each with the cause that it is.
var waitKinds = []struct {
	kind  critical.Kind
	cause CauseKind
}{
	{critical.Plan, Planning}, {critical.Startup, StartUp}, {critical.Driver, DriverWork}, {critical.Schedule, Waiting}, {critical.Handoff, Waiting},
	{critical.Retry, Retries}, {critical.Consumer, ConsumerHeld}, {critical.Tail, Ending}, {critical.Unrecorded, Unrecorded},
}

// pieces splits the difference of two paths exactly.
func (ns *nodes) pieces(base, now *measures) []piece {
	var list []piece
	add := func(n, home *node, kind critical.Kind, cause CauseKind, ns int64, beside, estimated bool) {
		if ns == 0 {
			return
		}
		p := piece{Part: Part{Kind: kind, Cause: cause, NS: ns, Beside: beside, Estimated: estimated}, node: n, home: home}
		if n != nil {
			p.Base, p.New = n.pair.Base, n.pair.New
		}
		list = append(list, p)
	}
	for _, n := range ns.list {
		b, c := n.base, n.now
		if b == nil {
			b = &measure{}
		}
		if c == nil {
			c = &measure{}
		}
		plan := func(cause CauseKind) CauseKind {
			if !n.paired() {
				return PlanChange
			}
			return cause
		}
		if n.paired() {
			for _, t := range ns.threads(n) {
				factors, rest, estimated := n.factors(t, base.ray && now.ray)
				for i, ns := range divide(t.base.run, t.now.run, factors) {
					cause := rest
					if i < len(factors) {
						cause = factors[i].cause
					}
					add(n, t.home, critical.Run, cause, ns, false, estimated || b.estimated || c.estimated)
				}
			}
			for i, ns := range divide(b.beside, c.beside, []factor{{Parallelism, logRatio(float64(b.besides), float64(c.besides))}}) {
				add(n, n, critical.Run, []CauseKind{Parallelism, Rate}[i], ns, true, true)
			}
		} else {
			add(n, n, critical.Run, PlanChange, c.run-b.run, false, b.estimated || c.estimated)
			add(n, n, critical.Run, PlanChange, c.beside-b.beside, true, true)
		}
		for _, w := range waitKinds {
			add(n, n, w.kind, plan(w.cause), c.waits[w.kind]-b.waits[w.kind], false, false)
		}
	}
	for _, w := range waitKinds {
		add(nil, nil, w.kind, w.cause, now.none[w.kind]-base.none[w.kind], false, false)
	}
	add(nil, nil, critical.Run, Rate, now.free-base.free, false, true)
	return list
}

// thread is what an operator of both plans did in one stage of each run, or in all.
type thread struct {
	home      *node
	base, now strand
	estimated bool // how long it worked
}

// threads lays the stages of an operator on each other. Where these are not the same
// in both runs it is taken as a whole, and so it is natively.
func (ns *nodes) threads(n *node) []thread {
	all := thread{home: n, base: n.base.whole(), now: n.now.whole()}
	if h := ns.of[all.now.home]; h != nil && h.paired() {
		all.home = h
	}
	if len(n.base.strands) != len(n.now.strands) {
		return []thread{all}
	}
	type stage struct {
		home *node
		name string
	}
	was := make(map[stage]*strand, len(n.base.strands))
	for _, s := range slices.Backward(n.base.strands) { // of those alike the first stands
		was[stage{ns.of[s.home], s.stage}] = s
	}
	var list []thread
	left := all
	for _, s := range n.now.strands {
		home := ns.of[s.home]
		b := was[stage{home, s.stage}]
		if home == nil || b == nil {
			return []thread{all}
		}
		t := thread{home: home, base: *b, now: *s}
		t.estimated = t.base.known < t.base.wall || t.now.known < t.now.wall
		if t.base.busy < 1 || t.now.busy < 1 { // all that the tasks took stands for it
			t.base.busy, t.now.busy, t.estimated = t.base.wall, t.now.wall, true
		}
		list = append(list, t)
		left.base.run -= t.base.run
		left.now.run -= t.now.run
	}
	if left.base.run != 0 || left.now.run != 0 || len(list) == 0 { // of tasks that nobody is known to have dispatched
		return []thread{all}
	}
	return list
}

// whole is what an operator did in all stages.
func (m *measure) whole() strand {
	all := strand{run: m.run}
	if m.busy.Positive() {
		all.busy = float64(m.busy.V)
	}
	most := int64(-1)
	for _, s := range m.strands {
		all.onPath += s.onPath
		all.tasks += s.tasks
		if s.run > most {
			all.home, most = s.home, s.run
		}
	}
	return all
}

// dispatched is what an operator did in the tasks that it dispatched itself, or
// where it is not known of any, in all.
func (m *measure) dispatched() strand {
	var own strand
	for _, s := range m.strands {
		if s.home == m.operator {
			own.run, own.onPath, own.tasks, own.busy = own.run+s.run, own.onPath+s.onPath, own.tasks+s.tasks, own.busy+s.busy
		}
	}
	if own.onPath == 0 || own.busy <= 0 {
		return m.whole()
	}
	return own
}

// factors returns those of which the time of an operator on the path is the
// product, and what their rest is:
//
//	path = rows x bytes/row x busy/byte x path/busy
//	path/busy = tasks on the path/tasks x (path/task on it)/(busy/task)    on Ray
//
// What is not known, or not of both runs, is left out: its part falls to the next
// coarser factor, and is marked as estimated.
func (n *node) factors(t thread, ray bool) (list []factor, rest CauseKind, estimated bool) {
	b, c := n.base, n.now
	work := 0.0 // of the factors that busy is the product of, so far
	if both(b.rows, c.rows) {
		log := ratio(b.rows, c.rows)
		list, work = append(list, factor{Rows, log}), log
		if log, ok := n.widthLog(); ok {
			list, work = append(list, factor{BytesPerRow, log}), work+log
		}
	}
	if t.base.busy <= 0 || t.now.busy <= 0 {
		return list, Rate, true
	}
	list = append(list, factor{Rate, logRatio(t.base.busy, t.now.busy) - work})
	if ray && t.base.onPath > 0 && t.now.onPath > 0 && t.base.tasks > 0 && t.now.tasks > 0 {
		waves := logRatio(float64(t.base.onPath), float64(t.now.onPath)) - logRatio(float64(t.base.tasks), float64(t.now.tasks))
		return append(list, factor{Parallelism, waves}), Skew, t.estimated
	}
	return list, Parallelism, t.estimated
}

// partsOf makes the parts of pieces: those alike are one, none is 0, largest first.
func partsOf(pieces []piece) []Part {
	parts := make([]Part, len(pieces))
	for i, p := range pieces {
		parts[i] = p.Part
	}
	return gathered(parts)
}

// magnitude is an absolute value, also of the least number.
func magnitude(ns int64) uint64 {
	if ns < 0 {
		return -uint64(ns)
	}
	return uint64(ns)
}
