package compare

import (
	"cmp"
	"math"
	"slices"

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
	made      []sums    // by node, what its pieces come to
	homes     map[int]*sums

	roots map[rootKey]*root
	order []*root
	spots map[place]*spot
	plots []*spot
}

// sums are pieces of runs by cause, nanoseconds.
type sums struct {
	rows, width, rate    int64
	parallelism, skewing int64
}

// root is a reason with what was charged to it.
type root struct {
	key    rootKey
	ns     int64
	parts  []Part
	echo   bool  // it may be no more than what another root displaced
	echoed int64 // of ns, what came from others in this way
}

// place is a root where runs are told apart by one rule: see settle.
type place struct {
	root *root
	at   int
}

// spot is what was charged of runs at a place.
type spot struct {
	place
	ns    int64
	parts []Part
}

// What a quantity must change by, on the log scale, to be held to be a reason for a
// time that does not follow from it in proportion.
var (
	twice  = math.Log(2)
	aFifth = math.Log(1.2)
	aThird = math.Log(1.3)
)

func bookOf(ns *nodes, base, now *measures, pieces []piece) *book {
	b := &book{ns: ns, base: base, now: now, ray: base.ray || now.ray, touched: ns.touched(base, now), sides: ns.sides(now),
		made: make([]sums, len(ns.list)), homes: map[int]*sums{}, roots: map[rootKey]*root{}, spots: map[place]*spot{}}
	for _, p := range pieces {
		if p.node != nil && p.node.paired() && p.Kind == critical.Run && !p.Beside {
			b.made[p.node.index].add(p)
			at := p.home.index
			if b.homes[at] == nil {
				b.homes[at] = &sums{}
			}
			b.homes[at].add(p)
		}
	}
	for _, p := range pieces {
		b.enter(p)
	}
	b.settle()
	for _, s := range b.plots {
		s.root.parts = append(s.root.parts, s.parts...)
	}
	return b
}

func (s *sums) add(p piece) {
	switch p.Cause {
	case Rows:
		s.rows += p.NS
	case BytesPerRow:
		s.width += p.NS
	case Rate:
		s.rate += p.NS
	case Parallelism:
		s.parallelism += p.NS
	case Skew:
		s.skewing += p.NS
	}
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
	if p.Kind != critical.Run || p.node == nil {
		r.parts = append(r.parts, part)
		return
	}
	at := place{root: r}
	if b.ray {
		at.at = p.home.index
	}
	s := b.spots[at]
	if s == nil {
		s = &spot{place: at}
		b.spots[at] = s
		b.plots = append(b.plots, s)
	}
	s.ns += ns
	s.parts = append(s.parts, part)
}

// along charges so much of a piece to the roots of a lineage by their parts, of
// which only those of one sign count where sign is not 0. What has no lineage is own.
func (b *book) along(l lineage, sign float64, own rootKey, p piece, ns int64) {
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
