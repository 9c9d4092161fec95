package relation

// Type is the type of a column.
type Type uint8

const (
	Text     Type = iota // Unicode
	Integer              // 64 bits, signed
	Real                 // IEEE, 64 bits; never NaN, never infinite
	Truth                // true or false
	Time                 // nanoseconds since 1970-01-01 00:00 UTC, signed 64 bits
	Integers             // list of Integer
	Texts                // list of Text
)

// Unit is what a number of a column counts.
type Unit string

const (
	UnitNone        Unit = ""
	UnitNanoseconds Unit = "ns"
	UnitBytes       Unit = "bytes"
	UnitRows        Unit = "rows"
	UnitTasks       Unit = "tasks"
	UnitCounted     Unit = "count"   // of something that the column's name says
	UnitTimes       Unit = "times"   // a factor, as 2 for twice
	UnitShare       Unit = "of 1"    // a part of a whole, 0 to 1
	UnitPercent     Unit = "of 100"  // the same in percent
	UnitPermille    Unit = "of 1000" // the same in parts of a thousand
)

// Column says what a column of a table is.
type Column struct {
	Name  string // as in docs/json.md where that has the same
	Short string // what it is called in print and by people; "" where Name is short
	Type  Type
	Unit  Unit
	Doc   string // one sentence, without its period
}

// Cell is one value. Which member holds it is said by the type of its column.
type Cell struct {
	Known   bool  // false: nobody reported it, or it does not apply
	Derived bool  // it follows from other numbers: nobody measured it
	Int     int64 // Integer; Time; Truth: 0 or 1
	Real    float64
	Text    string
	Ints    []int64
	Texts   []string
}

// Table is one relation: columns, and rows in a fixed order.
type Table struct {
	Name    string // such as "tasks"
	Doc     string // what a row is, one sentence without its period
	Columns []Column

	rows int
	cell func(row, column int) Cell
}

// Rows returns the number of rows.
func (t *Table) Rows() int { return t.rows }

// Cell returns the value of a column in a row, both from 0.
func (t *Table) Cell(row, column int) Cell { return t.cell(row, column) }

// Index returns the place of the column of a name, -1 where there is none.
func (t *Table) Index(name string) int {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return i
		}
	}
	return -1
}

// Pick returns a table of some rows, in the order given.
func (t *Table) Pick(rows []int) *Table {
	p := *t
	p.rows = len(rows)
	p.cell = func(row, column int) Cell { return t.cell(rows[row], column) }
	return &p
}

// Choose returns a table of some columns, in the order given.
func (t *Table) Choose(columns []int) *Table {
	p := *t
	p.Columns = make([]Column, len(columns))
	for i, c := range columns {
		p.Columns[i] = t.Columns[c]
	}
	p.cell = func(row, column int) Cell { return t.cell(row, columns[column]) }
	return &p
}
