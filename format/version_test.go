package format

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
)

// laterTable is the table of a later minor version: new columns of every type
// stand between the known ones. They have the values of a known column.
func laterTable() []Column {
	var later []Column
	seen := map[Type]bool{}
	for _, c := range columns {
		if c.slot != kindSlot && !seen[c.Type] {
			seen[c.Type] = true
			later = append(later, Column{Name: "later_" + c.Name, Type: c.Type, slot: c.slot})
		}
		later = append(later, c)
	}
	return later
}

func writeTable(t *testing.T, h Header, cols []Column, events []*Event) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := newWriter(&out, WriterOptions{BatchRows: 7}, h, cols)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if err := w.Write(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(closingEvent()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestLaterMinorVersion(t *testing.T) {
	if n := len(laterTable()) - len(columns); n != 7 {
		t.Fatalf("%d new columns, want one of each type", n)
	}
	events := randomEvents(21, 40)
	file := writeTable(t, Header{Major: VersionMajor, Minor: VersionMinor + 1}, laterTable(), events)
	got, status := read(t, file)
	if status.State != Complete {
		t.Errorf("status %+v", status)
	}
	mustEqual(t, got[:len(got)-1], events)
}

// TestEarlierTable reads a recording in which a column is missing, and whose
// columns stand in another order.
func TestEarlierTable(t *testing.T) {
	var earlier []Column
	for _, c := range columns {
		if c.Name != "rows_in" && c.Name != "runner" {
			earlier = append(earlier, c)
		}
	}
	slices.Reverse(earlier)
	events := randomEvents(22, 40)
	file := writeTable(t, Header{Major: VersionMajor}, earlier, events)
	for _, e := range events {
		e.known.ints &^= 1 << RowsIn
		e.known.labels &^= 1 << Runner
	}
	got, status := read(t, file)
	if status.State != Complete {
		t.Errorf("status %+v", status)
	}
	mustEqual(t, got[:len(got)-1], events)
}

func TestRefusedSchemas(t *testing.T) {
	with := func(change func(c []Column) []Column) []Column { return change(slices.Clone(columns)) }
	current := Header{Major: VersionMajor, Minor: VersionMinor}
	for name, test := range map[string]struct {
		header Header
		table  []Column
		want   string
	}{
		"later major version":  {Header{Major: VersionMajor + 1, Minor: 3}, columns, "format 2.3; this program reads up to 1.x: upgrade"},
		"unreleased version":   {Header{Major: 0, Minor: 9}, columns, "never released"},
		"unreadable version":   {Header{Major: -1}, columns, "unreadable"},
		"column of other type": {current, with(func(c []Column) []Column { c[3].Type = TypeFloat; c[3].slot = 0; return c }), "column time_ns of type float64, which is int64"},
		"later, of other type": {Header{Major: 1, Minor: 9}, with(func(c []Column) []Column { c[3].Type = TypeText; c[3].slot = 0; return c }), "column time_ns of type utf8, which is int64"},
		"unknown column":       {current, append(slices.Clone(columns), Column{Name: "later", Type: TypeInt}), `column "later", which format 1.0 does not have`},
		"column twice":         {current, append(slices.Clone(columns), columns[3]), "time_ns twice"},
		"no kind":              {current, columns[1:], "no column kind"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if _, err := newWriter(&out, WriterOptions{}, test.header, test.table); err != nil {
				t.Fatal(err)
			}
			_, err := NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
			var refused *FormatError
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}
