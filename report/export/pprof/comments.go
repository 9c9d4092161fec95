package pprof

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/report/export"
)

// comments are what a profile says of itself: where it is from, and how far its
// numbers can be relied upon.
type comments struct{ lines []string }

func (c *comments) say(format string, parts ...any) {
	line, _ := export.Text(fmt.Sprintf(format, parts...), 1000)
	c.lines = append(c.lines, humanize.Visible(line))
}

func (c *comments) recording(run *analyze.Run, o Options) {
	c.say("made of the Daft recording %s by %s", export.Name(o.Name), o.CreatedBy)
	if r := run.Recording; r.State != analyze.StateComplete {
		c.say("the recording is %s (%s): what is intact is in here", r.State, r.Reason)
	}
	for _, l := range run.Losses {
		c.say("the recorder lost %s %s", humanize.Count(l.Count), l.What)
	}
	c.say("path: what the query waited for, sums to its wall time; busy: threads inside of operators; slot: tasks on Ray; moved: bytes in memory, scanned, exchanged or written")
}

// mostQueries is how many queries are told of: pprof prints all comments above
// each of its tables.
const mostQueries = 10

func (c *comments) query(q *query, n int) {
	if n == mostQueries {
		c.say("and more queries")
	}
	if n >= mostQueries {
		return
	}
	x := q.c.Query
	parts := []string{x.Engine.Called() + " " + string(x.Outcome)}
	if x.Wall.Known() {
		parts[0] += " after " + humanize.DurationExact(x.Wall.V)
	} else {
		parts = append(parts, "its start or its end was not recorded")
	}
	for _, v := range [][2]string{{"daft", x.DaftVersion}, {"ray", x.RayVersion}} {
		if v[1] != "" {
			parts = append(parts, v[0]+" "+export.Name(v[1]))
		}
	}
	switch q.c.Path.Basis {
	case critical.ByTasks:
		parts = append(parts, "path by the times of tasks, operators within a task estimated")
	case critical.BySpans:
		parts = append(parts, "path by spans and counters")
	case critical.ByEstimates:
		parts = append(parts, "path estimated from counters: there are no spans")
	default:
		parts = append(parts, "nothing tells what ran")
	}
	if q.unplaced > 0 {
		parts = append(parts, "busy time of "+humanize.Plural(int64(q.unplaced), "operator", "operators")+" not known")
	}
	if q.atLeast > 0 {
		parts = append(parts, "of "+humanize.Count(int64(q.atLeast))+" not all")
	}
	if q.untimed > 0 {
		parts = append(parts, "time of "+humanize.Plural(q.untimed, "task", "tasks")+" not known")
	}
	if !x.Trust.Complete {
		parts = append(parts, "not everything of it is recorded")
	}
	c.say("%s: %s", q.label, strings.Join(parts, ", "))
}
