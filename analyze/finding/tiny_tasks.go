package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// waits are the segments in which a task is on its way to a worker.
var waits = []critical.Kind{critical.Schedule, critical.Handoff, critical.Driver}

const (
	tinyTask  = 100_000_000 // nanoseconds that the median task takes at most
	leastTiny = 100
)

// tinyTasks finds stages of many tasks in which giving a task out takes longer
// than what it does.
func tinyTasks(v *view) []draft {
	if v.native {
		return nil
	}
	var drafts []draft
	for i := range v.Stages {
		s := &v.Stages[i]
		n := int64(len(s.Stage.Tasks))
		work := v.work(s)
		if n < leastTiny || n < 10*v.slots || s.Median > tinyTask || work*2 > s.Median {
			continue
		}
		c := v.ofTasks(func(t *analyze.Task) float64 {
			if v.stageOf[t] != s || s.Median <= 0 {
				return 0
			}
			return 1 - float64(work)/float64(s.Median)
		})
		c.join(v.handingOut(s))
		f := Finding{ID: "tiny-tasks", Sure: true, Operators: v.operators(s.Stage)}
		f.Title = count(n, "task", "tasks") + " of " + stageWords(v, s.Stage) + " did " + dur(work) + " of work each and took " + dur(s.Median) + ": handing them out cost " + dur(c.total()) + " of the path"
		if r := s.MedianRows; r.Known() {
			f.say("the median task had %s rows", humanize.Count(r.V))
		}
		f.say("work is what Daft's durations of its operators add up to, an upper bound")
		f.Advice = "Make fewer, larger tasks: df.into_partitions(n) or daft.range(..., partitions=n) with n two or three times the slots; for files daft.set_execution_config(enable_scan_task_split_and_merge=True); after a shuffle df.repartition(n) or shuffle_aggregation_default_partitions."
		f.Check = "each task should take a second or more; see daft-analyze tasks."
		walls := map[*analyze.Task]int64{}
		for _, t := range s.Stage.Tasks {
			walls[t] = work
		}
		drafts = append(drafts, draft{Finding: f, claim: c, scenario: under(whatif.Scenario{Name: "no time to hand tasks out", TaskWall: walls, NoDispatch: true, NoDriver: map[*analyze.Operator]bool{v.dispatcher(s.Stage): true}})})
	}
	return drafts
}

// handingOut claims what of the path is giving out tasks of a stage: waits for a
// worker, and the driver's time from the first of them that it submitted on.
func (v *view) handingOut(s *skew.Stage) claim {
	var first analyze.Moment
	for _, t := range s.Stage.Tasks {
		if t.Submitted.Known && (!first.Known || t.Submitted.Time < first.Time) {
			first = t.Submitted
		}
	}
	c := v.ofWaits(func(t *analyze.Task) bool { return v.stageOf[t] == s }, critical.Schedule, critical.Handoff)
	for i, x := range v.Path.Segments {
		if x.Kind == critical.Driver && x.Task != nil && v.stageOf[x.Task] == s && first.Known {
			c.take(place{segment: i}, int64(x.End-max(x.Start, first.Time)), x.Length())
		}
	}
	return c
}

// work returns what the median task of a stage did, by Daft's durations, which
// count waiting for a thread.
func (v *view) work(s *skew.Stage) int64 {
	var all []int64
	for _, t := range s.Stage.Tasks {
		if d := t.DaftDuration; d.Known() && t.Outcome == analyze.TaskSucceeded {
			all = append(all, max(0, d.V))
		}
	}
	if 2*len(all) < len(s.Stage.Tasks) {
		return s.Median // unknown
	}
	return median(all)
}
