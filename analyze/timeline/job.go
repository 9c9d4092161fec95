package timeline

import (
	"cmp"
	"container/heap"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// Job is all queries of a recording over time.
type Job struct {
	Study    *finding.Study
	From, To format.Time // the job; where that was not recorded, the first query's start and the last one's end. Equal where neither was
	Measured bool        // From and To are the job's own
	Parts    []Part      // contiguous from From to To
	Queries  []JobQuery  // in the order of the run
	Lanes    int         // as many as queries were open at once
	Memory   Curve       // without points where nothing was sampled
	Left     int         // queries that are not drawn, for lack of times
}

// PartKind says what a part of a job is.
type PartKind string

const (
	Before  PartKind = "before"  // before the first query
	During  PartKind = "queries" // at least one query was open
	Between PartKind = "between" // none was
	After   PartKind = "after"   // after the last one
)

// Part is a stretch of a job.
type Part struct {
	Kind       PartKind
	Start, End format.Time
}

// JobQuery is where a query lies in its job.
type JobQuery struct {
	Query      *analyze.Query
	Number     int // from 1, in the order of the run
	Lane       int // from 0
	Start, End format.Time
	Cut        bool // it goes on outside of the job
}

// OfJob lays out the queries of a recording.
func OfJob(s *finding.Study) *Job {
	j := &Job{Study: s}
	var open []JobQuery
	for i, q := range s.Run.Queries {
		if !q.Start.Known || !q.End.Known || q.End.Time < q.Start.Time {
			j.Left++
			continue
		}
		open = append(open, JobQuery{Query: q, Number: i + 1, Start: q.Start.Time, End: q.End.Time})
	}
	if job := s.Run.Job; job != nil && job.Wall.Known() {
		j.From, j.To, j.Measured = job.Start.Time, job.End.Time, true
	} else if len(open) > 0 {
		j.From, j.To = open[0].Start, open[0].End
		for _, q := range open {
			j.From, j.To = min(j.From, q.Start), max(j.To, q.End)
		}
	}
	for _, q := range open {
		from, to := min(max(q.Start, j.From), j.To), min(max(q.End, j.From), j.To)
		q.Cut = from != q.Start || to != q.End
		q.Start, q.End = from, to
		j.Queries = append(j.Queries, q)
	}
	j.place()
	j.parts()
	if s.Memory != nil {
		j.Memory = MemoryOf(s.Memory, j.From, j.To)
	}
	return j
}

// place gives queries their lanes: each, in order of its start, the first one
// that is free.
func (j *Job) place() {
	order := make([]int, len(j.Queries))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := j.Queries[a], j.Queries[b]
		return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End))
	})
	var busy untilHeap
	var free laneHeap
	for _, i := range order {
		q := &j.Queries[i]
		for len(busy) > 0 && busy[0].until <= q.Start {
			heap.Push(&free, heap.Pop(&busy).(laneUntil).lane)
		}
		q.Lane = j.Lanes
		if len(free) > 0 {
			q.Lane = heap.Pop(&free).(int)
		} else {
			j.Lanes++
		}
		heap.Push(&busy, laneUntil{q.End, q.Lane})
	}
}

// parts cuts the job where queries open and close.
func (j *Job) parts() {
	if j.From >= j.To {
		return
	}
	var open []analyze.Interval
	for _, q := range j.Queries {
		if q.Start < q.End {
			open = append(open, analyze.Interval{Start: q.Start, End: q.End})
		}
	}
	slices.SortFunc(open, func(a, b analyze.Interval) int { return cmp.Compare(a.Start, b.Start) })
	at, kind := j.From, Before
	add := func(k PartKind, to format.Time) {
		if at < to {
			j.Parts = append(j.Parts, Part{k, at, to})
			at = to
		}
	}
	for i := 0; i < len(open); {
		from, to := open[i].Start, open[i].End
		for i++; i < len(open) && open[i].Start <= to; i++ {
			to = max(to, open[i].End)
		}
		add(kind, from)
		add(During, to)
		kind = Between
	}
	if len(open) > 0 {
		kind = After
	}
	add(kind, j.To)
}

// Rows returns lanes of queries, as bars that do not overlap.
func (j *Job) Rows() []Lane {
	lanes := make([]Lane, j.Lanes)
	for i := range lanes {
		lanes[i].Slot = i + 1
	}
	for _, q := range j.Queries {
		l := &lanes[q.Lane]
		l.Bars = append(l.Bars, q.Bar())
	}
	for i := range lanes {
		slices.SortStableFunc(lanes[i].Bars, func(a, b Bar) int { return cmp.Compare(a.Start, b.Start) })
	}
	return lanes
}

// Bar is the query as a bar.
func (q JobQuery) Bar() Bar {
	b := Bar{Start: q.Start, End: q.End, Kind: Running, Stage: -1, Cut: q.Cut, Estimated: q.Query.StartLost || q.Query.EndInferred != ""}
	switch q.Query.Outcome {
	case analyze.OutcomeFailed, analyze.OutcomeDied:
		b.Kind = Failed
	case analyze.OutcomeCanceled:
		b.Kind = Cancelled
	case analyze.OutcomeUnfinished:
		b.Kind = Open
	}
	return b
}

// Length returns nanoseconds.
func (j *Job) Length() int64 { return saturate.Sub(int64(j.To), int64(j.From)) }
