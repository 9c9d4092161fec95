package compare

import (
	"fmt"
	"math"

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
	path     int64   // of both runs
	was, now float64 // how long it worked in the base, and would have in the new run for as many rows
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
			list = append(list, rated{n.pair.New, logRatio(float64(was), float64(now)) - logRatio(float64(wasRows), float64(nowRows)), n.base.run/2 + n.now.run/2,
				float64(was), float64(now) / float64(nowRows) * float64(wasRows)})
		}
	}
	return list
}

// askMachine adds to each operator that got slower, or faster, whether the others did
// as well, all of their time added up: then it is rather the machine.
func (c *Comparison) askMachine(rates []rated) {
	at, all := map[*analyze.Operator]int{}, int64(0)
	for i, r := range rates {
		at[r.operator] = i
		all += r.path / 4
	}
	others := othersOf(rates)
	for i := range c.Queries {
		for k := range c.Queries[i].Causes {
			x := &c.Queries[i].Causes[k]
			if x.Kind != Rate || x.New == nil || x.Small {
				continue
			}
			j, ok := at[x.New]
			if !ok || all-rates[j].path/4 < rates[j].path/4/2 {
				continue // nothing to speak of beside it
			}
			own, rest := rates[j], math.Log(others[j])
			if rest*own.log > 0 && math.Abs(rest) >= max(math.Abs(own.log)/2, math.Log(1.05)) {
				x.Evidence = append(x.Evidence, fmt.Sprintf("the other operators of the run took %s as long for as many rows, added up: consistent with a machine that was slower, or faster, as a whole", times(others[j], 1)))
			}
		}
	}
}

// othersOf returns for each operator how many times as long all others took together,
// for as many rows; 1 where there are none.
func othersOf(rates []rated) []float64 {
	// Sums of those before and of those after one: what is taken off a sum again leaves
	// nothing of what is small beside it.
	after := make([][2]float64, len(rates)+1)
	for i := len(rates) - 1; i >= 0; i-- {
		after[i] = [2]float64{after[i+1][0] + rates[i].was, after[i+1][1] + rates[i].now}
	}
	list, before := make([]float64, len(rates)), [2]float64{}
	for i, r := range rates {
		was, now := before[0]+after[i+1][0], before[1]+after[i+1][1]
		if list[i] = 1; was > 0 && now > 0 {
			list[i] = now / was
		}
		before[0], before[1] = before[0]+r.was, before[1]+r.now
	}
	return list
}
