package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
)

// giantFile finds scans in which one file, or one piece of it, took most of the
// time.
func giantFile(v *view) []draft {
	var drafts []draft
	for _, s := range v.skewed(skew.Data) {
		o := v.scans(s.Stage)
		if o == nil || len(s.Outliers) == 0 || len(s.Outliers) > 3 {
			continue
		}
		bytes, paths := storage(s.Outliers[0])
		median := v.medianStorage(s)
		if !(bytes > 0 && median > 0 && bytes/3 >= median) {
			if !v.giantScan(o) {
				continue
			}
		}
		d := v.ofStage(s)
		f := &d.Finding
		f.ID = "giant-file"
		what := "one file of "
		if paths > 1 {
			what = "the files of one task of "
		}
		f.Title = what + op(o) + " took " + dur(s.Longest) + ", " + factor(s.Ratio) + " the median of " + count(s.Tasks, "task", "tasks")
		if bytes > 0 && median > 0 {
			f.say("it has %s, the median task %s", humanize.Bytes(bytes), humanize.Bytes(median))
		}
		f.Operators = []*analyze.Operator{o}
		f.Advice = "Daft reads a file in one task unless told to cut it: daft.set_execution_config(enable_scan_task_split_and_merge=True) cuts Parquet at row groups from scan_tasks_max_size_bytes on (at most parquet_split_row_groups_max_files files); or write the file as several."
		f.Check = "the file must have several row groups to be cut: pyarrow.parquet.ParquetFile(path).num_row_groups."
		drafts = append(drafts, d)
	}
	return drafts
}

// storage returns the bytes of files that a task reads, and how many files these
// are; 0 where unknown.
func storage(t *analyze.Task) (bytes int64, files int) {
	for _, in := range t.Inputs {
		if in.Kind == "scan" && in.StorageBytes.Positive() {
			bytes += in.StorageBytes.V
		}
		files += len(in.Paths)
	}
	return bytes, files
}

func (v *view) medianStorage(s *skew.Stage) int64 {
	var all []int64
	for _, t := range s.Stage.Tasks {
		if b, _ := storage(t); b > 0 {
			all = append(all, b)
		}
	}
	return median(all)
}

func (v *view) giantScan(o *analyze.Operator) bool {
	for _, s := range v.Flow.Scans {
		if s.Operator == o {
			return s.GiantFile
		}
	}
	return false
}
