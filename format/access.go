package format

// Value is the value of one column of an event, for code that walks all
// columns, such as the text form: exactly one field is set, by Type.
type Value struct {
	Type  Type
	Int   int64
	Float float64
	Text  string
	Ints  []int64
	Texts []string
	Attrs []Attr
}

// Value returns the event's value in column c, one of Columns, and whether it
// is known.
func (e *Event) Value(c Column) (Value, bool) {
	v := Value{Type: c.Type}
	var known bool
	switch c.Type {
	case TypeInt:
		v.Int, known = e.Int(IntColumn(c.slot))
	case TypeFloat:
		v.Float, known = e.Float(FloatColumn(c.slot))
	case TypeLabel:
		if c.slot == kindSlot {
			v.Text, known = e.KindName(), true
		} else {
			v.Text, known = e.Label(LabelColumn(c.slot)), e.HasLabel(LabelColumn(c.slot))
		}
	case TypeText:
		v.Text, known = e.Text(TextColumn(c.slot))
	case TypeInts:
		v.Ints, known = e.Ints(IntsColumn(c.slot))
	case TypeTexts:
		v.Texts, known = e.Texts(TextsColumn(c.slot))
	case TypeAttrs:
		v.Attrs, known = e.attrs, len(e.attrs) > 0
	}
	return v, known
}

// SetValue sets the event's value in column c, one of Columns, from the field
// of v that belongs to the column's type. The event keeps the slices of v.
func (e *Event) SetValue(c Column, v Value) {
	switch c.Type {
	case TypeInt:
		e.SetInt(IntColumn(c.slot), v.Int)
	case TypeFloat:
		e.SetFloat(FloatColumn(c.slot), v.Float)
	case TypeLabel:
		if c.slot == kindSlot {
			e.SetKindName(v.Text)
		} else {
			e.SetLabel(LabelColumn(c.slot), v.Text)
		}
	case TypeText:
		e.SetText(TextColumn(c.slot), v.Text)
	case TypeInts:
		e.SetInts(IntsColumn(c.slot), v.Ints)
	case TypeTexts:
		e.SetTexts(TextsColumn(c.slot), v.Texts)
	case TypeAttrs:
		e.SetAttrs(v.Attrs)
	}
}
