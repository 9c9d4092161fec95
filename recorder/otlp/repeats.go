package otlp

import (
	"slices"
	"strconv"

	"github.com/daft-analyze/daft-analyze/format"
)

// maxSeries is how many series and names of spans Repeats remembers. What comes
// beyond is passed on as it is.
const maxSeries = 32768

// Repeats takes out what says again what was said before. Daft exports every
// series twice a second until its process ends, those of queries that are long
// over as well, and with each span where in its source the span is made.
//
//   - Of rows of one series that differ in nothing but their time, the first and
//     the last are kept: between two rows of a series that are equal nothing
//     changed. The last is passed on when a row that differs follows, in front of
//     it, so that it is missing only where nothing followed.
//   - Attributes of Daft's spans stand on the first span of a process that has the
//     name and these attributes.
//
// The zero Repeats has seen nothing. It is for one goroutine.
type Repeats struct {
	series map[string]*series
	spans  map[string][]format.Attr
	key    []byte
}

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
	if r.series == nil {
		r.series, r.spans = map[string]*series{}, map[string][]format.Attr{}
	}
	kept := make([]*format.Event, 0, len(events))
	for _, e := range events {
		switch e.Kind {
		case format.OperatorStats, format.ProcessStats:
			kept = r.row(kept, e)
		case format.Span:
			r.span(e)
			kept = append(kept, e)
		default:
			kept = append(kept, e)
		}
	}
	return kept
}

// row appends to kept what is to be kept of a row of a series.
func (r *Repeats) row(kept []*format.Event, e *format.Event) []*format.Event {
	key := r.keyOf(e, format.QueryID, format.Name, format.Phase, format.Role, format.WorkerID, format.ClockName)
	for _, c := range []format.IntColumn{format.NodeID, format.OriginNodeID, format.PID, format.SinceNS} {
		n, known := e.Int(c)
		if key = append(key, ' '); known {
			key = strconv.AppendInt(key, n, 10)
		}
	}
	r.key = key
	s := r.series[string(key)]
	switch {
	case s == nil && len(r.series) >= maxSeries:
		return append(kept, e)
	case s == nil:
		r.series[string(key)] = &series{last: e}
		return append(kept, e)
	}
	now, before := stampsOf(e), stampsOf(s.last)
	before.put(e)
	same := e.Equal(s.last)
	now.put(e)
	if same && now.time >= before.time {
		s.held, s.some = now, true
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
	case !known && len(r.spans) < maxSeries:
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
