package finding

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

const (
	manyFiles  = 200        // from which on opening files may matter
	smallFile  = 4 << 20    // bytes as stored, on average
	perFile    = 60_000_000 // nanoseconds that opening a file may take, of an object store
	smallBatch = 4096       // rows that a source hands on at a time, natively; the usual is 131,072
)

// smallFiles finds scans of many small files.
func smallFiles(v *view) []draft {
	var drafts []draft
	for i := range v.Flow.Scans {
		s := &v.Flow.Scans[i]
		o := s.Operator
		files, sure := v.manyFiles(s)
		if files == 0 {
			continue
		}
		c := v.scanning(o)
		f := Finding{ID: "small-files", Sure: sure, Operators: []*analyze.Operator{o}}
		ns := c.total()
		if sure && !v.native && ns/max(1, v.filesOf(c, o)) > perFile {
			continue // it is reading that takes long, not opening
		}
		what := op(o) + " read " + count(files, "file", "files")
		if s.StorageBytes.Positive() {
			what += " of " + humanize.Bytes(s.StorageBytes.V/files) + " on average"
		}
		if !sure {
			what = op(o) + " handed on " + count(files, "batch", "batches") + " of " + count(o.RowsOut.V/files, "row", "rows") + ": consistent with as many small files or row groups"
		}
		f.Title = what + ", " + dur(ns) + " of the path"
		if s.Evidence != "" {
			f.say("%s", s.Evidence)
		}
		f.Advice = "Opening a file costs more than reading so little of it: write fewer, larger files (read once, df.into_partitions(n), df.write_parquet), from 32 MiB on each."
		if !v.native {
			f.Advice += " Until then daft.set_execution_config(enable_scan_task_split_and_merge=True) puts several files into a task (scan_tasks_min_size_bytes, max_sources_per_scan_task)."
		}
		f.Check = "the sizes of the files: daft.from_glob_path(path).agg(daft.col(\"size\").mean(), daft.col(\"size\").count())."
		drafts = append(drafts, draft{Finding: f, claim: c, atMost: true})
	}
	return drafts
}

// manyFiles returns how many small files a scan read, 0 where it did not; sure is
// false where batches are counted, as files are not known.
func (v *view) manyFiles(s *dataflow.Scan) (files int64, sure bool) {
	o := s.Operator
	if s.Files.Positive() && s.Files.V >= manyFiles && s.StorageBytes.Known() {
		if s.StorageBytes.V/s.Files.V < smallFile {
			return s.Files.V, true
		}
		return 0, false
	}
	if s.SmallFiles && s.Files.Positive() {
		return s.Files.V, true
	}
	if v.native && strings.Contains(o.Name, "Parquet") && o.Batches.Positive() && o.Batches.V >= manyFiles && o.RowsOut.Known() && o.RowsOut.V/o.Batches.V < smallBatch {
		return o.Batches.V, false
	}
	return 0, false
}

// scanning claims what of the path is reading for an operator: natively its
// shares, on Ray the tasks that read it, less what other operators did in them.
func (v *view) scanning(o *analyze.Operator) claim {
	if v.native {
		return v.ofOperator(o)
	}
	c := v.ofWaits(func(t *analyze.Task) bool { return v.reads(t, o) }, waits...)
	for i, s := range v.Path.Segments {
		for _, x := range v.parts[i] {
			if s.Task != nil && v.reads(s.Task, o) && (x.Operator == o || x.Operator == nil) {
				c[place{i, x.Operator}] += x.NS
			}
		}
	}
	return c
}

// filesOf counts the files that the tasks in a claim read for an operator.
func (v *view) filesOf(c claim, o *analyze.Operator) (files int64) {
	seen := map[*analyze.Task]bool{}
	for p := range c {
		t := v.Path.Segments[p.segment].Task
		if t == nil || seen[t] {
			continue
		}
		seen[t] = true
		for _, in := range t.Inputs {
			if in.Kind == "scan" && in.SourceNode.Known() && in.SourceNode.V == o.ID {
				files += int64(len(in.Paths))
			}
		}
	}
	return files
}

// reads reports whether a task reads files of an operator.
func (v *view) reads(t *analyze.Task, o *analyze.Operator) bool {
	for _, in := range t.Inputs {
		if in.Kind == "scan" && in.SourceNode.Known() && in.SourceNode.V == o.ID {
			return true
		}
	}
	return false
}
