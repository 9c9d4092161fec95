package timeline

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
	"github.com/daft-analyze/daft-analyze/format"
)

// Timeline is one query over time. All its times are on the query's own clock,
// where clocks had to be moved they were, and lie within [From, To].
type Timeline struct {
	Case     *finding.Case
	From, To format.Time // the query; where its start or end is unknown, what was seen of it. Equal where nothing was
	Unit     Unit        // what a lane is
	Groups   []Group     // on Ray a worker each, by first use; natively one of all operators, in the order of the plan
	Stages   []*analyze.Stage
	// StageLabels are what stages are called: s1, s2, ... in the order of the query's.
	StageLabels []string
	Path        []critical.Segment // contiguous from From to To; none where there is no wall time
	Phases      []analyze.Phase
	Marks       []Mark // by time
	Curves      []Curve
	Clocks      []ClockUse // that stamped what is drawn, by clock

	Tasks   int // that are drawn
	Left    int // tasks that are not drawn, for lack of times, or as they lie outside
	Unrun   int // tasks that were never given to a worker
	Outside int // bars that go on outside of [From, To] and are cut off there
}

// Unit is what a lane stands for.
type Unit string

const (
	Slots     Unit = "slots"     // Ray: a worker has as many as tasks overlapped there
	Operators Unit = "operators" // natively
)

// Group is lanes that belong together.
type Group struct {
	Worker  *analyze.Worker // nil natively, and of tasks of which nobody says where they ran
	Lanes   []Lane
	Busy    int64 // nanoseconds, added up over lanes
	OnPath  int64 // nanoseconds of the path that lie in the lanes
	Tasks   int
	Retries int // attempts in vain
	Failed  int // tasks
	Died    bool
}

// Lane is one row of bars.
type Lane struct {
	Slot     int               // on Ray, from 1: slot n is in use where n tasks were at once
	Operator *analyze.Operator // natively
	Bars     []Bar             // by start; no two overlap
	Busy     int64             // nanoseconds of bars other than those that wait
	OnPath   []PathPart        // where the path lies in this lane, ordered, disjoint
	PathNS   int64             // of the path
	Levels   []Level           // natively: how much was going on, in at most MostLevels steps
	Clock    format.Clock
}

// BarKind says what happened in a bar.
type BarKind string

const (
	// Waiting: a task was submitted and not given out yet, as far as the lane was
	// free; natively batches were under way, and no thread was inside of any.
	Waiting   BarKind = "waiting"
	Running   BarKind = "running"   // a task that succeeded, last schedule to end; natively a thread was inside
	Retry     BarKind = "retry"     // a task was given out in vain
	Failed    BarKind = "failed"    // a task that failed
	Cancelled BarKind = "cancelled" // a task that was cancelled
	Open      BarKind = "open"      // a task without an end, of a query that did not finish
	Reading   BarKind = "reading"   // natively: a source put out rows between two reports of its counters
	Seen      BarKind = "seen"      // natively: between the first and the last sign of it; nothing tells when it worked
)

// Bar is a stretch of a lane.
type Bar struct {
	Start, End format.Time
	Kind       BarKind
	Task       *analyze.Task // on Ray
	Stage      int           // place in Timeline.Stages, -1 natively
	Attempt    int           // of the task, from 1; 0 natively
	State      critical.State
	OnPath     bool    // on Ray: the query waited for it
	Estimated  bool    // its ends are inferred
	Cut        bool    // it goes on outside of the timeline
	Level      float64 // natively threads inside, without spans batches under way, at a time on average; 0 where unknown
}

// Length returns nanoseconds.
func (b Bar) Length() int64 { return saturate.Sub(int64(b.End), int64(b.Start)) }

// Busy returns for how much of a bar somebody was at work, in nanoseconds: none
// of one that waits, all of a task, and natively, where estimates alone tell, as
// much as they say.
func (b Bar) Busy() int64 { return saturate.Whole(b.weight() * float64(b.Length())) }

func (b Bar) weight() float64 {
	switch {
	case b.Kind == Waiting:
		return 0
	case b.Estimated && b.Task == nil && b.Level > 0:
		return min(1, b.Level)
	}
	return 1
}

// PathPart is a stretch of the path in a lane: all of it, or natively the
// operator's share, NS nanoseconds.
type PathPart struct {
	analyze.Interval
	NS int64
}

// Level is how much went on in a lane from a time to that of the next level.
type Level struct {
	Time format.Time
	At   float64
}

// ClockUse is a clock that stamped what is drawn.
type ClockUse struct {
	Clock format.Clock
	What  string // one or two words, such as "tasks"
	Moved int64  // nanoseconds by which it was moved onto the query's
}

// Of lays out a query.
func Of(c *finding.Case) *Timeline {
	q := c.Query
	t := &Timeline{Case: c, Phases: q.Phases}
	if c.Path != nil {
		t.Path = c.Path.Segments
	}
	if len(q.Tasks) > 0 || q.Engine == analyze.EngineRay {
		t.Unit = Slots
		var g *taskgraph.Graph
		if c.Path != nil {
			g = c.Path.Graph
		}
		if g == nil {
			g = taskgraph.Of(q)
		}
		t.window(func(see func(from, to format.Time)) {
			for _, n := range g.Nodes {
				see(n.Submit, n.End)
			}
		})
		t.slots(g)
		if len(g.Nodes) == 0 { // an imported log has operators alone
			t.Unit = Operators
		}
	} else {
		t.Unit = Operators
	}
	if t.Unit == Operators {
		t.window(func(see func(from, to format.Time)) {
			for _, o := range q.Operators {
				if o.First.Known && o.Last.Known {
					see(o.First.Time, o.Last.Time)
				}
			}
		})
		t.operators()
	}
	t.pathLanes()
	t.curves()
	t.mark()
	t.clocks()
	return t
}

// window finds from when to when the timeline goes.
func (t *Timeline) window(each func(func(from, to format.Time))) {
	if q := t.Case.Query; q.Start.Known && q.End.Known && q.Start.Time <= q.End.Time {
		t.From, t.To = q.Start.Time, q.End.Time
		return
	}
	any := false
	each(func(from, to format.Time) {
		if !any {
			t.From, t.To, any = from, from, true
		}
		t.From, t.To = min(t.From, from), max(t.To, from, to)
	})
	if q := t.Case.Query; !any && q.Start.Known {
		t.From, t.To = q.Start.Time, q.Start.Time
	}
}

// Length returns nanoseconds.
func (t *Timeline) Length() int64 { return saturate.Sub(int64(t.To), int64(t.From)) }

// within moves a time into the timeline.
func (t *Timeline) within(at format.Time) format.Time { return min(max(at, t.From), t.To) }

// bar cuts a bar at the timeline's ends; it reports false where nothing is left.
func (t *Timeline) bar(b Bar) (Bar, bool) {
	from, to := b.Start, max(b.Start, b.End)
	b.Start, b.End = t.within(from), t.within(to)
	if from < t.From || to > t.To {
		b.Cut = true
		t.Outside++
	}
	return b, !b.Cut || b.Start < b.End
}

// Lanes returns how many lanes there are.
func (t *Timeline) Lanes() (n int) {
	for _, g := range t.Groups {
		n += len(g.Lanes)
	}
	return n
}
