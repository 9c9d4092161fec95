package format

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestRoundTrip(t *testing.T) {
	for _, test := range []struct{ events, batchRows int }{
		{0, 0}, {1, 0}, {1, 1}, {2, 1}, {7, 3}, {8, 8}, {9, 8}, {63, 64}, {65, 64}, {1000, 1}, {1000, 17}, {3000, 0}, {3000, 1024},
	} {
		for seed := range uint64(3) {
			t.Run(fmt.Sprintf("%d by %d seed %d", test.events, test.batchRows, seed), func(t *testing.T) {
				events := randomEvents(seed, test.events)
				got, status := read(t, recording(t, events, test.batchRows, closingEvent()))
				if status.State != Complete || !status.Closed || status.Reason != "" {
					t.Errorf("status %+v", status)
				}
				if status.Events != int64(test.events)+1 {
					t.Errorf("status counts %d events", status.Events)
				}
				end := got[len(got)-1]
				if n, _ := end.Int(Count); end.Kind != RecordingEnd || n != int64(test.events) || end.Label(Outcome) != "exited" {
					t.Errorf("closing event %+v", end)
				}
				mustEqual(t, got[:len(got)-1], events)
			})
		}
	}
}

// TestEventIsReused makes sure that the writer keeps nothing of an event that
// its owner changes after Write.
func TestEventIsReused(t *testing.T) {
	events := randomEvents(5, 300)
	var out bytes.Buffer
	w, err := NewWriter(&out, WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		c := e.Clone()
		if err := w.Write(c); err != nil {
			t.Fatal(err)
		}
		for i := range c.ints2 {
			clear(c.ints2[i])
		}
		for i := range c.texts2 {
			clear(c.texts2[i])
		}
		clear(c.attrs)
		c.Reset(Ping)
	}
	if err := w.Close(nil); err != nil {
		t.Fatal(err)
	}
	got, _ := read(t, out.Bytes())
	mustEqual(t, got, events)
}

func TestHugeValues(t *testing.T) {
	t.Parallel()
	huge := strings.Repeat("x", maxEventBytes)
	events := []*Event{
		NewEvent(BadRequest).SetText(Text, huge),
		NewEvent(BadRequest).SetText(Text, "small"),
		NewEvent(BadRequest).SetText(Text, huge[1:]),
		NewEvent(TaskInput).SetTexts(Paths, slices.Repeat([]string{"s3://bucket/part.parquet"}, 200_000)),
		NewEvent(TaskSubmit).SetInts(NodeIDs, make([]int64, maxEventItems)),
		NewEvent(QueryStart).SetLabel(Entrypoint, huge[:1<<20]),
	}
	got, status := read(t, recording(t, events, 0, closingEvent()))
	if status.State != Complete {
		t.Errorf("status %+v", status)
	}
	mustEqual(t, got[:len(got)-1], events)
}

