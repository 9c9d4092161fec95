package otlp

import (
	"slices"
	"strconv"

	"github.com/daft-analyze/daft-analyze/format"
)

// Repeats takes out what says again what was said before in one file. Daft
// exports every series twice a second until its process ends, those of queries that
// are long over as well, and with each span where in its source the span is made.
//
//   - Of rows of one series that differ in nothing but their time, the first and
//     the last are kept: between two rows of a series that are equal nothing
//     changed. The last is passed on when a row that differs follows, in front of
//     it, so that it is missing only where nothing followed.
//   - Attributes of Daft's spans stand on the first span of a process that has the
//     name and these attributes.
//
// What is not of OpenTelemetry's protocol is left alone. The zero Repeats has seen
// nothing. It is for one goroutine.
type Repeats struct {
	// Room is what it shares with others; nil for one of its own.
	Room *Room

	series map[string]*series
	spans  map[string][]format.Attr
	key    []byte
	news   [2]*format.Event
}

// maxRemembered is how many series and names of spans a Room has place for. What
// comes beyond is passed on as it is.
const maxRemembered = 65536

// A Room bounds what several Repeats remember together.
type Room struct{ used int }

// NewRoom returns a Room that is empty.
func NewRoom() *Room { return &Room{} }

// Scarce reports whether half of the room is in use.
func (r *Room) Scarce() bool { return r.used >= maxRemembered/2 }

// A series is what was seen of one series of rows.
type series struct {
	last *format.Event // as it was passed on
	held stamps        // of the last row that was equal to it
	some bool          // held holds something
}

// stamps are what rows that say the same differ in.
type stamps struct{ time, arrival, payload int64 }

func stampsOf(e *format.Event) stamps {
	var s stamps
	s.time, _ = e.Int(format.TimeNS)
	s.arrival, _ = e.Int(format.ArrivalNS)
	s.payload, _ = e.Int(format.Payload)
	return s
}

func (s stamps) put(e *format.Event) {
	e.SetInt(format.TimeNS, s.time).SetInt(format.ArrivalNS, s.arrival).SetInt(format.Payload, s.payload)
}

// Without returns the events without what they repeat of those before.
func (r *Repeats) Without(events []*format.Event) []*format.Event {
	kept := make([]*format.Event, 0, len(events))
	for _, e := range events {
		kept = append(kept, r.Of(e)...)
	}
	return kept
}

// Of returns what is to be written for an event: nothing, the event, or a row that
// was held back and the event. The slice is used again by the next call.
func (r *Repeats) Of(e *format.Event) []*format.Event {
	if isRow(e) {
		return r.row(r.news[:0], e)
	}
	if e.Kind == format.Span && isExport(e) {
		r.span(e)
	}
	return append(r.news[:0], e)
}

// Has reports whether an event is a row that only says again what the last of its
// series said.
func (r *Repeats) Has(e *format.Event) bool {
	if !isRow(e) {
		return false
	}
	s := r.series[string(r.keyOfRow(e))]
	return s != nil && s.repeatedBy(e)
}

// Empty reports whether nothing is remembered.
func (r *Repeats) Empty() bool { return len(r.series)+len(r.spans) == 0 }

// Forget forgets all, and gives back its room.
func (r *Repeats) Forget() {
	if r.Room != nil {
		r.Room.used -= len(r.series) + len(r.spans)
	}
	r.series, r.spans = nil, nil
}

// remembers takes a place in the room and reports whether there was one.
func (r *Repeats) remembers() bool {
	if r.Room == nil {
		r.Room = NewRoom()
	}
	if r.series == nil {
		r.series, r.spans = map[string]*series{}, map[string][]format.Attr{}
	}
	if r.Room.used >= maxRemembered {
		return false
	}
	r.Room.used++
	return true
}

func isRow(e *format.Event) bool {
	return (e.Kind == format.OperatorStats || e.Kind == format.ProcessStats) && isExport(e)
}

func isExport(e *format.Event) bool { return e.Label(format.SourceName) == string(format.SourceOTLP) }

// row appends to kept what is to be kept of a row of a series.
func (r *Repeats) row(kept []*format.Event, e *format.Event) []*format.Event {
	key := r.keyOfRow(e)
	s := r.series[string(key)]
	switch {
	case s == nil && r.remembers():
		r.series[string(key)] = &series{last: e}
		return append(kept, e)
	case s == nil:
		return append(kept, e)
	case s.repeatedBy(e):
		s.held, s.some = stampsOf(e), true
		return kept
	}
	if s.some {
		held := s.last.Clone()
		s.held.put(held)
		kept = append(kept, held)
	}
	s.last, s.some = e, false
	return append(kept, e)
}

// repeatedBy reports whether a row differs from the last one in nothing but that
// it is later.
func (s *series) repeatedBy(e *format.Event) bool {
	now, before := stampsOf(e), stampsOf(s.last)
	before.put(e)
	same := e.Equal(s.last)
	now.put(e)
	return same && now.time >= before.time
}

// keyOfRow returns what tells the series of a row from others, in memory that the
// next call uses.
func (r *Repeats) keyOfRow(e *format.Event) []byte {
	key := r.keyOf(e, format.QueryID, format.Name, format.Phase, format.Role, format.WorkerID, format.ClockName)
	for _, c := range []format.IntColumn{format.NodeID, format.OriginNodeID, format.PID, format.SinceNS} {
		n, known := e.Int(c)
		if key = append(key, ' '); known {
			key = strconv.AppendInt(key, n, 10)
		}
	}
	r.key = key
	return key
}

// span takes from a span of Daft's the attributes that were given before.
func (r *Repeats) span(e *format.Event) {
	if len(e.Attrs()) == 0 || isForeign(e) {
		return
	}
	key := r.keyOf(e, format.Name, format.WorkerID)
	pid, _ := e.Int(format.PID)
	key = strconv.AppendInt(key, pid, 10)
	r.key = key
	given, known := r.spans[string(key)]
	switch {
	case known && slices.Equal(given, e.Attrs()):
		e.SetAttrs(nil)
	case !known && r.remembers():
		r.spans[string(key)] = e.Attrs()
	}
}

// isForeign reports whether an event is of another program than Daft.
func isForeign(e *format.Event) bool {
	return slices.ContainsFunc(e.Attrs(), func(a format.Attr) bool { return a.Key == "scope" })
}

// keyOf returns the labels of an event as one key, in memory that the next call uses.
func (r *Repeats) keyOf(e *format.Event, labels ...format.LabelColumn) []byte {
	key := r.key[:0]
	for _, c := range labels {
		key = append(append(key, e.Label(c)...), 0)
	}
	return key
}
