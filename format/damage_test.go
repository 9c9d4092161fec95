package format

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
)

// smallTable is a table with one column of each type, and what a closing event
// needs. Other columns are unknown to readers of it.
func smallTable() []Column {
	var small []Column
	for _, c := range columns {
		switch c.Name {
		case "kind", "query_id", "rows_out", "selectivity_pct", "text", "node_ids", "paths", "count", "attrs":
			small = append(small, c)
		}
	}
	return small
}

// smallRecording is a complete recording of three batches, and its events.
func smallRecording(t testing.TB) ([]byte, []*Event) {
	events := []*Event{
		NewEvent(QueryStart).SetLabel(QueryID, "quick-fox").SetText(Text, "plan").SetAttr("a", "1").SetAttr("b", "2"),
		NewEvent(OperatorStats).SetLabel(QueryID, "quick-fox").SetInt(RowsOut, 1<<40).SetFloat(SelectivityPct, 12.5),
		NewEvent(TaskSubmit).SetLabel(QueryID, "slow-dog").SetInts(NodeIDs, []int64{1, 2, 3}),
		NewEvent(TaskInput).SetTexts(Paths, []string{"a.parquet", "é.parquet"}),
		NewEvent(Ping),
		NewEvent(QueryEnd).SetLabel(QueryID, "slow-dog").SetText(Text, strings.Repeat("error ", 30)),
	}
	end := NewEvent(RecordingEnd)
	return recordingOf(t, smallTable(), events, 3, end), events
}

// place is where a message of a file lies.
type place struct{ begin, end, crcAt int }

// messages returns where the messages of a file lie, as far as they are sound.
func messages(file []byte) []place {
	var places []place
	f := newFrames(bytes.NewReader(file), int64(len(file)))
	if len(file) < 8 || f.read(8) != nil {
		return nil
	}
	f.accept()
	f.unchecked = true
	for {
		m, err := f.next()
		if err != nil || m.end {
			return places
		}
		p := place{begin: int(m.offset), end: int(m.offset) + len(f.buf)}
		if m.crcAt != 0 {
			p.crcAt = p.begin + m.crcAt
		}
		places = append(places, p)
		f.accept()
	}
}

// seal makes the checksums of a file's messages right again, so that what a
// test has changed is met by the checks behind the checksum.
func seal(file []byte) {
	for _, p := range messages(file) {
		if p.crcAt != 0 {
			m := file[p.begin:p.end]
			putHex8(m[p.crcAt-p.begin:], checksum(m, p.crcAt-p.begin))
		}
	}
}

// tryRead reads what may not be a recording. It reports no state but Damaged if
// nothing could be read.
func tryRead(t testing.TB, file []byte) ([]*Event, Status) {
	t.Helper()
	r, err := NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		if _, ok := err.(*FormatError); !ok {
			t.Fatalf("NewReader: %v", err)
		}
		checkReason(t, err.Error())
		return nil, Status{State: Damaged}
	}
	defer r.Close()
	var events []*Event
	for r.Next() {
		events = append(events, r.Event().Clone())
	}
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	status := r.Status()
	if status.State != Complete {
		checkReason(t, status.Reason)
	}
	if status.Events != int64(len(events)) || status.Bytes > int64(len(file)) || status.Offset > int64(len(file)) {
		t.Fatalf("%d events, file of %d bytes, status %+v", len(events), len(file), status)
	}
	return events, status
}

// checkReason fails for a reason that is no line, or that tells of a panic.
func checkReason(t testing.TB, reason string) {
	t.Helper()
	if reason == "" || strings.Contains(reason, "\n") || strings.Contains(reason, "runtime error") || strings.Contains(reason, "failed on") {
		t.Fatalf("reason %q", reason)
	}
}

// TestTruncation cuts a complete recording at every byte.
func TestTruncation(t *testing.T) {
	file, events := smallRecording(t)
	events = append(events, nil) // the closing event
	batches, head := batchEnds(file), messages(file)[0].end
	for cut := range len(file) {
		got, status := tryRead(t, file[:cut:cut])
		want := 0
		for i, end := range batches {
			if cut >= end {
				want = []int{3, 6, 7}[i]
			}
		}
		if len(got) != want {
			t.Fatalf("cut at %d: %d events, want %d", cut, len(got), want)
		}
		for i := range got {
			if events[i] != nil && !got[i].Equal(events[i]) {
				t.Fatalf("cut at %d: event %d differs", cut, i)
			}
		}
		if cut >= head && (status.State != Interrupted || status.Closed) {
			t.Fatalf("cut at %d: status %+v", cut, status)
		}
	}
}

