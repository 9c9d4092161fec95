package compare

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// What causes of repeated runs of one job came to, in per mille of the longer wall:
// nine in ten of 396 pairs of queries on a machine that did nothing else had no cause
// above 101 natively and 90 on Ray, and no planning, tail, wait or unrecorded time
// above 6. With a neighbour on the machine it was 209.
const (
	noiseOfRates = 100 // of times: rates, start-up, skew, parallelism, the driver
	noiseOfRest  = 10  // of planning, tail, waiting and unrecorded time
)

// small reports whether repeated runs were seen to differ by as much for no reason.
// What follows from other rows, or another plan, is no noise, however little.
func small(kind CauseKind, ns int64, was, now int64) bool {
	share := uint64(noiseOfRates)
	switch kind {
	case PlanChange, Rows, BytesPerRow, Pieces, Retries, ConsumerHeld:
		share = 1
	case Planning, Ending, Waiting, Unrecorded:
		share = noiseOfRest
	}
	return magnitude(ns)/share < uint64(max(was, now, 0))/1000
}

// rated is by how much an operator took longer for a row, on the log scale.
type rated struct {
	operator *analyze.Operator // of the new run
	log      float64
	path     int64 // of both runs
}

// rates returns what is known of the operators of both plans that did the same, and
// that the query waited for.
func (ns *nodes) rates() (list []rated) {
	for _, n := range ns.list {
		if !n.paired() || n.rewritten() || math.Abs(n.rows.sum()) >= aFifth || math.Abs(n.pieces.sum()) >= aFifth {
			continue
		}
		was, wasRows := n.base.worked()
		now, nowRows := n.now.worked()
		if was > 0 && now > 0 && wasRows > 0 && nowRows > 0 {
			list = append(list, rated{n.pair.New, logRatio(float64(was), float64(now)) - logRatio(float64(wasRows), float64(nowRows)), n.base.run/2 + n.now.run/2})
		}
	}
	return list
}

// askMachine adds to each operator that got slower, or faster, whether the others did
// as well: then it is rather the machine.
func (c *Comparison) askMachine(rates []rated) {
	sort.SliceStable(rates, func(i, j int) bool { return rates[i].log < rates[j].log })
	all := int64(0)
	for _, r := range rates {
		all += r.path / 4
	}
	for i := range c.Queries {
		for k := range c.Queries[i].Causes {
			x := &c.Queries[i].Causes[k]
			if x.Kind != Rate || x.New == nil || x.Small {
				continue
			}
			at := slices.IndexFunc(rates, func(r rated) bool { return r.operator == x.New })
			if at < 0 {
				continue
			}
			own, rest, half := rates[at], all-rates[at].path/4, int64(0)
			if rest < own.path/4/2 {
				continue // nothing to speak of beside it
			}
			for j, r := range rates {
				if j == at {
					continue
				}
				if half += r.path / 4; half >= rest/2 {
					if r.log*own.log > 0 && math.Abs(r.log) >= max(math.Abs(own.log)/2, math.Log(1.05)) {
						x.Evidence = append(x.Evidence, fmt.Sprintf("the other operators of the run took %s as long as well: consistent with a machine that was slower, or faster, as a whole", times(math.Exp(r.log), 1)))
					}
					break
				}
			}
		}
	}
}
