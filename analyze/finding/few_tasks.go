package finding

import (
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// oneTaskManyThreads is why fewer tasks than slots need not leave a node idle.
const oneTaskManyThreads = "what Daft does itself in a task uses all threads of its node, so that more tasks gain less where the other slots are on that node as well"

// fewRows are too few to be cut, but for functions of the user's.
const fewRows = 10_000

// fewTasks finds stages with fewer tasks than there was room for.
func fewTasks(v *view) []draft {
	if v.native {
		return nil
	}
	var drafts []draft
	for i := range v.Stages {
		s := &v.Stages[i]
		n, room, share := int64(len(s.Stage.Tasks)), v.slots, 0.10
		seen := n < room
		if !seen {
			room, share = 2*n, 0.40
		}
		if n == 0 || v.gathered(s) || !seen && !v.unbounded(s) {
			continue
		}
		c := v.ofStageRuns(s)
		if r := s.MostRows; r.Known() && r.V < fewRows && !slices.ContainsFunc(v.operators(s.Stage), isUDF) {
			continue
		}
		f := Finding{ID: "too-few-tasks", Sure: true, Operators: v.operators(s.Stage), Tasks: v.tasksOf(c)}
		f.Title = count(n, "task", "tasks") + " for " + humanize.Count(room) + " slots: " + stageWords(v, s.Stage) + " took " + dur(c.total()) + " of the path while the rest had nothing to do"
		if seen {
			f.say("%s, the longest %s; there was room for %s at a time", count(n, "task", "tasks"), dur(s.Longest), humanize.Count(room))
		} else {
			f.say("%s, the longest %s; the saving is for %s at a time, were there room for them", count(n, "task", "tasks"), dur(s.Longest), humanize.Count(room))
		}
		if v.scans(s.Stage) != nil {
			f.Advice = "Daft makes a task of each file: read more files, write them smaller, cut them with daft.set_execution_config(enable_scan_task_split_and_merge=True, scan_tasks_max_size_bytes=...), or df.into_partitions(n) before the expensive step, with n two or three times the slots."
		} else {
			f.Advice = "Cut the rows into more partitions before the expensive step: df.into_partitions(n) or df.repartition(n), with n two or three times the slots; after a groupby that is shuffle_aggregation_default_partitions in daft.set_execution_config."
		}
		f.Check = "the rows must be many enough to be worth the cut; one file with one row group cannot be cut."
		if !seen {
			f.Sure = false
			f.Title = count(n, "task", "tasks") + " of " + stageWords(v, s.Stage) + " began at once and took " + dur(c.total()) + " of the path: consistent with too few tasks, if the cluster has more slots than ran any"
			f.Check = "how many CPUs the cluster has (ray status): Daft names only workers that ran tasks. With no more than " + humanize.Count(n) + " the tasks were enough."
		}
		threaded := !slices.ContainsFunc(v.operators(s.Stage), isUDF)
		if threaded {
			f.say("%s", oneTaskManyThreads)
		}
		walls := map[*analyze.Task]int64{}
		for _, t := range s.Stage.Tasks {
			if w := t.Wall(); w.Positive() {
				walls[t] = part(w.V, n, room)
			}
		}
		drafts = append(drafts, draft{Finding: f, claim: c, scenario: under(whatif.Scenario{Name: "as many tasks as slots", TaskWall: walls}), share: share, atMost: threaded, gain: 1 - float64(n)/float64(room)})
	}
	return drafts
}

// unbounded reports whether a stage of few long tasks kept nothing waiting: then
// there may have been room for more. Where the machine of the job is the cluster,
// as many tasks as it has processors are enough.
func (v *view) unbounded(s *skew.Stage) bool {
	n := int64(len(s.Stage.Tasks))
	if cpus := v.Run.Recording.CPUs; cpus.Known() && n >= cpus.V {
		return false
	}
	return n <= mostFew && s.Median >= longTask && s.Stage.Waited.N == n && s.Stage.Waited.Max <= 50_000_000
}

const (
	mostFew  = 256
	longTask = 1_000_000_000 // nanoseconds
)

// ofStageRuns claims the runs of a stage's tasks.
func (v *view) ofStageRuns(s *skew.Stage) claim {
	return v.ofTasks(func(t *analyze.Task) float64 {
		if v.stageOf[t] == s {
			return 1
		}
		return 0
	})
}

// gathered reports whether the tasks of a stage take what all others made, as a
// final aggregation does: that cannot be cut. Functions that run there could run
// before.
func (v *view) gathered(s *skew.Stage) bool {
	ops := v.operators(s.Stage)
	if slices.ContainsFunc(ops, isUDF) {
		return false
	}
	return slices.ContainsFunc(ops, func(o *analyze.Operator) bool { return o.Type == "Gather" }) && v.scans(s.Stage) == nil ||
		slices.ContainsFunc(ops, func(o *analyze.Operator) bool {
			return strings.Contains(o.Type, "Limit") || strings.Contains(o.Type, "TopN")
		})
}

// stageWords names a stage by the operator in it that people know.
func stageWords(v *view, s *analyze.Stage) string {
	ops := v.operators(s)
	for _, is := range []func(*analyze.Operator) bool{isUDF, isWrite, func(o *analyze.Operator) bool { return o.IsJoin() }, isScan} {
		for _, o := range ops {
			if is(o) {
				return op(o)
			}
		}
	}
	for _, o := range ops {
		if !isExchange(o) && o.Type != "Project" {
			return op(o)
		}
	}
	if len(ops) > 0 {
		return op(ops[len(ops)-1])
	}
	return "a stage"
}
