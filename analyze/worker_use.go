package analyze

// WorkerUse is what one query had of a worker. A Worker itself tells of the
// whole recording.
type WorkerUse struct {
	Worker    *Worker
	Counts    TaskCounts // of the tasks that ended on it or were last given to it
	Schedules int64      // times that a task of the query was given to it
	// Wall is of the tasks that ended on it. Its sum is more than the query's
	// wall where they ran side by side.
	Wall        Spread
	First, Last Moment // schedule or end
	// Died says that the worker probably died with tasks of this query, see
	// Worker.Death.
	Died bool
}

// WorkerUse returns the query's part of each of its workers, in their order.
func (q *Query) WorkerUse() []WorkerUse {
	uses := make([]WorkerUse, len(q.Workers))
	index := make(map[*Worker]int, len(q.Workers))
	died := map[*Task]*Worker{}
	for i, w := range q.Workers {
		uses[i].Worker = w
		index[w] = i
		if w.Death != nil {
			for _, t := range w.Death.Tasks {
				died[t] = w
			}
		}
	}
	walls := make([][]int64, len(uses))
	for _, t := range q.Tasks {
		if i, ok := index[died[t]]; ok {
			uses[i].Died = true
		}
		for _, s := range t.Schedules {
			if i, ok := index[s.Worker]; ok {
				uses[i].Schedules++
				uses[i].saw(s.Time)
			}
		}
		i, ok := index[t.Worker]
		if !ok {
			continue
		}
		uses[i].Counts.add(t)
		if t.Ended.Known {
			uses[i].saw(t.Ended)
			if v := t.Wall(); v.Known() {
				walls[i] = append(walls[i], v.V)
			}
		}
	}
	for i := range uses {
		uses[i].Wall = spreadOf(walls[i])
	}
	return uses
}

func (u *WorkerUse) saw(m Moment) {
	u.First, u.Last = earlier(u.First, m), later(u.Last, m)
}
