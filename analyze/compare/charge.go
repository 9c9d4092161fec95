package compare

import (
	"math"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// enter charges one piece.
func (b *book) enter(p piece) {
	n := p.node
	switch {
	case n == nil:
		b.charge(rootKey{kind: p.Cause, node: -1}, p, p.NS)
	case !n.paired():
		b.charge(rootKey{kind: PlanChange, node: -1, group: n.group}, p, p.NS)
	case p.Beside && p.Cause == Rate:
		b.enterBeside(p)
	case p.Kind != critical.Run:
		b.enterWait(p)
	case p.Cause == Rows:
		b.along(n.rows, 0, b.ns.own(n, Rows), p, p.NS)
	case p.Cause == BytesPerRow:
		b.along(n.width, 0, b.ns.own(n, BytesPerRow), p, p.NS)
	case p.Cause == Rate:
		b.enterRate(p)
	default:
		b.enterWaited(p)
	}
}

// enterRate charges what an operator took longer for as much. Many small pieces
// cost more than few large ones; and but for functions of the user's, which take
// each row for itself, how long a row takes depends on how many there are, and on
// how wide they are.
func (b *book) enterRate(p piece) {
	n, left := p.node, p.NS
	own := b.ns.own(n, Rate)
	small := n.pieces.plus(n.rows.scaled(-1))
	if sum := small.sum(); math.Abs(sum) >= twice && sum*float64(left) > 0 {
		b.along(small, sum, own, p, left)
		return
	}
	if !isFunction(n) {
		left -= b.with(n.rows, own, p, left)
		left -= b.with(n.width, own, p, left)
		if side := b.sides[n.index].sum(); side*float64(left) > 0 {
			b.along(b.sides[n.index], side, own, p, left)
			return
		}
		if own.kind == Rate && b.touched[n.index].kind != "" {
			own = b.touched[n.index]
		}
	}
	b.charge(own, p, left)
	if r := b.roots[own]; r != nil && own.kind == Rate {
		r.echo = b.ray && !isFunction(n) || !b.ray && (!n.base.busy.Positive() || !n.now.busy.Positive())
	}
}

// with charges to what changed a quantity by a fifth or more as much of a piece as
// the quantity itself makes, or would if it were known of the operator itself. It
// returns how much that is.
func (b *book) with(l lineage, own rootKey, p piece, ns int64) int64 {
	sum := l.sum()
	was, now := p.node.base.run, p.node.now.run
	if math.Abs(sum) < aFifth || was <= 0 || now <= 0 {
		return 0
	}
	made := saturate.Whole(logMean(float64(now), float64(was)) * math.Abs(sum))
	with := int64(min(magnitude(ns), magnitude(made), math.MaxInt64))
	if ns < 0 {
		with = -with
	}
	b.along(l, sum, own, p, with)
	return with
}

// isFunction reports whether an operator runs a function of the user's.
func isFunction(n *node) bool {
	o := n.now.operator
	return strings.Contains(o.Type, "UDF") || strings.HasPrefix(o.Name, "UDF ")
}

// enterWaited charges what the query waited longer for of the work of an operator:
// because less ran at a time, or because it waited for larger tasks. On Ray the two
// are of all tasks of a stage. Where they go against each other the smaller is what
// the larger one left.
func (b *book) enterWaited(p piece) {
	n := p.node
	home := p.home
	sign, skewed := p.NS, p.Cause == Skew
	if s := b.homes[home.index]; b.ray && s != nil && !p.Beside {
		switch against := (s.parallelism > 0) != (s.skewing > 0) && s.parallelism != 0 && s.skewing != 0; {
		case against && magnitude(s.parallelism) >= magnitude(s.skewing):
			sign, skewed = s.parallelism, false
		case against:
			sign, skewed = s.skewing, true
		case s.parallelism != 0 && b.fewer(home, s.parallelism):
			sign, skewed = s.parallelism, false
		}
	}
	if !home.paired() {
		home = n
	}
	own := rootKey{kind: Parallelism, node: home.index}
	log := home.pieces.sum()
	switch {
	case skewed:
		own.kind = Skew
	case p.Beside && math.Abs(log) >= aThird && log*float64(sign) > 0:
		b.along(home.pieces, log, own, p, p.NS) // so many times what it takes to be a task
		return
	case b.fewer(home, sign):
		b.along(home.pieces, log, own, p, p.NS)
		return
	case b.base.room > 0 && b.now.room > 0 && logRatio(float64(b.base.room), float64(b.now.room))*float64(sign) < 0:
		b.charge(rootKey{kind: Parallelism, node: -1}, p, p.NS)
		return
	}
	left := p.NS
	if b.touched[n.index].kind != "" {
		own = b.touched[n.index]
	} else if !b.ray {
		left = b.taken(p)
	}
	b.charge(own, p, left)
	if r := b.roots[own]; r != nil && own.kind != PlanChange {
		r.echo = true
	}
}

// fewer reports whether a time may be longer because there were fewer tasks than
// slots, or shorter because there were more.
func (b *book) fewer(n *node, ns int64) bool {
	if !n.paired() {
		return false
	}
	log := n.pieces.sum()
	return b.ray && math.Abs(log) >= aThird && log*float64(ns) < 0 && min(n.base.pieces, n.now.pieces) < 2*max(b.base.room, b.now.room, 1)
}

// taken charges to what changed the work of an operator as much of what the query
// waited longer for it: who works more is waited for more. It returns the rest.
func (b *book) taken(p piece) int64 {
	n := p.node
	of := b.made[n.index]
	work := of.rows + of.width + of.rate
	most := magnitude(work)
	if n.base.run == 0 || n.now.run == 0 { // of what is on one path alone, nothing else is known of its work
		work = 0
		if both(n.base.busy, n.now.busy) && math.Abs(ratio(n.base.busy, n.now.busy)) >= aThird {
			work, most = int64(math.Copysign(1, ratio(n.base.busy, n.now.busy))), magnitude(p.NS)
		}
	}
	if work == 0 || (work > 0) != (p.NS > 0) {
		return p.NS
	}
	with := int64(min(most, magnitude(p.NS), math.MaxInt64))
	if p.NS < 0 {
		with = -with
	}
	l := n.rows.plus(n.width)
	l = l.with(b.ns.own(n, Rate), ratio(n.base.busy, n.now.busy)-l.sum())
	b.along(l, float64(with), b.ns.own(n, Rate), p, with)
	return p.NS - with
}

// enterWait charges what the tasks of an operator waited for.
func (b *book) enterWait(p piece) {
	n := p.node
	own := rootKey{kind: p.Cause, node: -1}
	if p.Kind == critical.Driver {
		own.node = n.index
	}
	if log := n.pieces.sum(); p.Kind != critical.Retry && math.Abs(log) >= aThird && log*float64(p.NS) > 0 {
		b.along(n.pieces, log, own, p, p.NS)
		return
	}
	if b.touched[n.index].kind != "" && p.Kind != critical.Retry {
		own = b.touched[n.index]
	}
	b.charge(own, p, p.NS)
}

// enterBeside charges what it takes to be a task, beside the work of operators.
func (b *book) enterBeside(p piece) {
	n := p.node
	own := rootKey{kind: Rate, node: p.home.index}
	if log := n.pieces.sum(); math.Abs(log) >= aThird && log*float64(p.NS) > 0 {
		b.along(n.pieces, log, own, p, p.NS)
		return
	}
	if side := b.sides[n.index].sum(); side*float64(p.NS) > 0 {
		b.along(b.sides[n.index], side, own, p, p.NS)
		return
	}
	if b.touched[n.index].kind != "" {
		own = b.touched[n.index]
	}
	b.charge(own, p, p.NS)
	if r := b.roots[own]; r != nil && own.kind == Rate {
		r.echo = true
	}
}
