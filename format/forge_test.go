package format

import (
	"bytes"
	"encoding/binary"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// forged is a record batch that no writer writes, of a table with the columns
// kind, text, paths and attrs.
type forged struct {
	contents
	buffers [][]byte // as they stand in the body
}

const (
	forgedKind  = 0 // first buffers of the columns
	forgedText  = 2
	forgedPaths = 5
	forgedAttrs = 10
)

func forgedTable() (cols []Column) {
	for _, c := range columns {
		switch c.Name {
		case "kind", "text", "paths", "attrs":
			cols = append(cols, c)
		}
	}
	return cols
}

// newForged is a sound batch of two rows, stored plainly.
func newForged() *forged {
	u32s := func(v ...uint32) (p []byte) {
		for _, v := range v {
			p = binary.LittleEndian.AppendUint32(p, v)
		}
		return p
	}
	f := &forged{buffers: [][]byte{
		nil, u32s(0, 0),
		{0b01}, u32s(0, 3, 3), []byte("abc"),
		{0b10}, u32s(0, 0, 2), nil, u32s(0, 2, 3), []byte("éf"),
		nil, u32s(0, 2, 2), nil, nil, u32s(0, 1, 2), []byte("kl"), nil, u32s(0, 1, 2), []byte("12"),
	}}
	f.header, f.rows = headerBatch, 2
	f.nodes = []node{{2, 0}, {2, 1}, {2, 1}, {2, 0}, {2, 0}, {2, 0}, {2, 0}, {2, 0}}
	return f
}

// file returns a recording of two pings and the batch.
func (f *forged) file(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := newWriter(&out, WriterOptions{BatchRows: 2}, Header{Major: VersionMajor}, forgedTable())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := w.Write(NewEvent(Ping)); err != nil {
			t.Fatal(err)
		}
	}
	out.Write(f.message())
	return out.Bytes()
}

func (f *forged) message() []byte {
	var body []byte
	var spans []span
	for _, b := range f.buffers {
		spans = append(spans, span{int64(len(body)), int64(len(b))})
		body = append(body, b...)
		body = append(body, zeros[:pad8(len(body))-len(body)]...)
	}
	if f.spans == nil {
		f.spans = spans
	}
	f.bodyLength = int64(len(body))
	meta, at := newMetadataBuilder().message(&f.contents)
	m := append(appendPrefixed(nil, meta), body...)
	putHex8(m[at+prefixBytes:], checksum(m, at+prefixBytes))
	return m
}

// compress makes every buffer a compressed one, stored.
func (f *forged) compress() {
	f.compressed = true
	for i, b := range f.buffers {
		if len(b) > 0 {
			f.buffers[i] = append(bytes.Repeat([]byte{0xff}, 8), b...)
		}
	}
}

// frame returns a compressed buffer of n zeros that declares another size.
func frame(t testing.TB, n, declared int) []byte {
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return z.EncodeAll(make([]byte, n), binary.LittleEndian.AppendUint64(nil, uint64(declared)))
}

