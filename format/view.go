package format

import "math"

// view is the values of one column in the current batch.
type view struct {
	field
	scratch [4][]byte // memory that is used again for the next batch

	rows    int
	nulls   int
	known   []byte   // bitmap, nil: all rows have values
	data    []byte   // integers, floats, indices, or offsets
	values  []string // of a label column: its dictionary; of a list of text: the items
	text    string
	numbers []int64
	attrs   []Attr

	kinds []Kind // of the kind column, by index
}

// nodesAndBuffers is what a column of each type takes in a record batch.
var nodesAndBuffers = [...][2]int{
	TypeInt: {1, 2}, TypeFloat: {1, 2}, TypeLabel: {1, 2}, TypeText: {1, 3},
	TypeInts: {2, 4}, TypeTexts: {2, 5}, TypeAttrs: {4, 9},
}

// load reads the column's arrays from a batch. It reports whether the column has
// any value. One that has none, or that this version does not know, costs nothing.
func (v *view) load(b *batch) (found bool, err error) {
	if v.nulls, err = b.node(b.rows); err != nil {
		return false, err
	}
	v.rows = b.rows
	if v.nulls == b.rows || v.slot < 0 {
		n := nodesAndBuffers[v.typ]
		return false, b.skip(n[0]-1, n[1])
	}
	if v.known, err = b.bitmap(b.rows, v.nulls, &v.scratch[0]); err != nil {
		return false, err
	}
	switch v.typ {
	case TypeInt, TypeFloat:
		v.data, err = b.fixed(b.rows*8, &v.scratch[1])
	case TypeLabel:
		if v.data, err = b.fixed(b.rows*4, &v.scratch[1]); err == nil {
			err = v.checkIndices()
		}
	case TypeText:
		v.data, v.text, err = b.text(b.rows, &v.scratch[1])
	default:
		err = v.loadList(b)
	}
	return true, err
}

func (v *view) loadList(b *batch) error {
	data, n, err := b.offsets(b.rows, &v.scratch[1])
	if err != nil {
		return err
	}
	if n > maxBatchItems {
		return damaged("lists of %d items", n)
	}
	v.data = data
	switch v.typ {
	case TypeInts:
		if err := b.noNulls(n); err != nil {
			return err
		}
		p, err := b.fixed(n*8, &v.scratch[2])
		if err != nil {
			return err
		}
		v.numbers = make([]int64, n)
		for i := range v.numbers {
			v.numbers[i] = int64(u64(p, i))
		}
		return nil
	case TypeTexts:
		v.values, err = b.strings(n, &v.scratch[2])
		return err
	}
	if err := b.noNulls(n); err != nil {
		return err
	}
	keys, err := b.strings(n, &v.scratch[2])
	if err != nil {
		return err
	}
	values, err := b.strings(n, &v.scratch[2])
	if err != nil {
		return err
	}
	v.attrs = make([]Attr, n)
	for i := range v.attrs {
		v.attrs[i] = Attr{keys[i], values[i]}
	}
	return v.checkKeys()
}

// checkIndices makes sure that every row's index is one of the dictionary.
func (v *view) checkIndices() error {
	var most uint32
	for i := range v.rows {
		most = max(most, u32(v.data, i))
	}
	if int64(most) >= int64(len(v.values)) {
		return damaged("column %s refers to value %d of a dictionary of %d", v.name, most, len(v.values))
	}
	return nil
}

// checkKeys makes sure that the keys of every row ascend.
func (v *view) checkKeys() error {
	for i := range v.rows {
		row := v.attrs[u32(v.data, i):u32(v.data, i+1)]
		for j := 1; j < len(row); j++ {
			if row[j-1].Key >= row[j].Key {
				return damaged("attributes that are not in ascending order")
			}
		}
	}
	return nil
}

// set sets the column of an event to the value of a row, which has one. It is
// for the types that cells does not take care of.
func (v *view) set(e *Event, row int) {
	switch v.typ {
	case TypeLabel: // kind
		i := u32(v.data, row)
		if e.Kind = v.kinds[i]; e.Kind == KindUnknown {
			e.kindName = v.values[i]
		}
	case TypeFloat:
		e.SetFloat(FloatColumn(v.slot), math.Float64frombits(u64(v.data, row)))
	case TypeText:
		e.SetText(TextColumn(v.slot), v.text[u32(v.data, row):u32(v.data, row+1)])
	case TypeInts:
		begin, end := u32(v.data, row), u32(v.data, row+1)
		e.SetInts(IntsColumn(v.slot), v.numbers[begin:end:end])
	case TypeTexts:
		begin, end := u32(v.data, row), u32(v.data, row+1)
		e.SetTexts(TextsColumn(v.slot), v.values[begin:end:end])
	case TypeAttrs:
		begin, end := u32(v.data, row), u32(v.data, row+1)
		e.attrs = v.attrs[begin:end:end]
	}
}

// hasKind reports whether any row of the kind column is of kind k.
func (v *view) hasKind(k Kind) bool {
	for i, known := range v.kinds {
		if known != k {
			continue
		}
		for row := range v.rows {
			if u32(v.data, row) == uint32(i) {
				return true
			}
		}
	}
	return false
}
