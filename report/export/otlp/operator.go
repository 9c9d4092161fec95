package otlp

import (
	"github.com/daft-analyze/daft-analyze/report/export"
)

// writeOperators writes a span for each operator, from the first to the last that
// was seen of its work. It was not busy all that time.
func (x *trace) writeOperators() {
	for _, o := range x.c.Query.Operators {
		if !o.First.Known || !o.Last.Known {
			x.out.counts.LeftOut++
			continue
		}
		s := x.begin(spanID(x.trace, "operator", o.ID), x.query, export.Operator(o), int64(o.First.Time), int64(o.Last.Time))
		s.operator(o)
		s.text("daft.operator.type", o.Type)
		s.text("daft.operator.category", o.Category)
		var children []int64
		for _, c := range o.Children {
			children = append(children, c.ID)
		}
		s.numbers("daft.operator.children", children)
		s.text("daft.operator.first_sign", string(o.FirstSign))
		s.text("daft.operator.last_sign", string(o.LastSign))
		s.clock(o.First)
		s.value("daft.operator.rows_in", o.RowsIn)
		s.value("daft.operator.rows_out", o.RowsOut)
		s.value("daft.operator.rows_written", o.RowsWritten)
		s.value("daft.operator.bytes_in", o.BytesIn)
		s.value("daft.operator.bytes_out", o.BytesOut)
		s.value("daft.operator.bytes_read", o.BytesRead)
		s.value("daft.operator.bytes_written", o.BytesWritten)
		s.value("daft.operator.duration_ns", o.DaftDuration)
		s.value("daft.operator.busy_ns", o.Work.Busy)
		s.flag("daft.operator.busy_at_least", o.Work.AtLeast)
		s.value("daft.operator.row_errors", o.RowErrors)
		if n := o.Tasks.Total; n > 0 {
			s.number("daft.operator.tasks", n)
		}
		s.done()
	}
}
