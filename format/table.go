package format

import (
	"math"
	"math/bits"
)

// table is the batch that is being collected.
type table struct {
	rows   int
	kind   pendingFixed
	ints   [numInts]pendingFixed
	floats [numFloats]pendingFixed
	labels [numLabels]pendingFixed
	texts  [numTexts]pendingText
	ints2  [numInts2]pendingInts
	texts2 [numTexts2]pendingTexts
	attrs  pendingAttrs

	bytes int // of text, lists and attributes
	items int // of lists and attributes
}

// put adds a row. The labels' numbers in their dictionaries are given; no other
// step can fail.
func (t *table) put(e *Event, kind uint32, labels *[numLabels]uint32) {
	row := t.rows
	t.rows++
	t.kind.put32(row, kind)
	for m := e.known.ints; m != 0; m &= m - 1 {
		c := bits.TrailingZeros64(m)
		t.ints[c].put64(row, uint64(e.ints[c]))
	}
	for m := e.known.labels; m != 0; m &= m - 1 {
		c := bits.TrailingZeros64(m)
		t.labels[c].put32(row, labels[c])
	}
	if len(e.attrs) > 0 {
		t.attrs.put(row, e.attrs)
	}
	if e.known.others == 0 {
		return
	}
	for c := range t.floats {
		if v, known := e.Float(FloatColumn(c)); known {
			t.floats[c].put64(row, math.Float64bits(v))
		}
	}
	for c := range t.texts {
		if v, known := e.Text(TextColumn(c)); known {
			t.texts[c].put(row, validUTF8(v))
		}
	}
	for c := range t.ints2 {
		if v, known := e.Ints(IntsColumn(c)); known {
			t.ints2[c].put(row, v)
		}
	}
	for c := range t.texts2 {
		if v, known := e.Texts(TextsColumn(c)); known {
			t.texts2[c].put(row, v)
		}
	}
}

func (t *table) reset() {
	t.rows, t.bytes, t.items = 0, 0, 0
	t.kind.reset()
	for c := range t.ints {
		t.ints[c].reset()
	}
	for c := range t.floats {
		t.floats[c].reset()
	}
	for c := range t.labels {
		t.labels[c].reset()
	}
	for c := range t.texts {
		t.texts[c].reset()
	}
	for c := range t.ints2 {
		t.ints2[c].reset()
	}
	for c := range t.texts2 {
		t.texts2[c].reset()
	}
	t.attrs.reset()
}
