package align

import (
	"cmp"
	"slices"
)

// Matched is two queries, by their places in two lists of marks.
type Matched struct {
	Base, New int
	How       How
}

// Match finds which queries of two runs are the same, by their marks; the result
// is in the order of the new run. What has the same plan is paired first, keeping
// the order as far as it goes, so that one query more or less does not shift the
// rest; then what has the same shape or is similar; last, where plans are not
// known, what stands in the same place.
func Match(base, current []Mark) []Matched {
	s := newSequences(base, current)
	s.samePlan()
	s.alike()
	s.samePlace()
	out := make([]Matched, 0, len(s.right))
	for j, i := range s.right {
		if i >= 0 {
			out = append(out, Matched{Base: i, New: j, How: s.how[j]})
		}
	}
	return out
}

// mostCells bounds a table of two lists of queries.
const mostCells = 1 << 22

type sequences struct {
	base, current []Mark
	left, right   []int // partner of each, -1 without
	how           []How // of each new one that has a partner
	lgap, rgap    []int // how many pairs that keep the order stand before each
}

func newSequences(base, current []Mark) *sequences {
	s := &sequences{base: base, current: current, left: make([]int, len(base)), right: make([]int, len(current)), how: make([]How, len(current))}
	for i := range s.left {
		s.left[i] = -1
	}
	for j := range s.right {
		s.right[j] = -1
	}
	return s
}

func (s *sequences) pair(i, j int, how How) { s.left[i], s.right[j], s.how[j] = j, i, how }

// samePlan pairs what has the same fingerprint: the longest sequence that both
// have in order, then what was moved.
func (s *sequences) samePlan() {
	same := func(i, j int) int32 {
		if f := s.base[i].Fingerprint; f != "" && f == s.current[j].Fingerprint {
			return 2
		}
		return 0
	}
	i, j, n, m := 0, 0, len(s.base), len(s.current)
	for i < n && j < m && same(i, j) > 0 {
		s.pair(i, j, ByFingerprint)
		i, j = i+1, j+1
	}
	for i < n && j < m && same(n-1, m-1) > 0 {
		n, m = n-1, m-1
		s.pair(n, m, ByFingerprint)
	}
	left, right := places(i, n), places(j, m)
	for _, p := range s.inOrder(left, right, same) {
		s.pair(p[0], p[1], ByFingerprint)
	}
	s.gaps()
	waiting := map[string][]int{}
	for i, p := range s.left {
		if f := s.base[i].Fingerprint; p < 0 && f != "" {
			waiting[f] = append(waiting[f], i)
		}
	}
	for j, p := range s.right {
		if list := waiting[s.current[j].Fingerprint]; p < 0 && len(list) > 0 {
			s.pair(list[0], j, ByFingerprint)
			waiting[s.current[j].Fingerprint] = list[1:]
		}
	}
}

// gaps notes between which pairs each query stands.
func (s *sequences) gaps() {
	s.lgap, s.rgap = make([]int, len(s.left)), make([]int, len(s.right))
	n := 0
	for i, j := range s.left {
		s.lgap[i] = n
		if j >= 0 {
			n++
		}
	}
	n = 0
	for j, i := range s.right {
		s.rgap[j] = n
		if i >= 0 {
			n++
		}
	}
}

// alike pairs what is left by shape and similarity, in order, then what was moved
// by shape alone.
func (s *sequences) alike() {
	left, right := s.open()
	score := func(i, j int) int32 {
		v := likeness(&s.base[i], &s.current[j])
		if v == 0 {
			return 0
		}
		if s.lgap[i] == s.rgap[j] {
			v += 100
		}
		if s.base[i].Entrypoint == s.current[j].Entrypoint {
			v += 50
		}
		return v
	}
	for _, p := range s.inOrder(left, right, score) {
		s.pair(p[0], p[1], s.alikeBy(p[0], p[1]))
	}
	left, right = s.open()
	waiting := map[string][]int{}
	for _, i := range left {
		waiting[s.base[i].Shape] = append(waiting[s.base[i].Shape], i)
	}
	for _, j := range right {
		list := waiting[s.current[j].Shape]
		if k := slices.IndexFunc(list, func(i int) bool { return likeness(&s.base[i], &s.current[j]) > 0 }); k >= 0 {
			s.pair(list[k], j, s.alikeBy(list[k], j))
			waiting[s.current[j].Shape] = slices.Delete(slices.Clone(list), k, k+1)
		}
	}
}

