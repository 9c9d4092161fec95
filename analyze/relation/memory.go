package relation

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/memory"
)

// memorySample is the memory of all processes of the job at one moment.
type memorySample struct {
	*memory.Sample
	job  *analyze.Job
	open *query // that began last of those that were open, nil between queries
	peak bool
}

var memories = kind[memorySample]{
	name: "memory", doc: "the resident memory of all processes of the job at one moment; what they share is counted in each",
	fields: func() []field[memorySample] {
		return []field[memorySample]{
			{Column{"time_ns", "", Time, UnitNanoseconds, "when, by the recorder's clock"}, func(r *memorySample) Cell { return integer(int64(r.Time)) }},
			{Column{"since_ns", "since", Integer, UnitNanoseconds, "`time_ns`, since the start of the job"}, func(r *memorySample) Cell {
				if r.job == nil {
					return Cell{}
				}
				return since(r.job.Start, analyze.Moment{Time: r.Time, Known: true})
			}},
			{Column{"bytes", "", Integer, UnitBytes, "of all processes together"}, func(r *memorySample) Cell { return integer(r.Bytes) }},
			{Column{"shared_bytes", "shared", Integer, UnitBytes, "of these, what processes may share"}, func(r *memorySample) Cell { return integer(r.Shared) }},
			ofRole("driver"), ofRole("raylet"), ofRole("gcs"), ofRole("worker"), ofRole("other"),
			{Column{"peak", "", Truth, UnitNone, "it is the highest sample"}, func(r *memorySample) Cell { return truth(r.peak) }},
			{Column{"query_id", "", Text, UnitNone, "the query that was open; of several the one that began last"}, func(r *memorySample) Cell {
				if r.open == nil {
					return Cell{}
				}
				return text(r.open.Query.ID)
			}},
			{Column{"query", "", Integer, UnitNone, "its number in the recording, from 1"}, func(r *memorySample) Cell {
				if r.open == nil {
					return Cell{}
				}
				return integer(r.open.number)
			}},
		}
	},
	rows: memoryRows,
}

func ofRole(role string) field[memorySample] {
	return field[memorySample]{Column{role + "_bytes", role, Integer, UnitBytes, "of processes of the role `" + role + "`"}, func(r *memorySample) Cell {
		b, ok := r.ByRole[role]
		return Cell{Known: ok, Int: b}
	}}
}

func memoryRows(s *finding.Study, cases []*finding.Case) []memorySample {
	all := numbered(s, cases)
	rows := make([]memorySample, len(s.Memory.Samples))
	for i := range rows {
		x := &s.Memory.Samples[i]
		rows[i] = memorySample{Sample: x, job: s.Run.Job, peak: s.Memory.Peak != nil && s.Memory.Peak.Time == x.Time}
	}
	openAt(rows, all)
	return rows
}

// openAt says of each sample which query was open. Queries are in the order of
// their starts, as samples are.
func openAt(rows []memorySample, all []query) {
	var open []*query
	next := 0
	for i := range rows {
		t := rows[i].Time
		for next < len(all) && (!all[next].Query.Start.Known || all[next].Query.Start.Time <= t) {
			open = append(open, &all[next])
			next++
		}
		for len(open) > 0 && !spans(open[len(open)-1].Query, rows[i]) { // it ended, and so is of no sample to come
			open = open[:len(open)-1]
		}
		if len(open) > 0 {
			rows[i].open = open[len(open)-1]
		}
	}
}

func spans(q *analyze.Query, r memorySample) bool {
	return q.Start.Known && q.End.Known && q.Start.Time <= r.Time && r.Time <= q.End.Time
}
