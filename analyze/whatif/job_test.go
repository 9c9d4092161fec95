package whatif

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
	"github.com/daft-analyze/daft-analyze/format"
)

// job is a made-up query on Ray: its truth is known.
type job struct {
	tasks  []jobTask
	slots  []int // of each worker
	lead   int64 // from the query's start to the first submit; execution starts halfway
	tail   int64
	submit bool // waiting tasks are given out in the order of their ids, else by operator
}

// jobTask is one task, its ids being the number of it.
type jobTask struct {
	stage    int   // also the operator that dispatched it
	after    []int // stages that it waits for, whole
	driver   int64
	handover int64
	wall     int64
}

// ran is what became of a task.
type ran struct {
	submit, first, end int64
	worker             int
	done               bool
}

// simulate runs a job in the plainest way there is: at each moment at which
// anything may happen it looks at everything again, in O(n^2).
func (j *job) simulate() ([]ran, int64) {
	out := make([]ran, len(j.tasks))
	started := make([]bool, len(j.tasks))
	submitOf := func(i int) (int64, bool) {
		t, at := j.tasks[i], j.lead
		for _, stage := range t.after {
			for k, x := range j.tasks {
				if x.stage == stage {
					if !out[k].done {
						return 0, false
					}
					at = max(at, out[k].end)
				}
			}
		}
		return at + t.driver, true
	}
	now := int64(-1)
	for left := len(j.tasks); left > 0; {
		next := int64(1) << 62
		for i := range j.tasks {
			if started[i] && out[i].end > now {
				next = min(next, out[i].end)
			}
			if started[i] && out[i].end <= now && !out[i].done {
				next = now
			}
			if at, ok := submitOf(i); ok && !started[i] {
				next = min(next, max(at, now))
			}
		}
		if next == now { // everything that may happen now did, but for lack of slots
			next = int64(1) << 62
			for i := range j.tasks {
				if started[i] && out[i].end > now {
					next = min(next, out[i].end)
				}
				if at, ok := submitOf(i); ok && !started[i] && at > now {
					next = min(next, at)
				}
			}
		}
		now = next
		for again := true; again; {
			again = false
			for i := range j.tasks {
				if started[i] && !out[i].done && out[i].end <= now {
					out[i].done = true
					left--
					again = true
				}
			}
			for {
				free := slices.Clone(j.slots)
				for i := range j.tasks {
					if started[i] && !out[i].done {
						free[out[i].worker]--
					}
				}
				worker := 0
				for w := range free {
					if free[w] > free[worker] {
						worker = w
					}
				}
				best := -1
				for i := range j.tasks {
					if at, ok := submitOf(i); ok && !started[i] && at <= now && (best < 0 || j.before(i, best)) {
						best = i
					}
				}
				if best < 0 || free[worker] <= 0 {
					break
				}
				t := j.tasks[best]
				at, _ := submitOf(best)
				started[best] = true
				out[best] = ran{submit: at, first: now + t.handover, end: now + t.handover + t.wall, worker: worker}
				again = true
			}
		}
	}
	last := int64(0)
	for _, r := range out {
		last = max(last, r.end)
	}
	return out, last + j.tail
}

func (j *job) before(a, b int) bool {
	if !j.submit && j.tasks[a].stage != j.tasks[b].stage {
		return j.tasks[a].stage > j.tasks[b].stage
	}
	return a < b
}

const jobStart = 1_800_000_000_000_000_000

func moment1(ns int64) analyze.Moment {
	return analyze.Moment{Time: format.Time(jobStart + ns), Clock: format.ClockRunner, Known: true}
}

// path returns what a recording of a job would tell.
func (j *job) path(out []ran, wall int64) *critical.Path {
	q := &analyze.Query{ID: "q", Engine: analyze.EngineRay, Start: moment1(0), ExecStart: moment1(j.lead / 2), End: moment1(wall), Outcome: analyze.OutcomeFinished,
		Wall: analyze.Value{V: wall, Origin: analyze.Measured}}
	workers := make([]*analyze.Worker, len(j.slots))
	for i := range workers {
		workers[i] = &analyze.Worker{ID: string(rune('a' + i)), Label: string(rune('a' + i))}
	}
	stages := map[int]*analyze.Stage{}
	barriers := map[int]*taskgraph.Barrier{}
	nodes := make([]*taskgraph.Node, len(j.tasks))
	for i, t := range j.tasks {
		if stages[t.stage] == nil {
			stages[t.stage] = &analyze.Stage{}
			barriers[t.stage] = &taskgraph.Barrier{}
		}
		r := out[i]
		x := &analyze.Task{ID: int64(i), LastNode: analyze.Value{V: int64(t.stage), Origin: analyze.Measured}, Outcome: analyze.TaskSucceeded, Worker: workers[r.worker],
			Submitted: moment1(r.submit), FirstScheduled: moment1(r.first), LastScheduled: moment1(r.first), Ended: moment1(r.end),
			Schedules: []analyze.Schedule{{Time: moment1(r.first), Worker: workers[r.worker]}}}
		nodes[i] = &taskgraph.Node{Task: x, Submit: jobStart + format.Time(r.submit), First: jobStart + format.Time(r.first), Last: jobStart + format.Time(r.first), End: jobStart + format.Time(r.end), Stage: stages[t.stage]}
		barriers[t.stage].Makers = append(barriers[t.stage].Makers, nodes[i])
	}
	g := &taskgraph.Graph{Query: q, Nodes: nodes}
	for stage := range 100 {
		if b := barriers[stage]; b != nil {
			sortMakers(b)
			g.Barriers = append(g.Barriers, b)
		}
	}
	for i, t := range j.tasks {
		for _, stage := range t.after {
			nodes[i].After = append(nodes[i].After, barriers[stage])
		}
	}
	slices.SortFunc(g.Nodes, func(a, b *taskgraph.Node) int {
		return cmp.Or(cmp.Compare(a.Submit, b.Submit), cmp.Compare(a.Task.ID, b.Task.ID))
	})
	g.Number()
	return &critical.Path{Query: q, Basis: critical.ByTasks, Graph: g}
}

func sortMakers(b *taskgraph.Barrier) {
	slices.SortFunc(b.Makers, func(a, b *taskgraph.Node) int {
		return cmp.Or(cmp.Compare(a.End, b.End), cmp.Compare(a.Task.ID, b.Task.ID))
	})
}

// model runs a job and makes a model of what happened.
func (j *job) model() *Model { return Of(j.path(j.simulate())) }

// randomJob makes a job of so many stages, each of which waits for one or two
// before it, or for none.
func randomJob(random *rand.Rand, stages, width int) *job {
	j := &job{lead: random.Int64N(100), tail: random.Int64N(20)}
	for range 1 + random.IntN(4) {
		j.slots = append(j.slots, 1+random.IntN(3))
	}
	handover := random.Int64N(3)
	for stage := range stages {
		var after []int
		for range min(stage, random.IntN(3)) {
			if x := random.IntN(stage); !slices.Contains(after, x) {
				after = append(after, x)
			}
		}
		driver := random.Int64N(8)
		for range 1 + random.IntN(width) {
			j.tasks = append(j.tasks, jobTask{stage, after, driver + random.Int64N(3), handover, 1 + random.Int64N(60)})
		}
	}
	return j
}
