package relation

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// sample is one look at something: at an operator's counters, at a process by
// the recorder, or at one of Daft's by Daft's own monitor. One of the three is set.
type sample struct {
	of        *query // of an operator
	operator  *analyze.Operator
	counters  *analyze.Sample
	process   *analyze.Process
	look      *analyze.ProcessSample
	monitored *analyze.Monitored
	monitor   *analyze.MonitorSample
}

var samples = kind[sample]{
	name: "samples", doc: "one look at an operator's counters, or at the memory of a process of the job",
	fields: sampleFields,
	rows: func(s *finding.Study, cases []*finding.Case) []sample {
		all := numbered(s, cases)
		rows := make([]sample, 0, countSamples(s, cases))
		for i := range all {
			for _, o := range all[i].Query.Operators {
				for j := range o.Samples {
					rows = append(rows, sample{of: &all[i], operator: o, counters: &o.Samples[j]})
				}
			}
		}
		if job := s.Run.Job; job != nil && job.Use != nil {
			for _, p := range job.Use.Processes {
				for j := range p.Samples {
					rows = append(rows, sample{process: p, look: &p.Samples[j]})
				}
			}
		}
		for _, m := range s.Run.Monitored {
			for j := range m.Samples {
				rows = append(rows, sample{monitored: m, monitor: &m.Samples[j]})
			}
		}
		return rows
	},
}

func countSamples(s *finding.Study, cases []*finding.Case) (n int) {
	for _, c := range cases {
		for _, o := range c.Query.Operators {
			n += len(o.Samples)
		}
	}
	if job := s.Run.Job; job != nil && job.Use != nil {
		for _, p := range job.Use.Processes {
			n += len(p.Samples)
		}
	}
	for _, m := range s.Run.Monitored {
		n += len(m.Samples)
	}
	return n
}

// at returns when it was.
func (r *sample) at() int64 {
	switch {
	case r.counters != nil:
		return int64(r.counters.Time)
	case r.look != nil:
		return int64(r.look.Time)
	}
	return int64(r.monitor.Time)
}

// orUnknown leaves out what the model marks unknown by -1.
func orUnknown(v int64) Cell { return Cell{Known: v >= 0, Int: v} }

func sampleFields() []field[sample] {
	type f = field[sample]
	counter := func(name string, u Unit, doc string, of func(*analyze.Sample) int64) f {
		return f{Column{name, "", Integer, u, doc}, func(r *sample) Cell {
			if r.counters == nil {
				return Cell{}
			}
			return integer(of(r.counters))
		}}
	}
	return append(ofQuery(func(r *sample) *query { return r.of }), []f{
		{Column{"kind", "", Text, UnitNone, "`operator` (its counters so far), `process` (a process of the job, looked at by the recorder) or `daft` (one of Daft's, by its own monitor)"}, func(r *sample) Cell {
			switch {
			case r.counters != nil:
				return text("operator")
			case r.look != nil:
				return text("process")
			}
			return text("daft")
		}},
		{Column{"time_ns", "", Time, UnitNanoseconds, "when"}, func(r *sample) Cell { return integer(r.at()) }},
		{Column{"clock", "", Text, UnitNone, "whose clock that is: `recorder`, `driver`, `runner` or `worker`; unknown of Daft's monitor"}, func(r *sample) Cell {
			switch {
			case r.counters != nil:
				return text(string(r.operator.SampleClock))
			case r.look != nil:
				return text("recorder")
			}
			return Cell{}
		}},
		{Column{"node_id", "", Integer, UnitNone, "the operator"}, func(r *sample) Cell { return operatorID(r.operator) }},
		{Column{"name", "", Text, UnitNone, "of the operator, or of the process's command"}, func(r *sample) Cell {
			if r.process != nil {
				return text(r.process.Name)
			}
			return operatorName(r.operator)
		}},
		counter("rows_in", UnitRows, "rows that went in so far", func(s *analyze.Sample) int64 { return s.RowsIn }),
		counter("rows_out", UnitRows, "rows that came out so far", func(s *analyze.Sample) int64 { return s.RowsOut }),
		counter("bytes_in", UnitBytes, "in memory, so far", func(s *analyze.Sample) int64 { return s.BytesIn }),
		counter("bytes_out", UnitBytes, "in memory, so far", func(s *analyze.Sample) int64 { return s.BytesOut }),
		counter("daft_duration_ns", UnitNanoseconds, "Daft's own duration so far", func(s *analyze.Sample) int64 { return s.DaftDuration }),
		counter("batches", UnitCounted, "batches natively, tasks on Ray, so far", func(s *analyze.Sample) int64 { return s.Batches }),
		counter("completed", UnitTasks, "Daft's task counter so far", func(s *analyze.Sample) int64 { return s.Completed }),
		{Column{"role", "", Text, UnitNone, "of the process: `driver`, `raylet`, `gcs`, `worker` or `other`; Daft's word for one of its own"}, func(r *sample) Cell {
			switch {
			case r.process != nil:
				return text(r.process.Role)
			case r.monitored != nil:
				return text(r.monitored.Role)
			}
			return Cell{}
		}},
		{Column{"pid", "", Integer, UnitNone, "process id"}, func(r *sample) Cell {
			switch {
			case r.process != nil:
				return value(r.process.PID)
			case r.monitored != nil:
				return value(r.monitored.PID)
			}
			return Cell{}
		}},
		{Column{"worker_id", "", Text, UnitNone, "the Ray node of one of Daft's processes"}, func(r *sample) Cell {
			if r.monitored == nil {
				return Cell{}
			}
			return text(r.monitored.WorkerID)
		}},
		{Column{"rss_bytes", "rss", Integer, UnitBytes, "resident memory; what processes share is counted in each"}, func(r *sample) Cell {
			switch {
			case r.look != nil:
				return orUnknown(r.look.RSS)
			case r.monitor != nil:
				return orUnknown(r.monitor.RSS)
			}
			return Cell{}
		}},
		{Column{"shared_bytes", "shared", Integer, UnitBytes, "of it, what it may share"}, func(r *sample) Cell {
			if r.look == nil {
				return Cell{}
			}
			return orUnknown(r.look.Shared)
		}},
		{Column{"cpu_ns", "cpu", Integer, UnitNanoseconds, "CPU time since the process began"}, func(r *sample) Cell {
			if r.look == nil {
				return Cell{}
			}
			return orUnknown(r.look.CPU)
		}},
		{Column{"allocated_bytes", "", Integer, UnitBytes, "that Daft's allocator had given out"}, func(r *sample) Cell {
			if r.monitor == nil {
				return Cell{}
			}
			return orUnknown(r.monitor.Allocated)
		}},
		{Column{"resident_bytes", "", Integer, UnitBytes, "that Daft's allocator held"}, func(r *sample) Cell {
			if r.monitor == nil {
				return Cell{}
			}
			return orUnknown(r.monitor.Resident)
		}},
	}...)
}
