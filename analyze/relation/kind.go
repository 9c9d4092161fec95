package relation

import "github.com/daft-analyze/daft-analyze/analyze/finding"

// Kind is one kind of table: what its columns are, and how to make it.
type Kind struct {
	Name    string
	Doc     string
	Columns func() []Column
	// Of makes the table for some cases of a study.
	Of func(s *finding.Study, cases []*finding.Case) *Table
}

// field is a column of rows that are made from an R. Without of it is the column
// that lists which of the row's other cells are derived.
type field[R any] struct {
	Column
	of func(*R) Cell
}

// kind is a Kind by its parts.
type kind[R any] struct {
	name, doc string
	fields    func() []field[R] // made when a table is: the program starts without them
	rows      func(s *finding.Study, cases []*finding.Case) []R
}

func (k *kind[R]) columns() []Column {
	return columnsOf(k.fields())
}

func columnsOf[R any](fields []field[R]) []Column {
	list := make([]Column, len(fields))
	for i, f := range fields {
		list[i] = f.Column
	}
	return list
}

// table makes a table of rows.
func (k *kind[R]) table(rows []R) *Table {
	fields := k.fields()
	return &Table{Name: k.name, Doc: k.doc, Columns: columnsOf(fields), rows: len(rows), cell: func(row, column int) Cell {
		if of := fields[column].of; of != nil {
			return of(&rows[row])
		}
		return derived(fields, &rows[row])
	}}
}

// derived lists the columns of a row that were derived from other numbers.
func derived[R any](fields []field[R], row *R) Cell {
	names := []string{}
	for _, f := range fields {
		if f.of != nil && f.of(row).Derived {
			names = append(names, f.Name)
		}
	}
	return Cell{Known: true, Texts: names}
}

func (k *kind[R]) public() Kind {
	return Kind{Name: k.name, Doc: k.doc, Columns: k.columns, Of: func(s *finding.Study, cases []*finding.Case) *Table {
		return k.table(k.rows(s, cases))
	}}
}

// Kinds returns all kinds of tables but logs, which are read from the recording
// itself: see LogRows.
func Kinds() []Kind {
	return []Kind{
		queries.public(), operators.public(), tasks.public(), workers.public(), stages.public(), segments.public(), shares.public(), samples.public(), findings.public(),
		hotspots.public(), exchanges.public(), inputOutput.public(), memories.public(),
	}
}

// KindOf returns the kind of a name, and whether there is one.
func KindOf(name string) (Kind, bool) {
	for _, k := range Kinds() {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}
