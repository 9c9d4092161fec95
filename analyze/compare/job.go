package compare

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// jobOf splits the difference of two jobs, nil unless both ended. The time with at
// least one query open is split on by Queries, as far as these do not overlap.
func jobOf(base, now *analyze.Run) *Job {
	if base.Job == nil || now.Job == nil || !base.Job.Wall.Known() || !now.Job.Wall.Known() {
		return nil
	}
	b, c := base.Job, now.Job
	j := &Job{BaseWall: b.Wall.V, NewWall: c.Wall.V, Delta: saturate.Sub(c.Wall.V, b.Wall.V)}
	left := j.Delta
	for _, p := range []struct {
		name     string
		was, now analyze.Value
	}{
		{"before", b.Split.Before, c.Split.Before}, {"queries", b.Split.Queries, c.Split.Queries},
		{"between", b.Split.Between, c.Split.Between}, {"after", b.Split.After, c.Split.After},
	} {
		part := JobPart{Name: p.name, Base: p.was.V, New: p.now.V, Delta: p.now.V - p.was.V}
		left -= part.Delta
		j.Parts = append(j.Parts, part)
	}
	if left != 0 { // a split that is not known in full
		j.Parts = append(j.Parts, JobPart{Name: "unknown", Delta: left})
	}
	return j
}
