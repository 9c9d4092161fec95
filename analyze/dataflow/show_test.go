package dataflow

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// show prints a flow for goldens: ~ before what was worked out, - for what is
// not known.
func show(f *Flow) string {
	var b strings.Builder
	p := func(format string, a ...any) { fmt.Fprintf(&b, format+"\n", a...) }
	p("query %s %s", f.Query.ID, f.Query.Engine)
	for _, x := range f.Exchanges {
		p("  exchange #%d %s %s written %s rows %s bytes, read %s rows %s bytes, tasks %d -> %d partitions %s slots %s empty %d waited %d estimated %t", x.Operator.ID, x.Kind, or(x.Algorithm),
			val(x.RowsWritten), val(x.BytesWritten), val(x.RowsRead), val(x.BytesRead), x.MapTasks, x.ReduceTasks, val(x.Partitions), val(x.Slots), x.Empty, x.WaitedNS, x.Estimated)
		p("    bytes %s rows %s largest %s", dist(x.PartitionBytes), dist(x.PartitionRows), task(x.Largest))
		p("    %s", x.Evidence)
	}
	for _, s := range f.Scans {
		p("  scan #%d files %s tasks %d stored %s estimated %s read %s out %s rows %s per task %s starved %s batch %s first %s small %t giant %t one %t", s.Operator.ID, val(s.Files), s.Tasks, val(s.StorageBytes),
			val(s.EstimatedBytes), val(s.BytesRead), val(s.BytesOut), val(s.RowsOut), dist(s.PerTask), val(s.Starved), val(s.BatchRows), val(s.FirstRows), s.SmallFiles, s.GiantFile, s.OneGroup)
		p("    %s", s.Evidence)
	}
	for _, w := range f.Writes {
		p("  write #%d rows %s in %s written %s tasks %s files %s single %t", w.Operator.ID, val(w.Rows), val(w.BytesIn), val(w.BytesWritten), val(w.Tasks), val(w.Files), w.SingleFile)
		p("    %s", w.Evidence)
	}
	for _, j := range f.Joins {
		p("  join #%d %s build %s rows %s bytes probe %s rows %s bytes out %s exploding %t", j.Operator.ID, or(j.Strategy), val(j.BuildRows), val(j.BuildBytes), val(j.ProbeRows), val(j.ProbeBytes), val(j.RowsOut), j.Exploding)
	}
	return b.String()
}

func val(v analyze.Value) string {
	switch v.Origin {
	case analyze.Missing:
		return "-"
	case analyze.Derived:
		return fmt.Sprintf("~%d", v.V)
	}
	return fmt.Sprint(v.V)
}

func dist(s analyze.Spread) string {
	if s.N == 0 {
		return "-"
	}
	return fmt.Sprintf("%d:%d..%d..%d", s.N, s.Min, s.Median, s.Max)
}

func or(s string) string {
	if s == "" {
		return "?"
	}
	return s
}

func task(t *analyze.Task) string {
	if t == nil {
		return "-"
	}
	return fmt.Sprint(t.ID)
}
