package parquet

import (
	"reflect"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// Type is the type of a column.
type Type uint8

const (
	Text     Type = iota // UTF8
	Integer              // INT64
	Real                 // DOUBLE
	Truth                // BOOLEAN
	Time                 // TIMESTAMP, nanoseconds, UTC
	Integers             // LIST of INT64
	Texts                // LIST of UTF8
)

// Column says what a column is.
type Column struct {
	Name string
	Type Type
	Unit string // such as "ns", "" where it has none
	Doc  string // what it means
}

// Cell is one value. Which member holds it is said by the type of its column.
type Cell struct {
	Known bool // false is null
	Int   int64
	Real  float64
	Text  string
	Ints  []int64
	Texts []string
}

// node returns the column's place in a schema. Every column may be null; the
// items of a list may not.
func (c Column) node() parquet.Node {
	switch c.Type {
	case Integer:
		return parquet.Optional(parquet.Leaf(parquet.Int64Type))
	case Real:
		return parquet.Optional(parquet.Leaf(parquet.DoubleType))
	case Truth:
		return parquet.Optional(parquet.Leaf(parquet.BooleanType))
	case Time:
		return parquet.Optional(parquet.Timestamp(parquet.Nanosecond))
	case Integers:
		return parquet.Optional(parquet.List(parquet.Leaf(parquet.Int64Type)))
	case Texts:
		return parquet.Optional(parquet.List(parquet.String()))
	}
	return parquet.Optional(parquet.String())
}

// Levels of the cells of a column: how much of the way to a value is there.
const (
	absent  = 0
	present = 1 // of a list: it has no item
	item    = 2
)

// appendValues appends the values of a cell, at least one, to those of a column,
// and returns how many bytes of text it has.
func (c Column) appendValues(values []parquet.Value, place int, x Cell) ([]parquet.Value, int) {
	if !x.Known {
		return append(values, parquet.NullValue().Level(0, absent, place)), 0
	}
	switch c.Type {
	case Integers:
		for i, v := range x.Ints {
			values = append(values, parquet.Int64Value(v).Level(min(i, 1), item, place))
		}
		if len(x.Ints) == 0 {
			values = append(values, parquet.NullValue().Level(0, present, place))
		}
		return values, 8 * len(x.Ints)
	case Texts:
		bytes := 0
		for i, v := range x.Texts {
			values = append(values, textValue(v).Level(min(i, 1), item, place))
			bytes += len(v)
		}
		if len(x.Texts) == 0 {
			values = append(values, parquet.NullValue().Level(0, present, place))
		}
		return values, bytes
	}
	return append(values, c.value(x).Level(0, present, place)), len(x.Text)
}

// textValue returns a text, which other tools expect to be UTF-8.
func textValue(s string) parquet.Value {
	return parquet.ByteArrayValue([]byte(strings.ToValidUTF8(s, "\ufffd")))
}

func (c Column) value(x Cell) parquet.Value {
	switch c.Type {
	case Text:
		return textValue(x.Text)
	case Real:
		return parquet.DoubleValue(x.Real)
	case Truth:
		return parquet.BooleanValue(x.Int != 0)
	}
	return parquet.Int64Value(x.Int)
}

// table is the root of a schema. The library's own sorts columns by their names.
type table struct {
	parquet.Group
	fields []parquet.Field
}

func tableOf(columns []Column) table {
	t := table{Group: parquet.Group{}}
	for _, c := range columns {
		n := c.node()
		t.Group[c.Name] = n
		t.fields = append(t.fields, field{n, c.Name})
	}
	return t
}

// Fields returns the columns in their order.
func (t table) Fields() []parquet.Field { return t.fields }

type field struct {
	parquet.Node
	name string
}

func (f field) Name() string { return f.name }

// Value would take the field out of a Go value; rows are written by their cells.
func (f field) Value(reflect.Value) reflect.Value { return reflect.Value{} }
