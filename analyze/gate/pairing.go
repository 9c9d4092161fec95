package gate

import (
	"cmp"
	"slices"
)

// pairing says which operators of two runs of a query are the same: of each of
// the first its place in the second, -1 where that has it not.
type pairing []int

// mostPaired bounds how many operators of two different plans are held against
// each other one by one.
const mostPaired = 1000

// pairOperators pairs the operators of a query in two runs. Of the same plan they
// stand in the same places. Else scans are paired by what they read, as a join may
// have changed its sides, and the others in sequence.
func pairOperators(x, y *QueryMeasurement) pairing {
	a, b := x.Operators, y.Operators
	p := make(pairing, len(a))
	if x.Plan == y.Plan && x.Plan != "" && len(a) == len(b) {
		for i := range p {
			p[i] = i
		}
		return p
	}
	for i := range p {
		p[i] = -1
	}
	if len(a) > mostPaired || len(b) > mostPaired {
		return p
	}
	taken := make([]bool, len(b))
	pairSources(a, b, p, taken)
	p.inSequence(a, b, taken, func(x, y *OperatorMeasurement) bool { return x.Type == y.Type && x.Works == y.Works })
	p.inSequence(a, b, taken, func(x, y *OperatorMeasurement) bool { return x.Type == y.Type })
	return p
}

// pairSources pairs scans, those first that are the most alike.
func pairSources(a, b []OperatorMeasurement, p pairing, taken []bool) {
	type pair struct{ i, j, alike, apart int }
	var pairs []pair
	for i := range a {
		for j := range b {
			if a[i].Source && b[j].Source {
				pairs = append(pairs, pair{i, j, alikeSources(&a[i], &b[j]), max(i-j, j-i)})
			}
		}
	}
	slices.SortStableFunc(pairs, func(x, y pair) int { return cmp.Or(cmp.Compare(y.alike, x.alike), cmp.Compare(x.apart, y.apart)) })
	for _, x := range pairs {
		if p[x.i] < 0 && !taken[x.j] {
			p[x.i], taken[x.j] = x.j, true
		}
	}
}

func alikeSources(x, y *OperatorMeasurement) (n int) {
	if sameData(x, y) == yes {
		n += 4
	}
	v, known := x.Counters[rowsOut]
	if w, ok := y.Counters[rowsOut]; ok && known && v == w {
		n += 2
	}
	if x.Type == y.Type && x.Name == y.Name {
		n++
	}
	return n
}

// inSequence pairs what is not yet, by the longest sequence that both have.
func (p pairing) inSequence(a, b []OperatorMeasurement, taken []bool, same func(x, y *OperatorMeasurement) bool) {
	var left, right []int
	for i := range a {
		if p[i] < 0 && !a[i].Source {
			left = append(left, i)
		}
	}
	for j := range b {
		if !taken[j] && !b[j].Source {
			right = append(right, j)
		}
	}
	long := make([][]int32, len(left)+1)
	for i := range long {
		long[i] = make([]int32, len(right)+1)
	}
	for i := len(left) - 1; i >= 0; i-- {
		for j := len(right) - 1; j >= 0; j-- {
			if same(&a[left[i]], &b[right[j]]) {
				long[i][j] = long[i+1][j+1] + 1
			} else {
				long[i][j] = max(long[i+1][j], long[i][j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(left) && j < len(right); {
		switch {
		case same(&a[left[i]], &b[right[j]]):
			p[left[i]], taken[right[j]] = right[j], true
			i, j = i+1, j+1
		case long[i+1][j] >= long[i][j+1]:
			i++
		default:
			j++
		}
	}
}
