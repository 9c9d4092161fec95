package relation

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
)

type segment struct {
	*critical.Segment
	of     *query
	number int64
}

var segments = kind[segment]{
	name: "segments", doc: "one piece of a query's critical path: in order, they tile its wall time exactly",
	fields: segmentFields,
	rows: func(s *finding.Study, cases []*finding.Case) []segment {
		var rows []segment
		all := numbered(s, cases)
		for i := range all {
			for j := range all[i].Path.Segments {
				rows = append(rows, segment{&all[i].Path.Segments[j], &all[i], int64(j) + 1})
			}
		}
		return rows
	},
}

// Segments returns a table of the segments of critical paths, in order.
func Segments(s *finding.Study, cases []*finding.Case) *Table {
	return segments.table(segments.rows(s, cases))
}

func segmentFields() []field[segment] {
	type f = field[segment]
	at := func(t format.Time) analyze.Moment { return analyze.Moment{Time: t, Known: true} }
	return append(ofQuery(func(r *segment) *query { return r.of }), []f{
		{Column{"segment", "", Integer, UnitNone, "its number in the query, from 1"}, func(r *segment) Cell { return integer(r.number) }},
		{Column{"start_ns", "", Time, UnitNanoseconds, "where it begins"}, func(r *segment) Cell { return integer(int64(r.Start)) }},
		{Column{"end_ns", "", Time, UnitNanoseconds, "where it ends and the next begins"}, func(r *segment) Cell { return integer(int64(r.End)) }},
		{Column{"start_since_ns", "start", Integer, UnitNanoseconds, "`start_ns`, since the query's start"}, func(r *segment) Cell { return since(r.of.start(), at(r.Start)) }},
		{Column{"ns", "length", Integer, UnitNanoseconds, "how long it is; they sum to the query's wall exactly"}, func(r *segment) Cell { return integer(r.Length()) }},
		{Column{"kind", "", Text, UnitNone, "`plan`, `startup`, `driver`, `schedule`, `handoff`, `retry`, `run`, `consumer`, `tail` or `unrecorded`"}, func(r *segment) Cell { return text(string(r.Kind)) }},
		{Column{"task_id", "task", Integer, UnitNone, "the task that it is about"}, func(r *segment) Cell { return taskID(r.Task) }},
		{Column{"worker", "", Text, UnitNone, "short name of the worker"}, func(r *segment) Cell { return workerLabel(r.Worker) }},
		{Column{"worker_id", "", Text, UnitNone, "the worker's id"}, func(r *segment) Cell { return workerID(r.Worker) }},
		{Column{"node_id", "", Integer, UnitNone, "the operator: of a run that with the largest share, else that whose task or step was waited for"}, func(r *segment) Cell { return operatorID(r.Operator) }},
		{Column{"operator", "", Text, UnitNone, "its name, or its type"}, func(r *segment) Cell { return operatorName(r.Operator) }},
		{Column{"state", "", Text, UnitNone, "natively what the operator did: `busy`, `building`, `probing`, `finalizing` or `io`"}, func(r *segment) Cell { return text(string(r.State)) }},
		{Column{"estimated", "", Truth, UnitNone, "its bounds or its owner are inferred"}, func(r *segment) Cell { return truth(r.Estimated) }},
		{Column{"guess", "", Text, UnitNone, "why the segment before it is only likely to be what it waited for"}, func(r *segment) Cell { return text(r.Guess) }},
	}...)
}

type share struct {
	critical.Share
	segment
}

var shares = kind[share]{
	name: "shares", doc: "an operator's part of a segment of kind `run`: those of a segment sum to it exactly",
	fields: shareFields,
	rows: func(s *finding.Study, cases []*finding.Case) []share {
		var rows []share
		for _, x := range segments.rows(s, cases) {
			for _, part := range x.Shares {
				rows = append(rows, share{part, x})
			}
		}
		return rows
	},
}

// Shares returns a table of the operators' parts of segments, in the order of
// these, the largest first.
func Shares(s *finding.Study, cases []*finding.Case) *Table {
	return shares.table(shares.rows(s, cases))
}

func shareFields() []field[share] {
	type f = field[share]
	return append(ofQuery(func(r *share) *query { return r.of }), []f{
		{Column{"segment", "", Integer, UnitNone, "number of the segment in the query, from 1"}, func(r *share) Cell { return integer(r.number) }},
		{Column{"task_id", "task", Integer, UnitNone, "the task that ran; unknown natively"}, func(r *share) Cell { return taskID(r.Task) }},
		{Column{"node_id", "", Integer, UnitNone, "the operator; unknown where no operator accounts for it"}, func(r *share) Cell { return operatorID(r.Share.Operator) }},
		{Column{"name", "", Text, UnitNone, "its name, or its type"}, func(r *share) Cell { return operatorName(r.Share.Operator) }},
		{Column{"ns", "length", Integer, UnitNanoseconds, "its part of the segment"}, func(r *share) Cell { return integer(r.NS) }},
		{Column{"state", "", Text, UnitNone, "natively what it did: `busy`, `building`, `probing`, `finalizing` or `io`"}, func(r *share) Cell { return text(string(r.Share.State)) }},
		{Column{"saving_ns", "saving", Integer, UnitNanoseconds, "what the query would have gained in this segment without the operator; at most `ns`"}, func(r *share) Cell { return integer(r.Saving) }},
		{Column{"estimated", "", Truth, UnitNone, "it is estimated rather than measured"}, func(r *share) Cell { return truth(r.Share.Estimated) }},
	}...)
}
