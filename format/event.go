package format

import (
	"slices"
	"strings"
)

// Event is one observed fact: a kind, and values for some of the columns. A
// column without a value is unknown, which is not the same as zero or "".
// The zero Event is of unknown kind and knows nothing.
//
// Slices that Ints, Texts and Attrs return must not be changed.
type Event struct {
	Kind Kind

	kindName string // of a KindUnknown that was read from a file

	known struct{ ints, labels, others uint64 }

	ints   [numInts]int64
	floats [numFloats]float64
	labels [numLabels]string
	texts  [numTexts]string
	ints2  [numInts2][]int64
	texts2 [numTexts2][]string
	attrs  []Attr
}

// Attr is one entry of the attrs column.
type Attr struct {
	Key   string
	Value string // JSON
}

// Bit positions of the columns that share known.others.
const (
	floatBit  = 0
	textBit   = 8
	intsBit   = 16
	textsBit  = 24
	maxColumn = 64
)

// NewEvent returns an event of the given kind that knows nothing yet.
func NewEvent(k Kind) *Event { return &Event{Kind: k} }

// Reset makes e an event of the given kind that knows nothing.
func (e *Event) Reset(k Kind) {
	e.Kind = k
	e.kindName = ""
	e.known.ints, e.known.labels, e.known.others = 0, 0, 0
	e.attrs = nil
}

// Clone returns a copy of e that shares no memory that is written to again.
func (e *Event) Clone() *Event {
	c := *e
	for i := range c.ints2 {
		c.ints2[i] = slices.Clone(c.ints2[i])
	}
	for i := range c.texts2 {
		c.texts2[i] = slices.Clone(c.texts2[i])
	}
	c.attrs = slices.Clone(c.attrs)
	return &c
}

// KindName returns the name of the event's kind as it stands in the file, also
// for a kind that this version does not know.
func (e *Event) KindName() string {
	if e.Kind == KindUnknown && e.kindName != "" {
		return e.kindName
	}
	return e.Kind.String()
}

// SetKindName sets the kind by its name, keeping a name that this version does
// not know.
func (e *Event) SetKindName(name string) {
	e.Kind = KindOf(name)
	e.kindName = ""
	if e.Kind == KindUnknown {
		e.kindName = name
	}
}

// Int returns the value of an integer column and whether it is known.
func (e *Event) Int(c IntColumn) (int64, bool) {
	if e.known.ints&(1<<c) == 0 {
		return 0, false
	}
	return e.ints[c], true
}

// SetInt sets the value of an integer column.
func (e *Event) SetInt(c IntColumn, v int64) *Event {
	e.ints[c] = v
	e.known.ints |= 1 << c
	return e
}

// Float returns the value of a float column and whether it is known.
func (e *Event) Float(c FloatColumn) (float64, bool) {
	if e.known.others&(1<<(floatBit+c)) == 0 {
		return 0, false
	}
	return e.floats[c], true
}

// SetFloat sets the value of a float column.
func (e *Event) SetFloat(c FloatColumn, v float64) *Event {
	e.floats[c] = v
	e.known.others |= 1 << (floatBit + c)
	return e
}

// Label returns the value of a label column, "" where it is unknown.
func (e *Event) Label(c LabelColumn) string {
	if e.known.labels&(1<<c) == 0 {
		return ""
	}
	return e.labels[c]
}

// HasLabel reports whether the value of a label column is known.
func (e *Event) HasLabel(c LabelColumn) bool { return e.known.labels&(1<<c) != 0 }

// SetLabel sets the value of a label column.
func (e *Event) SetLabel(c LabelColumn, v string) *Event {
	e.labels[c] = v
	e.known.labels |= 1 << c
	return e
}

// Text returns the value of a text column and whether it is known.
func (e *Event) Text(c TextColumn) (string, bool) {
	if e.known.others&(1<<(textBit+c)) == 0 {
		return "", false
	}
	return e.texts[c], true
}

// SetText sets the value of a text column.
func (e *Event) SetText(c TextColumn, v string) *Event {
	e.texts[c] = v
	e.known.others |= 1 << (textBit + c)
	return e
}

// Ints returns the value of an integer list column and whether it is known. A
// known list may be empty.
func (e *Event) Ints(c IntsColumn) ([]int64, bool) {
	if e.known.others&(1<<(intsBit+c)) == 0 {
		return nil, false
	}
	return e.ints2[c], true
}

