package critical

import (
	"cmp"
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// divide gives each claim its part of a length, in whole nanoseconds that sum to
// it, largest first.
func divide(length int64, claims []claim) []Share {
	sum := 0.0
	for _, c := range claims {
		sum += c.weight
	}
	shares := make([]Share, 0, len(claims))
	upTo, at := 0.0, int64(0)
	for i, c := range claims {
		upTo += c.weight
		next := length
		if i < len(claims)-1 {
			next = min(length, max(at, int64(math.Floor(float64(length)*(upTo/sum)))))
		}
		ns := next - at
		at = next
		if ns == 0 {
			continue
		}
		saving := int64(float64(ns) * min(1, max(0, c.saving/c.weight)))
		shares = append(shares, Share{Operator: c.op, NS: ns, State: c.state, Saving: min(saving, ns), Estimated: c.estimated})
	}
	return joined(shares)
}

// joined adds up shares of the same operator and state, largest first.
func joined(list []Share) []Share {
	type key struct {
		op    *analyze.Operator
		state State
	}
	index := make(map[key]int)
	var sums []Share
	for _, s := range list {
		k := key{s.Operator, s.State}
		i, ok := index[k]
		if !ok {
			index[k] = len(sums)
			sums = append(sums, s)
			continue
		}
		sums[i].NS += s.NS
		sums[i].Saving += s.Saving
		sums[i].Estimated = sums[i].Estimated || s.Estimated
	}
	slices.SortStableFunc(sums, func(a, b Share) int {
		return cmp.Or(cmp.Compare(b.NS, a.NS), cmp.Compare(operatorID(a.Operator), operatorID(b.Operator)), cmp.Compare(a.State, b.State))
	})
	return sums
}
