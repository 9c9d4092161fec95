package analyze

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// sized plays events as those of a file of some size.
type sized struct {
	*formattest.Reader
	bytes int64
}

func (s sized) Size() int64 { return s.bytes }

// What is held is estimated from above: for each kind of event that is kept,
// no more memory is taken than is counted.
func TestHeldIsNotUnderestimated(t *testing.T) {
	const n = 50_000
	base := func(k format.Kind, i int) *format.Event {
		return format.NewEvent(k).Received(format.SourceDashboard, format.Time(1e18+i)).Stamp(format.ClockRunner, format.Time(1e18+i)).SetLabel(format.QueryID, "q")
	}
	for name, event := range map[string]func(i int) *format.Event{
		"submit": func(i int) *format.Event {
			return base(format.TaskSubmit, i).SetInt(format.TaskID, int64(i)).SetInts(format.NodeIDs, []int64{1, 2, 3}).SetInt(format.LastNodeID, 3)
		},
		"schedule again": func(i int) *format.Event {
			return base(format.TaskSchedule, i).SetInt(format.TaskID, 1).SetLabel(format.WorkerID, "w")
		},
		"failed end": func(i int) *format.Event {
			return base(format.TaskEnd, i).SetInt(format.TaskID, int64(i)).SetLabel(format.Outcome, "Failed").SetText(format.Text, "ValueError: no "+strings.Repeat("x", i%500)+"\n at home")
		},
		"input": func(i int) *format.Event {
			return base(format.TaskInput, i).SetInt(format.TaskID, 1).SetLabel(format.Input, "scan").SetTexts(format.Paths, []string{fmt.Sprint("a/", i), fmt.Sprint("b/", i)})
		},
		"stats": func(i int) *format.Event {
			return base(format.OperatorStats, i).SetInt(format.NodeID, 1).SetInt(format.RowsOut, int64(i))
		},
		"operators": func(i int) *format.Event {
			return base(format.OperatorStats, i).SetInt(format.NodeID, int64(i)).SetInt(format.RowsOut, 1)
		},
		"span": func(i int) *format.Event {
			return format.NewEvent(format.Span).Received(format.SourceOTLP, 1e18).Stamp(format.ClockDriver, format.Time(1e18+n-i)).SetLabel(format.Name, "A::execute").SetInt(format.DurationNS, 5)
		},
		"span of a query": func(i int) *format.Event {
			if i == 0 {
				return base(format.ExecStart, i).Stamp(format.ClockDriver, 1e18).SetText(format.Text, `{"id":1,"type":"A"}`)
			}
			if i == n-1 {
				return base(format.QueryEnd, i).Stamp(format.ClockDriver, 1e18+n)
			}
			return format.NewEvent(format.Span).Received(format.SourceOTLP, 1e18).Stamp(format.ClockDriver, format.Time(1e18+n-i)).SetLabel(format.Name, "AOperator::execute").SetInt(format.DurationNS, 5)
		},
		"span names": func(i int) *format.Event {
			return format.NewEvent(format.Span).Received(format.SourceOTLP, 1e18).Stamp(format.ClockDriver, 1e18).SetLabel(format.Name, fmt.Sprint("A", i, "::execute")).SetInt(format.DurationNS, 5)
		},
		"exports": func(i int) *format.Event {
			return base(format.OperatorStats, i).SetLabel(format.SourceName, "otlp").SetInt(format.NodeID, 1).SetInt(format.SinceNS, 1e18).SetInt(format.RowsOut, int64(i)).Stamp(format.ClockDriver, format.Time(1e18+i*20_000_000))
		},
		"exported operators": func(i int) *format.Event {
			return base(format.OperatorStats, i).SetLabel(format.SourceName, "otlp").SetInt(format.NodeID, int64(i)).SetInt(format.RowsOut, 1)
		},
		"exported parts": func(i int) *format.Event {
			return base(format.OperatorStats, i).SetLabel(format.SourceName, "otlp").Stamp(format.ClockWorker, 1e18).SetInt(format.NodeID, 1).SetInt(format.OriginNodeID, int64(i/20)).SetLabel(format.Name, fmt.Sprint("k", i%20)).SetInt(format.RowsOut, 1)
		},
		"processes": func(i int) *format.Event {
			return base(format.OperatorStats, i).SetLabel(format.SourceName, "otlp").Stamp(format.ClockWorker, 1e18).SetInt(format.PID, int64(i)).SetInt(format.NodeID, 1).SetInt(format.OriginNodeID, int64(i/2000)).SetInt(format.RowsOut, 1)
		},
		"row errors": func(i int) *format.Event {
			return format.NewEvent(format.LogRecord).Received(format.SourceOTLP, 1e18).Stamp(format.ClockDriver, 1e18).SetLabel(format.Name, rowErrorLogger).SetText(format.Text, "no").SetAttr("type", fmt.Sprintf("%q", fmt.Sprint("E", i%9)))
		},
		"process stats": func(i int) *format.Event {
			return format.NewEvent(format.ProcessStats).Received(format.SourceOTLP, 1e18).Stamp(format.ClockDriver, 1e18).SetInt(format.PID, int64(i)).SetInt(format.RSSBytes, 5)
		},
		"many workers": func(i int) *format.Event {
			return base(format.TaskSchedule, i).SetInt(format.TaskID, int64(i)).SetLabel(format.WorkerID, fmt.Sprint("w", i))
		},
		"many queries": func(i int) *format.Event {
			return base(format.QueryStart, i).SetLabel(format.QueryID, fmt.Sprint("q", i)).SetText(format.Text, "{}")
		},
		"many warnings": func(i int) *format.Event {
			return base(format.OperatorStats, i).SetInt(format.NodeID, int64(i)).SetInt(format.RowsOut, -1)
		},
	} {
		r := NewReplayer()
		before := heap()
		for i := range n {
			r.Add(event(i))
		}
		run := r.Run()
		took := heap() - before
		t.Logf("%-14s %5d bytes an event, %5d counted", name, took/n, r.held.held/n)
		if took > r.held.held {
			t.Errorf("%s: %d bytes an event, %d are counted", name, took/n, r.held.held/n)
		}
		runtime.KeepAlive(run)
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// A file that says more than its size justifies is analysed up to there, and
// the rest is counted.
func TestWhatIsTooMuchIsLeftOut(t *testing.T) {
	events := formattest.Events(t, strings.Join(begin(ray, chain), "\n"))
	submit := format.NewEvent(format.TaskSubmit).Received(format.SourceDashboard, 1e18).Stamp(format.ClockRunner, 1e18).SetLabel(format.QueryID, events[0].Label(format.QueryID))
	const n = 300_000
	for i := range n {
		events = append(events, submit.Clone().SetInt(format.TaskID, int64(i)))
	}
	run, err := Replay(sized{formattest.NewReader(events), 1000})
	if err != nil {
		t.Fatal(err)
	}
	q := run.Queries[0]
	if kept := len(q.Tasks); kept < 100_000 || kept > n/2 {
		t.Errorf("%d tasks kept", kept)
	}
	if q.Trust.Complete || !hasNote(q, "left-out") || len(run.Warnings) == 0 || run.Warnings[len(run.Warnings)-1].Code != "too-much" {
		t.Errorf("complete %t, warnings %v", q.Trust.Complete, run.Warnings)
	}
	whole, err := Replay(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	if len(whole.Queries[0].Tasks) != n {
		t.Errorf("%d tasks kept without a bound, want all", len(whole.Queries[0].Tasks))
	}
}