// SetInts sets the value of an integer list column. The event keeps v.
func (e *Event) SetInts(c IntsColumn, v []int64) *Event {
	e.ints2[c] = v
	e.known.others |= 1 << (intsBit + c)
	return e
}

// Texts returns the value of a text list column and whether it is known. A
// known list may be empty.
func (e *Event) Texts(c TextsColumn) ([]string, bool) {
	if e.known.others&(1<<(textsBit+c)) == 0 {
		return nil, false
	}
	return e.texts2[c], true
}

// SetTexts sets the value of a text list column. The event keeps v.
func (e *Event) SetTexts(c TextsColumn, v []string) *Event {
	e.texts2[c] = v
	e.known.others |= 1 << (textsBit + c)
	return e
}

// Attrs returns the event's attributes in ascending order of keys. No key
// stands twice.
func (e *Event) Attrs() []Attr { return e.attrs }

// SetAttr sets one attribute.
func (e *Event) SetAttr(key, value string) *Event {
	i, found := slices.BinarySearchFunc(e.attrs, key, func(a Attr, k string) int { return strings.Compare(a.Key, k) })
	if found {
		e.attrs[i].Value = value
	} else {
		e.attrs = slices.Insert(e.attrs, i, Attr{key, value})
	}
	return e
}

// SetAttrs sets all attributes at once. The event keeps attrs, and puts them in
// order; of a key that stands twice the last value counts.
func (e *Event) SetAttrs(attrs []Attr) *Event {
	slices.SortStableFunc(attrs, func(a, b Attr) int { return strings.Compare(a.Key, b.Key) })
	kept := attrs[:0]
	for _, a := range attrs {
		if n := len(kept); n > 0 && kept[n-1].Key == a.Key {
			kept[n-1] = a
			continue
		}
		kept = append(kept, a)
	}
	e.attrs = kept
	return e
}

// Stamp sets the event's time and the clock that it was read from.
func (e *Event) Stamp(c Clock, t Time) *Event {
	return e.SetLabel(ClockName, string(c)).SetInt(TimeNS, int64(t))
}

// Received sets by which way and when the event reached the recorder.
func (e *Event) Received(s Source, arrival Time) *Event {
	return e.SetLabel(SourceName, string(s)).SetInt(ArrivalNS, int64(arrival))
}

// Time returns when the event happened by Clock, and whether that is known.
func (e *Event) Time() (Time, bool) {
	t, ok := e.Int(TimeNS)
	return Time(t), ok
}

// Arrival returns when the recorder received the event, and whether that is known.
func (e *Event) Arrival() (Time, bool) {
	t, ok := e.Int(ArrivalNS)
	return Time(t), ok
}

// Clock returns the clock that stamped the event's time, "" where unknown.
func (e *Event) Clock() Clock { return Clock(e.Label(ClockName)) }

// Equal reports whether two events are of one kind and know the same.
func (e *Event) Equal(o *Event) bool {
	if e.KindName() != o.KindName() || e.known != o.known || !slices.Equal(e.attrs, o.attrs) {
		return false
	}
	for _, c := range columns {
		if !sameValue(e, o, c) {
			return false
		}
	}
	return true
}

func sameValue(e, o *Event, c Column) bool {
	switch c.Type {
	case TypeInt:
		a, known := e.Int(IntColumn(c.slot))
		b, _ := o.Int(IntColumn(c.slot))
		return !known || a == b
	case TypeFloat:
		a, _ := e.Float(FloatColumn(c.slot))
		b, _ := o.Float(FloatColumn(c.slot))
		return a == b || a != a && b != b
	case TypeLabel:
		return c.slot == kindSlot || e.Label(LabelColumn(c.slot)) == o.Label(LabelColumn(c.slot))
	case TypeText:
		a, _ := e.Text(TextColumn(c.slot))
		b, _ := o.Text(TextColumn(c.slot))
		return a == b
	case TypeInts:
		a, _ := e.Ints(IntsColumn(c.slot))
		b, _ := o.Ints(IntsColumn(c.slot))
		return slices.Equal(a, b)
	case TypeTexts:
		a, _ := e.Texts(TextsColumn(c.slot))
		b, _ := o.Texts(TextsColumn(c.slot))
		return slices.Equal(a, b)
	}
	return true // attrs are compared by the caller
}
