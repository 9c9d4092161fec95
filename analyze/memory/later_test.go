package memory

import (
	"math/rand/v2"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// The next start is found without looking at all queries for each, and is what
// looking at all of them finds.
func TestNextStartAgainstLookingAtAll(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		var queries []*analyze.Query
		for range random.IntN(12) {
			start := random.Int64N(30)
			queries = append(queries, &analyze.Query{Start: analyze.Moment{Time: format.Time(start), Known: random.IntN(9) > 0},
				End: analyze.Moment{Time: format.Time(start + random.Int64N(8)), Known: random.IntN(9) > 0}})
		}
		after := laterOf(queries)
		for _, q := range queries {
			want := endOfTime
			for _, other := range queries {
				if other != q && other.Start.Known && other.End.Known && other.End.Time > q.End.Time {
					want = min(want, max(other.Start.Time, q.End.Time))
				}
			}
			if got := after.nextStart(q); got != want {
				t.Errorf("seed %d: %d, want %d", seed, got, want)
			}
		}
	}
}
