package skew

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/radix"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// SlowWorkerUse is a worker that took longer than the others for the same work,
// over the whole query: it makes every stage somewhat slow, and perhaps none
// skewed.
type SlowWorkerUse struct {
	Worker    *analyze.Worker
	Factor    float64         // so many times as long as the others
	Tasks     []*analyze.Task // of its own that were compared, by id
	Stages    int             // in which it was slower by a fifth or more
	Compared  int             // stages in which it could be compared
	Sure      analyze.Sureness
	Saving    int64 // what the query would gain if it were as fast as the others, nanoseconds
	Low, High int64
	Basis     string // how Saving was found: "replay" or ""
	Evidence  []string
}

const (
	leastTasks   = 3          // of a slow worker
	fewerTasks   = 2          // of one that is so much slower that
	muchSlower   = 2.0        // fewer say as much: it is given few
	leastMedian  = 20_000_000 // nanoseconds; of shorter tasks most is not work
	slowerMargin = 3.0
)

// SlowWorkers returns the workers of the model's query that were slower than
// the others, slowest first: by half or more, in at least two stages, beyond
// what chance makes of as many tasks. What a task took is held against the
// median of its stage, or of larger tasks against their share by data.
func SlowWorkers(m *whatif.Model) []SlowWorkerUse {
	_, slow := Judge(m)
	return slow()
}

// uses prices slow workers.
func uses(m *whatif.Model, slow []slowWorker) []SlowWorkerUse {
	var uses []SlowWorkerUse
	for _, w := range slow {
		change := whatif.Scenario{TaskWall: map[*analyze.Task]int64{}}
		for _, t := range w.Tasks {
			change.TaskWall[t] = saturate.Whole(float64(t.Wall().V) / w.Factor)
		}
		if m.Usable {
			if r := m.Try(change); r.Refusal == "" {
				w.Saving, w.Low, w.High, w.Basis = max(0, r.Saving), max(0, r.Low), max(0, r.High), basisReplay
			}
		}
		uses = append(uses, w.SlowWorkerUse)
	}
	return uses
}

type slowWorker struct {
	SlowWorkerUse
	score float64
}

// residual is how long a task took against its stage, on the log scale.
type residual struct {
	task *analyze.Task
	log  float64
}

// part is the tasks of one stage on one worker.
type part struct {
	worker *analyze.Worker
	tasks  []residual
	over   float64 // their median above that of the other workers
}

func slowWorkers(stages []*judging) []slowWorker {
	var own = map[*analyze.Worker][]residual{}
	slowIn, compared := map[*analyze.Worker]int{}, map[*analyze.Worker]int{}
	var workers []*analyze.Worker
	for _, g := range stages {
		for _, p := range g.byWorker() {
			w := p.worker
			if compared[w] == 0 {
				workers = append(workers, w)
			}
			compared[w]++
			if p.over >= math.Log(1.2) {
				slowIn[w]++
			}
			own[w] = append(own[w], p.tasks...)
		}
	}
	var all []float64
	for _, w := range workers {
		for _, r := range own[w] {
			all = append(all, r.log)
		}
	}
	radix.Floats(all)
	var slow []slowWorker
	for _, w := range workers {
		if len(own[w]) < fewerTasks {
			continue
		}
		logs := logsOf(own[w])
		// Half of all tasks may be its own, which halves what is seen of it here.
		if middle(logs)-middle(all) < math.Log(slower)/3 {
			continue
		}
		if u, ok := judgeWorker(w, own[w], logs, without(all, logs), len(workers)); ok && (slowIn[w] >= 2 && 2*slowIn[w] > compared[w] || compared[w] == 1) {
			u.Stages, u.Compared, u.Sure = slowIn[w], compared[w], analyze.Probable
			if compared[w] == 1 || len(own[w]) < leastTasks {
				u.Sure = analyze.Possible
			}
			u.Evidence = []string{fmt.Sprintf("%s of %s took %.1f times as long as those of the other workers for the same amount of data, in %d of the %s in which they can be compared",
				humanize.Plural(int64(len(u.Tasks)), "task", "tasks"), w.Label, u.Factor, u.Stages, humanize.Plural(int64(u.Compared), "stage", "stages"))}
			slow = append(slow, u)
		}
	}
	slices.SortStableFunc(slow, func(a, b slowWorker) int {
		return cmp.Or(cmp.Compare(b.Factor, a.Factor), cmp.Compare(a.Worker.ID, b.Worker.ID))
	})
	return slow
}

