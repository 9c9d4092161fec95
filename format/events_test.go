package format

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// randomEvents returns events over all kinds and columns, a few of them in each
// event, with the values that are likely to go wrong among them.
func randomEvents(seed uint64, n int) []*Event {
	r := rand.New(rand.NewPCG(seed, 1))
	events := make([]*Event, n)
	for i := range events {
		events[i] = randomEvent(r)
	}
	return events
}

func randomEvent(r *rand.Rand) *Event {
	e := NewEvent(Kind(1 + r.IntN(int(numKinds)-1)))
	if e.Kind == RecordingEnd || r.IntN(50) == 0 {
		e.SetKindName(fmt.Sprintf("kind_of_tomorrow_%d", r.IntN(3)))
	}
	density := []int{1, 3, 10, 40}[r.IntN(4)] // of 40
	for c := range numInts {
		if r.IntN(40) < density {
			e.SetInt(c, pick(r, 0, 1, -1, math.MaxInt64, math.MinInt64, r.Int64(), 1795394768858464000+r.Int64N(1e9)))
		}
	}
	for c := range numFloats {
		if r.IntN(40) < density {
			e.SetFloat(c, pick(r, 0, math.Copysign(0, -1), math.Inf(1), math.NaN(), r.NormFloat64(), math.SmallestNonzeroFloat64))
		}
	}
	for c := range numLabels {
		if r.IntN(40) < density {
			e.SetLabel(c, pick(r, "", "x", fmt.Sprint("label ", r.IntN(9)), fmt.Sprint(r.Uint64()), "名前", strings.Repeat("long ", r.IntN(300))))
		}
	}
	for c := range numTexts {
		if r.IntN(40) < density {
			e.SetText(c, randomText(r))
		}
	}
	for c := range numInts2 {
		if r.IntN(40) < density {
			list := make([]int64, r.IntN(5))
			for i := range list {
				list[i] = r.Int64() - r.Int64()
			}
			e.SetInts(c, list)
		}
	}
	for c := range numTexts2 {
		if r.IntN(40) < density {
			list := make([]string, r.IntN(5))
			for i := range list {
				list[i] = randomText(r)
			}
			e.SetTexts(c, list)
		}
	}
	if r.IntN(40) < density {
		for range r.IntN(5) {
			e.SetAttr(fmt.Sprint("attr.", r.IntN(20)), randomText(r))
		}
	}
	return e
}

func randomText(r *rand.Rand) string {
	return pick(r, "", "a", `{"id":1}`, "zeile\nzwei\x00", "√ 𝔡𝔞𝔣𝔱", strings.Repeat("0123456789", r.IntN(100)), fmt.Sprint(r.Uint64()))
}

func pick[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }

// closingEvent is the event that the tests close recordings with.
func closingEvent() *Event {
	return NewEvent(RecordingEnd).Stamp(ClockRecorder, 1795394768858464000).Received(SourceRecorder, 1795394768858464001).SetLabel(Outcome, "exited")
}

// recording returns events as a recording of batches of the given size, closed
// by the given event.
func recording(t testing.TB, events []*Event, batchRows int, end *Event) []byte {
	t.Helper()
	return recordingOf(t, columns, events, batchRows, end)
}

// recordingOf returns events as a recording of a table of the given columns.
func recordingOf(t testing.TB, cols []Column, events []*Event, batchRows int, end *Event) []byte {
	t.Helper()
	var out bytes.Buffer
	h := Header{Major: VersionMajor, Minor: VersionMinor, CreatedBy: "test 1"}
	w, err := newWriter(&out, WriterOptions{BatchRows: batchRows}, h, cols)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if err := w.Write(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(end); err != nil {
		t.Fatal(err)
	}
	if w.Size() != int64(out.Len()) {
		t.Errorf("Size is %d, wrote %d bytes", w.Size(), out.Len())
	}
	return out.Bytes()
}

// read returns clones of all events of a recording, and its status.
func read(t testing.TB, file []byte) ([]*Event, Status) {
	t.Helper()
	r, err := NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var events []*Event
	for r.Next() {
		events = append(events, r.Event().Clone())
	}
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	return events, r.Status()
}

// mustEqual fails unless two lists of events are equal.
func mustEqual(t testing.TB, got, want []*Event) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d events, want %d", len(got), len(want))
	}
	for i := range got {
		if !got[i].Equal(want[i]) {
			t.Fatalf("event %d differs:\n%+v\n%+v", i, got[i], want[i])
		}
	}
}
