package compare

import (
	"cmp"
	"math"
	"slices"
)

// Why an operator had more rows to work on is seldom its own doing: they came from
// below. lineage says whose: by how much each root changed a quantity, on the log
// scale, so that its parts add up to the logarithm of the ratio that was seen. An
// operator passes on what it got as far as what it put out changed along with it;
// what it adds is its own.
type lineage []origin

// origin is a root and its part.
type origin struct {
	root rootKey
	log  float64
}

// rootKey is a reason that stands behind parts of a difference.
type rootKey struct {
	kind  CauseKind
	node  int // of nodes, -1: none
	group int // of a change of the plan, 0: none
}

// mostOrigins bounds the roots of one quantity of one operator.
const mostOrigins = 16

func (l lineage) sum() (log float64) {
	for _, o := range l {
		log += o.log
	}
	return log
}

// with adds so much of a root.
func (l lineage) with(root rootKey, log float64) lineage {
	if log == 0 {
		return l
	}
	for i := range l {
		if l[i].root == root {
			l = slices.Clone(l)
			l[i].log += log
			return l
		}
	}
	return append(slices.Clone(l), origin{root, log})
}

// scaled returns the lineage times a number.
func (l lineage) scaled(by float64) lineage {
	if by == 1 {
		return l
	}
	list := slices.Clone(l)
	for i := range list {
		list[i].log *= by
	}
	return list
}

// plus adds two lineages.
func (l lineage) plus(m lineage) lineage {
	if len(m) == 0 {
		return l
	}
	sum := slices.Clone(l)
	for _, o := range m {
		if i := slices.IndexFunc(sum, func(x origin) bool { return x.root == o.root }); i >= 0 {
			sum[i].log += o.log
		} else {
			sum = append(sum, o)
		}
	}
	return sum
}

// bounded keeps the most important roots, and gives the rest of the sum to own.
func (l lineage) bounded(own rootKey) lineage {
	l = slices.DeleteFunc(slices.Clone(l), func(o origin) bool { return math.Abs(o.log) < 1e-12 })
	if len(l) <= mostOrigins {
		return l
	}
	sum := l.sum()
	slices.SortStableFunc(l, func(a, b origin) int { return cmp.Compare(math.Abs(b.log), math.Abs(a.log)) })
	l = l[:mostOrigins]
	return l.with(own, sum-l.sum())
}

// explain says how a change of log came about if what may have caused it changed by
// candidates: no more of them is used than is needed, in proportion, and only what
// goes the same way; what they leave is own.
func explain(log float64, candidates lineage, own rootKey) lineage {
	if log == 0 {
		return nil
	}
	total := candidates.sum()
	switch {
	case total*log <= 0:
		return lineage{{own, log}} // on the whole they went the other way
	case math.Abs(log) <= math.Abs(total):
		return candidates.scaled(log / total).bounded(own)
	}
	return candidates.with(own, log-total).bounded(own)
}
