package finding

import (
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
)

// ofStage drafts a finding on a stage whose tasks are unlike each other: what its
// outliers took beyond the median, on the path.
func (v *view) ofStage(s *skew.Stage) draft {
	outliers := setOf(s.Outliers)
	excess := v.ofTasks(func(t *analyze.Task) float64 {
		w := t.Wall()
		if !outliers[t] || !w.Positive() || w.V <= s.Median {
			return 0
		}
		return float64(w.V-s.Median) / float64(w.V)
	})
	d := draft{claim: excess, priced: s.Basis != "", beside: s.Outliers}
	d.Finding = Finding{Tasks: slices.Clone(s.Outliers[:min(len(s.Outliers), mostTasks)]), Evidence: slices.Clone(s.Evidence), Sure: true}
	if d.priced {
		d.Saving, d.Low, d.High = analyze.Derived.Of(s.Saving), analyze.Derived.Of(s.Low), analyze.Derived.Of(s.High)
	}
	d.Operators = v.operators(s.Stage)
	return d
}

// skewed returns the stages that are skewed for a cause.
func (v *view) skewed(cause skew.Cause) []*skew.Stage {
	var list []*skew.Stage
	for i := range v.Stages {
		if s := &v.Stages[i]; s.Verdict == skew.Skewed && s.Cause == cause {
			list = append(list, s)
		}
	}
	return list
}

// dataSkew finds stages in which some tasks have more data than the others.
func dataSkew(v *view) []draft {
	var drafts []draft
	for _, s := range v.skewed(skew.Data) {
		d := v.ofStage(s)
		n := int64(len(s.Outliers))
		if n == 0 {
			continue
		}
		f := &d.Finding
		f.ID = "skew-data"
		rows := ""
		if !math.IsNaN(s.RowsRatio) && s.RowsRatio >= 1 {
			rows = ", with " + factor(s.RowsRatio) + " the median rows"
		}
		f.Title = "data skew: " + count(n, "task", "tasks") + " of " + humanize.Count(s.Tasks) + " took up to " + dur(s.Longest) + ", " + factor(s.Ratio) + " the median" + rows
		switch {
		case v.scans(s.Stage) != nil:
			f.Advice = "The files, or what is read of them, are uneven: write them in even sizes, or cut what is read with df.into_partitions(n) or df.repartition(n) before the expensive step."
			f.Check = "the sizes and rows of the files; daft-analyze io lists them."
		case v.hot(s):
			f.ID, f.Sure = "hot-key", false
			f.Title = "one task of " + stageTasks(s) + " has most of the data" + rows + ", and took " + dur(s.Longest) + ": consistent with a hot key"
			f.Advice = "More partitions do not help, as all rows of one key go to one task. In a join send the smaller side everywhere (strategy=\"broadcast\"), or join the hot key apart and concatenate (df.concat); " +
				"in a groupby aggregate twice, first by the key and a salt such as a hash of the row modulo 16, then by the key; where it is a filler such as null or 0, filter it out first."
			f.Check = "count rows by key: df.groupby(key).agg(daft.col(key).count().alias(\"n\")).sort(\"n\", desc=True).show(). Daft does not report keys: two keys that fell into one partition look the same."
		default:
			f.Advice = "Some partitions have several keys or several times the rows: more partitions spread keys better (df.repartition(n, key), or shuffle_aggregation_default_partitions in daft.set_execution_config), where there are more keys than partitions; " +
				"else repartition without a key, df.repartition(n), before the expensive step."
			f.Check = "count rows by key: if few keys have most rows, more partitions do not help."
		}
		drafts = append(drafts, d)
	}
	return drafts
}

func stageTasks(s *skew.Stage) string { return count(s.Tasks, "task", "tasks") }

// hot reports whether one partition alone is large: what comes after it is no
// more than twice the median. Several large ones are several keys at least.
func (v *view) hot(s *skew.Stage) bool {
	if s.Tasks < 4 {
		return false
	}
	var rows []int64
	for _, t := range s.Stage.Tasks {
		if t.RowsIn.Known() && t.Outcome == analyze.TaskSucceeded {
			rows = append(rows, t.RowsIn.V)
		}
	}
	if len(rows) < 4 {
		return false
	}
	slices.Sort(rows)
	n := len(rows)
	median, most, second := rows[(n-1)/2], rows[n-1], rows[n-2]
	return median > 0 && most/3 >= median && second/2 <= median && most/2 >= second
}
