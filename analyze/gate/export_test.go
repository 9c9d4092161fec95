package gate

import "github.com/daft-analyze/daft-analyze/analyze/stat"

// Verdicts is what Settle decides, without its words and forecasts.
func Verdicts(family []*Times, alpha float64) []Verdict {
	p := make([]float64, len(family))
	for i, t := range family {
		p[i] = t.P
	}
	list := make([]Verdict, len(family))
	for i, adjusted := range stat.Holm(p) {
		family[i].Adjusted = adjusted
		list[i] = family[i].verdict(alpha)
	}
	return list
}
