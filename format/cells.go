package format

// cells is the columns of a batch that have values, laid out for taking row by
// row: most values are integers and labels.
type cells struct {
	ints   []intCells
	labels []labelCells
	others []*view
}

type intCells struct {
	known, data []byte
	column      IntColumn
}

type labelCells struct {
	known, data []byte
	values      []string
	column      LabelColumn
}

func (c *cells) reset() {
	c.ints, c.labels, c.others = c.ints[:0], c.labels[:0], c.others[:0]
}

func (c *cells) add(v *view) {
	switch {
	case v.typ == TypeInt:
		c.ints = append(c.ints, intCells{v.known, v.data, IntColumn(v.slot)})
	case v.typ == TypeLabel && v.slot != kindSlot:
		c.labels = append(c.labels, labelCells{v.known, v.data, v.values, LabelColumn(v.slot)})
	default:
		c.others = append(c.others, v)
	}
}

// fill sets e, which knows nothing, to a row.
func (c *cells) fill(e *Event, row int) {
	for i := range c.ints {
		n := &c.ints[i]
		if has(n.known, row) {
			e.SetInt(n.column, int64(u64(n.data, row)))
		}
	}
	for i := range c.labels {
		l := &c.labels[i]
		if has(l.known, row) {
			e.SetLabel(l.column, l.values[u32(l.data, row)])
		}
	}
	for _, v := range c.others {
		if has(v.known, row) {
			v.set(e, row)
		}
	}
}

// has reports whether a row has a value, by a bitmap that is nil if all have.
func has(known []byte, row int) bool {
	return known == nil || known[row>>3]&(1<<(row&7)) != 0
}
