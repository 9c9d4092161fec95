package compare

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/critical"
)

// book charges pieces of a difference to the roots that stand behind them. All that
// is charged adds up to the pieces.
type book struct {
	ns        *nodes
	base, now *measures
	ray       bool      // either is
	touched   []rootKey // by node, on Ray: the change of the plan that changed the tasks that run it
	sides     []lineage // by node, on Ray: of the rows of a broadcast that each task which runs it reads
	roots     map[rootKey]*root
	order     []*root
	rowsNS    []int64 // by node: its piece of cause rows
	workNS    []int64 // by node, natively: its pieces of rows, bytes per row and rate
}

// root is a reason with what was charged to it.
type root struct {
	key    rootKey
	ns     int64
	parts  []Part
	echo   bool  // it may be no more than what another root displaced
	echoed int64 // of ns, what came from others in this way
}

// What a quantity must change by, on the log scale, to be held to be a reason for a
// time that does not follow from it in proportion.
var (
	twice  = math.Log(2)
	aFifth = math.Log(1.2)
	aThird = math.Log(1.3)
)

func bookOf(ns *nodes, base, now *measures, pieces []piece) *book {
	b := &book{ns: ns, base: base, now: now, ray: base.ray || now.ray, touched: ns.touched(base, now), sides: ns.sides(now), roots: map[rootKey]*root{}, rowsNS: make([]int64, len(ns.list)), workNS: make([]int64, len(ns.list))}
	for _, p := range pieces {
		if p.node == nil || p.Kind != critical.Run || p.Beside {
			continue
		}
		switch p.Cause {
		case Rows:
			b.rowsNS[p.node.index] += p.NS
			fallthrough
		case BytesPerRow, Rate:
			b.workNS[p.node.index] += p.NS
		}
	}
	for _, p := range pieces {
		b.enter(p)
	}
	b.settle()
	return b
}

func (b *book) root(key rootKey) *root {
	r := b.roots[key]
	if r == nil {
		r = &root{key: key}
		b.roots[key] = r
		b.order = append(b.order, r)
	}
	return r
}

// charge charges so much of a piece to a root.
func (b *book) charge(key rootKey, p piece, ns int64) {
	if ns == 0 {
		return
	}
	r := b.root(key)
	r.ns += ns
	part := p.Part
	part.NS = ns
	r.parts = append(r.parts, part)
}

// spread charges so much of a piece to the roots of a lineage by their parts, of
// which only those of one sign count where sign is not 0. What has no lineage is own.
func (b *book) spread(l lineage, sign float64, own rootKey, p piece, ns int64) {
	var amounts []float64
	var keys []rootKey
	sum := 0.0
	for _, o := range l {
		if sign == 0 || o.log*sign > 0 {
			amounts, keys, sum = append(amounts, o.log), append(keys, o.root), sum+o.log
		}
	}
	if len(keys) == 0 || math.Abs(sum) < 1e-9 {
		b.charge(own, p, ns)
		return
	}
	for i := range amounts {
		amounts[i] = float64(ns) * (amounts[i] / sum)
	}
	for i, part := range rounded(ns, amounts) {
		b.charge(keys[i], p, part)
	}
}

// enter charges one piece.
func (b *book) enter(p piece) {
	n := p.node
	switch {
	case n == nil:
		b.charge(rootKey{kind: p.Cause, node: -1}, p, p.NS)
	case !n.paired():
		b.charge(rootKey{kind: PlanChange, node: -1, group: n.group}, p, p.NS)
	case p.Beside:
		b.enterBeside(p)
	case p.Kind != critical.Run:
		b.enterWait(p)
	case p.Cause == Rows:
		b.spread(n.rows, 0, b.ns.own(n, Rows), p, p.NS)
	case p.Cause == BytesPerRow:
		b.spread(n.width, 0, b.ns.own(n, BytesPerRow), p, p.NS)
	case p.Cause == Rate:
		b.enterRate(p)
	case p.Cause == Parallelism:
		b.enterParallelism(p)
	default:
		own := rootKey{kind: p.Cause, node: b.home(n)}
		if b.touched[n.index].kind != "" {
			own = b.touched[n.index]
		}
		b.charge(own, p, p.NS)
		if own.kind == Skew {
			b.root(own).echo = true
		}
	}
}

