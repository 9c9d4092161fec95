package graph

import (
	"slices"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// joint is a box of a picture of two plans: an operator of the base, one of the new
// plan, or one of each that belong together; or several joints, folded.
type joint struct {
	base, now []*analyze.Operator
	basePath  int64 // nanoseconds of the critical path
	newPath   int64
	changed   string
	other     *joint // where the same operator is in the other plan, if it was moved
	title     string // of several

	kids, ups []*joint
}

// ns is how much longer it took, wherever it is in either plan.
func (j *joint) ns() int64 {
	ns := saturate.Sub(j.newPath, j.basePath)
	if j.other != nil {
		ns = saturate.Add(ns, saturate.Sub(j.other.newPath, j.other.basePath))
	}
	return ns
}

// added reports whether only the new plan has it, dropped whether only the base has.
func (j *joint) added() bool   { return len(j.base) == 0 && j.other == nil }
func (j *joint) dropped() bool { return len(j.now) == 0 && j.other == nil }

// jointsOf joins two plans, in the order of the new one. Operators that were moved
// are not joined: the plans would go round in a circle.
func jointsOf(q *compare.Query) []*joint {
	var list []*joint
	left, right := map[*analyze.Operator]*joint{}, map[*analyze.Operator]*joint{}
	add := func(j *joint) *joint {
		list = append(list, j)
		for _, o := range j.base {
			left[o] = j
		}
		for _, o := range j.now {
			right[o] = j
		}
		return j
	}
	moved := map[*analyze.Operator]bool{}
	for _, p := range q.Pair.Operators.Pairs {
		moved[p.New] = p.Moved
	}
	for i := range q.Operators {
		x := &q.Operators[i]
		switch {
		case x.Base != nil && x.New != nil && moved[x.New]:
			a := add(&joint{base: one(x.Base), basePath: x.BasePath, changed: x.Changed})
			b := add(&joint{now: one(x.New), newPath: x.NewPath, changed: x.Changed})
			a.other, b.other = b, a
		case x.Base != nil && x.New != nil:
			add(&joint{base: one(x.Base), now: one(x.New), basePath: x.BasePath, newPath: x.NewPath, changed: x.Changed})
		case x.New != nil:
			add(&joint{now: one(x.New), newPath: x.NewPath})
		case x.Base != nil:
			add(&joint{base: one(x.Base), basePath: x.BasePath})
		}
	}
	for _, j := range list {
		for _, o := range j.now {
			for _, c := range o.Children {
				j.over(right[c])
			}
		}
		for _, o := range j.base {
			for _, c := range o.Children {
				j.over(left[c])
			}
		}
	}
	return list
}

func one(o *analyze.Operator) []*analyze.Operator { return []*analyze.Operator{o} }

// over notes that a joint takes what another puts out.
func (j *joint) over(c *joint) {
	if c != nil && c != j && !slices.Contains(j.kids, c) {
		j.kids, c.ups = append(j.kids, c), append(c.ups, j)
	}
}

// How many boxes a picture of two plans may have before what did not change is
// folded, and after.
const (
	readableJoints = 40
	foldedJoints   = 40
)

// foldJoints folds what did not change where there are too many boxes: chains
// first, then all that hangs together, with an ever higher bar for what is kept.
func foldJoints(list []*joint, wall int64, unfold bool) []*joint {
	if unfold || len(list) <= readableJoints {
		return list
	}
	all := list
	for i, perMille := range []int64{10, 10, 20, 50, 100, 300, 1001} {
		telling := func(j *joint) bool {
			const many = 1001
			ns := max(j.ns(), -j.ns())
			if perMille == many {
				return false
			}
			return j.other != nil || len(j.base) == 0 || len(j.now) == 0 || j.changed != "" && perMille <= 50 ||
				wall > 0 && (float64(ns)*1000 >= float64(perMille)*float64(wall) || float64(max(j.basePath, j.newPath))*100 >= float64(perMille)*float64(wall))
		}
		chain := i == 0
		list = regionsOfJoints(all, func(a, b *joint) bool {
			// What was put between the two stays between them: else the picture went round in a circle.
			between := slices.ContainsFunc(a.kids, telling) && slices.ContainsFunc(b.ups, telling)
			return !telling(a) && !telling(b) && !between && (!chain || len(a.kids) == 1 && len(b.ups) == 1 && len(a.ups) == 1 && len(b.kids) == 1)
		})
		if len(list) <= foldedJoints {
			break
		}
	}
	return list
}

// regionsOfJoints folds each joint with those below it that may be one with it.
func regionsOfJoints(all []*joint, together func(upper, lower *joint) bool) []*joint {
	of := map[*joint]*joint{}
	var list []*joint
	for _, j := range all {
		if of[j] != nil {
			continue
		}
		group := []*joint{j}
		fold := &joint{}
		of[j] = fold
		for k := 0; k < len(group); k++ {
			for _, c := range group[k].kids {
				if of[c] == nil && together(group[k], c) {
					of[c] = fold
					group = append(group, c)
				}
			}
			for _, u := range group[k].ups {
				if of[u] == nil && together(u, group[k]) {
					of[u] = fold
					group = append(group, u)
				}
			}
		}
		for _, x := range group {
			fold.base, fold.now = append(fold.base, x.base...), append(fold.now, x.now...)
			fold.basePath, fold.newPath = saturate.Add(fold.basePath, x.basePath), saturate.Add(fold.newPath, x.newPath)
		}
		if len(group) == 1 {
			fold.changed, fold.other = j.changed, j.other
		} else {
			fold.title = strconv.Itoa(len(group)) + " operators"
		}
		list = append(list, fold)
	}
	for _, j := range all {
		for _, c := range j.kids {
			of[j].over(of[c])
		}
	}
	for _, f := range list {
		f.other = of[f.other]
	}
	return list
}
