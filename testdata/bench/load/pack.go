package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/dashboard"
)

// pack writes what a recorder would have written of a capture: a batch each
// second of the capture's own time, or of as many events as a slower run of
// the same events would have had in a second.
func pack(args []string) error {
	flags := flag.NewFlagSet("pack", flag.ExitOnError)
	path := flags.String("o", "run.arrow", "file to write")
	rate := flags.Int("rate", 0, "events a second; 0: by the capture's times")
	_ = flags.Parse(args)
	in, err := os.Open(flags.Arg(0))
	if err != nil {
		return err
	}
	defer in.Close()
	f, err := os.Create(*path)
	if err != nil {
		return err
	}
	w, err := format.NewWriter(f, format.WriterOptions{CreatedBy: "load pack"})
	if err != nil {
		return err
	}
	var payload, pending int64
	var flushed format.Time
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var line struct {
			T            float64
			Method, Path string
			Body         json.RawMessage
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return err
		}
		if string(line.Body) == "null" {
			line.Body = nil
		}
		payload++
		// Captures have microseconds; the rest is as uneven as a clock's.
		at := format.Time(line.T*1e6)*1e3 + format.Time(payload*7919%1000)
		if due := at-flushed >= format.Time(time.Second); *rate == 0 && due || *rate > 0 && pending >= int64(*rate) {
			if err := w.Flush(); err != nil {
				return err
			}
			flushed, pending = at, 0
		}
		for _, e := range dashboard.Decode(dashboard.Request{Method: line.Method, Path: line.Path, Body: line.Body, Payload: payload, Arrival: at}) {
			if err := w.Write(e); err != nil {
				return err
			}
			pending++
		}
	}
	end := format.NewEvent(format.RecordingEnd).Received(format.SourceRecorder, flushed).SetLabel(format.Outcome, "stopped")
	if err := errors.Join(lines.Err(), w.Close(end), f.Close()); err != nil {
		return err
	}
	_, err = fmt.Printf("%d events, %d bytes\n", w.Count(), w.Size())
	return err
}
