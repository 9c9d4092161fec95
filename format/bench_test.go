package format

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/klauspost/compress/zstd"
)

// rayEvents returns the events of a Ray run in the mix and with the columns that
// Daft's requests really have: tasks in waves over workers, each submitted,
// scheduled and ended, and counters of every operator each second.
func rayEvents(n int) []*Event {
	r := rand.New(rand.NewPCG(1, 2))
	var events []*Event
	now, payload, plan := int64(1795394768858464000), int64(0), []int64{1, 2, 3}
	request := func(k Kind, query string, clock Clock) *Event {
		now += r.Int64N(2e6)
		payload++
		return NewEvent(k).Stamp(clock, Time(now/1e6*1e6)).Received(SourceDashboard, Time(now+r.Int64N(3e6))).
			SetInt(Payload, payload).SetLabel(QueryID, query)
	}
	for q := 0; len(events) < n; q++ {
		query := fmt.Sprintf("noble-badger-%06x", r.IntN(1<<24))
		events = append(events, request(QueryStart, query, ClockDriver).SetText(Text, fmt.Sprintf(`{"children":[{"type":"Source"}],"id":%d}`, q)).
			SetLabel(Runner, "Ray (Flotilla)").SetLabel(DaftVersion, "0.7.26"))
		rows := make([]int64, 8)
		for task := range int64(2000) {
			node := 1 + task/700
			name := fmt.Sprintf("Stage%d-ScanTaskSource->Project->Repartition", node)
			worker := fmt.Sprintf("%056x", 77+r.IntN(16))
			events = append(events,
				request(TaskSubmit, query, ClockRunner).SetInt(TaskID, task).SetInt(LastNodeID, node).SetInts(NodeIDs, plan[:node]).
					SetInt(PlanFingerprint, 8123456789012345678+node).SetLabel(Name, name),
				request(TaskInput, query, ClockRunner).SetInt(TaskID, task).SetLabel(Input, "memory").SetInt(SourceNodeID, node).
					SetInt(Partitions, 1+r.Int64N(4)).SetInt(InputBytes, r.Int64N(1<<28)),
				request(TaskSchedule, query, ClockRunner).SetInt(TaskID, task).SetInt(LastNodeID, node).SetInts(NodeIDs, plan[:node]).
					SetInt(PlanFingerprint, 8123456789012345678+node).SetLabel(WorkerID, worker),
			)
			for node := range int64(len(rows)) {
				rows[node] += r.Int64N(100_000)
				events = append(events, request(OperatorStats, query, ClockDriver).SetInt(NodeID, node).SetInt(DaftDurationNS, now%1e12).
					SetInt(RowsIn, rows[node]).SetInt(RowsOut, rows[node]/2).SetInt(BytesIn, rows[node]*87).SetInt(BytesOut, rows[node]*31).
					SetInt(TasksActive, r.Int64N(16)).SetInt(TasksCompleted, task))
			}
			events = append(events, request(TaskEnd, query, ClockRunner).SetInt(TaskID, task).SetInt(LastNodeID, node).SetInts(NodeIDs, plan[:node]).
				SetInt(PlanFingerprint, 8123456789012345678+node).SetLabel(WorkerID, worker).SetLabel(Outcome, "Success").
				SetInt(DaftDurationNS, r.Int64N(1e10)).SetInt(RowsIn, r.Int64N(1e6)).SetInt(RowsOut, r.Int64N(1e6)).
				SetInt(BytesIn, r.Int64N(1e9)).SetInt(BytesOut, r.Int64N(1e9)))
		}
	}
	return events[:n]
}

const benchEvents = 200_000

