package skew

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
	"github.com/daft-analyze/daft-analyze/format"
)

const (
	basisReplay = "replay"
	basisPath   = "path"
)

// mostReplays bounds how many stages are priced by replay, each of which goes
// through all tasks of the query: the ones that may save most. The others get
// the bound from the path.
const mostReplays = 24

// price works out what the query would gain by each stage's being even.
func (j *judge) price() {
	var list []*judging
	for _, g := range j.judgings {
		parts := j.contributionsOf(g)
		j.spreads(g, parts)
		if len(g.outlier) == 0 {
			continue
		}
		j.attribute(g, parts)
		j.bound(g)
		list = append(list, g)
	}
	slices.SortStableFunc(list, func(a, b *judging) int {
		return cmp.Or(cmp.Compare(b.High, a.High), cmp.Compare(b.outlier[0].excess, a.outlier[0].excess))
	})
	for _, g := range list[:min(len(list), mostReplays)] {
		if g.outlier[0].excess >= floor {
			j.replay(g)
		}
	}
}

// replay asks the model. It says nothing where the model refuses, and of tasks
// that waited: how long they run would not change.
func (j *judge) replay(g *judging) {
	if !j.model.Usable || g.outlier[0].queued {
		return
	}
	change := whatif.Scenario{TaskWall: map[*analyze.Task]int64{}}
	for _, o := range g.outlier {
		change.TaskWall[o.task] = min(o.base, o.wall)
		change.NoRetries = change.NoRetries || o.explains(Retry) > 0
	}
	r := j.model.Try(change)
	if r.Refusal != "" {
		return
	}
	g.Saving, g.Low, g.High, g.Basis = max(0, r.Saving), max(0, r.Low), max(0, r.High), basisReplay
	if g.Cause == Data {
		if s := j.model.Try(g.spread()); s.Refusal == "" {
			g.Low = min(g.Low, max(0, s.Saving))
		}
	}
	g.Low, g.High = min(g.Low, g.Saving), max(g.High, g.Saving)
}

// spread is the stage with what its outliers took too long done by all its
// tasks alike.
func (g *judging) spread() whatif.Scenario {
	var excess int64
	target := map[*analyze.Task]int64{}
	for _, o := range g.outlier {
		t := min(o.base, o.wall)
		target[o.task] = t
		excess = saturate.Add(excess, o.wall-t)
	}
	each := excess / int64(len(g.samples))
	for _, x := range g.samples {
		t, ok := target[x.task]
		if !ok {
			t = x.wall
		}
		target[x.task] = saturate.Add(t, each)
	}
	return whatif.Scenario{TaskWall: target}
}

// bound works out from the critical path what the query can gain at most: the
// time that the path goes through outliers, beyond the median. It gains at
// least what lies between the end of the stage's other tasks and the end of the
// outliers, as far as the path goes through it.
func (j *judge) bound(g *judging) {
	if p := j.model.Path; len(p.Segments) == 0 || p.Basis == critical.ByNothing {
		return
	}
	g.Basis = basisPath
	own := make(map[*analyze.Task]*outlier, len(g.outlier))
	for i := range g.outlier {
		own[g.outlier[i].task] = &g.outlier[i]
	}
	var others format.Time
	known := false
	for _, x := range g.samples {
		if own[x.task] == nil && (!known || x.end > others) {
			others, known = x.end, true
		}
	}
	through := make(map[*outlier]int64)
	var after int64
	for _, s := range j.model.Path.Segments {
		o := own[s.Task]
		if o == nil {
			continue
		}
		switch s.Kind {
		case critical.Run, critical.Retry:
			if o.queued {
				continue
			}
		case critical.Handoff, critical.Schedule:
			if !o.queued {
				continue
			}
		default:
			continue
		}
		through[o] = saturate.Add(through[o], s.Length())
		if known && s.End > others {
			after = saturate.Add(after, min(s.Length(), int64(s.End-others)))
		}
	}
	for i := range g.outlier {
		o := &g.outlier[i]
		g.High = saturate.Add(g.High, min(through[o], o.excess))
	}
	if !g.outlier[0].queued {
		g.Low = min(after, g.High)
	}
	g.Saving = g.Low
}
