package main

import (
	"io"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
	"github.com/daft-analyze/daft-analyze/report/export/tables"
)

var csvTarget = exportTarget{
	name: "csv", hasLogs: true, suffix: "-csv", doc: "tables of queries, operators, tasks, the critical path, samples, findings and logs, a file each: tables.md",
	open: `duckdb -c "FROM '%s/operators.csv'"`,
	folder: func(in exported, create func(string) (io.WriteCloser, error)) error {
		return eachTable(in, func(name string, columns []relation.Column) (tableSink, error) {
			f, err := create(name + ".csv")
			if err != nil {
				return nil, err
			}
			c, err := tables.NewCSV(f, columns, false)
			return &fileSink{c, f}, err
		})
	},
}

var jsonTarget = exportTarget{
	name: "json", hasLogs: true, suffix: ".json", doc: "the same tables as one document, a row a line",
	open: "jq '.operators[0]' %s",
	file: func(in exported, w io.Writer) error {
		j := tables.NewJSON(w)
		err := eachTable(in, func(name string, columns []relation.Column) (tableSink, error) {
			j.Begin(name, columns)
			return jsonSink{j}, nil
		})
		if err != nil {
			return err
		}
		return j.Close()
	},
}

// tableSink takes the rows of one table, in several parts.
type tableSink interface {
	Write(*relation.Table) error
	Close() error
}

// logRows is how many lines of the job's logs are held at a time.
const logRows = 10_000

// eachTable writes every table to a sink of its own, one after the other.
func eachTable(in exported, begin func(name string, columns []relation.Column) (tableSink, error)) error {
	for _, k := range relation.Kinds() {
		err := intoSink(begin, k.Name, k.Columns(), func(s tableSink) error { return s.Write(k.Of(in.study, in.cases)) })
		if err != nil {
			return err
		}
	}
	if in.withoutLogs {
		return nil
	}
	name, _, columns := relation.LogColumns()
	return intoSink(begin, name, columns, func(s tableSink) error {
		rows := relation.NewLogRows(logRows, s.Write)
		if err := in.logs(in.logFilter(), rows.Add); err != nil {
			return err
		}
		return rows.Close()
	})
}

// intoSink fills a sink and closes it, whatever happens.
func intoSink(begin func(string, []relation.Column) (tableSink, error), name string, columns []relation.Column, fill func(tableSink) error) error {
	s, err := begin(name, columns)
	if err != nil {
		return err
	}
	err = fill(s)
	if closeErr := s.Close(); err == nil {
		err = closeErr
	}
	return err
}

// logFilter lets the logs of the chosen query through, where it is one of several.
func (in exported) logFilter() (f analyze.LogFilter) {
	if !in.all && len(in.cases) == 1 {
		q := in.cases[0].Query
		f.Spans = []analyze.LogSpan{q.LogSpan()}
	}
	return f
}

// fileSink is a table's encoder with the file that it writes to.
type fileSink struct {
	tableSink
	f io.Closer
}

func (s *fileSink) Close() error {
	err := s.tableSink.Close()
	if closeErr := s.f.Close(); err == nil {
		err = closeErr
	}
	return err
}

// jsonSink is one table of a document, which goes on after it.
type jsonSink struct{ *tables.JSON }

func (jsonSink) Close() error { return nil }
