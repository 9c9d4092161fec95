package recorder

import (
	"crypto/rand"
	"strconv"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/process"
)

// envMark is a variable that marks the job's processes, so that those that Ray
// detaches from the job are found. Its value says nothing.
const envMark = "DAFT_ANALYZE_MARK"

// stopPatience bounds how long the end of a job waits for a look at processes
// that hangs, as on one that the kernel does not let go of.
const stopPatience = time.Second

// tree is what a sampler looks at; *process.Tree is one.
type tree interface {
	Begin(root int)
	Sample() ([]process.Sample, error)
	Close()
}

// A sampler looks at the processes of the job until it is stopped.
type sampler struct {
	sink *sink
	lost *losses
	tree tree

	quit, done chan struct{}
	looks      int64         // of the goroutine until done
	cost       time.Duration // CPU time of them
}

func newMark() string { return rand.Text() }

// start begins to look at the tree below root, the first time at once.
func (s *sampler) start(root int) {
	s.quit, s.done = make(chan struct{}), make(chan struct{})
	s.tree.Begin(root)
	go s.run(time.Now())
}

// stop looks for the last time, at what the job left behind, and ends. What the
// looking cost goes into the recording's end.
func (s *sampler) stop(end *format.Event) {
	close(s.quit)
	select {
	case <-s.done:
		end.SetAttr("sampling_cpu_ns", strconv.FormatInt(int64(s.cost), 10))
		end.SetAttr("samplings", strconv.FormatInt(s.looks, 10))
	case <-time.After(stopPatience):
		s.lost.add("samples", lossStuck, 1)
	}
}

func (s *sampler) run(began time.Time) {
	defer close(s.done)
	defer s.tree.Close()
	var pace process.Pace
	timer := time.NewTimer(0)
	defer timer.Stop()
	for last := false; !last; {
		select {
		case <-timer.C:
		case <-s.quit:
			last = true
		}
		var rss int64
		cost := process.OwnCPU(func() { rss = s.look() })
		s.looks++
		s.cost += cost
		timer.Reset(pace.Next(time.Since(began), cost, rss))
	}
}

// look samples once and returns the resident memory of all. Whatever goes wrong
// costs the samples, not the job.
func (s *sampler) look() (rss int64) {
	defer func() {
		if recover() != nil {
			s.lost.add("samples", lossInternal, 1)
		}
	}()
	at := s.sink.now()
	samples, err := s.tree.Sample()
	if err != nil {
		s.lost.add("samples", lossUnlisted, 1)
	}
	for i := range samples {
		rss += max(samples[i].RSS, 0)
	}
	s.sink.sampled(at, samples)
	return rss
}