// enterRate charges what an operator took longer for as much. Many small pieces
// cost more than few large ones; and but for functions of the user's, which take
// each row for itself, how long a row takes depends on how many there are.
func (b *book) enterRate(p piece) {
	n, left := p.node, p.NS
	own := b.ns.own(n, Rate)
	small := n.pieces.plus(n.rows.scaled(-1))
	if sum := small.sum(); math.Abs(sum) >= twice && sum*float64(left) > 0 {
		b.spread(small, sum, own, p, left)
		return
	}
	if rows := n.rows.sum(); math.Abs(rows) >= aFifth && !isFunction(n) {
		with := int64(min(magnitude(left), magnitude(b.rowsNS[n.index])))
		if left < 0 {
			with = -with
		}
		b.spread(n.rows, rows, own, p, with)
		left -= with
	}
	if side := b.sides[n.index].sum(); side*float64(left) > 0 && !isFunction(n) {
		b.spread(b.sides[n.index], side, own, p, left)
		return
	}
	if own.kind == Rate && b.touched[n.index].kind != "" && !isFunction(n) {
		own = b.touched[n.index]
	}
	b.charge(own, p, left)
	if r := b.roots[own]; r != nil && own.kind == Rate {
		r.echo = b.ray && !isFunction(n) || !b.ray && (!n.base.busy.Positive() || !n.now.busy.Positive())
	}
}

// isFunction reports whether an operator runs a function of the user's.
func isFunction(n *node) bool {
	o := n.now.operator
	return strings.Contains(o.Type, "UDF") || strings.HasPrefix(o.Name, "UDF ")
}

// enterParallelism charges what the query waited longer for of the work of an
// operator.
func (b *book) enterParallelism(p piece) {
	n, left := p.node, p.NS
	own := rootKey{kind: Parallelism, node: b.home(n)}
	if b.fewer(n, left) {
		b.spread(n.pieces, -float64(left), own, p, left)
		return
	}
	if log := logRatio(float64(b.base.room), float64(b.now.room)); b.base.room > 0 && b.now.room > 0 && log*float64(left) < 0 {
		b.charge(rootKey{kind: Parallelism, node: -1}, p, left)
		return
	}
	if b.touched[n.index].kind != "" {
		own = b.touched[n.index]
	} else if !b.ray {
		left = b.taken(p)
	}
	b.charge(own, p, left)
	if r := b.roots[own]; r != nil && own.kind == Parallelism {
		r.echo = true
	}
}

// fewer reports whether a time may be longer because there were fewer tasks than
// slots.
func (b *book) fewer(n *node, ns int64) bool {
	log := n.pieces.sum()
	return b.ray && math.Abs(log) >= aThird && log*float64(ns) < 0 && min(n.base.pieces, n.now.pieces) < 2*max(b.base.room, b.now.room, 1)
}

// taken charges to what changed the work of an operator as much of what the query
// waited longer for it: who works more is waited for more. It returns the rest.
func (b *book) taken(p piece) int64 {
	n, work := p.node, b.workNS[p.node.index]
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
	with := int64(min(most, magnitude(p.NS)))
	if p.NS < 0 {
		with = -with
	}
	l := n.rows.plus(n.width)
	rate := ratio(n.base.busy, n.now.busy) - l.sum()
	l = l.with(b.ns.own(n, Rate), rate)
	b.spread(l, float64(with), b.ns.own(n, Rate), p, with)
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
		b.spread(n.pieces, log, own, p, p.NS)
		return
	}
	if b.touched[n.index].kind != "" && p.Kind != critical.Retry {
		own = b.touched[n.index]
	}
	b.charge(own, p, p.NS)
}

