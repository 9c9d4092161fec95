package format

// batchEncoder lists the nodes and buffers of a table's columns.
type batchEncoder struct {
	nodes   []node
	buffers []buffer
}

// encode lists the columns of t.
func (b *batchEncoder) encode(t *table, cols []Column) {
	b.nodes, b.buffers = b.nodes[:0], b.buffers[:0]
	for _, c := range cols {
		switch c.Type {
		case TypeInt:
			b.fixed(&t.ints[c.slot], t.rows, 8)
		case TypeFloat:
			b.fixed(&t.floats[c.slot], t.rows, 8)
		case TypeLabel:
			if c.slot == kindSlot {
				b.fixed(&t.kind, t.rows, 4)
			} else {
				b.fixed(&t.labels[c.slot], t.rows, 4)
			}
		case TypeText:
			a := &t.texts[c.slot]
			b.lists(&a.validity, &a.offsets, t.rows, len(a.data))
			b.data(a.data)
		case TypeInts:
			a := &t.ints2[c.slot]
			b.lists(&a.validity, &a.offsets, t.rows, a.n)
			b.node(a.n)
			b.data(nil)
			b.data(a.data)
		case TypeTexts:
			a := &t.texts2[c.slot]
			b.lists(&a.validity, &a.offsets, t.rows, a.items.n)
			b.strings(&a.items)
		case TypeAttrs:
			b.lists(&t.attrs.validity, &t.attrs.offsets, t.rows, t.attrs.keys.n)
			b.node(t.attrs.keys.n) // the entries
			b.data(nil)
			b.strings(&t.attrs.keys)
			b.strings(&t.attrs.values)
		}
	}
}

// values lists an array of text without nulls, as dictionaries are.
func (b *batchEncoder) values(a *stringsArray) {
	b.nodes, b.buffers = b.nodes[:0], b.buffers[:0]
	b.strings(a)
}

func (b *batchEncoder) node(n int) { b.nodes = append(b.nodes, node{length: int64(n)}) }

func (b *batchEncoder) data(p []byte) { b.buffers = append(b.buffers, buffer{data: p}) }

func (b *batchEncoder) null(n int) {
	b.buffers = append(b.buffers, buffer{data: zeros[:n], null: true})
}

// validity lists a column's node and bitmap. It reports whether the column has
// any value.
func (b *batchEncoder) validity(v *validity, rows int) bool {
	b.nodes = append(b.nodes, node{int64(rows), int64(rows - v.known)})
	switch v.known {
	case rows:
		b.data(nil)
	case 0:
		b.null((rows + 7) / 8)
	default:
		v.bits = appendZeros(v.bits, (rows+7)/8)
		b.data(v.bits)
	}
	return v.known > 0
}

func (b *batchEncoder) fixed(c *pendingFixed, rows, width int) {
	if !b.validity(&c.validity, rows) {
		b.null(rows * width)
		return
	}
	c.data = appendZeros(c.data, rows*width)
	f := buffer{data: c.data, width: width}
	if c.known < rows {
		f.known = c.bits
	}
	b.buffers = append(b.buffers, f)
}

// lists lists a column's node, bitmap and offsets.
func (b *batchEncoder) lists(v *validity, o *offsets, rows, end int) {
	if !b.validity(v, rows) {
		b.null((rows + 1) * 4)
		return
	}
	o.fill(rows, end)
	b.data(o.data)
}

func (b *batchEncoder) strings(a *stringsArray) {
	b.node(a.n)
	b.data(nil)
	a.offsets.fill(a.n, 0)
	b.data(a.offsets.data)
	b.data(a.data)
}
