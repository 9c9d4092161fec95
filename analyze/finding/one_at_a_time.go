package finding

import (
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/format"
)

// oneAtATime finds Python functions whose batches ran one after another although
// there was room for more.
func oneAtATime(v *view) []draft {
	room := v.slots
	if v.native {
		room = v.Path.Threads
	}
	if v.native && room < 2 {
		return nil
	}
	drafts := v.oneProcess(room)
	for _, o := range v.Query.Operators {
		w, ok := v.waits[o]
		if !isUDF(o) || isActorUDF(o) || isAsyncUDF(o) || !ok || !(w.Most > 0) {
			continue
		}
		batch := o.Batches.Known() && o.Batches.V <= 1
		if w.Most > 1.1 && !(batch && v.native) || !v.native && v.tasksWith(o) < 4 {
			continue
		}
		c := v.ofOperator(o)
		if !v.native { // whatever else its tasks do waits as well
			c = v.ofTasks(func(t *analyze.Task) float64 {
				if slices.Contains(t.NodeIDs, o.ID) {
					return 1
				}
				return 0
			})
		}
		ns := c.total()
		f := Finding{ID: "udf-concurrency-one", Sure: true, Operators: []*analyze.Operator{o}}
		f.Title = op(o) + " ran one batch at a time for " + dur(ns) + " of the path, with room for " + humanize.Count(room)
		if o.Batches.Positive() {
			f.say("%s of %s", count(o.Batches.V, "batch", "batches"), count(o.RowsIn.V/max(1, o.Batches.V), "row", "rows"))
		}
		f.Advice = "Let more run at a time: max_concurrency= of daft.func or daft.cls (concurrency= of daft.udf) as high as there are CPUs, and use_process=True where the function holds Python's lock; for functions that wait for a network make them async."
		if batch {
			f.Advice = "All its rows came in one batch, so that one thread worked: cut them with df.into_batches(n) before it (on Ray also df.into_partitions(n)), or give batch_size= to daft.func.batch or daft.udf."
		}
		if room < 2 {
			f.Sure = false
			f.Title = "the tasks of " + op(o) + " ran one at a time for " + dur(ns) + " of the path while others waited: consistent with a concurrency of one, or with a cluster of one slot"
		}
		f.Check = "a function that uses all CPUs by itself (NumPy, a model) gains nothing from more of it."
		if batch { // loading, as in __init__ of a class, looks the same in a single batch
			f.Sure = false
			f.Check = "time the function on its rows, and its first call apart: what is loading (a model, in __init__ of a class) more batches do not save; keep that small, or use the class in several queries of one process."
		}
		drafts = append(drafts, draft{Finding: f, claim: c, atMost: true, gain: 1 - 1/float64(max(2, room))})
	}
	return drafts
}

// oneProcess finds a function on Ray that has a single process although there are
// more slots.
func (v *view) oneProcess(room int64) []draft {
	o := v.actors()
	if v.native || o == nil || room < 2 || v.processes("ray::UDFActor") != 1 {
		return nil
	}
	for _, x := range v.Query.Operators {
		if x != o && isActorUDF(x) {
			return nil // which has how many cannot be told
		}
	}
	c := v.ofOperator(o)
	f := Finding{ID: "udf-concurrency-one", Operators: []*analyze.Operator{o}}
	f.Title = "the function of " + op(o) + " ran in one process for " + dur(c.total()) + " of the path, with room for " + humanize.Count(room) + ": consistent with a concurrency of one"
	f.say("at no sample was there more than one process of functions on this machine")
	f.Advice = "Give it more processes: max_concurrency= of daft.cls (concurrency= of daft.udf), up to the CPUs or GPUs that the cluster has for them."
	f.Check = "on other machines there may be more of its processes; Ray's dashboard or ray list actors tells."
	gain := 1 - 1/float64(room)
	return []draft{{Finding: f, claim: c, atMost: true, gain: gain, scenario: v.freeing(func(x *analyze.Operator) float64 { return gain * only(o)(x) })}}
}

// processes returns how many processes whose name begins so were there in the
// second half of the query: the most at three moments of it, as those of a query
// before may take a while to go, and its own to come.
func (v *view) processes(prefix string) (most int) {
	if v.Run.Job == nil || v.Run.Job.Use == nil || !v.Query.Start.Known || v.wall <= 0 {
		return 0
	}
	for _, tenths := range []int64{5, 7, 9} {
		at, n := v.Query.Start.Time+format.Time(part(v.wall, tenths, 10)), 0
		for _, p := range v.Run.Job.Use.Processes {
			if strings.HasPrefix(p.Name, prefix) && p.First.Known && p.Last.Known && p.First.Time <= at && at <= p.Last.Time {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// tasksWith counts the tasks that run an operator.
func (v *view) tasksWith(o *analyze.Operator) int64 { return o.Tasks.Total - o.Readers }
