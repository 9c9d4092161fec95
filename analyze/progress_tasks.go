package analyze

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// runningTasks are the tasks of an open query: three bits for each, and some
// more for those that run.
type runningTasks struct {
	submitted, scheduled, ended bitset
	counts                      TasksProgress
	stages                      []*runningStage
	byKey                       map[stageKey]*runningStage
	out                         map[int64]taskOut // given to a worker and not back
	submitting                  *runningStage     // of the last submit
	lastSubmit                  format.Time
	peak                        int64 // most that ran at a time
}

// Bounds: beyond them tasks are still counted, only less exactly.
const (
	stagesMost = 4096
	outMost    = 100_000
)

// meanOver is over how many tasks their wall is averaged: the first ones find a
// worker cold.
const meanOver = 32

type stageKey struct{ last, fingerprint int64 }

// runningStage is the tasks that run the same pipeline for the same operator.
type runningStage struct {
	key                         stageKey
	name                        string
	nodes                       []int64
	submitted, scheduled, ended int64
	mean                        float64 // wall of those that ended with success, nanoseconds; the latest count most
	walled                      int64   // how many these are
	scanTasks, scanBytes        int64
	first, last                 format.Time // of its events
}

func (s *runningStage) open() int64 { return max(s.submitted, s.scheduled) - s.ended }

type taskOut struct {
	at    format.Time
	stage *runningStage
}

func (q *running) onTask(e *format.Event, now format.Time) {
	id, ok := e.Int(format.TaskID)
	if !ok {
		return
	}
	if q.engine == EngineUnknown {
		q.engine = EngineRay
	}
	t := &q.tasks
	if e.Kind == format.TaskInput {
		t.input(e)
		return
	}
	s := t.stage(e)
	if s == nil {
		return
	}
	if s.first == 0 {
		s.first = now
	}
	s.last = now
	for _, n := range s.nodes {
		if o := q.byNode[n]; o != nil {
			o.begun = true
		}
	}
	switch e.Kind {
	case format.TaskSubmit:
		t.known(id, s)
		t.submitting, t.lastSubmit = s, now
	case format.TaskSchedule:
		t.known(id, s)
		if !t.scheduled.set(id) {
			t.counts.Retried++
		} else {
			t.counts.given++
			s.scheduled++
		}
		if len(t.out) < outMost {
			if t.out == nil {
				t.out = make(map[int64]taskOut)
			}
			t.out[id] = taskOut{now, s}
		}
		t.peak = max(t.peak, t.counts.given-t.counts.Done)
		q.moved(now)
	case format.TaskEnd:
		if !t.ended.set(id) {
			return
		}
		t.end(e, id, s, now)
		q.moved(now)
	}
}

// known counts a task as handed in, also where the event that says so was lost.
func (t *runningTasks) known(id int64, s *runningStage) {
	if t.submitted.set(id) {
		t.counts.Submitted++
		s.submitted++
	}
}

func (t *runningTasks) end(e *format.Event, id int64, s *runningStage, now format.Time) {
	t.known(id, s)
	if t.scheduled.set(id) { // what was lost on the way happened all the same
		t.counts.given++
		s.scheduled++
	}
	t.counts.Done++
	s.ended++
	if e.Label(format.Outcome) != "Success" {
		t.counts.Failed++
	} else if out, ok := t.out[id]; ok {
		s.walled++
		s.mean += (float64(now-out.at) - s.mean) / float64(min(s.walled, meanOver))
	}
	delete(t.out, id)
}

func (t *runningTasks) input(e *format.Event) {
	if s := t.submitting; s != nil { // it follows its task's submit
		s.scanTasks += sumOf(e, format.ScanTasks)
		s.scanBytes = saturate.Add(s.scanBytes, sumOf(e, format.StorageBytes))
	}
}

func (t *runningTasks) stage(e *format.Event) *runningStage {
	var k stageKey
	k.last, _ = e.Int(format.LastNodeID)
	k.fingerprint, _ = e.Int(format.PlanFingerprint)
	s := t.byKey[k]
	if s == nil {
		if len(t.stages) >= stagesMost {
			return nil
		}
		s = &runningStage{key: k}
		if t.byKey == nil {
			t.byKey = make(map[stageKey]*runningStage)
		}
		t.byKey[k] = s
		t.stages = append(t.stages, s)
	}
	if s.name == "" {
		s.name = strings.Clone(e.Label(format.Name))
	}
	if s.nodes == nil {
		if ids, ok := e.Ints(format.NodeIDs); ok {
			s.nodes = append(s.nodes, ids...)
		}
	}
	return s
}

// bitset is a set of task ids. Ids come in order, so pages fill up; beyond
// pagesMost pages every id counts as new.
type bitset struct {
	pages map[int64]*[pageWords]uint64
}

const (
	pageWords = 64 // 4,096 ids
	pagesMost = 4096
)

// set puts an id into the set and reports whether it was not there.
func (b *bitset) set(id int64) bool {
	if b.pages == nil {
		b.pages = make(map[int64]*[pageWords]uint64)
	}
	page := b.pages[id>>12]
	if page == nil {
		if len(b.pages) >= pagesMost {
			return true
		}
		page = new([pageWords]uint64)
		b.pages[id>>12] = page
	}
	word, bit := &page[(id>>6)&(pageWords-1)], uint64(1)<<(id&63)
	if *word&bit != 0 {
		return false
	}
	*word |= bit
	return true
}