func TestTooLarge(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	huge := strings.Repeat("x", maxDictionaryBytes+1)
	for name, e := range map[string]*Event{
		"text":  NewEvent(BadRequest).SetText(Text, huge),
		"attrs": NewEvent(BadRequest).SetAttr("k", huge),
		"texts": NewEvent(BadRequest).SetTexts(Paths, []string{huge}),
		"items": NewEvent(BadRequest).SetInts(NodeIDs, make([]int64, maxEventItems+1)),
		"label": NewEvent(BadRequest).SetLabel(Path, huge),
	} {
		if err := w.Write(e); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	kept := NewEvent(Ping).SetInt(Payload, 7)
	if err := w.Write(kept); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(closingEvent()); err != nil {
		t.Fatal(err)
	}
	got, status := read(t, out.Bytes())
	if status.State != Complete {
		t.Errorf("status %+v", status)
	}
	mustEqual(t, got[:1], []*Event{kept})
}

// However many labels senders make up, the recorder can still say its own.
func TestLabelsAreKeptForTheRecorder(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	full := false
	for i := range maxDictionaryBytes/(1<<20) + 2 {
		err := w.Write(NewEvent(BadRequest).SetLabel(Path, strings.Repeat("x", 1<<20-1)+string(rune('a'+i))))
		if errors.Is(err, ErrTooLarge) {
			full = true
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if !full {
		t.Fatal("the dictionaries do not get full")
	}
	for _, e := range []*Event{NewEvent(JobEnd).SetLabel(Name, "new"), NewEvent(Loss).SetLabel(Name, "newer")} {
		if err := w.Write(e); err != nil {
			t.Error(err)
		}
	}
	if err := w.Close(closingEvent()); err != nil {
		t.Fatal(err)
	}
	if _, status := read(t, out.Bytes()); status.State != Complete {
		t.Errorf("status %+v", status)
	}
}

// TestRepetition writes more repetitions than a reader would decompress, were
// they all compressed.
func TestRepetition(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	t.Parallel()
	e := NewEvent(BadRequest).SetText(Text, strings.Repeat("x", maxEventBytes))
	file := recording(t, []*Event{e, e, e, e, e}, 1, closingEvent())
	got, status := read(t, file)
	if status.State != Complete || len(got) != 6 {
		t.Errorf("%d events, status %+v", len(got), status)
	}
	if len(file) < maxEventBytes {
		t.Errorf("all was compressed, to %d bytes", len(file))
	}
}

func TestNotUTF8(t *testing.T) {
	e := NewEvent(BadRequest).SetText(Text, "a\xffb").SetLabel(Path, "\xc3").SetTexts(Arguments, []string{"\x80"}).SetAttr("k\xfe", "\xfe")
	got, status := read(t, recording(t, []*Event{e, e}, 0, closingEvent()))
	if status.State != Complete {
		t.Errorf("status %+v", status)
	}
	want := NewEvent(BadRequest).SetText(Text, "a\uFFFDb").SetLabel(Path, "\uFFFD").SetTexts(Arguments, []string{"\uFFFD"}).SetAttr("k\uFFFD", "\uFFFD")
	mustEqual(t, got[:2], []*Event{want, want})
}

// TestWhileWriting reads the file after every flush, as someone does who looks
// at a recording that is being made.
func TestWhileWriting(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, WriterOptions{CreatedBy: "test 1"})
	if err != nil {
		t.Fatal(err)
	}
	events := randomEvents(9, 50)
	for i, e := range events {
		got, status := read(t, out.Bytes())
		mustEqual(t, got, events[:i])
		want := Status{State: Interrupted, Events: int64(i), Batches: int64(i), Batch: int64(i), Bytes: w.Size(), Offset: w.Size(),
			Reason: "no closing event: the file ends here"}
		if status != want {
			t.Fatalf("status %+v, want %+v", status, want)
		}
		if err := w.Write(e); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	size := w.Size()
	if err := w.Flush(); err != nil || w.Size() != size {
		t.Errorf("a flush of nothing wrote %d bytes, error %v", w.Size()-size, err)
	}
}

func TestClosedWithoutEnd(t *testing.T) {
	events := randomEvents(3, 20)
	got, status := read(t, recording(t, events, 6, nil))
	mustEqual(t, got, events)
	if status.State != Interrupted || !status.Closed || status.Events != 20 || status.Batches != 4 {
		t.Errorf("status %+v", status)
	}
}

func TestHeader(t *testing.T) {
	for _, recovered := range []bool{false, true} {
		var out bytes.Buffer
		if _, err := NewWriter(&out, WriterOptions{CreatedBy: "daft-analyze 0.1.0", Recovered: recovered}); err != nil {
			t.Fatal(err)
		}
		r, err := NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatal(err)
		}
		want := Header{Major: VersionMajor, Minor: VersionMinor, CreatedBy: "daft-analyze 0.1.0", Recovered: recovered}
		if r.Header() != want {
			t.Errorf("header %+v, want %+v", r.Header(), want)
		}
		r.Close()
	}
}
