package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// singleFile finds writes that one task does alone.
func singleFile(v *view) []draft {
	if v.native || v.slots < 2 {
		return nil
	}
	var drafts []draft
	for i := range v.Stages {
		s := &v.Stages[i]
		if len(s.Stage.Tasks) != 1 {
			continue
		}
		o := v.writes(s.Stage)
		if o == nil {
			continue
		}
		t := s.Stage.Tasks[0]
		c := v.ofStageRuns(s)
		f := Finding{ID: "single-output-file", Sure: true, Operators: []*analyze.Operator{o}, Tasks: s.Stage.Tasks}
		f.Title = "one task wrote everything: " + op(o) + " took " + dur(c.total()) + " of the path on one of " + humanize.Count(v.slots) + " slots"
		if o.RowsWritten.Known() {
			f.say("%s rows written", humanize.Count(o.RowsWritten.V))
		}
		f.say("%s", oneTaskManyThreads)
		f.Advice = "Let each partition write a file of its own: no df.into_partitions(1), df.repartition(1) or single_file=True before or in the write. Where one file is asked for, join them afterwards, as readers take a folder as well."
		f.Check = "a sink that must have one file; then only writing less, or with a cheaper compression=, helps."
		walls := map[*analyze.Task]int64{}
		if w := t.Wall(); w.Positive() {
			walls[t] = w.V / v.slots
		}
		drafts = append(drafts, draft{Finding: f, claim: c, scenario: under(whatif.Scenario{Name: "a file a slot", TaskWall: walls}), atMost: true, gain: 1 - 1/float64(v.slots)})
	}
	return drafts
}

// writes returns the operator of a stage that writes files, nil where none does.
func (v *view) writes(s *analyze.Stage) *analyze.Operator {
	for _, o := range v.operators(s) {
		if isWrite(o) && o.Type != "CommitWrite" {
			return o
		}
	}
	return nil
}
