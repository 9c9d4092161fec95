package relation

import "github.com/daft-analyze/daft-analyze/analyze"

var logs = kind[analyze.LogLine]{
	name: "logs", doc: "one line that the job printed, one log record that Daft sent, or lines that the recorder did not keep; in the order of their times",
	fields: logFields,
}

// LogColumns returns what a table of logs has.
func LogColumns() (name, doc string, columns []Column) { return logs.name, logs.doc, logs.columns() }

// Logs returns a table of lines.
func Logs(lines []analyze.LogLine) *Table { return logs.table(lines) }

// LogRows gathers lines into tables of so many rows, so that what is held is
// bounded.
type LogRows struct {
	lines []analyze.LogLine
	most  int
	none  bool
	emit  func(*Table) error
}

// NewLogRows returns a LogRows that hands on tables of at most so many rows. Emit
// may not keep them.
func NewLogRows(most int, emit func(*Table) error) *LogRows {
	return &LogRows{most: most, none: true, emit: emit}
}

// Add takes a line. The error is of emit.
func (l *LogRows) Add(line *analyze.LogLine) error {
	l.lines = append(l.lines, *line)
	if len(l.lines) < l.most {
		return nil
	}
	return l.flush()
}

// Close hands on the rest: a table without rows where there was no line.
func (l *LogRows) Close() error {
	if l.none || len(l.lines) > 0 {
		return l.flush()
	}
	return nil
}

func (l *LogRows) flush() error {
	l.none = false
	err := l.emit(Logs(l.lines))
	l.lines = l.lines[:0]
	return err
}

func logFields() []field[analyze.LogLine] {
	type line = analyze.LogLine
	type f = field[line]
	return []f{
		{Column{"kind", "", Text, UnitNone, "`output` (a line that the job printed), `record` (a log record that Daft sent) or `loss` (lines that the recorder did not keep)"}, func(r *line) Cell { return text(string(r.Kind)) }},
		{Column{"time_ns", "", Time, UnitNanoseconds, "when the line's end was read; of a log record, when it was made; of a loss, when it was written down"}, func(r *line) Cell { return integer(int64(r.Time)) }},
		{Column{"clock", "", Text, UnitNone, "whose clock that is"}, func(r *line) Cell { return text(string(r.Clock)) }},
		{Column{"since_ns", "since", Integer, UnitNanoseconds, "`time_ns`, since the start of the job"}, func(r *line) Cell { return value(r.Since) }},
		{Column{"stream", "", Text, UnitNone, "`stdout`, `stderr`, or `both` where they are one; unknown of a log record"}, func(r *line) Cell { return text(r.Stream) }},
		{Column{"text", "", Text, UnitNone, "the line without its end and without what controls a terminal; of a loss, why"}, func(r *line) Cell { return Cell{Known: true, Text: r.Text} }},
		{Column{"pid", "", Integer, UnitNone, "the process that printed it, where Ray put that before the text"}, func(r *line) Cell { return value(r.PID) }},
		{Column{"name", "", Text, UnitNone, "Ray's name of the actor, task or daemon, or Daft's of the UDF; of a log record, its logger"}, func(r *line) Cell { return text(r.Name) }},
		{Column{"ip", "", Text, UnitNone, "the machine of `pid`; unknown for the driver's own"}, func(r *line) Cell { return text(r.IP) }},
		{Column{"worker", "", Integer, UnitNone, "which of the UDF's processes"}, func(r *line) Cell { return value(r.Worker) }},
		{Column{"query_id", "", Text, UnitNone, "of a log record"}, func(r *line) Cell { return text(r.QueryID) }},
		{Column{"severity", "", Text, UnitNone, "of a log record"}, func(r *line) Cell { return text(r.Severity) }},
		{Column{"bytes", "", Integer, UnitBytes, "how long the line was before it was cut; unknown where it is whole"}, func(r *line) Cell { return value(r.Bytes) }},
		{Column{"rewritten", "", Integer, UnitCounted, "times that the line was written over, as a progress bar is"}, func(r *line) Cell { return integer(r.Rewritten) }},
		{Column{"repeated", "", Integer, UnitCounted, "lines like it, of other processes, that Ray held back and counted in this one"}, func(r *line) Cell { return integer(r.Repeated) }},
		{Column{"invalid_bytes", "", Integer, UnitBytes, "bytes that were no UTF-8"}, func(r *line) Cell { return integer(r.Invalid) }},
		{Column{"unended", "", Truth, UnitNone, "the output ended within it"}, func(r *line) Cell { return truth(r.Unended) }},
		{Column{"count", "", Integer, UnitCounted, "lines that a loss stands for"}, func(r *line) Cell { return Cell{Known: r.Kind == analyze.LogLoss, Int: r.Count} }},
	}
}
