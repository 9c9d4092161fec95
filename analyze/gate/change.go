package gate

import (
	"cmp"
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/changepoint"
	"github.com/daft-analyze/daft-analyze/analyze/stat"
)

// Change is where a metric of a history moved to another level.
type Change struct {
	Query, Label, Metric string // as in Check
	Unit                 string
	At                   int               // index of the first run of the new level
	Time                 int64             // when that run began, nanoseconds since 1970, 0 where unknown
	Labels               map[string]string // of that run
	Before, After        float64           // medians of the runs since the change before, and until the next
	Runs                 int               // on the new level
	P                    float64           // of the test that found it
	Worse                bool              // it rose, by enough to matter
}

// Changes finds where metrics that have noise changed in a history of runs, in the
// order of time: of the job, and of each query that the last runs have. A metric is
// looked at if it is gated, unless all are asked for.
func Changes(runs []Measurement, p Policy, all bool) []Change {
	var list []Change
	series := func(m Metric, q *QueryMeasurement, of func(run int) (int64, bool)) {
		l := p.limits(m.Name, q)
		if !m.Noisy || !l.gated && !all {
			return
		}
		values := make([]float64, len(runs))
		for i := range runs {
			values[i] = math.NaN()
			if v, ok := of(i); ok && v > 0 {
				values[i] = float64(v)
			}
		}
		for _, c := range changesOf(values, l) {
			c.Metric, c.Unit = m.Name, m.Unit
			if q != nil {
				c.Query, c.Label = q.Key, q.Label
			}
			c.Time, c.Labels = runs[c.At].Time, runs[c.At].Labels
			list = append(list, c)
		}
	}
	for _, m := range Metrics {
		series(m, nil, func(i int) (int64, bool) {
			v, ok := runs[i].Metrics[m.Name]
			return v, ok && p.Only == "" && ended(&runs[i]) == ""
		})
	}
	subjects, _ := subjects(runs, nil)
	for k := range subjects {
		s := &subjects[k]
		q := s.model()
		if q == nil || p.Only != "" && !Glob(p.Only, q.Label) && !Glob(p.Only, q.Key) {
			continue
		}
		for _, m := range Metrics {
			series(m, q, func(i int) (int64, bool) {
				if s.base[i] == nil || s.base[i].Outcome != finished {
					return 0, false
				}
				v, ok := s.base[i].Metrics[m.Name]
				return v, ok
			})
		}
	}
	slices.SortStableFunc(list, func(a, b Change) int { return cmp.Compare(a.At, b.At) })
	return list
}

// changesOf finds the changes of one series that matter.
func changesOf(values []float64, l limits) []Change {
	logs := make([]float64, len(values)) // levels differ by factors
	for i, v := range values {
		logs[i] = math.Log(v)
	}
	points := changepoint.Find(logs, changepoint.Options{})
	var list []Change
	for i, x := range points {
		from, to := 0, len(values)
		if i > 0 {
			from = points[i-1].Index
		}
		if i+1 < len(points) {
			to = points[i+1].Index
		}
		before, after := median(values[from:x.Index]), median(values[x.Index:to])
		low, high := min(before, after), max(before, after)
		if !(high >= l.ratio*low && high-low >= float64(l.absolute)) {
			continue
		}
		list = append(list, Change{At: x.Index, Before: before, After: after, Runs: to - x.Index, P: x.P, Worse: after > before})
	}
	return list
}

func median(values []float64) float64 {
	return stat.Median(slices.DeleteFunc(slices.Clone(values), math.IsNaN))
}
