package perfetto

import (
	"bufio"
	"cmp"
	"io"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/report/export"
)

// trace collects tracks and events, and writes them by time.
type trace struct {
	tracks []track
	events []event
	flows  uint64 // the last one that was given out
}

// track is a row of Perfetto's viewer. Its place is its uuid, from 1.
type track struct {
	parent, rank int // place of the parent, 0 for none; order among its siblings
	name, doc    string
	unit         string // of a counter: "bytes", or what is counted; "" for slices
	children     int
}

// event is a beginning, an end, an instant, or a counter's new value.
type event struct {
	time           int64
	kind           int
	track          int
	name, category string
	value          float64
	args           []arg
	flows, ends    []uint64
}

// arg is a named value of an event: a bool, an int64, a float64 or a string.
type arg struct {
	name  string
	value any
}

// track adds a track below another and returns its place.
func (t *trace) track(parent int, name, doc string) int {
	x := track{parent: parent, name: cmp.Or(export.Name(name), "(unnamed)")}
	x.doc, _ = export.Text(doc, longestText)
	if parent > 0 {
		t.tracks[parent-1].children++
		x.rank = t.tracks[parent-1].children
	} else {
		x.rank = len(t.tracks) + 1
	}
	t.tracks = append(t.tracks, x)
	return len(t.tracks)
}

// counter adds a track of a counter.
func (t *trace) counter(parent int, name, unit, doc string) int {
	place := t.track(parent, name, doc)
	t.tracks[place-1].unit = unit
	return place
}

// slice adds a slice; those of one track are added in order, and one within
// another between the two by begin and end.
func (t *trace) slice(track int, from, to int64, name, category string, args ...arg) *event {
	t.events = append(t.events, event{time: from, kind: sliceBegin, track: track, name: name, category: category, args: args}, event{time: to, kind: sliceEnd, track: track})
	return &t.events[len(t.events)-2]
}

// begin and end add a slice with others in it.
func (t *trace) begin(track int, from int64, name, category string, args ...arg) {
	t.events = append(t.events, event{time: from, kind: sliceBegin, track: track, name: name, category: category, args: args})
}

func (t *trace) end(track int, to int64) {
	t.events = append(t.events, event{time: to, kind: sliceEnd, track: track})
}

func (t *trace) instant(track int, at int64, name, category string, args ...arg) {
	t.events = append(t.events, event{time: at, kind: instant, track: track, name: name, category: category, args: args})
}

func (t *trace) value(track int, at int64, v float64) {
	t.events = append(t.events, event{time: at, kind: counter, track: track, value: v})
}

// sequence is the only sequence of packets that a trace has.
const sequence = 1

// write writes the trace: clocks, tracks, then events by time; those of one
// moment in the order in which they were added.
func (t *trace) write(w io.Writer) error {
	out := &writer{w: bufio.NewWriterSize(w, 1<<16)}
	slices.SortStableFunc(t.events, func(a, b event) int { return cmp.Compare(a.time, b.time) })
	first := int64(0)
	if len(t.events) > 0 {
		first = t.events[0].time
	}
	out.begin(first)
	for i, x := range t.tracks {
		out.track(i+1, x)
	}
	for i := range t.events {
		out.event(&t.events[i], t.tracks[t.events[i].track-1])
	}
	return out.w.Flush()
}

// writer writes packets. What is interned is written with the packet that first
// needs it.
type writer struct {
	w                       *bufio.Writer
	names, categories, args interned
	scratch, packet         message
}

// interned gives texts numbers, from 1.
type interned struct {
	ids   map[string]uint64
	fresh message // those that are not written yet
}

func (n *interned) id(s string, field protowire.Number) uint64 {
	if id, ok := n.ids[s]; ok {
		return id
	}
	if n.ids == nil {
		n.ids = make(map[string]uint64)
	}
	id := uint64(len(n.ids) + 1)
	n.ids[s] = id
	n.fresh = n.fresh.nested(field, message(nil).varint(internID, id).text(internText, s))
	return id
}

