package format

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
)

// errRoom is what a disk says that is full.
var errRoom = errors.New("no room")

// A smallDisk takes writes while they fit, whole or not at all.
type smallDisk struct {
	bytes.Buffer
	room int
}

func (d *smallDisk) Write(p []byte) (int, error) {
	if d.Len()+len(p) > d.room {
		return 0, errRoom
	}
	return d.Buffer.Write(p)
}

// statsOf returns an event with labels of its own, some of them new.
func statsOf(i int) *Event {
	return NewEvent(OperatorStats).Received(SourceDashboard, Time(1e18+i)).SetInt(NodeID, int64(i)).
		SetLabel(QueryID, fmt.Sprintf("query-%d-%032x", i/3, i*i*i)).SetLabel(Name, fmt.Sprint("operator ", i%7))
}

// TestDiscard fills a disk of every size, up to some batches, and closes the file with what
// was to be kept free: what reads back are the events whose batch was written, and a loss.
func TestDiscard(t *testing.T) {
	for room := 16 << 10; room < 64<<10; room += 997 {
		d := &smallDisk{room: room}
		w, err := NewWriter(d, WriterOptions{CreatedBy: "test"})
		if err != nil {
			t.Fatal(err)
		}
		added := int64(0)
		for err == nil {
			for range 10 {
				if err = w.Write(statsOf(int(added))); err != nil {
					t.Fatal(err)
				}
				added++
			}
			err = w.Flush()
		}
		if !errors.Is(err, errRoom) {
			t.Fatal(err)
		}
		dropped, err := w.Discard()
		if err != nil || dropped != 10 {
			t.Fatalf("%d events are dropped, %v", dropped, err)
		}
		before, ending := d.Len(), w.Ending()
		d.room = 1 << 30
		if err := w.Write(NewEvent(Loss).Received(SourceRecorder, 1e18).SetLabel(Name, "events").SetInt(Count, dropped)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(nil); err != nil {
			t.Fatal(err)
		}
		if took := int64(d.Len() - before); took > ending {
			t.Errorf("closing took %d bytes, was to take %d at most", took, ending)
		}
		if want := added - dropped + 1; w.Count() != want {
			t.Errorf("%d events, want %d", w.Count(), want)
		}
		r, err := NewReader(bytes.NewReader(d.Bytes()), int64(d.Len()))
		if err != nil {
			t.Fatal(err)
		}
		n := int64(0)
		for ; r.Next(); n++ {
			if want := statsOf(int(n)); n < added-dropped && !r.Event().Equal(want) {
				t.Fatalf("event %d is not what was written", n)
			}
		}
		if s := r.Status(); s.State != Interrupted || n != w.Count() {
			t.Errorf("%d events, %+v", n, s)
		}
	}
}

// TestDiscardAtTheEnd: the end of a file is not begun twice.
func TestDiscardAtTheEnd(t *testing.T) {
	d := &smallDisk{room: 1 << 20}
	w, err := NewWriter(d, WriterOptions{CreatedBy: "test"})
	if err != nil {
		t.Fatal(err)
	}
	d.room = d.Len() + 6000
	if err := w.Close(NewEvent(RecordingEnd).Received(SourceRecorder, 1e18)); !errors.Is(err, errRoom) {
		t.Fatal(err)
	}
	if _, err := w.Discard(); !errors.Is(err, errRoom) {
		t.Errorf("%v", err)
	}
}
