package taskgraph

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// dag builds a graph from explicit edges: before[j] lists what j waits for, each
// of a lower number.
func dag(before [][]int, end []int64) *Graph {
	g := &Graph{}
	for j := range before {
		g.Nodes = append(g.Nodes, &Node{Task: &analyze.Task{ID: int64(j)}, End: format.Time(end[j]), index: j})
	}
	for j, list := range before {
		if len(list) == 0 {
			continue
		}
		b := &Barrier{}
		for _, i := range list {
			b.Makers = append(b.Makers, g.Nodes[i])
		}
		slices.SortFunc(b.Makers, compareEnds)
		g.Nodes[j].After = []*Barrier{b}
	}
	return g
}

// everyChain returns the longest chain by looking at each there is: the second
// way, with explicit edges, and exponential.
func everyChain(before [][]int, end, weight []int64) (best int64, chain []int) {
	later := func(a, b int) bool { return end[a] > end[b] || end[a] == end[b] && a > b }
	better := func(sum int64, back []int) bool {
		if chain == nil || sum != best {
			return chain == nil || sum > best
		}
		for i, n := range back { // both from the end on
			if i == len(chain) {
				return true
			}
			if n != chain[i] {
				return later(n, chain[i])
			}
		}
		return false
	}
	var extend func(back []int, sum int64)
	extend = func(back []int, sum int64) {
		if better(sum, back) {
			best, chain = sum, slices.Clone(back)
		}
		for _, i := range before[back[len(back)-1]] {
			extend(append(slices.Clone(back), i), sum+max(weight[i], 0))
		}
	}
	for n := range before {
		extend([]int{n}, max(weight[n], 0))
	}
	slices.Reverse(chain)
	return best, chain
}

func checkLongest(t *testing.T, before [][]int, end, weight []int64) {
	t.Helper()
	g := dag(before, end)
	got, nodes := g.Longest(func(n *Node) int64 { return weight[n.index] })
	want, chain := everyChain(before, end, weight)
	var ids []int
	for _, n := range nodes {
		ids = append(ids, n.index)
	}
	if got != want || !slices.Equal(ids, chain) {
		t.Fatalf("edges %v ends %v weights %v: %d by %v, want %d by %v", before, end, weight, got, ids, want, chain)
	}
}

func TestLongestOnAllSmallGraphs(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	graphs := 0
	for n := 1; n <= 5; n++ {
		for edges := range 1 << (n * (n - 1) / 2) {
			before, bit := make([][]int, n), 0
			for j := range n {
				for i := range j {
					if edges>>bit&1 == 1 {
						before[j] = append(before[j], i)
					}
					bit++
				}
			}
			for range 3 {
				end, weight := make([]int64, n), make([]int64, n)
				for i := range n {
					end[i], weight[i] = random.Int64N(3), random.Int64N(4)-1
				}
				checkLongest(t, before, end, weight)
				graphs++
			}
		}
	}
	if graphs != 3*(1+2+8+64+1024) {
		t.Errorf("%d graphs", graphs)
	}
}

func TestLongestOnRandomGraphs(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 3))
		n := 6 + random.IntN(8)
		before, end, weight := make([][]int, n), make([]int64, n), make([]int64, n)
		for j := range n {
			end[j], weight[j] = random.Int64N(5), random.Int64N(10)
			for i := range j {
				if random.IntN(3) == 0 {
					before[j] = append(before[j], i)
				}
			}
		}
		checkLongest(t, before, end, weight)
	}
}

func TestLongestOfNothingAndOfTooMuch(t *testing.T) {
	if ns, chain := (&Graph{}).Longest((*Node).Wall); ns != 0 || chain != nil {
		t.Errorf("%d %v of an empty graph", ns, chain)
	}
	g := dag([][]int{nil, {0}, {1}}, []int64{1, 2, 3})
	if ns, chain := g.Longest(func(*Node) int64 { return math.MaxInt64 - 1 }); ns != math.MaxInt64 || len(chain) != 3 {
		t.Errorf("%d %v: a length wraps around", ns, chain)
	}
}