func (s *sequences) alikeBy(i, j int) How {
	if s.base[i].Shape == s.current[j].Shape {
		return ByShape
	}
	return BySimilarity
}

// samePlace pairs what is left between the same two pairs where as many are left
// on both sides, of the same entrypoint, and a plan is not known: nothing says that
// they are not the same.
func (s *sequences) samePlace() {
	type place struct {
		gap        int
		entrypoint string
	}
	left, right := s.open()
	in, out := map[place][]int{}, map[place][]int{}
	for _, i := range left {
		p := place{s.lgap[i], s.base[i].Entrypoint}
		in[p] = append(in[p], i)
	}
	for _, j := range right {
		p := place{s.rgap[j], s.current[j].Entrypoint}
		out[p] = append(out[p], j)
	}
	for p, list := range out {
		if len(in[p]) != len(list) {
			continue
		}
		for k, j := range list {
			if i := in[p][k]; s.base[i].Shape == "" || s.current[j].Shape == "" {
				s.pair(i, j, ByOrder)
			}
		}
	}
}

// open are the queries without a partner.
func (s *sequences) open() (left, right []int) {
	for i, p := range s.left {
		if p < 0 {
			left = append(left, i)
		}
	}
	for j, p := range s.right {
		if p < 0 {
			right = append(right, j)
		}
	}
	return left, right
}

func places(from, to int) []int {
	list := make([]int, 0, max(0, to-from))
	for i := from; i < to; i++ {
		list = append(list, i)
	}
	return list
}

// inOrder returns the pairs of two lists that keep the order of both and have the
// largest sum of scores. Two lists that are too long for a table give the pairs
// that a walk through both in step finds.
func (s *sequences) inOrder(left, right []int, score func(i, j int) int32) [][2]int {
	n, m := len(left), len(right)
	if n == 0 || m == 0 {
		return nil
	}
	if n > mostCells/m {
		return s.inStep(left, right, score)
	}
	at := func(i, j int) int { return i*(m+1) + j }
	best := make([]int32, (n+1)*(m+1)) // of what begins at i and j
	scores := make([]int32, n*m)
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			v := score(left[i], right[j])
			scores[i*m+j] = v
			b := max(best[at(i+1, j)], best[at(i, j+1)])
			if v > 0 {
				b = max(b, v+best[at(i+1, j+1)])
			}
			best[at(i, j)] = b
		}
	}
	var pairs [][2]int
	for i, j := 0, 0; i < n && j < m; {
		v := scores[i*m+j]
		here, down, across := best[at(i, j)], best[at(i+1, j)], best[at(i, j+1)]
		switch {
		case v > 0 && here == v+best[at(i+1, j+1)]:
			pairs = append(pairs, [2]int{left[i], right[j]})
			i, j = i+1, j+1
		case here == down && (here != across || s.first(left[i], right[j])):
			i++
		default:
			j++
		}
	}
	return pairs
}

// first decides which of two queries is passed over where either may be, alike
// whichever of the runs is the base.
func (s *sequences) first(i, j int) bool {
	a, b := &s.base[i], &s.current[j]
	return cmp.Or(cmp.Compare(a.Fingerprint, b.Fingerprint), cmp.Compare(a.Shape, b.Shape), cmp.Compare(a.Label, b.Label)) <= 0
}

func (s *sequences) inStep(left, right []int, score func(i, j int) int32) [][2]int {
	var pairs [][2]int
	const ahead = 64
	for i, j := 0, 0; i < len(left) && j < len(right); {
		found := false
		for d := 0; d < ahead && !found; d++ { // the nearest pair from here
			for k := 0; k <= d && !found; k++ {
				if a, b := i+k, j+d-k; a < len(left) && b < len(right) && score(left[a], right[b]) > 0 {
					pairs = append(pairs, [2]int{left[a], right[b]})
					i, j, found = a+1, b+1, true
				}
			}
		}
		if !found {
			i, j = i+1, j+1
		}
	}
	return pairs
}
