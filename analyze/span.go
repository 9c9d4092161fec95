package analyze

import (
	"math"
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
)

// Span is one span of a trace, such as one batch in one operator. It says what
// was done, not for which query or operator.
type Span struct {
	Start      format.Time // by the clock of the process that worked
	Length     int64       // nanoseconds
	Busy, Idle int64       // nanoseconds, -1 where unknown: see Work
	PID        int32       // of the process, 0 where unknown
	Thread     int32       // Daft's number of the thread that ended it, -1 where unknown
}

// End returns when the span ended.
func (s Span) End() format.Time { return addTime(s.Start, s.Length) }

// spanHeld is what a span takes in bytes: among the facts, in the order of
// starts, and with its query. spanNameHeld is what a name does beside its text.
const (
	spanHeld     = 4 * 40
	spanNameHeld = 256
)

// spanFacts are the spans of a recording, as they came.
type spanFacts struct {
	names []string
	index map[string]int
	spans [][]Span // by name
	clock format.Clock
	count int64
	held  int64 // bytes
	spare int64 // spans that are counted and not kept
	full  bool  // some of these for lack of room
}

// maxSpanNames bounds the names of spans: Daft has about sixty.
const maxSpanNames = 1000

func (r *Replayer) onSpan(e *format.Event) {
	f := &r.facts.spans
	f.count++
	at := momentOf(e)
	length, ok := e.Int(format.DurationNS)
	name := e.Label(format.Name)
	if !at.Known || !ok || length < 0 || name == "" {
		f.spare++
		r.odd.add("span-odd", "a span without a name, a time or a length is left out", Place{Event: r.events})
		return
	}
	if f.clock == "" {
		f.clock = at.Clock
	}
	if name == writeFinalize && attrHas(e, "code.file.path", "commit_write") {
		name = commitFinalize
	}
	i, known := f.index[name]
	if !known {
		if len(f.names) == maxSpanNames {
			f.spare, f.full = f.spare+1, true
			return
		}
		if f.index == nil {
			f.index = make(map[string]int)
		}
		r.held.hold(spanNameHeld + len(name))
		i = len(f.names)
		f.index[name] = i
		f.names, f.spans = append(f.names, name), append(f.spans, nil)
	}
	// Spans are many: they may not take what the rest of the recording needs.
	if r.held.most > 0 && f.held+spanHeld > r.held.most/2 || r.held.spent() {
		f.spare, f.full = f.spare+1, true
		return
	}
	f.held += spanHeld
	r.held.hold(spanHeld)
	f.spans[i] = append(f.spans[i], Span{Start: at.Time, Length: length, Busy: readOf(e, format.BusyNS), Idle: readOf(e, format.IdleNS),
		PID: small(e, format.PID, 0), Thread: small(e, format.ThreadID, -1)})
}

// small returns a number that fits 32 bits, or other.
func small(e *format.Event, c format.IntColumn, other int32) int32 {
	if v, ok := e.Int(c); ok && v >= 0 && v <= math.MaxInt32 {
		return int32(v)
	}
	return other
}

// attrHas reports whether an attribute holds a text.
func attrHas(e *format.Event, key, part string) bool {
	for _, a := range e.Attrs() {
		if a.Key == key {
			return strings.Contains(a.Value, part)
		}
	}
	return false
}
