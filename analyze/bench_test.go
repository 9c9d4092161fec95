package analyze

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

// generated makes the events of one query of so many tasks on 16 workers, each
// with a report of two operators after submit, schedule and end. It reuses one
// event, as a reader of files does.
type generated struct {
	tasks, step int64
	event       format.Event
}

const stepsPerTask = 9

func (g *generated) Err() error { return nil }

func (g *generated) Event() *format.Event { return &g.event }

func (g *generated) Next() bool {
	if g.step == g.tasks*stepsPerTask {
		return false
	}
	e, id := &g.event, g.step/stepsPerTask
	part := g.step % stepsPerTask
	now := format.Time(epoch + g.step*1000)
	switch part {
	case 0:
		e.Reset(format.TaskSubmit)
		e.SetLabel(format.Name, "Scan->Project")
	case 3:
		e.Reset(format.TaskSchedule)
		e.SetLabel(format.WorkerID, workerIDs[id%16])
	case 6:
		e.Reset(format.TaskEnd)
		e.SetLabel(format.Outcome, "Success").SetLabel(format.WorkerID, workerIDs[id%16]).SetInt(format.RowsIn, 10).SetInt(format.RowsOut, 10)
	default:
		e.Reset(format.OperatorStats)
		e.SetInt(format.NodeID, 1+part%3-1).SetInt(format.RowsOut, id*10).SetInt(format.TasksCompleted, id).SetInt(format.DaftDurationNS, id*100)
		e.Stamp(format.ClockRecorder, now)
	}
	if part%3 == 0 {
		e.SetInt(format.TaskID, id).SetInts(format.NodeIDs, nodeIDs).SetInt(format.LastNodeID, 2).SetInt(format.PlanFingerprint, 7).Stamp(format.ClockRunner, now)
	}
	e.SetLabel(format.QueryID, "q").Received(format.SourceDashboard, now+1000).SetInt(format.Payload, g.step)
	g.step++
	return true
}

var (
	nodeIDs   = []int64{1, 2}
	workerIDs = func() (ids [16]string) {
		for i := range ids {
			ids[i] = fmt.Sprintf("worker-%d", i)
		}
		return ids
	}()
)

// BenchmarkReplay replays a million events of 111,111 tasks, and reports the
// memory that the run holds by event.
func BenchmarkReplay(b *testing.B) {
	const tasks = 111_111
	b.ReportAllocs()
	var held int64
	for range b.N {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		run, err := Replay(&generated{tasks: tasks})
		if err != nil || len(run.Queries[0].Tasks) != tasks {
			b.Fatal(err, len(run.Queries))
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		held = int64(after.HeapAlloc - before.HeapAlloc)
		runtime.KeepAlive(run)
	}
	events := float64(tasks * stepsPerTask)
	b.ReportMetric(events*float64(b.N)/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64(held)/events, "bytes/event")
}
