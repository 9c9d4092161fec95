package compare

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/critical"
)

// piece is a part of the difference before it is known what stands behind it.
type piece struct {
	Part
	node *node // nil: of no operator
	log  float64
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
	add := func(n *node, kind critical.Kind, cause CauseKind, ns int64, log float64, estimated bool) *piece {
		if ns == 0 {
			return nil
		}
		p := piece{Part: Part{Kind: kind, Cause: cause, NS: ns, Estimated: estimated}, node: n, log: log}
		if n != nil {
			p.Base, p.New = n.pair.Base, n.pair.New
		}
		list = append(list, p)
		return &list[len(list)-1]
	}
	for _, n := range ns.list {
		b, c := n.base, n.now
		if b == nil {
			b = &measure{}
		}
		if c == nil {
			c = &measure{}
		}
		if !n.paired() {
			add(n, critical.Run, PlanChange, c.run-b.run, 0, b.estimated || c.estimated)
		} else {
			factors, rest, estimated := n.factors(base.ray)
			for i, ns := range divide(b.run, c.run, factors) {
				f := factor{cause: rest}
				if i < len(factors) {
					f = factors[i]
				}
				add(n, critical.Run, f.cause, ns, f.log, estimated || b.estimated || c.estimated)
			}
		}
		for _, w := range waitKinds {
			cause := w.cause
			if !n.paired() {
				cause = PlanChange
			}
			add(n, w.kind, cause, c.waits[w.kind]-b.waits[w.kind], logRatio(float64(b.waited[w.kind]), float64(c.waited[w.kind])), false)
		}
		if n.paired() {
			for i, ns := range divide(b.beside, c.beside, []factor{{Parallelism, logRatio(float64(b.besides), float64(c.besides))}}) {
				if p := add(n, critical.Run, []CauseKind{Parallelism, Rate}[i], ns, 0, true); p != nil {
					p.Beside = true
				}
			}
		} else if p := add(n, critical.Run, PlanChange, c.beside-b.beside, 0, true); p != nil {
			p.Beside = true
		}
	}
	for _, w := range waitKinds {
		add(nil, w.kind, w.cause, now.none[w.kind]-base.none[w.kind], 0, false)
	}
	add(nil, critical.Run, Rate, now.free-base.free, 0, true)
	return list
}

// factors returns those of which the time of an operator on the path is the
// product, and what their rest is:
//
//	path = rows x bytes/row x busy/byte x path/busy
//	path/busy = tasks on the path/tasks x (path/task on it)/(busy/task)    on Ray
//
// What is not known, or not of both runs, is left out: its part falls to the next
// coarser factor, and is marked as estimated.
func (n *node) factors(ray bool) (list []factor, rest CauseKind, estimated bool) {
	b, c := n.base, n.now
	work := 0.0 // of the factors that busy is the product of, so far
	if both(b.rows, c.rows) {
		log := ratio(b.rows, c.rows)
		list, work = append(list, factor{Rows, log}), log
		if log, ok := n.widthLog(); ok {
			list, work = append(list, factor{BytesPerRow, log}), work+log
		}
	}
	if !b.busy.Positive() || !c.busy.Positive() {
		return list, Rate, true
	}
	list = append(list, factor{Rate, ratio(b.busy, c.busy) - work})
	if ray && b.onPath > 0 && c.onPath > 0 && b.pieces > 0 && c.pieces > 0 {
		waves := logRatio(float64(b.onPath), float64(c.onPath)) - logRatio(float64(b.pieces), float64(c.pieces))
		return append(list, factor{Parallelism, waves}), Skew, false
	}
	return list, Parallelism, false
}

// partsOf makes the parts of pieces, largest first.
func partsOf(pieces []piece) []Part {
	parts := make([]Part, 0, len(pieces))
	for _, p := range pieces {
		parts = append(parts, p.Part)
	}
	slices.SortStableFunc(parts, func(a, b Part) int { return cmp.Compare(magnitude(b.NS), magnitude(a.NS)) })
	return parts
}

// magnitude is an absolute value, also of the least number.
func magnitude(ns int64) uint64 {
	if ns < 0 {
		return -uint64(ns)
	}
	return uint64(ns)
}
