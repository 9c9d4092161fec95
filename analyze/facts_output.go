package analyze

import (
	"cmp"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// Output is what is kept in memory of what a job printed: how much it was, and
// the last lines. Logs reads all of it.
type Output struct {
	Streams []OutputStream // by name
	// Last are the last lines of standard error, or of both streams where they
	// are one, in order.
	Last []LogLine
}

// OutputStream counts the lines of one stream.
type OutputStream struct {
	Stream string // "stdout", "stderr" or "both"
	Lines  int64  // in the recording
	Lost   int64  // that the recorder did not keep
}

const (
	lastLines    = 10      // of standard error
	lastLineText = 1 << 10 // bytes that are kept of each
	mostStreams  = 16      // a recording of ours has three at most
)

// outputFacts is what was read of a job's output.
type outputFacts struct {
	streams []OutputStream
	last    []LogLine // a ring
	next    int
}

func (f *outputFacts) stream(name string) *OutputStream {
	for i := range f.streams {
		if f.streams[i].Stream == name {
			return &f.streams[i]
		}
	}
	if len(f.streams) == mostStreams {
		return &f.streams[mostStreams-1]
	}
	f.streams = append(f.streams, OutputStream{Stream: name})
	return &f.streams[len(f.streams)-1]
}

func (r *Replayer) onOutput(e *format.Event) {
	f := &r.facts.output
	name := e.Label(format.Stream)
	f.stream(name).Lines++
	if name == "stdout" {
		return
	}
	l, ok := logLineOf(e)
	if !ok || strings.TrimSpace(l.Text) == "" {
		return
	}
	l.Text = strings.Clone(l.Text[:min(len(l.Text), lastLineText)])
	if len(f.last) < lastLines {
		f.last = append(f.last, l)
		return
	}
	f.last[f.next] = l
	f.next = (f.next + 1) % lastLines
}

// understood returns what is known of it, nil where nothing was recorded.
func (f *outputFacts) understood() *Output {
	if len(f.streams) == 0 {
		return nil
	}
	o := &Output{Streams: slices.Clone(f.streams)}
	slices.SortFunc(o.Streams, func(a, b OutputStream) int { return cmp.Compare(a.Stream, b.Stream) })
	o.Last = append(slices.Clone(f.last[f.next:]), f.last[:f.next]...)
	slices.SortStableFunc(o.Last, func(a, b LogLine) int { return cmp.Compare(a.Time, b.Time) })
	return o
}

// Lines returns the number of lines in the recording, and of those that the
// recorder did not keep.
func (o *Output) Lines() (lines, lost int64) {
	for _, s := range o.Streams {
		lines, lost = saturate.Add(lines, s.Lines), saturate.Add(lost, s.Lost)
	}
	return lines, lost
}
