package critical

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	. "github.com/daft-analyze/daft-analyze/analyze/taskgraph/tasktest"
	"github.com/daft-analyze/daft-analyze/format"
)

// rayFile writes a recording of 100,000 tasks on 64 slots of 16 workers: all in
// one stage, or half of them reading an exchange that the others wrote.
func rayFile(b *testing.B, exchange bool) []byte {
	b.Helper()
	const tasks, slots = 100_000, 64
	var file bytes.Buffer
	w, err := format.NewWriter(&file, format.WriterOptions{})
	if err != nil {
		b.Fatal(err)
	}
	n := int64(0)
	write := func(k format.Kind, c format.Clock, ms int64, set func(*format.Event)) {
		n++
		e := format.NewEvent(k).Stamp(c, format.Time(Epoch+ms*1_000_000)).Received(format.SourceDashboard, format.Time(Epoch+ms*1_000_000+n)).SetLabel(format.QueryID, "q").SetInt(format.Payload, n)
		set(e)
		if err := w.Write(e); err != nil {
			b.Fatal(err)
		}
	}
	write(format.QueryStart, format.ClockDriver, 0, func(e *format.Event) { e.SetLabel(format.Runner, "Ray (Flotilla)") })
	write(format.ExecStart, format.ClockDriver, 1, func(e *format.Event) { e.SetText(format.Text, rayShuffle) })
	var end int64
	for id := range int64(tasks) {
		nodes, name, half := []int64{1, 2}, "Scan->Write", int64(tasks)
		submit, wave := int64(2), id/slots
		if exchange {
			half = tasks / 2
			if id >= half {
				nodes, name = []int64{2, 3}, "Read->Agg"
				submit = 2 + ((half-1)/slots+1)*20
				wave = (half-1)/slots + 1 + (id-half)/slots
			}
		}
		first := 2 + wave*20
		end = first + 20 - id%3
		task := func(e *format.Event) {
			e.SetInt(format.TaskID, id).SetInts(format.NodeIDs, nodes).SetInt(format.LastNodeID, nodes[1]).SetInt(format.PlanFingerprint, nodes[0])
		}
		worker := fmt.Sprintf("worker-%d", id%slots/4)
		write(format.TaskSubmit, format.ClockRunner, submit, func(e *format.Event) { task(e); e.SetLabel(format.Name, name) })
		write(format.TaskInput, format.ClockRunner, submit, func(e *format.Event) {
			e.SetInt(format.TaskID, id).SetLabel(format.Input, "scan")
			if id >= half {
				e.SetLabel(format.Input, "memory").SetInt(format.SourceNodeID, 2)
			}
		})
		write(format.TaskSchedule, format.ClockRunner, first, func(e *format.Event) { task(e); e.SetLabel(format.WorkerID, worker) })
		write(format.TaskEnd, format.ClockRunner, end, func(e *format.Event) {
			task(e)
			e.SetLabel(format.WorkerID, worker).SetLabel(format.Outcome, "Success").SetInt(format.DaftDurationNS, 2_000_000)
		})
		for _, o := range nodes {
			done := id + 1
			if exchange && o != 2 && id >= half {
				done -= half
			}
			write(format.OperatorStats, format.ClockRecorder, end, func(e *format.Event) {
				e.SetInt(format.NodeID, o).SetInt(format.TasksCompleted, done).SetInt(format.DaftDurationNS, done*1_000_000)
			})
		}
	}
	write(format.QueryEnd, format.ClockDriver, end+30, func(e *format.Event) { e.SetLabel(format.Outcome, "Finished") })
	if err := w.Close(format.NewEvent(format.RecordingEnd).SetLabel(format.Outcome, "closed")); err != nil {
		b.Fatal(err)
	}
	return file.Bytes()
}

// BenchmarkRay finds the path of 100,000 tasks, beside the bare decoding of the
// file that they are read from. The ratio is the figure to watch.
func BenchmarkRay(b *testing.B) {
	for _, c := range []struct {
		name     string
		exchange bool
	}{{"stage", false}, {"exchange", true}} {
		file := rayFile(b, c.exchange)
		open := func() *format.Reader {
			r, err := format.NewReader(bytes.NewReader(file), int64(len(file)))
			if err != nil {
				b.Fatal(err)
			}
			return r
		}
		run, err := analyze.Replay(open())
		if err != nil || len(run.Queries) != 1 || len(run.Queries[0].Tasks) != 100_000 {
			b.Fatal(err)
		}
		var decode float64
		b.Run(c.name+"/decode", func(b *testing.B) {
			for b.Loop() {
				r := open()
				for r.Next() {
				}
				if r.Err() != nil {
					b.Fatal(r.Err())
				}
			}
			decode = b.Elapsed().Seconds() / float64(b.N)
		})
		b.Run(c.name+"/path", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if p := Of(run, run.Queries[0]); p.Check() != nil || len(p.Segments) < 100 {
					b.Fatal(p.Check(), len(p.Segments))
				}
			}
			if decode > 0 {
				b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/decode, "x-decode")
			}
		})
	}
}
