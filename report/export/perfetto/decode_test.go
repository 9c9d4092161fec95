package perfetto

import (
	"fmt"
	"math"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// field is one field of a message, as it stands in the bytes.
type field struct {
	number protowire.Number
	n      uint64 // of a number
	bytes  []byte // of text and messages
}

func fieldsOf(t testing.TB, b []byte) (list []field) {
	t.Helper()
	for len(b) > 0 {
		number, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			t.Fatalf("a field that is none: %v", protowire.ParseError(n))
		}
		b = b[n:]
		f := field{number: number}
		switch kind {
		case protowire.VarintType:
			f.n, n = protowire.ConsumeVarint(b)
		case protowire.Fixed64Type:
			f.n, n = protowire.ConsumeFixed64(b)
		case protowire.BytesType:
			f.bytes, n = protowire.ConsumeBytes(b)
		default:
			t.Fatalf("field %d is of kind %d", number, kind)
		}
		if n < 0 {
			t.Fatalf("field %d: %v", number, protowire.ParseError(n))
		}
		b = b[n:]
		list = append(list, f)
	}
	return list
}

// read is a trace read back, with the numbers of Perfetto's trace.proto written
// out here once more: TracePacket, TrackDescriptor, TrackEvent, InternedData.
type read struct {
	names   map[uint64]string // of tracks
	parents map[uint64]uint64
	slices  map[uint64][]readSlice
	values  map[uint64][]float64
	marks   []string
	flows   map[uint64][]uint64 // tracks
}

type readSlice struct {
	from, to uint64
	name     string
	depth    int
	args     map[string]string
}

// readTrace fails where the trace is not well made.
func readTrace(t testing.TB, b []byte) *read {
	t.Helper()
	r := &read{names: map[uint64]string{}, parents: map[uint64]uint64{}, slices: map[uint64][]readSlice{}, values: map[uint64][]float64{}, flows: map[uint64][]uint64{}}
	names, args := map[uint64]string{}, map[uint64]string{}
	open, ended := map[uint64][]int{}, map[uint64]bool{}
	last := uint64(0)
	for i, packet := range fieldsOf(t, b) {
		if packet.number != 1 {
			t.Fatalf("field %d of the trace", packet.number)
		}
		time, flags, event := uint64(0), uint64(0), []byte(nil)
		for _, f := range fieldsOf(t, packet.bytes) {
			switch f.number {
			case 8:
				time = f.n
			case 13:
				flags = f.n
			case 12:
				for _, x := range fieldsOf(t, f.bytes) {
					id, text := uint64(0), ""
					for _, y := range fieldsOf(t, x.bytes) {
						if y.number == 1 {
							id = y.n
						} else {
							text = string(y.bytes)
						}
					}
					table := map[protowire.Number]map[uint64]string{1: {}, 2: names, 3: args}[x.number]
					if _, known := table[id]; known || id == 0 || text == "" {
						t.Errorf("packet %d: interned %d %q", i, id, text)
					}
					table[id] = text
				}
			case 60:
				id, parent, name := uint64(0), uint64(0), ""
				for _, y := range fieldsOf(t, f.bytes) {
					switch y.number {
					case 1:
						id = y.n
					case 5:
						parent = y.n
					case 2:
						name = string(y.bytes)
					}
				}
				if _, known := r.names[id]; known || id == 0 || name == "" || parent >= id {
					t.Errorf("track %d %q below %d", id, name, parent)
				}
				r.names[id], r.parents[id] = name, parent
			case 11:
				event = f.bytes
			}
		}
		if i == 0 && flags != 1 {
			t.Error("the first packet does not begin a sequence")
		}
		if event == nil {
			continue
		}
		if time < last || int64(time) < 0 {
			t.Errorf("packet %d: time goes back from %d to %d", i, last, time)
		}
		last = time
		kind, track, name := uint64(0), uint64(0), ""
		var value float64
		given := map[string]string{}
		for _, f := range fieldsOf(t, event) {
			switch f.number {
			case 9:
				kind = f.n
			case 11:
				track = f.n
			case 10:
				name = names[f.n]
			case 30:
				value = float64(int64(f.n))
			case 44:
				value = math.Float64frombits(f.n)
			case 47, 48:
				if ended[f.n] {
					t.Errorf("flow %d goes on", f.n)
				}
				r.flows[f.n] = append(r.flows[f.n], track)
				ended[f.n] = f.number == 48
			case 4:
				key, text := "", ""
				for _, y := range fieldsOf(t, f.bytes) {
					switch y.number {
					case 1:
						key = args[y.n]
					case 6:
						text = string(y.bytes)
					case 4:
						text = fmt.Sprint(int64(y.n))
					case 5:
						text = fmt.Sprint(math.Float64frombits(y.n))
					case 2:
						text = fmt.Sprint(y.n == 1)
					}
				}
				if key == "" {
					t.Errorf("an argument without a name: %q", text)
				}
				given[key] = text
			}
		}
		if r.names[track] == "" {
			t.Errorf("an event of track %d", track)
		}
		switch kind {
		case 1:
			if name == "" {
				t.Error("a slice without a name")
			}
			open[track] = append(open[track], len(r.slices[track]))
			r.slices[track] = append(r.slices[track], readSlice{from: time, name: name, depth: len(open[track]), args: given})
		case 2:
			n := len(open[track])
			if n == 0 {
				t.Fatalf("track %q: an end without a beginning", r.names[track])
			}
			r.slices[track][open[track][n-1]].to = time
			open[track] = open[track][:n-1]
		case 3:
			r.marks = append(r.marks, name+": "+given["text"])
		case 4:
			if math.IsNaN(value) || math.IsInf(value, 0) || value < 0 {
				t.Errorf("counter %q is %v", r.names[track], value)
			}
			r.values[track] = append(r.values[track], value)
		default:
			t.Errorf("an event of kind %d", kind)
		}
	}
	for track, left := range open {
		if len(left) > 0 {
			t.Errorf("track %q: %d slices do not end", r.names[track], len(left))
		}
	}
	for flow, tracks := range r.flows {
		if len(tracks) != 2 || !ended[flow] {
			t.Errorf("flow %d is at %v", flow, tracks)
		}
	}
	return r
}
