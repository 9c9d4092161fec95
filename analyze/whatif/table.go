package whatif

import (
	"fmt"
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// tableOperators is how many operators Table speeds up.
const tableOperators = 5

// Table tries what one would ask first, in a fixed order: half, twice and four
// times the workers; no skew, no retries, no cold start; and each of the five
// operators with most of the critical path twice as fast, and free. What makes no
// sense for the query is there, too, with the reason.
func (m *Model) Table() []Result {
	list := []Scenario{
		{Name: "half the workers", Workers: 0.5},
		{Name: "twice the workers", Workers: 2},
		{Name: "four times the workers", Workers: 4},
		{Name: "no skew", NoSkew: true},
		{Name: "no retries", NoRetries: true},
		{Name: "no cold start", NoColdStart: true},
	}
	for _, o := range m.tops() {
		name := fmt.Sprintf("%s #%d", o.Name, o.ID)
		if o.Name == "" {
			name = fmt.Sprintf("operator #%d", o.ID)
		}
		list = append(list, Scenario{Name: name + " twice as fast", Speedup: map[*analyze.Operator]float64{o: 2}},
			Scenario{Name: name + " free", Speedup: map[*analyze.Operator]float64{o: math.Inf(1)}})
	}
	results := make([]Result, 0, len(list))
	for _, s := range list {
		results = append(results, m.Try(s))
	}
	return results
}

// tops returns the operators with most of the path.
func (m *Model) tops() []*analyze.Operator {
	var list []*analyze.Operator
	for _, x := range m.Path.Operators() {
		if x.Operator != nil && x.NS > 0 && len(list) < tableOperators {
			list = append(list, x.Operator)
		}
	}
	return list
}
