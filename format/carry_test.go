package format

import (
	"bytes"
	"encoding/binary"
	"testing"
)

func TestCarryFillsMissingPlacesWithTheValueBefore(t *testing.T) {
	ints := func(values ...uint32) (data []byte) {
		for _, v := range values {
			data = binary.LittleEndian.AppendUint32(data, v)
		}
		return data
	}
	for _, test := range []struct {
		name  string
		known []byte
		in    []byte
		want  []byte
	}{
		{"all known", []byte{0b111}, ints(1, 2, 3), ints(1, 2, 3)},
		{"none before the first", []byte{0b100}, ints(0, 0, 3), ints(0, 0, 3)},
		{"between and at the end", []byte{0b01001, 0}, ints(5, 0, 0, 7, 0, 0, 0, 0, 0), ints(5, 5, 5, 7, 7, 7, 7, 7, 7)},
		{"across bytes of the bitmap", []byte{0b10000000, 0b10}, ints(0, 0, 0, 0, 0, 0, 0, 4, 0, 6), ints(0, 0, 0, 0, 0, 0, 0, 4, 4, 6)},
	} {
		if got := carry(test.in, test.known, 4); !bytes.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// Counters that run on while other kinds of events come between are what the
// carried form is for; what is read is the same.
func TestCarriedCountersTakeLessAndReadTheSame(t *testing.T) {
	var events []*Event
	for i := range int64(4000) {
		events = append(events, NewEvent(OperatorStats).SetInt(NodeID, i%3).SetInt(TasksCompleted, i/12*7919%65521))
		if i%5 == 0 {
			events = append(events, NewEvent(TaskSubmit).SetInt(TaskID, i))
		}
	}
	w, err := newBodyWriter()
	if err != nil {
		t.Fatal(err)
	}
	var column pendingFixed
	for row, e := range events {
		if v, known := e.Int(TasksCompleted); known {
			column.put64(row, uint64(v))
		}
	}
	var b batchEncoder
	b.fixed(&column, len(events), 8)
	data := b.buffers[1]
	carried, _, _ := w.append(nil, []buffer{data}, 0)
	data.known = nil
	plain, _, _ := w.append(nil, []buffer{data}, 0)
	if len(carried) >= len(plain)*9/10 {
		t.Errorf("%d bytes with the value before in missing places, %d with zeros", len(carried), len(plain))
	}

	got, status := read(t, recording(t, events, 0, closingEvent()))
	if status.State != Complete {
		t.Errorf("status %+v", status)
	}
	mustEqual(t, got[:len(got)-1], events)
}
