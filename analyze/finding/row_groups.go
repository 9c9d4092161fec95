package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// wholeFile is the size from which a file that one task reads is worth cutting,
// in bytes as stored.
const wholeFile = 16 << 20

// rowGroups finds scans that are one task although their file is large: one row
// group, or files are not cut.
func rowGroups(v *view) []draft {
	if v.native || v.slots < 2 {
		return nil
	}
	var drafts []draft
	for i := range v.Stages {
		s := &v.Stages[i]
		o := v.scans(s.Stage)
		if o == nil || len(s.Stage.Tasks) != 1 {
			continue
		}
		large, bytes := v.wholeFiles(s.Stage)
		if !large {
			continue
		}
		c := v.ofStageRuns(s)
		n := int64(len(s.Stage.Tasks))
		f := Finding{ID: "row-group-bound", Operators: []*analyze.Operator{o}, Tasks: v.tasksOf(c)}
		f.Title = op(o) + " read " + humanize.Bytes(bytes) + " in " + count(n, "task", "tasks") + " for " + humanize.Count(v.slots) + " slots, " + dur(c.total()) + " of the path: consistent with one row group, or files that Daft does not cut"
		f.say("each task read a whole file")
		f.say("%s", oneTaskManyThreads)
		f.Advice = "Daft cuts Parquet files at row groups only, and only if asked: daft.set_execution_config(enable_scan_task_split_and_merge=True, scan_tasks_max_size_bytes=...). A file with one row group cannot be cut: write it anew with df.write_parquet and a lower parquet_target_row_group_size, or as several files; or df.into_partitions(n) after reading."
		f.Check = "Daft does not report row groups: pyarrow.parquet.ParquetFile(path).num_row_groups tells."
		walls := map[*analyze.Task]int64{}
		for _, t := range s.Stage.Tasks {
			if w := t.Wall(); w.Positive() {
				walls[t] = part(w.V, n, v.slots)
			}
		}
		drafts = append(drafts, draft{Finding: f, claim: c, scenario: under(whatif.Scenario{Name: "as many tasks as slots", TaskWall: walls}), share: 0.10, atMost: true, gain: 1 - float64(n)/float64(v.slots)})
	}
	return drafts
}

// wholeFiles reports whether the tasks of a scan read a large file each, and how
// much they read.
func (v *view) wholeFiles(s *analyze.Stage) (large bool, bytes int64) {
	for _, t := range s.Tasks {
		b, files := storage(t)
		if files > 1 {
			return false, 0
		}
		bytes += b
		large = large || b >= wholeFile
	}
	return large, bytes
}
