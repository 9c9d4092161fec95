package simulate

import "container/heap"

// Simulate runs jobs on a cluster. One scheduler serves them all, as Daft's
// does: see queue for whose turn it is, and to the worker that has most slots free.
func Simulate(c Cluster, jobs ...*Job) *Run {
	s := &scheduler{cluster: c, free: append([]int(nil), c.Slots...)}
	run := &Run{Cluster: c}
	for _, j := range jobs {
		r := &JobRun{Job: j, Start: j.Start}
		r.Planned = r.Start + j.Planning + int64(j.draw.lognormal(planMedian, planSigma, forStage, -1, 0))
		run.Jobs = append(run.Jobs, r)
		p := &progress{run: r, left: make([]int, len(j.Stages)), last: make([]*TaskRun, len(j.Stages)),
			begun: make([]bool, len(j.Stages)), running: make([]int, len(j.Stages)), held: make([][]*TaskRun, len(j.Stages)), warm: map[[2]int]int64{}}
		for i, stage := range j.Stages {
			p.left[i] = len(stage.Tasks)
		}
		s.jobs = append(s.jobs, p)
		p.begin(s, r.Planned+j.Startup, nil)
	}
	if d := c.Death; d != nil {
		s.push(event{time: d.At + d.Unseen, kind: evNoticed, stage: d.Worker})
	}
	for len(s.events) > 0 {
		s.step(heap.Pop(&s.events).(event))
	}
	for _, r := range run.Jobs {
		r.finish()
	}
	return run
}

type scheduler struct {
	cluster Cluster
	jobs    []*progress
	events  events
	order   int
	free    []int // slots of each worker
	queue   queue
	busy    int64 // until when the runner is at work
}

// progress is how far a job is.
type progress struct {
	run     *JobRun
	left    []int      // tasks of each stage that have not ended
	last    []*TaskRun // of each stage, that ended last
	begun   []bool
	running []int
	held    [][]*TaskRun
	warm    map[[2]int]int64 // stage and worker: when it has started
}

// begin submits the stages whose inputs are there.
func (p *progress) begin(s *scheduler, now int64, by *TaskRun) {
	d := p.run.Job.draw
	for i, stage := range p.run.Job.Stages {
		if p.begun[i] {
			continue
		}
		ready := true
		for _, a := range stage.After {
			ready = ready && p.left[a] == 0
		}
		if !ready {
			continue
		}
		p.begun[i] = true
		at := now + stage.Gap + d.delay(stageMedian, stageSigma, stageMost, forStage, i, 0)
		s.push(event{time: at, kind: evSubmit, job: p, stage: i, by: by})
	}
}

func (s *scheduler) step(e event) {
	switch e.kind {
	case evSubmit:
		p, d := e.job, e.job.run.Job.draw
		t := &TaskRun{ID: len(p.run.Tasks), Stage: e.stage, Index: e.index, Submit: e.time, Enabler: e.by, job: p.run}
		p.run.Tasks = append(p.run.Tasks, t)
		if e.index+1 < len(p.run.Job.Stages[e.stage].Tasks) {
			e.index++
			next := e
			next.time += d.delay(submitMedian, submitSigma, submitMost, forSubmit, e.stage, e.index)
			s.push(next)
		}
		heap.Push(&s.queue, t)
		s.dispatch(e.time, nil)
	case evFree:
		s.ended(e)
	case evNoticed:
		s.free[e.stage] = -1 << 30
	}
}

// ended takes a task back, for good or to be tried again.
func (s *scheduler) ended(e event) {
	t, p := e.by, e.job
	w := t.Worker()
	s.free[w]++
	p.running[t.Stage]--
	if held := p.held[t.Stage]; len(held) > 0 {
		heap.Push(&s.queue, held[0])
		p.held[t.Stage] = held[1:]
	}
	if t.Tries[len(t.Tries)-1].Failed != 0 {
		heap.Push(&s.queue, t)
		s.dispatch(e.time, nil)
		return
	}
	p.left[t.Stage]--
	p.last[t.Stage] = t
	s.dispatch(e.time, t)
	if p.left[t.Stage] == 0 {
		p.begin(s, e.time, t)
	}
}

// dispatch gives out what it can. freer is the task that freed a slot.
func (s *scheduler) dispatch(now int64, freer *TaskRun) {
	for len(s.queue) > 0 {
		t := s.queue[0]
		p := s.jobOf(t)
		stage := t.job.Job.Stages[t.Stage]
		if stage.Most > 0 && p.running[t.Stage] >= stage.Most {
			heap.Pop(&s.queue)
			p.held[t.Stage] = append(p.held[t.Stage], t)
			continue
		}
		w := s.roomiest()
		if w < 0 {
			return
		}
		heap.Pop(&s.queue)
		s.free[w]--
		p.running[t.Stage]++
		d := t.job.Job.draw
		at := max(now, s.busy)
		s.busy = at + runnerEach
		if freer != nil && t.Submit < now {
			at += d.delay(handoffMedian, handoffSigma, handoffMost, forHandoff, t.Stage, t.Index)
			if len(t.Tries) == 0 {
				t.Freer = freer
			}
		} else {
			at += d.delay(dispatchMedian, dispatchSigma, handoffMost, forDispatch, t.Stage, t.Index)
		}
		s.start(p, t, w, at)
		freer = nil
	}
}

// start runs a task on a worker, or finds that it will fail there.
func (s *scheduler) start(p *progress, t *TaskRun, w int, at int64) {
	stage := t.job.Job.Stages[t.Stage]
	cold := int64(0)
	if stage.Cold > 0 {
		key := [2]int{t.Stage, w}
		until, ok := p.warm[key]
		if !ok {
			until = at + stage.Cold
			p.warm[key] = until
		}
		cold = max(0, until-at)
	}
	try := Try{Schedule: at, Worker: w}
	end := at + t.begin(s.cluster.Speed[w], cold)
	if d := s.cluster.Death; d != nil && d.Worker == w && end > d.At {
		try.Failed = max(at, d.At) + d.Try
	} else if fails := stage.Tasks[t.Index].Fails; len(t.Tries) < len(fails) {
		try.Failed = at + fails[len(t.Tries)]
	}
	t.Tries = append(t.Tries, try)
	if try.Failed != 0 {
		end = try.Failed
	} else {
		t.End = end
	}
	s.push(event{time: end, kind: evFree, job: p, by: t})
}

// roomiest returns the worker with most free slots, the first of several, -1
// where none has any.
func (s *scheduler) roomiest() int {
	best := -1
	for w, n := range s.free {
		if n > 0 && (best < 0 || n > s.free[best]) {
			best = w
		}
	}
	return best
}

func (s *scheduler) jobOf(t *TaskRun) *progress {
	for _, p := range s.jobs {
		if p.run == t.job {
			return p
		}
	}
	panic("simulate: a task of no job")
}

func (r *JobRun) finish() {
	last := r.Planned
	for _, t := range r.Tasks {
		last = max(last, t.End)
	}
	d := r.Job.draw
	r.Executed = last + r.Job.Held + int64(d.between(tailLow, tailHigh, forStage, -2, 0))
	r.End = r.Executed + int64(d.between(endLow, endHigh, forStage, -3, 0))
}
