package dataflow

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// noticeable is what waiting is worth a word, in nanoseconds.
const noticeable = 1_000_000

// describe returns the exchange in one line: how much, from how many to how
// many, how even, and how long readers were held up.
func (x *Exchange) describe() string {
	var parts []string
	switch {
	case x.Kind == KindBroadcast:
		parts = append(parts, fmt.Sprintf("%s broadcast to %s", amount(x.BytesWritten, x.RowsWritten), humanize.Plural(x.ReduceTasks, "task", "tasks")))
		if x.BytesRead.Known() && x.ReduceTasks > 1 {
			parts = append(parts, approx(x.BytesRead)+humanize.Bytes(x.BytesRead.V)+" read in all")
		}
	default:
		parts = append(parts, fmt.Sprintf("%s from %s to %s", amount(x.BytesWritten, x.RowsWritten), humanize.Plural(x.MapTasks, "task", "tasks"), humanize.Plural(x.ReduceTasks, "task", "tasks")))
	}
	switch x.Algorithm {
	case Flight:
		parts[0] += " by flight shuffle"
	case Ray:
		parts[0] += " through Ray's object store"
	}
	if s := x.PartitionBytes; x.Kind != KindBroadcast && s.N > 1 && s.Max > s.Min {
		size := fmt.Sprintf("partitions of %s in the median, %s at most", humanize.Bytes(s.Median), humanize.Bytes(s.Max))
		if x.Algorithm == Flight {
			size += " by their rows"
		}
		if x.Largest != nil {
			size += fmt.Sprintf(" (task %d)", x.Largest.ID)
		}
		parts = append(parts, size)
	}
	if x.Empty > 0 {
		parts = append(parts, fmt.Sprintf("%d of %d empty", x.Empty, x.ReduceTasks))
	}
	if x.WaitedNS > 0 {
		parts = append(parts, fmt.Sprintf("its first map task ended %s before its last", humanize.Duration(x.WaitedNS)))
	}
	if x.WaitNS >= noticeable {
		what := "the query waited %s for the driver and the scheduler before its readers ran"
		if x.Kind == KindSort || x.Kind == KindRangeJoin {
			what = "the query waited %s for the driver and the scheduler between its steps, in which the ranges are worked out"
		}
		parts = append(parts, fmt.Sprintf(what, humanize.Duration(x.WaitNS)))
	}
	return strings.Join(parts, "; ")
}

// describe returns the scan in one line.
func (s *Scan) describe() string {
	parts := []string{amount(s.BytesOut, s.RowsOut)}
	if s.InMemory {
		parts[0] += " that were in memory before"
	}
	switch {
	case s.Files.Known() && s.StorageBytes.Known():
		parts = append(parts, fmt.Sprintf("%s of %s in %s", humanize.Plural(s.Files.V, "file", "files"), humanize.Bytes(s.StorageBytes.V), humanize.Plural(s.Tasks, "task", "tasks")))
	case s.Tasks > 0:
		parts = append(parts, humanize.Plural(s.Tasks, "task", "tasks"))
	}
	if s.GiantFile {
		parts = append(parts, fmt.Sprintf("one of them has %s, task %d", humanize.Bytes(s.PerTask.Max), s.Largest.ID))
	}
	if s.SmallFiles && s.BatchRows.Known() {
		parts = append(parts, fmt.Sprintf("batches of %s on average where one may have %s: consistent with small files", humanize.Plural(s.BatchRows.V, "row", "rows"), humanize.Count(MorselRows)))
	}
	if s.OneGroup && !s.Files.Known() {
		parts = append(parts, fmt.Sprintf("the first rows came after %s of its life", humanize.Percent(s.FirstRows.V, 1000)))
	}
	if s.Starved.Known() && !s.InMemory {
		parts = append(parts, fmt.Sprintf("Daft waited for its rows %s of the time", humanize.Percent(s.Starved.V, 1000)))
	}
	if e, b := s.EstimatedBytes, s.BytesOut; e.Positive() && b.Positive() && (b.V/2 > e.V || e.V/2 > b.V) {
		parts = append(parts, fmt.Sprintf("Daft expected %s in memory", humanize.Bytes(e.V)))
	}
	return strings.Join(parts, "; ")
}

// describe returns the write in one line.
func (w *Write) describe() string {
	parts := []string{amount(w.BytesIn, w.Rows)}
	if w.BytesWritten.Known() {
		parts[0] += " written as " + humanize.Bytes(w.BytesWritten.V)
	}
	if w.Files.Known() {
		into := "into " + humanize.Plural(w.Files.V, "file", "files")
		if w.Tasks.Known() {
			into += " by " + humanize.Plural(w.Tasks.V, "task", "tasks")
		}
		parts = append(parts, into)
	}
	return strings.Join(parts, ", ")
}

// describe returns the join in one line.
func (j *Join) describe() string {
	parts := []string{}
	if j.Strategy != "" {
		parts = append(parts, j.Strategy+" join")
	}
	parts = append(parts, "build side "+amount(j.BuildBytes, j.BuildRows), "probe side "+amount(j.ProbeBytes, j.ProbeRows))
	if j.RowsOut.Known() {
		parts = append(parts, fmt.Sprintf("%s%s rows out", approx(j.RowsOut), humanize.Count(j.RowsOut.V)))
	}
	return strings.Join(parts, "; ")
}

// amount writes bytes and rows, as far as they are known.
func amount(bytes, rows analyze.Value) string {
	var parts []string
	if bytes.Known() {
		parts = append(parts, approx(bytes)+humanize.Bytes(bytes.V))
	}
	if rows.Known() {
		parts = append(parts, approx(rows)+humanize.Plural(rows.V, "row", "rows"))
	}
	if parts == nil {
		return "an unknown amount"
	}
	return strings.Join(parts, ", ")
}

func approx(v analyze.Value) string {
	if v.Origin == analyze.Derived {
		return "~"
	}
	return ""
}
