package recorder

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/process"
)

// fakeTree answers each look in turn, the last for ever.
type fakeTree struct {
	looks  []func() ([]process.Sample, error)
	looked chan int // told the number of each look
	n      int
	root   int
}

func (f *fakeTree) Begin(root int) { f.root = root }
func (f *fakeTree) Close()         {}
func (f *fakeTree) Sample() ([]process.Sample, error) {
	look := f.looks[min(f.n, len(f.looks)-1)]
	f.n++
	if f.looked != nil {
		f.looked <- f.n
	}
	return look()
}

func one(pid int) []process.Sample {
	return []process.Sample{{PID: pid, PPID: 1, Role: process.Driver, CPU: 5, RSS: 100, Shared: process.Unknown,
		IORead: process.Unknown, IOWritten: 0, Threads: 1, OpenFiles: process.Unknown}}
}

func TestSampler(t *testing.T) {
	w := &fakeWriter{}
	s := testSink(w, 4, nil)
	tree := &fakeTree{looked: make(chan int, 100), looks: []func() ([]process.Sample, error){
		func() ([]process.Sample, error) { return one(7), nil },
		func() ([]process.Sample, error) { return nil, errors.New("no list") },
		func() ([]process.Sample, error) { panic("broken") },
		func() ([]process.Sample, error) { return append(one(7), one(8)...), nil },
	}}
	watch := &sampler{sink: s, lost: s.lost, tree: tree}
	watch.start(7)
	for n := range tree.looked {
		if n == 3 {
			break
		}
	}
	end := format.NewEvent(format.RecordingEnd)
	watch.stop(end)
	if err := s.close(end, time.Minute); err != nil {
		t.Fatal(err)
	}
	kinds := w.kinds()
	if tree.root != 7 || !strings.HasPrefix(kinds, "process_sample") || !strings.HasSuffix(kinds, "process_sample process_sample loss loss recording_end") {
		t.Errorf("root %d: %s", tree.root, kinds)
	}
	if want := []Loss{{"samples", lossInternal, 1}, {"samples", lossUnlisted, 1}}; !slices.Equal(s.lost.all(), want) {
		t.Errorf("%+v", s.lost.all())
	}
	e := w.events[0]
	if _, known := e.Int(format.SharedBytes); known {
		t.Error("what is unknown has a value")
	}
	if v, known := e.Int(format.IOWrittenBytes); !known || v != 0 {
		t.Error("a known 0 is lost")
	}
	if _, known := e.Time(); !known || e.Clock() != format.ClockRecorder || e.Label(format.Role) != "driver" {
		t.Errorf("%+v", e)
	}
	if attrs := end.Attrs(); len(attrs) != 2 || attrs[0].Key != "sampling_cpu_ns" || attrs[1].Key != "samplings" {
		t.Errorf("%v", attrs)
	}
}

// A look that hangs does not keep the recording open.
func TestSamplerThatHangs(t *testing.T) {
	s := testSink(&fakeWriter{}, 4, nil)
	release := make(chan struct{})
	tree := &fakeTree{looks: []func() ([]process.Sample, error){func() ([]process.Sample, error) { <-release; return nil, nil }}}
	watch := &sampler{sink: s, lost: s.lost, tree: tree}
	watch.start(7)
	end := format.NewEvent(format.RecordingEnd)
	watch.stop(end)
	if len(end.Attrs()) != 0 || !slices.Equal(s.lost.all(), []Loss{{"samples", lossStuck, 1}}) {
		t.Errorf("%v, %+v", end.Attrs(), s.lost.all())
	}
	close(release)
	<-watch.done
	_ = s.close(end, time.Minute)
}

// Samples that wait behind a stuck disk are bounded, and leave the places of
// the recorder's other events free.
func TestSamplesAreBounded(t *testing.T) {
	w := &fakeWriter{hold: make(chan struct{})}
	s := testSink(w, 4, nil)
	for range 20 {
		s.sampled(1, one(7))
	}
	s.note(format.NewEvent(format.JobEnd))
	close(w.hold)
	if err := s.close(format.NewEvent(format.RecordingEnd), time.Minute); err != nil {
		t.Fatal(err)
	}
	kinds := w.kinds()
	if n := strings.Count(kinds, "process_sample"); n < 4 || n > 5 || !strings.Contains(kinds, "job_end") {
		t.Error(kinds)
	}
	if l := s.lost.all(); len(l) != 1 || l[0].Count < 15 || s.budget.used.Load() != 0 {
		t.Errorf("%+v, %d bytes held", l, s.budget.used.Load())
	}
}

// A batch costs more than a sample, so that after a minute samples alone are
// not written each second; anything else is.
func TestSamplesAreFlushedRarely(t *testing.T) {
	flushes := 0
	s := &sink{out: &countingWriter{flushes: &flushes}, lost: &losses{}}
	for range samplesFineTicks {
		s.ticked()
	}
	if flushes != samplesFineTicks {
		t.Errorf("%d flushes in the first minute", flushes)
	}
	flushes = 0
	for range 2 * samplesFlush {
		s.writeSamples(item{samples: one(7)})
		s.ticked()
	}
	if flushes != 2 {
		t.Errorf("%d flushes of samples, want 2", flushes)
	}
	s.write(format.NewEvent(format.Ping))
	s.ticked()
	if flushes != 3 {
		t.Error("an event waits for samples")
	}
}

type countingWriter struct {
	fakeWriter
	flushes *int
}

func (w *countingWriter) Flush() error { *w.flushes++; return nil }
