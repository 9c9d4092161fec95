package compare_test

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// The simulator makes no native runs. So real ones are changed in what can be
// changed without knowing what else would have followed: a stretch of time more
// where nothing of the query's happens, and all of its execution slower by a
// factor, with as many rows, with more of them, or with wider ones.
type warp struct {
	name  string
	right []answer
	// more is a stretch put in before what happens after a moment of the query.
	more  func(*analyze.Query) analyze.Moment
	times int64 // of the execution
	rows  int64 // times as many rows
	bytes int64 // times as many bytes in all
}

const stretch = 2_000_000_000 // nanoseconds

var warps = []warp{
	{name: "slower planning", right: rightOf["slower planning"], more: func(q *analyze.Query) analyze.Moment { return q.PlanStart }},
	{name: "slow consumer", right: rightOf["slow consumer"], more: func(q *analyze.Query) analyze.Moment { return q.ExecEnd }},
	{name: "later start-up", right: rightOf["later start-up"], more: func(q *analyze.Query) analyze.Moment { return q.ExecStart }},
	{name: "all slower", right: []answer{{kinds(compare.Rate), nil}}, times: 2},
	{name: "more rows", right: []answer{{kinds(compare.Rows), nil}}, times: 2, rows: 2, bytes: 2},
	{name: "wider rows", right: []answer{{kinds(compare.BytesPerRow), nil}}, times: 3, bytes: 3},
}

// now is when something of a query that happened at a time happens in the changed
// run.
func (w warp) now(q *analyze.Query, at format.Time) format.Time {
	if w.more != nil {
		if at > w.more(q).Time {
			return at + stretch
		}
		return at
	}
	from, to := q.ExecStart.Time, q.ExecEnd.Time
	switch {
	case at <= from:
		return at
	case at <= to:
		return from + (at-from)*format.Time(w.times)
	}
	return at + (to-from)*format.Time(w.times-1)
}

var (
	rowColumns  = []format.IntColumn{format.RowsIn, format.RowsOut, format.RowsWritten, format.BuildRows, format.ProbeRowsIn, format.ProbeRowsOut, format.Batches}
	byteColumns = []format.IntColumn{format.BytesIn, format.BytesOut, format.BytesRead, format.BytesWritten, format.BuildBytes, format.ProbeBytesIn, format.ProbeBytesOut,
		format.StorageBytes, format.EstimatedBytes, format.InputBytes}
	timeColumns = []format.IntColumn{format.DaftDurationNS, format.BusyNS, format.IdleNS}
)

// of returns the events of a run in which one query was changed.
func (w warp) of(events []*format.Event, q *analyze.Query) (list []*format.Event) {
	for _, e := range events {
		e = e.Clone()
		if length, ok := e.Int(format.DurationNS); ok {
			start, _ := e.Time()
			e.SetInt(format.DurationNS, int64(w.now(q, start+format.Time(length))-w.now(q, start)))
		}
		for _, c := range []format.IntColumn{format.TimeNS, format.ArrivalNS} {
			if at, ok := e.Int(c); ok {
				e.SetInt(c, int64(w.now(q, format.Time(at))))
			}
		}
		at, _ := e.Arrival()
		if mine := e.Label(format.QueryID) == q.ID || e.Label(format.QueryID) == "" && q.Start.Time <= at; mine && w.times > 0 {
			scale(e, timeColumns, w.times)
			scale(e, rowColumns, max(1, w.rows))
			scale(e, byteColumns, max(1, w.bytes))
		}
		list = append(list, e)
	}
	return list
}

func scale(e *format.Event, columns []format.IntColumn, by int64) {
	for _, c := range columns {
		if v, ok := e.Int(c); ok {
			e.SetInt(c, v*by)
		}
	}
}

// TestWarpedPairs: of real native runs that were changed the first cause names
// the change, in nine of ten, and says how much it makes.
func TestWarpedPairs(t *testing.T) {
	var missed strings.Builder
	n, named, off := 0, 0, 0.0
	names := []string{"recordings/tpch-native", "recordings/tutorial-slow", "ablation/recordings/two_udfs_cpu", "ablation/recordings/window"}
	if *seeds > 0 {
		names = append(names, "progress/native-a", "causes/causes-native")
	}
	for _, name := range names {
		events := formattest.Recorded(t, filepath.Join("..", "..", "testdata", filepath.FromSlash(name)+".arrow"))
		base := understood(events)
		for _, w := range warps {
			for i, q := range base.Queries {
				if q.Outcome != analyze.OutcomeFinished || q.Wall.V < 500_000_000 || q.Consumption.Verdict == analyze.ConsumptionSeen { // of which its user's code is most
					continue
				}
				c := compared(base, understood(w.of(events, q)))
				where := fmt.Sprintf("%s %d, %s", name, i, w.name)
				mustSum(t, where, c)
				d := c.Queries[i]
				if d.Pair.Base != q || len(d.Causes) == 0 {
					t.Errorf("%s: paired with %s, %d causes", where, d.Pair.Base.ID, len(d.Causes))
					continue
				}
				n++
				longer, sum := float64(max(d.BaseWall.V, d.NewWall.V)), int64(0)
				for _, x := range d.Causes {
					if right(x, w.right, nil, nil) {
						sum += x.NS
					}
				}
				off += math.Abs(float64(sum-d.Delta.V)) / longer
				if right(d.Causes[0], w.right, nil, nil) {
					named++
					continue
				}
				fmt.Fprintf(&missed, "%s: %.3f -> %.3f s:", where, seconds(d.BaseWall), seconds(d.NewWall))
				for _, x := range d.Causes[:min(4, len(d.Causes))] {
					fmt.Fprintf(&missed, " %s (%s);", describe(x, longer), x.Title)
				}
				missed.WriteByte('\n')
			}
		}
	}
	line := fmt.Sprintf("%d of %d changed native runs name the change first, all its causes are off by %.1f points of the wall", named, n, 100*off/float64(n))
	t.Logf("%s; not:\n%s", line, missed.String())
	if 10*named < 9*n || n < 15 {
		t.Error(line)
	}
}
