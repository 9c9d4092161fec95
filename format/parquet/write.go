package parquet

import (
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
)

// What is gathered before it goes on: rows before they are encoded, all columns
// apart, and encoded rows before their row group is written.
const (
	rowsAtOnce   = 1 << 10
	bytesAtOnce  = 1 << 20 // of text
	rowsOfGroup  = 1 << 17
	bytesOfGroup = 1 << 26
)

// Writer writes one table. The file is whole only when Close returned no error.
type Writer struct {
	w       *parquet.GenericWriter[any]
	columns []Column
	values  [][]parquet.Value // of each column, of the rows at hand

	rows, bytes           int // at hand
	groupRows, groupBytes int // in the row group
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
	return &Writer{columns: columns, values: make([][]parquet.Value, len(columns)), w: parquet.NewGenericWriter[any](w, parquet.NewSchema(o.Name, tableOf(columns)),
		parquet.Compression(&parquet.Zstd),
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
	for i, c := range w.columns {
		n := 0
		w.values[i], n = c.appendValues(w.values[i], i, cells[i])
		w.bytes += n
	}
	w.rows++
	if w.rows < rowsAtOnce && w.bytes < bytesAtOnce {
		return nil
	}
	return w.encode()
}

// encode hands the rows at hand to the library, a column at a time, and ends the
// row group where it is full.
func (w *Writer) encode() error {
	for i, column := range w.w.ColumnWriters() {
		if _, err := column.WriteRowValues(w.values[i]); err != nil {
			return err
		}
		clear(w.values[i])
		w.values[i] = w.values[i][:0]
	}
	w.groupRows, w.groupBytes = w.groupRows+w.rows, w.groupBytes+w.bytes
	w.rows, w.bytes = 0, 0
	if w.groupRows < rowsOfGroup && w.groupBytes < bytesOfGroup {
		return nil
	}
	w.groupRows, w.groupBytes = 0, 0
	return w.w.Flush()
}

// Close ends the file. It does not close what is written to.
func (w *Writer) Close() (err error) {
	defer rescue(&err)
	if w.rows > 0 {
		if err := w.encode(); err != nil {
			return err
		}
	}
	return w.w.Close()
}

// rescue makes an error of what the library panics with.
func rescue(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("cannot write Parquet: %v", p)
	}
}
