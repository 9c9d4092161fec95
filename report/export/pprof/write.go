package pprof

import (
	"io"
	"math"

	"github.com/google/pprof/profile"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// Options say what a profile tells of itself.
type Options struct {
	Name      string // of the recording
	CreatedBy string // program and version
}

// The types of samples, by their place in a sample's values.
const (
	path   = iota // time of the critical path: sums to the wall time exactly
	busy          // time that threads were inside of an operator's batches
	slot          // time that tasks ran, last schedule to end
	tasks         // number of tasks
	moved         // bytes that were scanned, exchanged or written
	values        // how many there are
)

var types = [values]*profile.ValueType{
	path:  {Type: "path", Unit: "nanoseconds"},
	busy:  {Type: "busy", Unit: "nanoseconds"},
	slot:  {Type: "slot", Unit: "nanoseconds"},
	tasks: {Type: "tasks", Unit: "count"},
	moved: {Type: "moved", Unit: "bytes"},
}

// Write writes the profile of cases, gzipped. It fails where w does.
func Write(w io.Writer, s *finding.Study, cases []*finding.Case, o Options) error {
	p := Of(s, cases, o)
	if err := p.CheckValid(); err != nil {
		return err
	}
	return p.Write(w)
}

// Of makes the profile of cases. It leaves out the types of samples of which
// nothing is known in any of them.
func Of(s *finding.Study, cases []*finding.Case, o Options) *profile.Profile {
	b := newBuilder(o.Name)
	var text comments
	text.recording(s.Run, o)
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for i, c := range cases {
		q := &query{builder: b, c: c, several: len(cases) > 1, label: queryLabel(s.Run, c.Query)}
		q.begin()
		q.path()
		q.busy()
		q.tasks()
		q.moved()
		text.query(q, i)
		if c.Query.Wall.Known() {
			first, last = min(first, int64(c.Query.Start.Time)), max(last, int64(c.Query.End.Time))
		}
	}
	p := b.profile()
	p.Comments = text.lines
	if first <= last {
		p.TimeNanos, p.DurationNanos = first, saturate.Sub(last, first)
	}
	return p
}