// enterBeside charges what no operator accounts for: as many times what it takes to
// be a task.
func (b *book) enterBeside(p piece) {
	n := p.node
	own := rootKey{kind: p.Cause, node: b.home(n)}
	if log := n.pieces.sum(); math.Abs(log) >= aThird && log*float64(p.NS) > 0 {
		b.spread(n.pieces, log, own, p, p.NS)
		return
	}
	if side := b.sides[n.index].sum(); p.Cause == Rate && side*float64(p.NS) > 0 {
		b.spread(b.sides[n.index], side, own, p, p.NS)
		return
	}
	if b.touched[n.index].kind != "" {
		own = b.touched[n.index]
	}
	b.charge(own, p, p.NS)
	if r := b.roots[own]; r != nil && own.kind != PlanChange {
		r.echo = true
	}
}

// home is the operator that stands for the tasks that run one, on Ray.
func (b *book) home(n *node) int {
	for _, m := range []*measure{n.now, n.base} {
		if m != nil && m.home != nil {
			if h := b.ns.of[m.home]; h != nil && h.paired() {
				return h.index
			}
		}
	}
	return n.index
}

// settle nets what was displaced, in each of which the parts are told apart by one
// rule. Natively that is the whole execution: all operators work at the same time,
// and an interval has one owner: where one takes longer it takes intervals over from
// others, which are waited for less though their work is the same. On Ray it is the
// tasks of a stage, whose walls are divided over operators by estimates. Such an
// echo goes against the sign of the whole; it is charged to the roots that made the
// difference, as far as they reach.
func (b *book) settle() {
	places := map[int][]*root{}
	var order []int
	for _, r := range b.order {
		at, ok := b.place(r)
		if !ok || r.ns == 0 {
			continue
		}
		if places[at] == nil {
			order = append(order, at)
		}
		places[at] = append(places[at], r)
	}
	for _, at := range order {
		net(places[at])
	}
}

// place is where a root is settled.
func (b *book) place(r *root) (at int, ok bool) {
	if !b.ray {
		return 0, r.runs()
	}
	switch r.key.kind {
	case Rate, Skew, Parallelism:
		if r.key.node >= 0 {
			return b.home(b.ns.list[r.key.node]), true
		}
	}
	return 0, false
}

// net charges the echoes among roots to the others.
func net(roots []*root) {
	var whole int64
	for _, r := range roots {
		whole += r.ns
	}
	var echoes, takers []*root
	var weights []float64
	room := 0.0
	for _, r := range roots {
		switch {
		case whole == 0:
		case (r.ns > 0) == (whole > 0):
			takers, weights, room = append(takers, r), append(weights, float64(magnitude(r.ns))), room+float64(magnitude(r.ns))
		case r.echo:
			echoes = append(echoes, r)
		}
	}
	for _, e := range echoes {
		if float64(magnitude(e.ns)) > room {
			continue
		}
		for i, ns := range inProportion(e.ns, weights) {
			takers[i].echoed += ns
			takers[i].ns += ns
			takers[i].parts = append(takers[i].parts, shareOf(e.parts, ns, e.ns)...)
		}
		room -= float64(magnitude(e.ns))
		e.ns, e.parts = 0, nil
	}
}

// runs reports whether what was charged is of runs.
func (r *root) runs() bool {
	for _, p := range r.parts {
		if p.Kind == critical.Run {
			return true
		}
	}
	return false
}

// shareOf returns ns/whole of each of some parts; together they are ns.
func shareOf(parts []Part, ns, whole int64) []Part {
	if len(parts) == 0 || ns == 0 {
		return nil
	}
	amounts := make([]float64, len(parts))
	for i, p := range parts {
		amounts[i] = float64(ns) * (float64(p.NS) / float64(whole))
	}
	list := slices.Clone(parts)
	for i, n := range rounded(ns, amounts) {
		list[i].NS = n
	}
	return slices.DeleteFunc(list, func(p Part) bool { return p.NS == 0 })
}

// ordered returns the roots with anything charged, those with the sign of delta
// first, largest first.
func (b *book) ordered(delta int64) []*root {
	list := slices.DeleteFunc(slices.Clone(b.order), func(r *root) bool { return r.ns == 0 })
	slices.SortStableFunc(list, func(x, y *root) int {
		against := func(r *root) int {
			if (r.ns > 0) == (delta > 0) {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(against(x), against(y)), cmp.Compare(magnitude(y.ns), magnitude(x.ns)))
	})
	return list
}
