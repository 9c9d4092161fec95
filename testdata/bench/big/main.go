// Command big writes large recordings for trying out how tools stand size:
//
//	big DIR [NAME...]
//
// All are made up by recorder/simulate, but for the native ones, which it does
// not know: those have Daft's events, with round numbers.
package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// recording is one file that can be made.
type recording struct {
	name, doc string
	write     func(*out) error
}

var recordings = []recording{
	{"stage-100k", "Ray, one stage of 100,000 tasks and a last task, 100 workers x 8 slots", func(o *out) error { return o.run(wide(100_000)) }},
	{"stage-170k", "Ray, one stage of 170,000 tasks", func(o *out) error { return o.run(wide(170_000)) }},
	{"stages-20", "Ray, 20 stages of 5,000 tasks, 200 workers x 4 slots: shuffles, a hot partition, one slow worker, failed attempts, memory of the processes, 2,000 lines of output, some hostile", func(o *out) error { return o.stages(20, 5_000) }},
	{"stages-1000", "Ray, 1,000 stages of 100 tasks in 20 branches of 50", func(o *out) error { return o.stages(1_000, 100) }},
	{"native-500", "native, a plan of 500 operators: joins, functions, spans, memory", func(o *out) error { return o.native(500, 20) }},
	{"native-spans-100k", "native, 6 operators, 100,000 spans", func(o *out) error { return o.native(8, 20_000) }},
	{"queries-200", "Ray, 200 queries of many shapes one after the other, now and then two at once", func(o *out) error { return o.queries(200, 60) }},
	{"overlap-1000", "Ray, 1,000 queries of 20 tasks on one cluster of 100 workers x 4 slots, begun within 10 s", func(o *out) error { return o.overlapping(1_000, 20) }},
	{"events-1m", "Ray, 1,000,000 events of one stage of 52,631 tasks", func(o *out) error { return o.run(wide(1_000_000 / 19)) }},
	{"events-10m", "Ray, 10,000,000 events of one stage of 526,315 tasks (only when named)", func(o *out) error { return o.run(wide(10_000_000 / 19)) }},
}

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("usage: big DIR [NAME...]")
	}
	for _, r := range recordings {
		if names := os.Args[2:]; len(names) > 0 && !slices.Contains(names, r.name) || len(names) == 0 && r.name == "events-10m" {
			continue
		}
		path := filepath.Join(os.Args[1], r.name+".arrow")
		if err := r.to(path); err != nil {
			log.Fatalf("%s: %v", path, err)
		}
	}
}

func (r recording) to(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w, err := format.NewWriter(f, format.WriterOptions{CreatedBy: "big"})
	if err != nil {
		return err
	}
	o := &out{w: w}
	end := format.NewEvent(format.RecordingEnd)
	if err := r.write(o); err != nil {
		return err
	}
	if err := errors.Join(w.Close(end.Received(format.SourceRecorder, o.last+1).SetLabel(format.Outcome, "closed")), f.Close()); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	fmt.Printf("%s.arrow: %s; %d events, %d kB\n", r.name, r.doc, w.Count(), info.Size()/1000)
	return nil
}

// out is a recording that is being written.
type out struct {
	w       *format.Writer
	last    format.Time
	pending int
}

// write writes events, in batches of the size that a file has when it is left.
func (o *out) write(e *format.Event) error {
	if at, ok := e.Arrival(); ok {
		o.last = max(o.last, at)
	}
	if err := o.w.Write(e); err != nil {
		return err
	}
	if o.pending++; o.pending == 16_384 {
		o.pending = 0
		return o.w.Flush()
	}
	return nil
}

func (o *out) run(r *simulate.Run) error {
	for e := range r.Events(simulate.Wire{}) {
		if err := o.write(e); err != nil {
			return err
		}
	}
	return nil
}

// wide is a query whose scan has so many tasks, each of which makes 19 events.
func wide(tasks int) *simulate.Run {
	s := simulate.Base(1, 1000, simulate.FanOut)
	s.Workers, s.Slots = 100, 8
	s.Waves = float64(tasks) / float64(s.Workers*s.Slots)
	return s.Simulate()
}
