package main

import (
	"io"

	"github.com/daft-analyze/daft-analyze/analyze/relation"
	"github.com/daft-analyze/daft-analyze/format/parquet"
)

var parquetTarget = exportTarget{
	name: "parquet", hasLogs: true, suffix: "-parquet", binary: true, doc: "the same tables as Parquet files, for DuckDB, Polars, pandas, Spark, Daft",
	open: `duckdb -c "FROM '%s/operators.parquet'"`,
	folder: func(in exported, create func(string) (io.WriteCloser, error)) error {
		return eachTable(in, func(name string, columns []relation.Column) (tableSink, error) {
			f, err := create(name + ".parquet")
			if err != nil {
				return nil, err
			}
			w, err := newParquet(f, name, columns)
			return &fileSink{w, f}, err
		})
	},
}

// parquetSink writes one table.
type parquetSink struct {
	*parquet.Writer
	cells []parquet.Cell
}

func newParquet(w io.Writer, name string, columns []relation.Column) (*parquetSink, error) {
	list := make([]parquet.Column, len(columns))
	for i, c := range columns {
		list[i] = parquet.Column{Name: c.Name, Type: parquetTypes[c.Type], Unit: string(c.Unit), Doc: c.Doc}
	}
	out, err := parquet.NewWriter(w, list, parquet.Options{Name: name, Program: "daft-analyze", Version: version})
	if err != nil {
		return nil, err
	}
	return &parquetSink{out, make([]parquet.Cell, len(columns))}, nil
}

var parquetTypes = [...]parquet.Type{
	relation.Text: parquet.Text, relation.Integer: parquet.Integer, relation.Real: parquet.Real, relation.Truth: parquet.Truth,
	relation.Time: parquet.Time, relation.Integers: parquet.Integers, relation.Texts: parquet.Texts,
}

// Write writes rows.
func (s *parquetSink) Write(t *relation.Table) error {
	for row := range t.Rows() {
		for i := range s.cells {
			x := t.Cell(row, i)
			s.cells[i] = parquet.Cell{Known: x.Known, Int: x.Int, Real: x.Real, Text: x.Text, Ints: x.Ints, Texts: x.Texts}
		}
		if err := s.Row(s.cells); err != nil {
			return err
		}
	}
	return nil
}