func (o *writer) put(p message) {
	var head [20]byte
	_, _ = o.w.Write(protowire.AppendVarint(protowire.AppendTag(head[:0], tracePacket, protowire.BytesType), uint64(len(p)))) // the first error sticks, and Flush returns it
	_, _ = o.w.Write(p)
}

// begin writes what a reader needs before all else: that state begins here, and
// that times are those of UTC.
func (o *writer) begin(at int64) {
	clocks := message(nil)
	for _, id := range []uint64{clockBoottime, clockRealtime} {
		clocks = clocks.nested(snapshotClock, message(nil).varint(clockID, id).int(clockTime, max(at, 0)))
	}
	o.put(message(nil).varint(packetSequence, sequence).varint(packetFlags, clearedState).int(packetTime, max(at, 0)).nested(packetClocks, clocks))
}

func (o *writer) track(uuid int, x track) {
	d := message(nil).varint(trackUUID, uint64(uuid)).text(trackName, x.name)
	if x.parent > 0 {
		d = d.varint(trackParent, uint64(x.parent))
	}
	if x.children > 0 {
		d = d.varint(trackChildren, explicit)
	}
	d = d.int(trackRank, int64(x.rank)).varint(trackMerge, mergeNone)
	if x.doc != "" {
		d = d.text(trackDoc, x.doc)
	}
	switch x.unit {
	case "":
	case "bytes":
		d = d.nested(trackCounter, message(nil).varint(counterUnit, unitBytes))
	default:
		d = d.nested(trackCounter, message(nil).varint(counterUnit, unitCount).text(counterName, x.unit))
	}
	o.put(message(nil).varint(packetSequence, sequence).nested(packetTrack, d))
}

func (o *writer) event(e *event, on track) {
	m := o.scratch[:0].varint(eventType, uint64(e.kind)).varint(eventTrack, uint64(e.track))
	if e.name != "" {
		m = m.varint(eventName, o.names.id(export.Name(e.name), internNames))
	}
	if e.category != "" {
		m = m.varint(eventCategories, o.categories.id(e.category, internCategories))
	}
	switch {
	case e.kind != counter:
	case on.unit == "bytes":
		m = m.int(eventCounter, saturate.Whole(e.value))
	default:
		m = m.double(eventDouble, e.value)
	}
	for _, f := range e.flows {
		m = m.fixed64(eventFlows, f)
	}
	for _, f := range e.ends {
		m = m.fixed64(eventFlowsEnd, f)
	}
	for _, a := range e.args {
		m = m.nested(eventArgs, o.arg(a))
	}
	o.scratch = m
	p := o.packet[:0].int(packetTime, max(e.time, 0)).varint(packetSequence, sequence).varint(packetFlags, needsState)
	if len(o.names.fresh)+len(o.categories.fresh)+len(o.args.fresh) > 0 {
		all := append(append(append(message(nil), o.categories.fresh...), o.names.fresh...), o.args.fresh...)
		p = p.nested(packetInterned, all)
		o.names.fresh, o.categories.fresh, o.args.fresh = o.names.fresh[:0], o.categories.fresh[:0], o.args.fresh[:0]
	}
	o.packet = p.nested(packetEvent, m)
	o.put(o.packet)
}

// longestText is how many bytes an argument may have.
const longestText = 2000

func (o *writer) arg(a arg) message {
	m := message(nil).varint(argName, o.args.id(a.name, internArgs))
	switch v := a.value.(type) {
	case bool:
		n := uint64(0)
		if v {
			n = 1
		}
		return m.varint(argBool, n)
	case int:
		return m.int(argInt, int64(v))
	case int64:
		return m.int(argInt, v)
	case float64:
		return m.double(argDouble, v)
	case string:
		s, _ := export.Text(v, longestText)
		return m.text(argText, s)
	}
	return m
}
