package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// pathRows is how many segments are shown unless more are asked for.
const pathRows = 40

// CriticalPath writes the critical path of each query: what it waited for, from
// its start to its end.
func CriticalPath(w io.Writer, s *finding.Study, o ViewOptions) error {
	return eachCase(w, s, o, func(p *page, c *finding.Case) {
		if len(c.Path.Segments) == 0 {
			p.line(dim, "  its start or its end was not recorded: there is no wall time to account for")
			return
		}
		printWall(p, c.Path)
		printBasis(p, c.Path)
		printBounds(p, c)
		p.blank()
		printSegments(p, c.Path, o)
		p.blank()
		printPathOperators(p, c, o)
	})
}

// kinds are the kinds of segments in the order in which they are told.
var kinds = []critical.Kind{critical.Plan, critical.Startup, critical.Driver, critical.Schedule, critical.Handoff, critical.Retry, critical.Run, critical.Consumer,
	critical.Tail, critical.Unrecorded}

// printBasis says what the path was made from.
func printBasis(p *page, path *critical.Path) {
	text := ""
	switch path.Basis {
	case critical.ByTasks:
		text = "from the times of tasks; operators' parts of a task by Daft's durations, estimated"
	case critical.BySpans:
		text = "from spans and counters: each interval's owner is what kept the query from going on"
	case critical.ByEstimates:
		text = "estimated from counters alone, every 200 ms: spans were not recorded"
	default:
		text = "nothing tells what ran"
	}
	if path.Threads > 0 {
		text += fmt.Sprintf("; %s computing", humanize.Plural(path.Threads, "thread", "threads"))
		if path.ThreadsAssumed {
			text += " assumed, as the recording does not say"
		}
	}
	p.field(dim, "basis", text)
	if path.TooShort {
		p.field(dim, "note", "under 0.3 s and without spans: too short to tell its operators apart")
	}
	for _, n := range path.Notes {
		p.field(dim, "note", n)
	}
}

// printBounds says what no change of the schedule could beat.
func printBounds(p *page, c *finding.Case) {
	b := c.Model.Bounds
	if b.Span.Known() && b.Span.V > 0 {
		p.field(dim, "bounds", fmt.Sprintf("longest chain of work %s: no schedule can beat it, with any number of workers (the wall is %s that)",
			lasting(b.Span), humanize.Factor(c.Query.Wall.V, b.Span.V)))
	}
	if b.Work.Known() && b.Work.V > 0 {
		text := "all work"
		if c.Query.Engine == analyze.EngineNative {
			text = "all work that has spans (reading has none)"
		}
		text += " on one " + unitOf(c) + " " + lasting(b.Work)
		if b.Slots.Positive() && b.Slotted.Known() {
			text += ", on " + humanize.Count(b.Slots.V) + " at best " + lasting(b.Slotted)
		}
		p.field(dim, "", text)
	}
}

func unitOf(c *finding.Case) string {
	if c.Query.Engine == analyze.EngineNative {
		return "thread"
	}
	return "slot"
}

// printSegments draws the path, in order or longest first.
func printSegments(p *page, path *critical.Path, o ViewOptions) {
	list := slices.Clone(path.Segments)
	if o.Worst {
		slices.SortStableFunc(list, func(a, b critical.Segment) int { return cmp.Compare(b.Length(), a.Length()) })
	}
	shown := o.mostRows(len(list), pathRows)
	keep := make(map[int]bool)
	if !o.Worst && shown < len(list) { // in order, the longest ones
		order := make([]int, len(list))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(list[b].Length(), list[a].Length()) })
		for _, i := range order[:shown] {
			keep[i] = true
		}
	}
	t := &table{columns: []column{{head: "at", right: true}, {head: "length", right: true}, {head: "share", right: true}, {head: "waited for"}, {head: "what", least: 24}}}
	others, otherNS := 0, int64(0)
	flush := func() {
		if others > 0 {
			t.add(dim, "", humanize.Duration(otherNS), shareOf(otherNS, path.Query), "…", humanize.Plural(int64(others), "shorter segment", "shorter segments"))
			others, otherNS = 0, 0
		}
	}
	q := path.Query
	for i, s := range list {
		if o.Worst && i >= shown || !o.Worst && shown < len(list) && !keep[i] {
			others, otherNS = others+1, otherNS+s.Length()
			continue
		}
		flush()
		t.add(plain, humanize.Mark(int64(s.Start-q.Start.Time), q.Wall.V), humanize.Duration(s.Length()), shareOf(s.Length(), q), s.Kind.Called(), segmentText(s))
	}
	flush()
	t.print(p, 0)
}

