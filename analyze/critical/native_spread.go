package critical

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/format"
)

// piece is an amount that was spread evenly over a stretch of time.
type piece struct {
	from, to format.Time
	amount   float64
}

// spread adds up what pieces amount to in each interval between cuts, which are
// in order. What lies outside of all of them is left out.
func spread(cuts []format.Time, pieces []piece) []float64 {
	sums := make([]float64, len(cuts)-1)
	first, last := cuts[0], cuts[len(cuts)-1]
	type edge struct {
		at    format.Time
		slope float64 // per nanosecond
		open  int
	}
	edges := make([]edge, 0, 2*len(pieces))
	for _, p := range pieces {
		if p.to <= p.from || p.to <= first || p.from >= last || p.amount <= 0 {
			continue
		}
		slope := p.amount / float64(p.to-p.from)
		edges = append(edges, edge{max(p.from, first), slope, 1})
		if p.to < last {
			edges = append(edges, edge{p.to, -slope, -1})
		}
	}
	slices.SortStableFunc(edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	slope, open, next := 0.0, 0, 0
	for i := range sums {
		at := cuts[i]
		for next < len(edges) && edges[next].at < cuts[i+1] {
			e := edges[next]
			sums[i] += slope * float64(e.at-at)
			slope, open, at = slope+e.slope, open+e.open, e.at
			if open == 0 {
				slope = 0 // what rounding left over
			}
			next++
		}
		sums[i] = max(0, sums[i]+slope*float64(cuts[i+1]-at))
	}
	return sums
}

// total returns the sum of all pieces.
func total(pieces []piece) (sum float64) {
	for _, p := range pieces {
		sum += p.amount
	}
	return sum
}

// within returns pieces cut down to [from, to].
func within(pieces []piece, from, to format.Time) []piece {
	var list []piece
	for _, p := range pieces {
		a, b := max(p.from, from), min(p.to, to)
		if a < b {
			list = append(list, piece{a, b, p.amount * float64(b-a) / float64(p.to-p.from)})
		}
	}
	return list
}

// capped divides a whole by weights, giving nobody more than its most. What is
// left when all that have a weight are at their most goes to the others.
func capped(whole float64, weights, most []float64) []float64 {
	shares := make([]float64, len(weights))
	rest := fill(shares, whole, weights, most)
	if rest > 0 {
		room := make([]float64, len(most))
		for i := range most {
			room[i] = max(0, most[i]-shares[i])
		}
		fill(shares, rest, room, room)
	}
	return shares
}

// fill adds to shares what weights give each of a whole, up to its most, and
// returns what nobody could take.
func fill(shares []float64, whole float64, weights, most []float64) (rest float64) {
	var order []int
	sum := 0.0
	for i, w := range weights {
		if w > 0 {
			order = append(order, i)
			sum += w
		}
	}
	// Who is at its most first, in proportion, comes first.
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(most[a]*weights[b], most[b]*weights[a]) })
	rest = whole
	for _, i := range order {
		if rest <= 0 || sum <= 0 {
			break
		}
		part := min(most[i], rest*min(1, weights[i]/sum))
		shares[i] += part
		rest, sum = rest-part, sum-weights[i]
	}
	return max(0, rest)
}
