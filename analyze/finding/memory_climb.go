package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

const (
	largeClimb = 1 << 30 // bytes that a query may add before it is told, where no limit is known
	nearLimit  = 0.80
)

// memoryClimb finds queries in which memory rose a lot, and what was at work
// when it was highest.
func memoryClimb(v *view) []draft {
	if v.Memory == nil {
		return nil
	}
	for _, m := range v.Memory.Queries {
		if m.Query != v.Query || !m.Climb.Known() || !m.Most.Known() {
			continue
		}
		limit := v.Memory.Limit
		share := 0.0
		if limit.Positive() {
			share = float64(m.Most.V) / float64(limit.V)
		}
		if !v.Memory.OOM && share < nearLimit && m.Climb.V < largeClimb {
			return nil
		}
		f := Finding{ID: "memory-climb", Severity: Low, Sure: false}
		f.Title = "memory of all processes rose by " + humanize.Bytes(m.Climb.V) + " to " + humanize.Bytes(m.Most.V)
		if limit.Positive() {
			f.Title += ", " + humanize.Percent(m.Most.V, limit.V) + " of the limit"
		}
		if share >= nearLimit {
			f.Severity = Medium
		}
		if v.Memory.OOM {
			f.Severity = High
			f.Title += ", and a process was killed for lack of memory"
		}
		for i, a := range m.Active {
			if i == 3 {
				break
			}
			f.Operators = append(f.Operators, a.Operator)
			if a.Held.Known() {
				f.say("%s was at work at the peak and had taken in %s more than it had put out", op(a.Operator), humanize.Bytes(a.Held.V))
			} else {
				f.say("%s was at work at the peak", op(a.Operator))
			}
		}
		f.Advice = "Sorts, aggregations, joins' build sides and df.collect() hold their rows: filter and select columns before them, cut rows smaller with df.into_batches(n) before steps that make them larger, a lower batch_size= and max_concurrency= for functions; on Ray more partitions (df.into_partitions) and shuffle_algorithm=\"flight_shuffle\", which goes by disk."
		f.Check = "Daft reports no memory by operator: leave one of them out and look whether the peak goes."
		return []draft{{Finding: f, always: true}}
	}
	return nil
}