// segmentText says what a segment is about.
func segmentText(s critical.Segment) string {
	var parts []string
	if s.Task != nil {
		text := fmt.Sprintf("task %d", s.Task.ID)
		if s.Worker != nil {
			text += " on " + s.Worker.Label
		}
		parts = append(parts, text)
	} else if s.Operator != nil && s.Kind != critical.Run {
		parts = append(parts, "before "+operatorName(s.Operator))
	}
	if s.Kind == critical.Run {
		parts = append(parts, sharesText(s))
	}
	if s.Guess != "" {
		parts = append(parts, "likely: "+s.Guess)
	}
	return strings.Join(parts, "; ")
}

// sharesText names the operators of a run segment, the largest first.
func sharesText(s critical.Segment) string {
	const most = 3
	if len(s.Shares) == 1 {
		return nameOf(s.Shares[0].Operator) + stateText(s.Shares[0].State)
	}
	var parts []string
	for i, x := range s.Shares {
		if i == most {
			parts = append(parts, humanize.Count(int64(len(s.Shares)-most))+" more")
			break
		}
		tilde := ""
		if x.Estimated {
			tilde = "~"
		}
		parts = append(parts, nameOf(x.Operator)+stateText(x.State)+" "+tilde+humanize.Percent(x.NS, s.Length()))
	}
	return strings.Join(parts, ", ")
}

func stateText(s critical.State) string {
	switch s {
	case "", critical.Busy:
		return ""
	case critical.IO:
		return " reading"
	}
	return " " + string(s)
}

// printPathOperators draws what each operator has of the path.
func printPathOperators(p *page, c *finding.Case, o ViewOptions) {
	list := c.Path.Operators()
	if len(list) == 0 {
		return
	}
	t := &table{columns: []column{{head: "Operators on the path", least: 24}, {head: "path", right: true}, {head: "share", right: true}, {head: "if it were free", right: true}}}
	shown := o.mostRows(len(list), 20)
	operators := make([]*analyze.Operator, shown)
	for i, x := range list[:shown] {
		operators[i] = x.Operator
	}
	c.Model.FindDrags(operators)
	for _, x := range list[:shown] {
		mark := ""
		if x.Estimated {
			mark = "~"
		}
		t.add(plain, nameOf(x.Operator), mark+humanize.Duration(x.NS), shareOf(x.NS, c.Query), saved(dragOf(c, x)))
	}
	t.print(p, 0)
	printHidden(p, len(list)-shown, "operator", "operators")
	for _, x := range list[:shown] {
		if x.Operator == nil {
			text := ": time of tasks that Daft counts for none: fetching inputs, serializing and handing over results, finishing."
			if c.Query.Engine == analyze.EngineNative {
				text = ": time in which no operator was seen at work."
			}
			p.text(dim, 0, 0, nameOf(nil)+text)
			break
		}
	}
}

// dragOf returns what a query would gain without an operator: by replay, else
// by the path.
func dragOf(c *finding.Case, x critical.OperatorShare) analyze.Value {
	if x.Operator == nil {
		return analyze.Value{}
	}
	return c.Model.Drag(x.Operator)
}

func saved(v analyze.Value) string {
	if !v.Known() {
		return humanize.Unknown
	}
	if v.V == 0 {
		return humanize.Duration(0)
	}
	return "-" + humanize.Duration(v.V)
}