// batchEnds returns where the record batches of a file end.
func batchEnds(file []byte) (ends []int) {
	for _, p := range messages(file) {
		f := flat{b: file[p.begin+8 : p.end]}
		if f.byteField(f.root(), 1) == headerBatch {
			ends = append(ends, p.end)
		}
	}
	return ends
}

// TestFlips flips every bit of a complete recording, some again with the
// checksums made right.
func TestFlips(t *testing.T) {
	t.Parallel()
	file, events := smallRecording(t)
	_, whole := tryRead(t, file)
	if whole.State != Complete {
		t.Fatalf("status %+v", whole)
	}
	ends, head := batchEnds(file), messages(file)[0].end
	for bit := range len(file) * 8 {
		changed := bytes.Clone(file)
		changed[bit/8] ^= 1 << (bit % 8)
		got, status := tryRead(t, changed)
		if status.State == Complete || status.Closed {
			t.Fatalf("bit %d of byte %d: status %+v", bit%8, bit/8, status)
		}
		before := 0
		for i, end := range ends {
			if bit/8 >= end {
				before = []int{3, 6, 7}[i]
			}
		}
		if bit/8 >= head && len(got) != before {
			t.Fatalf("bit %d of byte %d: %d events, want the %d before the damage", bit%8, bit/8, len(got), before)
		}
		for i := range min(len(got), len(events)) {
			if bit/8 >= head && !got[i].Equal(events[i]) {
				t.Fatalf("bit %d of byte %d: event %d differs", bit%8, bit/8, i)
			}
		}
		if bit%8 != bit/8%8 {
			continue // one bit of each byte will do here
		}
		if seal(changed); bytes.Equal(changed, file) {
			continue // the bit was one of a checksum
		}
		if _, status := tryRead(t, changed); status.State == Complete {
			t.Fatalf("bit %d of byte %d, sealed: status %+v", bit%8, bit/8, status)
		}
	}
}

// TestDamage changes a recording in ways that the checksums do not see, and
// expects the check that does.
func TestDamage(t *testing.T) {
	file, _ := smallRecording(t)
	_, status := tryRead(t, file)
	if status.State != Complete {
		t.Fatal(status)
	}
	all := messages(file)
	for name, test := range map[string]struct {
		change func(file []byte) []byte
		state  State
		reason string
	}{
		"nothing after the last byte": {func(f []byte) []byte { return append(f, 'x') }, Damaged, "1 bytes too many"},
		"zeros after the last batch": {func(f []byte) []byte {
			return append(f[:batchEnds(f)[1]], make([]byte, 100)...)
		}, Interrupted, "nothing but zeros"},
		"zeros, then something": {func(f []byte) []byte {
			return append(append(f[:batchEnds(f)[1]], make([]byte, 100)...), 1)
		}, Damaged, "not a message"},
		"a batch left out": {func(f []byte) []byte {
			ends := batchEnds(f)
			return append(f[:ends[0]:ends[0]], f[ends[1]:]...)
		}, Damaged, "dictionary of"},
		"a batch twice": {func(f []byte) []byte {
			ends := batchEnds(f)
			var p place
			for _, p = range all {
				if p.end == ends[1] {
					break
				}
			}
			return append(f[:ends[1]:ends[1]], f[p.begin:]...)
		}, Damaged, "closing event counts 6 events, not 9"},
		"events after the closing event": {func(f []byte) []byte {
			ends := batchEnds(f)
			return append(f[:ends[2]:ends[2]], f[ends[1]:]...)
		}, Damaged, "after the closing event"},
		"no dictionaries at the end": {func(f []byte) []byte {
			ends := batchEnds(f)
			return append(f[:ends[2]:ends[2]], f[all[len(all)-1].end:]...)
		}, Damaged, "end marker without dictionaries"},
		"two schemas": {func(f []byte) []byte {
			return append(f[:batchEnds(f)[0]:batchEnds(f)[0]], f[8:]...)
		}, Damaged, "without checksum"},
		"a message of 2 GB": {func(f []byte) []byte {
			binary.LittleEndian.PutUint32(f[all[1].begin+4:], 0x7ffffff8)
			return f
		}, Damaged, "2147483640 bytes of metadata"},
		"the footer twice": {func(f []byte) []byte {
			return append(f, f[all[len(all)-1].end+8:]...)
		}, Damaged, "too many at the end"},
	} {
		t.Run(name, func(t *testing.T) {
			_, status := tryRead(t, test.change(bytes.Clone(file)))
			if status.State != test.state || !strings.Contains(status.Reason, test.reason) {
				t.Errorf("status %+v, want %v with %q", status, test.state, test.reason)
			}
		})
	}
}