func BenchmarkWrite(b *testing.B) {
	events := rayEvents(benchEvents)
	b.ReportAllocs()
	var size int64
	for b.Loop() {
		w, err := NewWriter(io.Discard, WriterOptions{})
		if err != nil {
			b.Fatal(err)
		}
		for _, e := range events {
			if err := w.Write(e); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Close(closingEvent()); err != nil {
			b.Fatal(err)
		}
		size = w.Size()
	}
	b.SetBytes(size)
	b.ReportMetric(float64(b.N)*benchEvents/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64(size)/benchEvents, "bytes/event")
}

// BenchmarkRead reads a recording, beside the bare zstd decoding of the same
// buffers, which no reader can beat, and arrow's reader, which stops at arrays
// and checks nothing. The ratio to zstd is the figure to watch.
func BenchmarkRead(b *testing.B) {
	file := recording(b, rayEvents(benchEvents), 0, closingEvent())
	var decode float64
	b.Run("zstd", func(b *testing.B) {
		frames, size := zstdFrames(b, file)
		z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
		if err != nil {
			b.Fatal(err)
		}
		out := make([]byte, 0, size)
		for b.Loop() {
			for _, f := range frames {
				if _, err := z.DecodeAll(f, out); err != nil {
					b.Fatal(err)
				}
			}
		}
		decode = b.Elapsed().Seconds() / float64(b.N)
		b.ReportMetric(float64(b.N)*benchEvents/b.Elapsed().Seconds(), "events/s")
	})
	b.Run("events", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(file)))
		for b.Loop() {
			if _, status := readThrough(b, file); status.State != Complete {
				b.Fatal(status)
			}
		}
		b.ReportMetric(float64(b.N)*benchEvents/b.Elapsed().Seconds(), "events/s")
		if decode > 0 {
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/decode, "x-zstd")
		}
	})
	b.Run("arrow", func(b *testing.B) {
		for b.Loop() {
			r, err := ipc.NewFileReader(bytes.NewReader(file))
			if err != nil {
				b.Fatal(err)
			}
			for i := range r.NumRecords() {
				if _, err := r.Record(i); err != nil {
					b.Fatal(err)
				}
			}
			if err := r.Close(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)*benchEvents/b.Elapsed().Seconds(), "events/s")
		if decode > 0 {
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/decode, "x-zstd")
		}
	})
}

// BenchmarkReadSmallBatches reads what a recorder wrote that flushed every ten
// events.
func BenchmarkReadSmallBatches(b *testing.B) {
	const n = 20_000
	file := recording(b, rayEvents(n), 10, closingEvent())
	for b.Loop() {
		if _, status := readThrough(b, file); status.State != Complete {
			b.Fatal(status)
		}
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "events/s")
}

// readThrough reads a recording and keeps nothing.
func readThrough(b *testing.B, file []byte) (n int, _ Status) {
	r, err := NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	for r.Next() {
		n++
	}
	return n, r.Status()
}

// zstdFrames returns the zstd frames of a file that its reader decodes, and the
// size of the largest when decoded.
func zstdFrames(t testing.TB, file []byte) (frames [][]byte, largest int) {
	r, err := NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	r.batch.inflater.seen = func(p []byte, length int) {
		frames = append(frames, bytes.Clone(p))
		largest = max(largest, length)
	}
	for r.Next() {
	}
	return frames, largest
}

// BenchmarkSmallBatch is what a recorder does when little happens.
func BenchmarkSmallBatch(b *testing.B) {
	for _, rows := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			events := rayEvents(rows + 40)[40:]
			w, err := NewWriter(io.Discard, WriterOptions{})
			if err != nil {
				b.Fatal(err)
			}
			var before int64
			n := 0
			for b.Loop() {
				for _, e := range events {
					if err := w.Write(e); err != nil {
						b.Fatal(err)
					}
				}
				if err := w.Flush(); err != nil {
					b.Fatal(err)
				}
				if n++; n == 1 {
					before = w.Size() // the first batch brings its labels
				}
			}
			if n > 1 {
				b.ReportMetric(float64(w.Size()-before)/float64(n-1), "bytes/batch")
			}
		})
	}
}
