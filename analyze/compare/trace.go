package compare

import (
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// trace finds out, from the sources upward, why each operator of both plans had
// other rows, wider ones, or other pieces to work on.
func (ns *nodes) trace(q *analyze.Query) {
	bottomUp(q, func(o *analyze.Operator) {
		if n := ns.of[o]; n != nil && n.paired() {
			ns.tracePieces(n)
			ns.traceRows(n)
			ns.traceWidth(n)
		}
	})
}

// own is the root of what an operator itself changed of a quantity.
func (ns *nodes) own(n *node, kind CauseKind) rootKey {
	if n.rewritten() {
		return rootKey{kind: PlanChange, node: n.index}
	}
	return rootKey{kind: kind, node: n.index}
}

// between is the root of what changed between an operator and those below it that
// both plans have: of a change of the plan, where there is one, else its own.
func (ns *nodes) between(n *node, kind CauseKind) rootKey {
	if !n.plain && !n.pair.Moved { // what was moved takes other rows because it was
		for _, o := range []*analyze.Operator{n.pair.New, n.pair.Base} {
			for _, c := range o.Children {
				if x := ns.of[c]; x != nil && x.group > 0 {
					return rootKey{kind: PlanChange, node: -1, group: x.group}
				}
			}
		}
	}
	return ns.own(n, kind)
}

func both(a, b analyze.Value) bool { return a.Known() && b.Known() && a.V >= 0 && b.V >= 0 }

func ratio(was, now analyze.Value) float64 { return logRatio(float64(was.V), float64(now.V)) }

func (ns *nodes) traceRows(n *node) {
	var in lineage
	if both(n.base.in, n.now.in) {
		inLog := ratio(n.base.in, n.now.in)
		in = n.fed(func(x *node) (was, now analyze.Value, l lineage) { return x.base.out, x.now.out, x.rowsOut })
		if left := inLog - in.sum(); math.Abs(left) > 1e-9 {
			in = in.with(ns.between(n, Rows), left).bounded(ns.own(n, Rows))
		}
	} else {
		for _, x := range n.inputs { // what a source above a source took is not known
			in = in.plus(x.rowsOut)
		}
	}
	if both(n.base.out, n.now.out) {
		log := ratio(n.base.out, n.now.out)
		candidates := in
		if len(n.inputs) > 1 {
			candidates = nil // what a join puts out goes with either side
			for _, x := range n.inputs {
				if x.rowsOut.sum()*log > 0 {
					candidates = candidates.plus(x.rowsOut)
				}
			}
			if !n.plain {
				candidates = candidates.plus(in.of(PlanChange))
			}
		}
		n.rowsOut = explain(log, candidates, ns.own(n, Rows))
		n.rowsOut = n.byPieces(n.rowsOut, ns.own(n, Rows))
	} else {
		n.rowsOut = in
	}
	if !both(n.base.rows, n.now.rows) {
		n.rows = in
		return
	}
	log := ratio(n.base.rows, n.now.rows)
	switch {
	case log == 0:
	case !both(n.base.in, n.now.in):
		n.rows = n.rowsOut
	case !both(n.base.out, n.now.out):
		n.rows = in
	default:
		whole := logMean(atLeastOne(n.now.rows), atLeastOne(n.base.rows))
		n.rows = in.scaled(logMean(atLeastOne(n.now.in), atLeastOne(n.base.in)) / whole).
			plus(n.rowsOut.scaled(logMean(atLeastOne(n.now.out), atLeastOne(n.base.out)) / whole))
	}
	if left := log - n.rows.sum(); math.Abs(left) > 1e-9 {
		n.rows = n.rows.with(ns.own(n, Rows), left)
	}
	n.rows = n.rows.bounded(ns.own(n, Rows))
}

func atLeastOne(v analyze.Value) float64 { return float64(max(v.V, 1)) }

// fed adds up what the inputs of a node hand on: each has the part of the change of
// their sum that it made.
func (n *node) fed(of func(*node) (was, now analyze.Value, l lineage)) (l lineage) {
	var was, now float64
	for _, x := range n.inputs {
		b, c, _ := of(x)
		if !both(b, c) {
			return nil
		}
		was, now = was+atLeastOne(b), now+atLeastOne(c)
	}
	whole := logMean(now, was)
	for _, x := range n.inputs {
		b, c, own := of(x)
		if len(n.inputs) == 1 {
			return own
		}
		l = l.plus(own.scaled(logMean(atLeastOne(c), atLeastOne(b)) / whole))
	}
	return l
}

// traceWidth does the same for bytes per row.
func (ns *nodes) traceWidth(n *node) {
	candidates := n.fed(func(x *node) (was, now analyze.Value, l lineage) { return x.base.out, x.now.out, x.widthOut })
	b, c := n.base.operator, n.now.operator
	n.widthOut = candidates
	if both(n.base.out, n.now.out) && both(b.BytesOut, c.BytesOut) && b.BytesOut.V > 0 && c.BytesOut.V > 0 {
		n.widthOut = explain(ratio(b.BytesOut, c.BytesOut)-ratio(n.base.out, n.now.out), candidates, ns.own(n, BytesPerRow))
	}
	log, ok := n.widthLog()
	if !ok {
		n.width = candidates
		return
	}
	own := ns.own(n, BytesPerRow)
	n.width = explain(log, candidates.plus(n.widthOut.only(own)), own)
	// What is left is of the mix of rows in and out: it changed with them.
	if left := n.width.only(own).sum() - n.widthOut.only(own).sum(); math.Abs(n.rows.sum()) >= aFifth && left*log > 0 {
		n.width = n.width.with(own, -left).plus(n.rows.scaled(left / n.rows.sum())).bounded(own)
	}
}

// widthLog is by how much the bytes of a row changed of those that it handled.
func (n *node) widthLog() (float64, bool) {
	if !both(n.base.rows, n.now.rows) || !both(n.base.bytes, n.now.bytes) || n.base.bytes.V <= 0 || n.now.bytes.V <= 0 {
		return 0, false
	}
	return ratio(n.base.bytes, n.now.bytes) - ratio(n.base.rows, n.now.rows), true
}

// tracePieces does the same for the pieces that its input comes in.
func (ns *nodes) tracePieces(n *node) {
	var candidates lineage
	if n.base.pieces <= 0 || n.now.pieces <= 0 {
		for _, x := range n.inputs {
			if math.Abs(x.pieces.sum()) > math.Abs(n.pieces.sum()) {
				n.pieces = x.pieces
			}
		}
		return
	}
	log := logRatio(float64(n.base.pieces), float64(n.now.pieces))
	for _, x := range n.inputs {
		if x.pieces.sum()*log > 0 {
			candidates = candidates.plus(x.pieces)
		}
	}
	if len(n.inputs) == 0 && both(n.base.out, n.now.out) {
		if more := ratio(n.base.out, n.now.out); more*log > 0 {
			candidates = candidates.with(ns.own(n, Rows), more) // more files because there is more
		}
	}
	n.pieces = explain(log, candidates, ns.between(n, Pieces))
}

// of returns what is of roots of one kind.
func (l lineage) of(kind CauseKind) (list lineage) {
	for _, o := range l {
		if o.root.kind == kind {
			list = append(list, o)
		}
	}
	return list
}

// only returns what is of one root.
func (l lineage) only(root rootKey) (list lineage) {
	for _, o := range l {
		if o.root == root {
			list = append(list, o)
		}
	}
	return list
}

// byPieces gives what an operator itself put out more to what cut its input into
// more pieces, as far as that went the same way: an aggregation puts out its groups
// for each piece.
func (n *node) byPieces(l lineage, own rootKey) lineage {
	self, pieces := l.only(own).sum(), n.pieces.sum()
	if len(n.inputs) == 0 || self*pieces <= 0 || math.Abs(pieces) < aThird {
		return l
	}
	with := self
	if math.Abs(self) > math.Abs(pieces) {
		with = pieces
	}
	return l.with(own, -with).plus(n.pieces.scaled(with / pieces)).bounded(own)
}
