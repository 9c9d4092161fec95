package analyze

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// splitJob cuts the wall time of a job into the time before its first query,
// inside of queries, between them, and after the last, exactly.
func splitJob(j *Job, queries []*Query, odd *warnings) {
	j.Wall = j.End.since(j.Start)
	if !j.Wall.Known() {
		return
	}
	if j.Wall.V < 0 {
		odd.add("job-ends-before-start", "the job ends before it starts: its wall time is unknown", Place{})
		j.Wall = Value{}
		return
	}
	var open []Interval
	var clipped int64
	for _, q := range queries {
		if !q.Wall.Known() {
			continue
		}
		in := Interval{max(q.Start.Time, j.Start.Time), min(q.End.Time, j.End.Time)}
		if in.End < in.Start {
			clipped = saturate.Add(clipped, q.Wall.V)
			continue
		}
		clipped = saturate.Add(clipped, q.Wall.V-in.Length())
		open = append(open, in)
	}
	s := &j.Split
	s.Clipped = measured(clipped)
	s.Queried = union(open)
	if len(s.Queried) == 0 {
		s.Before, s.Queries, s.Between, s.After = j.Wall, measured(0), measured(0), measured(0)
		return
	}
	first, last := s.Queried[0].Start, s.Queried[len(s.Queried)-1].End
	var inside int64
	for _, in := range s.Queried {
		inside += in.Length()
	}
	s.Before = measured(int64(first - j.Start.Time))
	s.Queries = measured(inside)
	s.Between = measured(int64(last-first) - inside)
	s.After = measured(int64(j.End.Time - last))
}

// union returns what at least one of the intervals covers, ordered and
// disjoint.
func union(in []Interval) []Interval {
	slices.SortFunc(in, func(a, b Interval) int { return compareTimes(a.Start, b.Start) })
	var out []Interval
	for _, i := range in {
		if n := len(out); n > 0 && i.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, i.End)
			continue
		}
		out = append(out, i)
	}
	return out
}

func compareTimes(a, b format.Time) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
