package timeline

import (
	"math"
	"sort"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/memory"
	"github.com/daft-analyze/daft-analyze/analyze/parallel"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// CurveName says what a curve is of.
type CurveName string

const (
	Parallelism CurveName = "parallelism" // tasks, threads or batches at a time
	Queue       CurveName = "queue"       // tasks submitted and not given out; natively batches that wait for a thread
	Memory      CurveName = "memory"      // resident memory of all processes of the job
)

// Curve is a level over time, in steps: each holds until the next one, the last
// to To.
type Curve struct {
	Name   CurveName
	Unit   string // "tasks", "threads", "batches" or "bytes"
	Points []parallel.Point
	To     format.Time
	Most   float64       // the highest level
	Room   analyze.Value // how much there was room for: of parallelism slots or threads, of memory the limit
	Clock  format.Clock
	// Estimated: levels are means between two reports, or are of samples, between
	// which nobody looked.
	Estimated bool
}

// Text writes a level of the curve for people.
func (c Curve) Text(level float64) string {
	switch {
	case c.Unit == "bytes":
		return humanize.Bytes(saturate.Whole(level))
	case level < 9.95 && level != math.Trunc(level):
		return strconv.FormatFloat(level, 'f', 1, 64)
	}
	return humanize.CountShort(saturate.Whole(level + 0.5))
}

func (t *Timeline) curves() {
	f, q := t.Case.Profile, t.Case.Query
	if f != nil && f.Unit != "" {
		clock := q.Start.Clock
		if f.Unit == "tasks" {
			clock = format.ClockRunner
		}
		threads, waiting := f.Curve, f.Queue
		estimated := f.Unit == "batches"
		if f.Unit == "threads" && q.Outcome != analyze.OutcomeFinished {
			estimated = true // what was at work when it was cut off has no span
		} else if f.Unit == "threads" {
			threads, waiting = t.threads(f.From, f.To)
		}
		t.curve(Curve{Name: Parallelism, Unit: f.Unit, Points: threads, To: f.To, Room: f.Room, Clock: clock, Estimated: estimated})
		unit := "batches"
		if f.Unit == "tasks" {
			unit = "tasks"
		}
		t.curve(Curve{Name: Queue, Unit: unit, Points: waiting, To: f.To, Clock: clock, Estimated: estimated})
	}
	if a := t.Case.Memory; a != nil {
		t.curve(MemoryOf(a, t.From, t.To))
	}
}

// threads returns how many threads were inside of batches, and how many batches
// waited for one, as means over stretches far shorter than those between two
// reports, as which the profile has them.
func (t *Timeline) threads(from, to format.Time) (inside, waiting []parallel.Point) {
	if from >= to {
		return nil, nil
	}
	scale := Scale{From: from, To: to, Columns: MostLevels}
	in, wait := newSpread(MostLevels), newSpread(MostLevels)
	for _, g := range t.Case.Query.BatchSpans() {
		elsewhere := g.Part == analyze.SpanBatch && g.Operators[0].WorksElsewhere()
		for _, s := range g.Spans {
			begin, end := entered(s, elsewhere), s.End()
			in.add(scale.At(begin), scale.At(end), 1)
			wait.add(scale.At(s.Start), scale.At(begin), 1)
		}
	}
	points := func(list []Level) (points []parallel.Point) {
		if len(list) > 0 && list[0].Time > from {
			points = append(points, parallel.Point{Time: from})
		}
		for _, l := range list {
			points = append(points, parallel.Point{Time: l.Time, Level: l.At})
		}
		return points
	}
	return points(in.levels(scale)), points(wait.levels(scale))
}

// curve adds a curve, cut at the timeline's ends, unless nothing is left of it.
func (t *Timeline) curve(c Curve) {
	c.To = t.within(c.To)
	points := make([]parallel.Point, 0, len(c.Points))
	for i, p := range c.Points {
		next := c.To
		if i+1 < len(c.Points) {
			next = c.Points[i+1].Time
		}
		if next < t.From || p.Time > t.To || p.Time >= c.To {
			continue
		}
		points = append(points, parallel.Point{Time: max(p.Time, t.From), Level: p.Level})
		c.Most = max(c.Most, p.Level)
	}
	if c.Points = points; len(points) > 0 {
		t.Curves = append(t.Curves, c)
	}
}

// MemoryOf returns the resident memory of the job's processes between two times.
// What one look saw holds until the next, for StaleNS at most.
func MemoryOf(a *memory.Account, from, to format.Time) Curve {
	c := Curve{Name: Memory, Unit: "bytes", To: to, Room: a.Limit, Clock: format.ClockRecorder, Estimated: true}
	i := sort.Search(len(a.Samples), func(i int) bool { return a.Samples[i].Time > from })
	for i = max(0, i-1); i < len(a.Samples) && a.Samples[i].Time < to; i++ {
		s := a.Samples[i]
		until := format.Time(saturate.Add(int64(s.Time), memory.StaleNS))
		if until <= from {
			continue
		}
		c.Points = append(c.Points, parallel.Point{Time: max(s.Time, from), Level: float64(s.Bytes)})
		c.Most = max(c.Most, float64(s.Bytes))
		if next := i + 1; until < to && (next == len(a.Samples) || a.Samples[next].Time > until) {
			c.Points = append(c.Points, parallel.Point{Time: until})
		}
	}
	return c
}

// clocks lists who stamped what is drawn.
func (t *Timeline) clocks() {
	q := t.Case.Query
	add := func(c format.Clock, what string) {
		if c == "" {
			return
		}
		for i := range t.Clocks {
			if t.Clocks[i].Clock == c {
				t.Clocks[i].What += ", " + what
				return
			}
		}
		u := ClockUse{Clock: c, What: what}
		if p := t.Case.Path; p != nil && p.Graph != nil {
			for _, o := range p.Graph.Offsets {
				if o.Clock == c {
					u.Moved = o.NS
				}
			}
		}
		t.Clocks = append(t.Clocks, u)
	}
	add(q.Start.Clock, "query")
	for _, g := range t.Groups {
		if len(g.Lanes) > 0 && t.Unit == Slots {
			add(g.Lanes[0].Clock, "tasks")
			break
		}
	}
	if t.Unit == Operators {
		seen := map[format.Clock]bool{}
		for _, g := range t.Groups {
			for _, l := range g.Lanes {
				if len(l.Bars) > 0 && !seen[l.Clock] {
					seen[l.Clock] = true
					add(l.Clock, "operators")
				}
			}
		}
	}
	for _, c := range t.Curves {
		if c.Name == Memory {
			add(c.Clock, "memory")
		}
	}
}
