package parallel

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// crew is the tasks that run the same operators.
type crew struct {
	tasks     []int32
	operators []int64 // that they run: not those of which they only read
	slot      int64   // time that they waited for a slot, added up
	slotKnown bool
	end       format.Time
}

// crewsOf divides tasks by what they run.
func (f *Profile) crewsOf(tasks []ran) []*crew {
	dispatched, known := f.Query.Dispatched(), make(map[int64]bool)
	for _, o := range f.Query.Operators {
		known[o.ID] = true
	}
	var crews []*crew
	byKey := make(map[string]*crew)
	var key []byte // of the operators that a task lists
	for i, r := range tasks {
		key = binary.AppendVarint(key[:0], r.task.LastNode.V)
		for _, id := range r.task.NodeIDs {
			key = binary.AppendVarint(key, id)
		}
		c := byKey[string(key)]
		if c == nil {
			c = &crew{slotKnown: true}
			for _, id := range r.task.NodeIDs {
				if reads := r.task.LastNode.Known() && r.task.LastNode.V != id && dispatched[id].Total > 0; !reads && known[id] && !slices.Contains(c.operators, id) {
					c.operators = append(c.operators, id)
				}
			}
			byKey[string(key)] = c
			crews = append(crews, c)
		}
		c.tasks = append(c.tasks, int32(i))
		c.end = max(c.end, r.end)
		c.slotKnown = c.slotKnown && r.submitted
		if r.submitted {
			c.slot = saturate.Add(c.slot, int64(r.first-r.submit))
		}
	}
	return crews
}

// sweeps are the tasks of some crews over time.
type sweeps struct {
	runs, there sweep // tasks that ran, tasks that were submitted and had not ended
}

// sweepsOf goes through the tasks of some crews.
func (f *Profile) sweepsOf(tasks []ran, crews []*crew) *sweeps {
	var own []int32
	for _, c := range crews {
		own = append(own, c.tasks...)
	}
	s := new(sweeps)
	for _, e := range edgesOf(len(own), func(i int) (format.Time, format.Time, bool) { return tasks[own[i]].last, tasks[own[i]].end, true }) {
		s.runs.step(e)
	}
	for _, e := range edgesOf(len(own), func(i int) (format.Time, format.Time, bool) {
		r := &tasks[own[i]]
		if r.submitted {
			return max(r.submit, f.From), r.end, true
		}
		return max(r.first, f.From), r.end, true
	}) {
		s.there.step(e)
	}
	return s
}

// waits works out what the operators of a query on Ray waited for. Operators
// that the same tasks run, as those of a stage, have the same sweeps.
func (f *Profile) waits(tasks []ran) {
	crews := f.crewsOf(tasks)
	of := make(map[int64][]int) // of each operator, the crews that run it
	for i, c := range crews {
		for _, id := range c.operators {
			of[id] = append(of[id], i)
		}
	}
	known := make(map[string]*sweeps)
	var key []byte // of the crews
	for _, o := range f.Query.Operators {
		if len(of[o.ID]) == 0 {
			continue
		}
		key = key[:0]
		list := make([]*crew, 0, len(of[o.ID]))
		for _, i := range of[o.ID] {
			key = binary.AppendVarint(key, int64(i))
			list = append(list, crews[i])
		}
		s := known[string(key)]
		if s == nil {
			s = f.sweepsOf(tasks, list)
			known[string(key)] = s
		}
		w := OperatorWait{Operator: o, Busy: o.Work.Busy, Most: float64(s.runs.most), Mean: math.NaN()}
		var end format.Time
		slot, slotKnown := int64(0), true
		for _, c := range list {
			end, slot, slotKnown = max(end, c.end), saturate.Add(slot, c.slot), slotKnown && c.slotKnown
		}
		w.Input = derived(int64(end-f.From) - s.there.busy)
		if slotKnown {
			w.Slot = derived(slot)
		}
		if s.runs.busy > 0 {
			w.Mean = float64(s.runs.sum) / float64(s.runs.busy)
		}
		f.Waits = append(f.Waits, w)
	}
}