func TestForged(t *testing.T) {
	sound, status := tryRead(t, newForged().file(t))
	if len(sound) != 4 || status.State != Interrupted {
		t.Fatalf("%d events, status %+v", len(sound), status)
	}
	want := []*Event{
		NewEvent(Ping).SetText(Text, "abc").SetAttr("k", "1").SetAttr("l", "2"),
		NewEvent(Ping).SetTexts(Paths, []string{"é", "f"}),
	}
	mustEqual(t, sound[2:], want[:])

	for name, test := range map[string]struct {
		change func(f *forged)
		want   string
	}{
		"rows below zero":            {func(f *forged) { f.rows = -1 }, "batch of -1 rows"},
		"too many rows":              {func(f *forged) { f.rows = maxBatchRows + 1 }, "batch of 131073 rows"},
		"rows of a column":           {func(f *forged) { f.nodes[1].length = 3 }, "column of 3 rows in a batch of 2"},
		"nulls below zero":           {func(f *forged) { f.nodes[1].nulls = -1 }, "with -1 nulls"},
		"more nulls than rows":       {func(f *forged) { f.nodes[1].nulls = 3 }, "with 3 nulls"},
		"null kind":                  {func(f *forged) { f.nodes[0].nulls = 2 }, "event without kind"},
		"other number of nulls":      {func(f *forged) { f.buffers[forgedText][0] = 0b11 }, "with 0 nulls that says 1"},
		"null item":                  {func(f *forged) { f.nodes[3].nulls = 1 }, "null within a list"},
		"missing column":             {func(f *forged) { f.nodes = f.nodes[:7] }, "other columns than its schema"},
		"another column":             {func(f *forged) { f.nodes = append(f.nodes, node{}) }, "other columns than its schema"},
		"missing buffer":             {func(f *forged) { f.buffers = f.buffers[:18] }, "other columns than its schema"},
		"another buffer":             {func(f *forged) { f.buffers = append(f.buffers, nil) }, "other columns than its schema"},
		"no columns":                 {func(f *forged) { f.nodes, f.buffers = nil, nil }, "other columns than its schema"},
		"index beyond dictionary":    {func(f *forged) { f.buffers[forgedKind+1][4] = 1 }, "value 1 of a dictionary of 1"},
		"negative index":             {func(f *forged) { copy(f.buffers[forgedKind+1], "\xff\xff\xff\xff") }, "value 4294967295 of a dictionary"},
		"short buffer":               {func(f *forged) { f.buffers[forgedKind+1] = f.buffers[forgedKind+1][:4] }, "buffer of 4 bytes that must have 8"},
		"offset not zero":            {func(f *forged) { f.buffers[forgedText+1][0] = 1 }, "first offset is 1"},
		"falling offsets":            {func(f *forged) { f.buffers[forgedText+1][8] = 2 }, "falling offsets"},
		"offset beyond data":         {func(f *forged) { f.buffers[forgedText+1][8] = 9 }, "buffer of 3 bytes that must have 9"},
		"huge offset":                {func(f *forged) { f.buffers[forgedText+1][11] = 0x7f }, "array that ends at 2130706435"},
		"list beyond items":          {func(f *forged) { f.buffers[forgedPaths+1][8] = 3 }, "column of 2 rows in a batch of 3"},
		"huge list":                  {func(f *forged) { f.buffers[forgedPaths+1][11] = 1 }, "lists of 16777218 items"},
		"not UTF-8":                  {func(f *forged) { f.buffers[forgedText+2][1] = 0xff }, "not UTF-8"},
		"value cut in a letter":      {func(f *forged) { f.buffers[forgedPaths+3][4] = 1 }, "not UTF-8"},
		"attributes out of order":    {func(f *forged) { copy(f.buffers[forgedAttrs+5], "lk") }, "not in ascending order"},
		"attribute twice":            {func(f *forged) { copy(f.buffers[forgedAttrs+5], "kk") }, "not in ascending order"},
		"buffer before the body":     {func(f *forged) { f.message(); f.spans[1].offset = -8 }, "outside of its message"},
		"buffer after the body":      {func(f *forged) { f.message(); f.spans[1].offset = 1 << 40 }, "outside of its message"},
		"buffer longer than body":    {func(f *forged) { f.message(); f.spans[1].length = math.MaxInt64 }, "outside of its message"},
		"buffer out of line":         {func(f *forged) { f.message(); f.spans[4].offset -= 4 }, "outside of its message"},
		"dictionary of no column":    {func(f *forged) { f.header = headerDictionary; f.delta = true; f.dictionary = 5 }, "dictionary of no column: 5"},
		"dictionary with columns":    {func(f *forged) { f.header = headerDictionary; f.delta = true }, "must have 12"},
		"dictionary replaced":        {func(f *forged) { f.header = headerDictionary }, "must have 12"},
		"stored, too short":          {func(f *forged) { f.compress(); f.buffers[forgedKind+1] = f.buffers[forgedKind+1][:7] }, "compressed buffer of 7 bytes"},
		"declares too much":          {func(f *forged) { f.compress(); f.buffers[forgedKind+1] = frame(t, 8, 1<<40) }, "buffer of 1099511627776 bytes that must have 8"},
		"declares less than nothing": {func(f *forged) { f.compress(); f.buffers[forgedKind+1] = frame(t, 8, -2) }, "buffer of -2 bytes that must have 8"},
		"a bomb":                     {func(f *forged) { f.compress(); f.buffers[forgedKind+1] = frame(t, 1<<26, 8) }, "does not decompress"},
		"less than declared":         {func(f *forged) { f.compress(); f.buffers[forgedKind+1] = frame(t, 4, 8) }, "decompresses to 4 bytes, not 8"},
		"not zstd":                   {func(f *forged) { f.compress(); copy(f.buffers[forgedKind+1], "\x08\x00\x00\x00\x00\x00\x00\x00") }, "does not decompress"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newForged()
			test.change(f)
			got, status := tryRead(t, f.file(t))
			if status.State != Damaged || !strings.Contains(status.Reason, test.want) {
				t.Errorf("status %+v, want %q", status, test.want)
			}
			if len(got) != 2 || status.Batches != 1 || status.Batch != 1 {
				t.Errorf("%d events before the damage, want 2; status %+v", len(got), status)
			}
		})
	}
}

// TestBomb reads a small file that would decompress to a lot. The reader stops
// at the allowance, and on its way holds one batch at a time.
func TestBomb(t *testing.T) {
	const size = 64 << 20
	f := newForged()
	f.compress()
	end := binary.LittleEndian.AppendUint32(nil, size)
	f.buffers[forgedText+1] = append(append(bytes.Repeat([]byte{0xff}, 8), 0, 0, 0, 0), append(end, end...)...)
	f.buffers[forgedText+2] = frame(t, size, size)
	file := f.file(t)
	for range 99 {
		file = append(file, f.message()...)
	}
	if len(file) > inflateFloor/inflateRatio {
		t.Fatalf("file of %d bytes has more allowance than the floor", len(file))
	}
	r, err := NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for r.Next() {
	}
	runtime.ReadMemStats(&after)
	status := r.Status()
	if status.State != Damaged || !strings.Contains(status.Reason, "when decompressed") || status.Batches != 1+inflateFloor/size {
		t.Errorf("status %+v", status)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > inflateFloor+(64<<20) {
		t.Errorf("allocated %d bytes in all", took)
	}
}
