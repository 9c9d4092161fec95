package format

import (
	"bytes"
	"errors"
	"io"
	"testing"
)

// failingWriter fails from the given number of bytes on.
type failingWriter struct {
	left  int
	short bool
}

func (w *failingWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		if w.short {
			return len(p) - 1, nil
		}
		return 0, errDisk
	}
	return len(p), nil
}

var errDisk = errors.New("no space left on device")

func TestWriteErrorsStay(t *testing.T) {
	for _, short := range []bool{false, true} {
		want := errDisk
		if short {
			want = io.ErrShortWrite
		}
		for _, room := range []int{0, 100, 5000, 9000, 12000, 14500} {
			w, err := NewWriter(&failingWriter{left: room, short: short}, WriterOptions{BatchRows: 1})
			if err == nil {
				err = w.Write(NewEvent(Ping))
				if err == nil {
					err = w.Close(closingEvent())
				}
				for name, again := range map[string]error{"Write": w.Write(NewEvent(Ping)), "Flush": w.Flush(), "Close": w.Close(nil)} {
					if !errors.Is(again, err) || err == nil {
						t.Errorf("room %d: %s after the error: %v, first %v", room, name, again, err)
					}
				}
			}
			if !errors.Is(err, want) {
				t.Errorf("room %d short %v: error %v", room, short, err)
			}
		}
	}
}

func TestWriterMisuse(t *testing.T) {
	w, err := NewWriter(io.Discard, WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if w.Write(NewEvent(RecordingEnd)) == nil {
		t.Error("Write takes a closing event")
	}
	if w.Close(NewEvent(Ping)) == nil {
		t.Error("Close takes another event")
	}
	if err := w.Close(closingEvent()); err != nil {
		t.Error(err)
	}
	if w.Write(NewEvent(Ping)) == nil || w.Close(nil) == nil || w.Flush() == nil {
		t.Error("a closed recording goes on")
	}
	if w.Count() != 1 {
		t.Errorf("count %d", w.Count())
	}
	for _, rows := range []int{-1, maxBatchRows + 1} {
		if _, err := NewWriter(io.Discard, WriterOptions{BatchRows: rows}); err == nil {
			t.Errorf("BatchRows %d accepted", rows)
		}
	}
}

// TestOverhead keeps the figures of docs/format.md true: what a batch costs
// beside its events, since recorders write one each second.
func TestOverhead(t *testing.T) {
	w, err := NewWriter(io.Discard, WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if w.Size() > 11000 {
		t.Errorf("the head takes %d bytes", w.Size())
	}
	events := rayEvents(240)[40:]
	for _, test := range []struct {
		events int
		most   int64
	}{{100, 14500}, {100, 9400}, {10, 6600}, {1, 5000}} { // the first brings the labels
		before := w.Size()
		for _, e := range events[:test.events] {
			if err := w.Write(e); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if size := w.Size() - before; size > test.most {
			t.Errorf("a batch of %d events takes %d bytes, want at most %d", test.events, size, test.most)
		}
	}
}

// TestWriteAllocations makes sure that rows cost no memory of their own.
func TestWriteAllocations(t *testing.T) {
	w, err := NewWriter(io.Discard, WriterOptions{BatchRows: 1000})
	if err != nil {
		t.Fatal(err)
	}
	events := rayEvents(3000)
	write := func() {
		for _, e := range events {
			if err := w.Write(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	write()
	if n := testing.AllocsPerRun(5, write); n > 30 {
		t.Errorf("%v allocations for %d events in three batches", n, len(events))
	}
}

// TestReadAllocations does so for reading: what is allocated is by the batch.
func TestReadAllocations(t *testing.T) {
	file := recording(t, rayEvents(6000), 2000, closingEvent())
	n := testing.AllocsPerRun(5, func() {
		r, err := NewReader(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		for r.Next() {
		}
		r.Close()
	})
	if n > 600 {
		t.Errorf("%v allocations for 6001 events", n)
	}
}
