package whatif

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestQueuesGiveTheFirst holds all three queues against a sorted list, with much
// coming and going and many ties.
func TestQueuesGiveTheFirst(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 200 {
		n := 1 + random.IntN(300)
		var heap moments
		var runs arrivals
		waiting := lineOf(n)
		var left []moment
		next := int32(0)
		for range 4 * n {
			if random.IntN(3) > 0 && int(next) < n { // a run of some
				since := len(runs.all)
				for range 1 + random.IntN(5) {
					if int(next) < n {
						m := moment{random.Int64N(20), next}
						next++
						heap.push(m)
						runs.add(m)
						left = append(left, m)
					}
				}
				runs.push(since)
			} else if len(left) > 0 {
				i := 0
				for k, m := range left {
					if m.before(left[i]) {
						i = k
					}
				}
				want := left[i]
				left = slices.Delete(left, i, i+1)
				if got := runs.first(); got != want {
					t.Fatalf("round %d: the first to come is %v, not %v", round, got, want)
				}
				if a, b := heap.pop(), runs.pop(); a != want || b != want {
					t.Fatalf("round %d: %v and %v came, not %v", round, a, b, want)
				}
			}
			if runs.empty() != (len(left) == 0) || len(heap) != len(left) {
				t.Fatalf("round %d: %d are left of %d", round, len(heap), len(left))
			}
		}
		in := map[int32]bool{}
		for range 4 * n {
			if rank := int32(random.IntN(n)); !in[rank] && random.IntN(2) == 0 {
				in[rank] = true
				waiting.push(rank)
			} else if len(in) > 0 {
				want := int32(n)
				for r := range in {
					want = min(want, r)
				}
				delete(in, want)
				if a, b := waiting.first(), waiting.pop(); a != want || b != want {
					t.Fatalf("round %d: rank %d and %d of %d are first, not %d", round, a, b, n, want)
				}
			}
			if waiting.size != len(in) {
				t.Fatalf("round %d: %d wait, not %d", round, waiting.size, len(in))
			}
		}
		if waiting.reset(); waiting.size != 0 || slices.ContainsFunc(waiting.levels, func(l []uint64) bool { return slices.ContainsFunc(l, func(w uint64) bool { return w != 0 }) }) {
			t.Fatal("somebody still waits")
		}
	}
}

// TestLongLines has ranks that need every level.
func TestLongLines(t *testing.T) {
	l := lineOf(5_000_000)
	for _, r := range []int32{4_999_999, 64, 4096, 262_144, 0, 63} {
		l.push(r)
	}
	for _, want := range []int32{0, 63, 64, 4096, 262_144, 4_999_999} {
		if got := l.pop(); got != want {
			t.Errorf("%d came, not %d", got, want)
		}
	}
}
