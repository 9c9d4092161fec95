package parquet

import (
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
)

// rowsOfGroup is how many rows a row group has: what is held before it is written.
const rowsOfGroup = 1 << 17

// Writer writes one table. The file is whole only when Close returned no error.
type Writer struct {
	w       *parquet.Writer
	columns []Column
	row     parquet.Row
}

// Options say what a file says about itself.
type Options struct {
	Name    string // of the table
	Doc     string // what a row is
	Program string // that writes it
	Version string // of that
}

// NewWriter begins a file. What it writes goes to w as row groups are full.
func NewWriter(w io.Writer, columns []Column, o Options) (*Writer, error) {
	schema, err := arrowSchema(columns, o)
	if err != nil {
		return nil, err
	}
	described, err := describe(columns)
	if err != nil {
		return nil, err
	}
	return &Writer{columns: columns, w: parquet.NewWriter(w, parquet.NewSchema(o.Name, tableOf(columns)),
		parquet.Compression(&parquet.Zstd),
		parquet.MaxRowsPerRowGroup(rowsOfGroup),
		parquet.CreatedBy(o.Program, o.Version, ""),
		parquet.KeyValueMetadata("ARROW:schema", schema),
		parquet.KeyValueMetadata("table", o.Name),
		parquet.KeyValueMetadata("row", o.Doc),
		parquet.KeyValueMetadata("columns", described),
	)}, nil
}

// Row writes a row of as many cells as there are columns.
func (w *Writer) Row(cells []Cell) (err error) {
	defer rescue(&err)
	w.row = w.row[:0]
	for i, c := range w.columns {
		w.row = c.appendValues(w.row, i, cells[i])
	}
	_, err = w.w.WriteRows([]parquet.Row{w.row})
	return err
}

// Close ends the file. It does not close what is written to.
func (w *Writer) Close() (err error) {
	defer rescue(&err)
	return w.w.Close()
}

// rescue makes an error of what the library panics with.
func rescue(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("cannot write Parquet: %v", p)
	}
}
