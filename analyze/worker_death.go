package analyze

import (
	"cmp"
	"fmt"
	"slices"
)

// labelWorkers counts what each worker did, names them in the order of first
// use, and looks for those that died.
func (b *builder) labelWorkers() {
	given := make(map[*Worker][]givenTask)
	for _, q := range b.run.Queries {
		for _, t := range q.Tasks {
			for i, s := range t.Schedules {
				if s.Worker == nil {
					continue
				}
				s.Worker.Schedules++
				s.Worker.seen(s.Time)
				given[s.Worker] = append(given[s.Worker], givenTask{q, t, i})
			}
			if t.Worker != nil {
				t.Worker.Tasks.add(t)
				if t.ended {
					t.Worker.seen(t.Ended)
				}
			}
		}
	}
	for _, w := range b.workers {
		b.run.Workers = append(b.run.Workers, w)
		w.firstTask = -1
		for _, g := range given[w] {
			if w.firstTask < 0 || g.task.ID < w.firstTask {
				w.firstTask = g.task.ID
			}
		}
	}
	slices.SortFunc(b.run.Workers, func(x, y *Worker) int {
		return cmp.Or(compareMoments(x.First, y.First), cmp.Compare(x.firstTask, y.firstTask), cmp.Compare(x.ID, y.ID))
	})
	for i, w := range b.run.Workers {
		w.rank, w.Label = i, fmt.Sprintf("w%d", i+1)
	}
	for _, w := range b.run.Workers {
		w.Death = findDeath(w, given[w])
	}
}

func (w *Worker) seen(m Moment) {
	w.First, w.Last = earlier(w.First, m), later(w.Last, m)
}

// givenTask is one time that a task was given to a worker.
type givenTask struct {
	query    *Query
	task     *Task
	schedule int
}

func (g givenTask) time() Moment { return g.task.Schedules[g.schedule].Time }

// again reports whether the task was given to a worker once more afterwards,
// which Daft does only when it lost the worker that had it.
func (g givenTask) again() bool { return g.schedule+1 < len(g.task.Schedules) }

// returned reports whether the scheduler saw a result from this schedule.
func (g givenTask) returned(w *Worker) bool {
	return !g.again() && g.task.ended && g.task.Outcome != TaskCancelled && g.task.Worker == w
}

// findDeath infers that a worker died: it returned nothing from some time on,
// and what it had was given to workers again. Daft emits no event for it.
func findDeath(w *Worker, given []givenTask) *WorkerDeath {
	var last Moment
	for _, g := range given {
		if g.returned(w) {
			last = later(last, g.task.Ended)
		}
	}
	d := &WorkerDeath{After: last}
	again, elsewhere := 0, false
	for _, g := range given {
		t := g.time()
		if g.returned(w) || g.task.Outcome == TaskCancelled || !t.Known {
			continue
		}
		if g.again() {
			if last.Known && g.task.Schedules[g.schedule+1].Time.Time <= last.Time {
				return nil // it came back with results after a task was taken from it
			}
			again++
			elsewhere = elsewhere || g.task.Worker != w && g.task.Outcome == TaskSucceeded
		} else if last.Known && t.Time <= last.Time && g.task.Outcome == TaskLost {
			continue // rather a lost event: the worker was alive after it
		}
		d.Schedules++
		d.FirstLost = earlier(d.FirstLost, t)
		if n := len(d.Tasks); n == 0 || d.Tasks[n-1] != g.task { // a task's schedules are next to each other
			d.Tasks = append(d.Tasks, g.task)
		}
	}
	if again == 0 {
		return nil
	}
	if !d.After.Known {
		d.After = w.First
	}
	slices.SortFunc(d.Tasks, func(x, y *Task) int { return cmp.Compare(x.ID, y.ID) })
	d.Sure = Possible
	if elsewhere {
		d.Sure = Probable
	}
	d.Evidence = fmt.Sprintf("%s of %s on %s never came back, and %d times the task was given out again", counted(d.Schedules, "schedule"), counted(int64(len(d.Tasks)), "task"), w.Label, again)
	return d
}
