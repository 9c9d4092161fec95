package finding_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// Any value may stand in any column, and any event be missing: findings stay
// within the wall and say nothing impossible.
func TestHostileFindings(t *testing.T) {
	values := []int64{math.MinInt64, -1, 0, 1, 7, 1_795_438_000_000_000_000, math.MaxInt64 - 1, math.MaxInt64}
	var all [][]*format.Event
	for _, name := range []string{"node-killed-ray", "tpch-native", "skew-ray", "tpch-ray", "udf-fails-native"} {
		all = append(all, formattest.Recorded(t, filepath.Join("..", "..", "testdata", "recordings", name+".arrow")))
	}
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 7))
		often := []int{12, 40, 400}[seed%3]
		var events []*format.Event
		for _, e := range all[seed%uint64(len(all))] {
			e = e.Clone()
			formattest.Disturb(e, random, often, func(int64) int64 { return values[random.IntN(len(values))] })
			if random.IntN(often) > 0 {
				events = append(events, e)
			}
		}
		run, err := analyze.Replay(formattest.NewReader(events))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range finding.Of(run).All() {
			checkFindings(t, fmt.Sprintf("seed %d, %s", seed, c.Query.ID), c)
		}
	}
}
