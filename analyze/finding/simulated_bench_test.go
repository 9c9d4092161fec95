package finding_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// wide is a query whose scan has so many tasks, each of which makes 19 events.
func wide(tasks int) simulate.Spec {
	s := simulate.Base(1, 1000, simulate.FanOut)
	s.Workers, s.Slots = 100, 8
	s.Waves = float64(tasks) / float64(s.Workers*s.Slots)
	return s
}

// recorded writes a simulated run into a file and returns how many events it
// has.
func recorded(b *testing.B, spec simulate.Spec) (path string, events int) {
	b.Helper()
	path = filepath.Join(b.TempDir(), "run.arrow")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w, err := format.NewWriter(f, format.WriterOptions{})
	if err != nil {
		b.Fatal(err)
	}
	for e := range spec.Simulate().Events(simulate.Wire{}) {
		if err := w.Write(e); err != nil {
			b.Fatal(err)
		}
		events++
	}
	if err := w.Close(format.NewEvent(format.RecordingEnd).Received(format.SourceRecorder, 1_790_100_000_000_000_000)); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return path, events
}

// BenchmarkExplain loads and studies recordings of 10,000 to 1,000,000 events
// (10,000,000 with DAFT_ANALYZE_SOAK), and reports how many times as long that
// takes as reading the file alone, and the memory held at the end.
func BenchmarkExplain(b *testing.B) {
	sizes := []int{10_000, 100_000, 1_000_000}
	if os.Getenv("DAFT_ANALYZE_SOAK") != "" {
		sizes = append(sizes, 10_000_000)
	}
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			path, events := recorded(b, wide(n/19))
			var bare, all, study time.Duration
			var held uint64
			for b.Loop() {
				start := time.Now()
				r := open(b, path)
				for r.Next() {
				}
				closeReader(b, r)
				bare += time.Since(start)

				runtime.GC()
				start = time.Now()
				r = open(b, path)
				run, err := analyze.Replay(r)
				if err != nil {
					b.Fatal(err)
				}
				closeReader(b, r)
				loaded := time.Now()
				s := finding.Of(run)
				s.All()
				all += time.Since(start)
				study += time.Since(loaded)
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				held = m.HeapAlloc
				runtime.KeepAlive(s)
			}
			b.ReportMetric(float64(all)/float64(bare), "x-bare-read")
			b.ReportMetric(float64(events*b.N)/all.Seconds(), "events/s")
			b.ReportMetric(study.Seconds()*1e3/float64(b.N), "study-ms/op")
			b.ReportMetric(float64(held)/1e6, "MB-heap")
		})
	}
}

func open(b *testing.B, path string) *format.Reader {
	r, err := format.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	return r
}

func closeReader(b *testing.B, r *format.Reader) {
	if err := r.Err(); err != nil {
		b.Fatal(err)
	}
	if err := r.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkStudy studies stages of 1,000 to 100,000 tasks.
func BenchmarkStudy(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			run := replayed(wide(n).Simulate(), simulate.Wire{})
			for b.Loop() {
				finding.Of(run).All()
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N)/float64(n), "ns/task")
		})
	}
}
