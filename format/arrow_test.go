package format

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// eventsOf converts an Arrow record by arrow's own accessors.
func eventsOf(rec arrow.Record) []*Event {
	events := make([]*Event, rec.NumRows())
	for row := range events {
		e := NewEvent(KindUnknown)
		for i, c := range columns {
			if col := rec.Column(i); col.IsValid(row) {
				e.SetValue(c, valueOf(col, c.Type, row))
			}
		}
		events[row] = e
	}
	return events
}

func valueOf(col arrow.Array, t Type, row int) Value {
	v := Value{Type: t}
	switch col := col.(type) {
	case *array.Int64:
		v.Int = col.Value(row)
	case *array.Float64:
		v.Float = col.Value(row)
	case *array.String:
		v.Text = col.Value(row)
	case *array.Dictionary:
		v.Text = col.Dictionary().(*array.String).Value(col.GetValueIndex(row))
	case *array.Map:
		begin, end := col.ValueOffsets(row)
		for i := int(begin); i < int(end); i++ {
			v.Attrs = append(v.Attrs, Attr{col.Keys().(*array.String).Value(i), col.Items().(*array.String).Value(i)})
		}
	case *array.List:
		begin, end := col.ValueOffsets(row)
		for i := int(begin); i < int(end); i++ {
			switch items := col.ListValues().(type) {
			case *array.Int64:
				v.Ints = append(v.Ints, items.Value(i))
			case *array.String:
				v.Texts = append(v.Texts, items.Value(i))
			}
		}
	default:
		panic(fmt.Sprintf("%T", col))
	}
	return v
}

// TestArrowReadsFile reads recordings with arrow's own file reader, which knows
// nothing of ours.
func TestArrowReadsFile(t *testing.T) {
	for seed, n := range []int{0, 1, 100, 2000} {
		file := recording(t, randomEvents(uint64(seed), n), 64, closingEvent())
		want, _ := read(t, file)
		r, err := ipc.NewFileReader(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if v, ok := r.Schema().Metadata().GetValue(keyVersion); !ok || v != fmt.Sprintf("%d.%d", VersionMajor, VersionMinor) {
			t.Errorf("version %q in the footer's schema", v)
		}
		var got []*Event
		for i := range r.NumRecords() {
			rec, err := r.Record(i)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, eventsOf(rec)...)
		}
		mustEqual(t, got, want)
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestArrowReadsStream reads the bytes after the magic as a stream, with and
// without the end of the file, as someone may do with a recording that was
// interrupted.
func TestArrowReadsStream(t *testing.T) {
	events := randomEvents(5, 100)
	closed := recording(t, events, 64, nil)
	var open bytes.Buffer
	w, err := NewWriter(&open, WriterOptions{BatchRows: 64})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if err := w.Write(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"closed": closed, "open": open.Bytes()} {
		r, err := ipc.NewReader(bytes.NewReader(file[8:]))
		if err != nil {
			t.Fatal(err)
		}
		var got []*Event
		for r.Next() {
			got = append(got, eventsOf(r.Record())...)
		}
		if r.Err() != nil {
			t.Errorf("%s: %v", name, r.Err())
		}
		mustEqual(t, got, events)
		r.Release()
	}
}

// TestDictionaryIDs makes sure that arrow numbers the dictionaries as the writer
// does.
func TestDictionaryIDs(t *testing.T) {
	r, err := NewReader(bytes.NewReader(recording(t, nil, 0, nil)), int64(len(recording(t, nil, 0, nil))))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for id, i := range r.labels {
		if r.views[i].dictionary != int64(id) {
			t.Errorf("column %s has dictionary %d, want %d", r.views[i].name, r.views[i].dictionary, id)
		}
	}
}