// judgeWorker holds the tasks of one of so many workers against those of all
// others; logs and others are sorted.
func judgeWorker(w *analyze.Worker, own []residual, logs, others []float64, workers int) (u slowWorker, slow bool) {
	for _, r := range own {
		u.Tasks = append(u.Tasks, r.task)
	}
	if len(others) < leastTasks {
		return u, false
	}
	spread := robustOf(others)
	over := middle(logs) - spread.median
	// The median of n normal numbers varies by 1.2533 sigma / sqrt(n).
	u.score = over / (1.2533 * spread.spread * math.Sqrt(1/float64(len(own))+1/float64(len(others))))
	u.Worker, u.Factor = w, math.Exp(over)
	slices.SortFunc(u.Tasks, func(a, b *analyze.Task) int { return cmp.Compare(a.ID, b.ID) })
	least := slower
	if len(own) < leastTasks {
		least = muchSlower
	}
	return u, u.Factor >= least && u.score >= math.Sqrt(2*math.Log(float64(workers)))+slowerMargin
}

// byWorker returns how long the tasks on each worker took against the median of
// the stage's workers, in the order of the workers' labels. There are none of a
// stage that ran on one worker, or whose tasks are too short.
func (g *judging) byWorker() []part {
	if len(g.samples) < 2 || g.Median < leastMedian {
		return nil
	}
	index := map[*analyze.Worker]int{}
	var parts []part
	for _, x := range g.samples {
		w := x.task.Worker
		if w == nil {
			continue
		}
		i, ok := index[w]
		if !ok {
			i = len(parts)
			index[w] = i
			parts = append(parts, part{worker: w})
		}
		size, _ := g.sizeOf(x)
		parts[i].tasks = append(parts[i].tasks, residual{x.task, math.Log(clamped(x.wall) / max(1, size))})
	}
	if len(parts) < 2 {
		return nil
	}
	slices.SortFunc(parts, func(a, b part) int {
		return cmp.Or(cmp.Compare(len(a.worker.Label), len(b.worker.Label)), cmp.Compare(a.worker.Label, b.worker.Label), cmp.Compare(a.worker.ID, b.worker.ID))
	})
	medians := make([]float64, len(parts))
	for i, p := range parts {
		medians[i] = medianOf(p.tasks)
	}
	sorted := slices.Clone(medians)
	slices.Sort(sorted)
	usual := middle(sorted)
	for i := range parts {
		parts[i].over = medians[i] - middleWithout(sorted, medians[i])
		for k := range parts[i].tasks {
			parts[i].tasks[k].log -= usual
		}
	}
	return parts
}

// medianOf returns the median of residuals.
func medianOf(list []residual) float64 { return middle(logsOf(list)) }

// without returns sorted values less some of them, sorted too.
func without(all, some []float64) []float64 {
	left := make([]float64, 0, len(all)-len(some))
	for _, v := range all {
		if len(some) > 0 && v == some[0] {
			some = some[1:]
			continue
		}
		left = append(left, v)
	}
	return left
}

// logsOf returns what residuals are, sorted.
func logsOf(list []residual) []float64 {
	logs := make([]float64, len(list))
	for i, r := range list {
		logs[i] = r.log
	}
	radix.Floats(logs)
	return logs
}

// middleWithout returns the median of sorted values without one of them.
func middleWithout(sorted []float64, v float64) float64 {
	i, _ := slices.BinarySearch(sorted, v)
	at := func(k int) float64 {
		if k >= i {
			k++
		}
		return sorted[k]
	}
	n := len(sorted) - 1
	if n%2 == 1 {
		return at(n / 2)
	}
	return (at(n/2-1) + at(n/2)) / 2
}

// slowOf returns what is known against a worker, nil if nothing is.
func (j *judge) slowOf(w *analyze.Worker) *slowWorker {
	for i := range j.slow {
		if w != nil && j.slow[i].Worker == w {
			return &j.slow[i]
		}
	}
	return nil
}

// culprit returns the slow worker that most of the time is of.
func (j *judge) culprit(g *judging) (worker *analyze.Worker) {
	var most int64
	for _, w := range j.slow {
		var sum int64
		for _, o := range g.outlier {
			if o.task.Worker == w.Worker {
				sum = saturate.Add(sum, o.explains(SlowWorker))
			}
		}
		if sum > most {
			worker, most = w.Worker, sum
		}
	}
	return worker
}
