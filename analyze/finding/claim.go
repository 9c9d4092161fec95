package finding

import (
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// claim is the time of a path that a finding is about, in nanoseconds by place,
// so that no second of the path is priced twice.
type claim map[place]int64

// place is an operator's share of a segment of the path; of segments without
// shares, and of what no operator accounts for, the operator is nil.
type place struct {
	segment  int
	operator *analyze.Operator
}

// total returns the nanoseconds of a claim.
func (c claim) total() (ns int64) {
	for _, part := range c {
		ns += part
	}
	return ns
}

// segments returns the places of a claim on the path, ascending.
func (c claim) segments() []int {
	var list []int
	for p, ns := range c {
		if ns > 0 {
			list = append(list, p.segment)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// take adds time to a claim, up to what the place has.
func (c claim) take(p place, ns, most int64) {
	if ns > 0 {
		c[p] = min(c[p]+min(ns, most), most)
	}
}

// without returns what of a claim others have not taken.
func (c claim) without(taken claim) claim {
	left := make(claim, len(c))
	for p, ns := range c {
		left[p] = ns
	}
	for p := range c {
		if left[p] = c[p] - min(c[p], taken[p]); left[p] == 0 {
			delete(left, p)
		}
	}
	return left
}

// common returns the nanoseconds that two claims share.
func (c claim) common(d claim) (ns int64) {
	for p, part := range c {
		ns += min(part, d[p])
	}
	return ns
}

// add takes over all of another claim. Both are of one path, whose places hold
// no more than they have: the larger of two claims to a place stands.
func (c claim) add(d claim) {
	for p, ns := range d {
		c[p] = max(c[p], ns)
	}
}

// join adds a claim to one that it was made not to overlap.
func (c claim) join(d claim) {
	for p, ns := range d {
		c[p] += ns
	}
}

// part returns a fraction, part of whole, of a length.
func part(ns, of, whole int64) int64 { return saturate.Scale(ns, min(of, whole), whole) }

// fraction returns a share of a length.
func fraction(ns int64, share float64) int64 {
	switch {
	case ns <= 0 || math.IsNaN(share) || share <= 0:
		return 0
	case share >= 1:
		return ns
	}
	return min(ns, int64(float64(ns)*share))
}

// ofKind claims all segments of a kind.
func (v *view) ofKind(k critical.Kind) claim {
	c := claim{}
	for i, s := range v.Path.Segments {
		if s.Kind == k {
			c[place{segment: i}] = s.Length()
		}
	}
	return c
}

// ofOperators claims the shares that operators have of runs.
func (v *view) ofOperators(of func(*analyze.Operator) bool) claim {
	c := claim{}
	for i := range v.Path.Segments {
		for _, x := range v.parts[i] {
			if x.Operator != nil && of(x.Operator) {
				p := place{i, x.Operator}
				c[p] += x.NS
			}
		}
	}
	return c
}

// ofOperator claims the shares of one operator.
func (v *view) ofOperator(o *analyze.Operator) claim {
	c := make(claim, len(v.stakes[o]))
	for _, x := range v.stakes[o] {
		c[place{x.segment, o}] += x.ns
	}
	return c
}

// stake is what an operator has of a segment.
type stake struct {
	segment int
	ns      int64
}

// stakesOf sorts the shares of segments by operator.
func stakesOf(parts [][]critical.Share) map[*analyze.Operator][]stake {
	stakes := make(map[*analyze.Operator][]stake)
	for i, list := range parts {
		for _, x := range list {
			if x.Operator != nil {
				stakes[x.Operator] = append(stakes[x.Operator], stake{i, x.NS})
			}
		}
	}
	return stakes
}

// ofTasks claims parts of the runs of tasks: share says which part, 0 to 1.
func (v *view) ofTasks(share func(*analyze.Task) float64) claim {
	c := claim{}
	for i, s := range v.Path.Segments {
		if s.Kind != critical.Run || s.Task == nil {
			continue
		}
		f := share(s.Task)
		if !(f > 0) {
			continue
		}
		for _, x := range v.parts[i] {
			p := place{i, x.Operator}
			c[p] += fraction(x.NS, f)
		}
	}
	return c
}

// ofWaits claims the segments in which tasks waited for one of the kinds.
func (v *view) ofWaits(of func(*analyze.Task) bool, kinds ...critical.Kind) claim {
	c := claim{}
	for i, s := range v.Path.Segments {
		for _, k := range kinds {
			if s.Kind == k && s.Task != nil && of(s.Task) {
				c[place{segment: i}] = s.Length()
			}
		}
	}
	return c
}

// saving returns what the path itself says a claim would save: of a run what
// the operator's share would, else all of it.
func (v *view) saving(c claim) (ns int64) {
	for i, s := range v.Path.Segments {
		if s.Kind != critical.Run {
			ns += c[place{segment: i}]
			continue
		}
		length := map[*analyze.Operator]int64{}
		saves := map[*analyze.Operator]int64{}
		for _, x := range v.parts[i] {
			length[x.Operator] += x.NS
			saves[x.Operator] += x.Saving
		}
		for o, whole := range length {
			ns += part(saves[o], c[place{i, o}], whole)
		}
	}
	return ns
}
