package whatif

import (
	"math"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
	"github.com/daft-analyze/daft-analyze/format"
)

// row is a task as it ran. The query starts at 0, executes from 10.
type row struct {
	stage                    int
	submit, first, last, end int64
	worker                   string
	after                    int // stage, 0: none
	rows                     int64
	shares                   []int64 // durations of operators 0, 1, ...
}

// byHand makes the model of a query of such tasks, their ids being the number of
// the row from 0, and returns it with its workers and operators.
func byHand(wall int64, rows ...row) (*Model, map[string]*analyze.Worker, []*analyze.Operator) {
	q := &analyze.Query{Engine: analyze.EngineRay, Start: moment1(0), ExecStart: moment1(10), End: moment1(wall), Wall: analyze.Measured.Of(wall)}
	workers := map[string]*analyze.Worker{}
	operators := []*analyze.Operator{{ID: 0}, {ID: 1}, {ID: 2}}
	stages, barriers := map[int]*analyze.Stage{}, map[int]*taskgraph.Barrier{}
	g := &taskgraph.Graph{Query: q}
	for i, r := range rows {
		if workers[r.worker] == nil {
			workers[r.worker] = &analyze.Worker{ID: r.worker}
		}
		if stages[r.stage] == nil {
			stages[r.stage], barriers[r.stage] = &analyze.Stage{}, &taskgraph.Barrier{}
			g.Barriers = append(g.Barriers, barriers[r.stage])
		}
		at := func(ns int64) format.Time { return format.Time(jobStart + ns) }
		w := workers[r.worker]
		n := &taskgraph.Node{Submit: at(r.submit), First: at(r.first), Last: at(r.last), End: at(r.end), Stage: stages[r.stage], Merged: 1,
			Task: &analyze.Task{ID: int64(i), LastNode: analyze.Measured.Of(int64(r.stage)), Worker: w, Schedules: []analyze.Schedule{{Time: moment1(r.first), Worker: w}}}}
		if r.last > r.first {
			n.Task.Schedules = append(n.Task.Schedules, analyze.Schedule{Time: moment1(r.last), Worker: w})
		}
		if r.rows > 0 {
			n.Task.RowsIn = analyze.Measured.Of(r.rows)
		}
		for o, ns := range r.shares {
			n.Shares = append(n.Shares, taskgraph.Contribution{Operator: operators[o], Duration: ns})
		}
		barriers[r.stage].Makers = append(barriers[r.stage].Makers, n)
		g.Nodes = append(g.Nodes, n)
	}
	for i, r := range rows {
		if r.after > 0 {
			g.Nodes[i].After = []*taskgraph.Barrier{barriers[r.after]}
		}
	}
	for _, b := range g.Barriers {
		sortMakers(b)
	}
	g.Number()
	return Of(&critical.Path{Query: q, Basis: critical.ByTasks, Graph: g}), workers, operators
}

// try tries a scenario and checks what must be true of any result.
func try(t *testing.T, m *Model, s Scenario) Result {
	t.Helper()
	r := m.Try(s)
	if r.Refusal != "" {
		t.Fatal(r.Refusal)
	}
	checkResult(t, m, r)
	return r
}

func checkResult(t *testing.T, m *Model, r Result) {
	t.Helper()
	if r.Refusal != "" {
		if r.Wall != 0 || r.Saving != 0 || r.Low != 0 || r.High != 0 || strings.Contains(r.Refusal, "\n") {
			t.Errorf("%+v has numbers", r)
		}
		return
	}
	if r.Wall+r.Saving != m.Wall || r.Wall < 0 || r.Low > r.Saving || r.High < r.Saving || r.Basis == "" {
		t.Errorf("of a wall of %d: %+v", m.Wall, r)
	}
}

// Two tasks wait for a slot of one worker with two; the second stage waits for all.
var small = []row{
	{stage: 1, submit: 100, first: 101, last: 101, end: 201, worker: "a", shares: []int64{60, 20}},
	{stage: 1, submit: 100, first: 101, last: 101, end: 401, worker: "a", shares: []int64{60, 20}},
	{stage: 1, submit: 100, first: 203, last: 203, end: 303, worker: "a", shares: []int64{60, 20}},
	{stage: 1, submit: 100, first: 304, last: 304, end: 404, worker: "a", shares: []int64{60, 20}},
	{stage: 2, submit: 424, first: 425, last: 425, end: 525, worker: "a", after: 1, shares: []int64{0, 0, 300}},
}

func TestSmall(t *testing.T) {
	m, _, operators := byHand(530, small...)
	if !m.Usable || m.Replayed != 530 || m.Error != 0 {
		t.Fatalf("replayed %d: %s", m.Replayed, m.Refusal)
	}
	if b := m.Bounds; b.Span.V != 400 || b.Work.V != 700 || b.Slots.V != 2 || b.Slotted.V != 400 || b.OverSpan != 530.0/400 {
		t.Errorf("bounds %+v", b)
	}
	for _, c := range []struct {
		name string
		s    Scenario
		want int64
	}{
		{"nothing", Scenario{}, 530},
		{"as many workers", Scenario{Workers: 1}, 530},
		{"a second worker", Scenario{Workers: 2}, 527}, // the one task of 300 remains
		{"no skew", Scenario{NoSkew: true}, 429},       // two rounds of 100
		{"no skew and more workers", Scenario{NoSkew: true, Workers: 2}, 328},
		{"no driver", Scenario{NoDriver: map[*analyze.Operator]bool{nil: true}}, 510},
		{"no dispatch", Scenario{NoDispatch: true}, 525},
		{"no start-up", Scenario{NoColdStart: true}, 440},
		{"operator 0 free", Scenario{Speedup: map[*analyze.Operator]float64{operators[0]: math.Inf(1)}}, 467}, // 300 becomes 240; the others 40
		{"operator 0 twice as fast", Scenario{Speedup: map[*analyze.Operator]float64{operators[0]: 2}}, 497},
		{"operator 2 free", Scenario{Speedup: map[*analyze.Operator]float64{operators[2]: math.Inf(1)}}, 430},
		{"operator 2 half as fast", Scenario{Speedup: map[*analyze.Operator]float64{operators[2]: 0.5}}, 630},
		{"one task shorter", Scenario{TaskWall: map[*analyze.Task]int64{m.schedule.nodes[1].Task: 100}}, 429},
		{"one task longer", Scenario{TaskWall: map[*analyze.Task]int64{m.schedule.nodes[1].Task: 400}}, 627},
	} {
		if r := try(t, m, c.s); r.Wall != c.want {
			t.Errorf("%s: %d, want %d (%+v)", c.name, r.Wall, c.want, r)
		}
	}
	if got := m.Drag(operators[0]); got.V != 63 {
		t.Errorf("drag %v", got)
	}
	if m.Drag(&analyze.Operator{ID: 9}).Known() || m.Drag(nil).Known() {
		t.Error("drag of an operator that no task names")
	}
	if got := m.Try(Scenario{Workers: 2}).Note; got != "with 2 workers instead of 1, each on a machine of its own" {
		t.Errorf("note %q", got)
	}
}

func TestScenariosThatMakeNoSense(t *testing.T) {
	m, _, operators := byHand(530, small...)
	for _, s := range []Scenario{{Workers: -1}, {Workers: math.NaN()}, {Workers: math.Inf(1)}, {Workers: 0.5}, {Workers: 1.2}, {Speedup: map[*analyze.Operator]float64{nil: 2}},
		{Speedup: map[*analyze.Operator]float64{operators[0]: 0}}, {Speedup: map[*analyze.Operator]float64{operators[0]: math.NaN()}}, {TaskWall: map[*analyze.Task]int64{m.schedule.nodes[0].Task: -1}}} {
		r := m.Try(s)
		checkResult(t, m, r)
		if r.Refusal == "" {
			t.Errorf("%+v is not refused", s)
		}
	}
}

// A task that failed twice on a worker that is well has its slot for all the time.
func TestRetry(t *testing.T) {
	m, _, _ := byHand(500,
		row{stage: 1, submit: 50, first: 50, last: 250, end: 350, worker: "a"},
		row{stage: 1, submit: 50, first: 350, last: 350, end: 450, worker: "a"})
	if m.Replayed != 500 || m.Bounds.Slots.V != 1 {
		t.Errorf("replayed %d with %d slots", m.Replayed, m.Bounds.Slots.V)
	}
	if r := try(t, m, Scenario{NoRetries: true}); r.Saving != 200 {
		t.Errorf("%+v", r)
	}
	m, _, _ = byHand(530, small...)
	if r := try(t, m, Scenario{NoRetries: true}); r.Saving != 0 || r.Low != 0 || r.High != 0 || r.Note == "" {
		t.Errorf("without retries: %+v", r)
	}
}

// Worker b dies at 150. What it had is given to a, after 100 in vain, in which no
// slot of a is taken. Without retries b goes on.
func TestDeadWorker(t *testing.T) {
	rows := []row{
		{stage: 1, submit: 50, first: 50, last: 50, end: 150, worker: "a"},
		{stage: 1, submit: 50, first: 50, last: 50, end: 150, worker: "b"},
		{stage: 1, submit: 50, first: 150, last: 150, end: 250, worker: "a"},
		{stage: 1, submit: 50, first: 150, last: 250, end: 350, worker: "a"},
	}
	dead := &analyze.Worker{ID: "b", Death: &analyze.WorkerDeath{After: moment1(150)}}
	m, _, _ := byHand(400, rows...)
	for _, n := range m.schedule.nodes {
		if n.Task.Worker.ID == "b" {
			n.Task.Worker = dead
		}
		if n.Task.ID == 3 {
			n.Task.Schedules[0].Worker = dead
		}
	}
	m = Of(m.Path)
	if m.Replayed != 400 || m.Bounds.Slots.V != 2 {
		t.Fatalf("replayed %d with %d slots", m.Replayed, m.Bounds.Slots.V)
	}
	if r := try(t, m, Scenario{NoRetries: true}); r.Wall != 300 {
		t.Errorf("%+v", r)
	}
	for _, n := range m.schedule.nodes {
		n.Task.Worker = dead
	}
	if m = Of(m.Path); m.Usable || m.Refusal != nobodyLeft {
		t.Errorf("with nobody alive: %q", m.Refusal)
	}
}

// Worker b is there 100 ms after tasks wait. It is not used before, unless there
// is no cold start.
func TestLateWorker(t *testing.T) {
	const ms = 1_000_000
	m, _, _ := byHand(400*ms,
		row{stage: 1, submit: 50 * ms, first: 50 * ms, last: 50 * ms, end: 150 * ms, worker: "a"},
		row{stage: 1, submit: 50 * ms, first: 150 * ms, last: 150 * ms, end: 350 * ms, worker: "b"},
		row{stage: 1, submit: 50 * ms, first: 150 * ms, last: 150 * ms, end: 250 * ms, worker: "a"},
		row{stage: 1, submit: 50 * ms, first: 250 * ms, last: 250 * ms, end: 350 * ms, worker: "a"})
	if m.Replayed != 400*ms {
		t.Errorf("replayed %d", m.Replayed)
	}
	// 50 ms of start-up go, less the 10 ns before; b has its 200 ms task from the start, which is its first, and
	// takes no longer than the median of 100 ms.
	if r := try(t, m, Scenario{NoColdStart: true}); r.Wall != 250*ms+10 {
		t.Errorf("%+v", r)
	}
}

// The first task on a worker costs 10 ns a row, the others 2.
func TestColdStart(t *testing.T) {
	m, _, _ := byHand(400,
		row{stage: 1, submit: 10, first: 40, last: 40, end: 240, worker: "a", rows: 20},
		row{stage: 1, submit: 10, first: 241, last: 241, end: 281, worker: "a", rows: 20},
		row{stage: 1, submit: 10, first: 282, last: 282, end: 382, worker: "a", rows: 50})
	if r := try(t, m, Scenario{NoColdStart: true}); r.Wall != 400-160-29 {
		t.Errorf("%+v", r)
	}
}

// A task that was submitted when two of three makers had ended cannot have waited
// for the third: two, whichever, are enough for it.
func TestReaderBeforeTheLastMaker(t *testing.T) {
	m, _, _ := byHand(500,
		row{stage: 1, submit: 50, first: 50, last: 50, end: 100, worker: "a"},
		row{stage: 1, submit: 50, first: 50, last: 50, end: 150, worker: "a"},
		row{stage: 1, submit: 50, first: 50, last: 50, end: 400, worker: "a"},
		row{stage: 2, submit: 170, first: 170, last: 170, end: 450, worker: "a", after: 1})
	if m.Replayed != 500 {
		t.Errorf("replayed %d", m.Replayed)
	}
	if r := try(t, m, Scenario{TaskWall: map[*analyze.Task]int64{m.schedule.nodes[2].Task: 60}}); r.Wall != 500-40 {
		t.Errorf("the third maker becomes the second: %+v", r)
	}
}

// A task that is bound to worker a waits for it, though b has room.
func TestBoundToItsWorker(t *testing.T) {
	m, _, _ := byHand(400,
		row{stage: 1, submit: 50, first: 50, last: 50, end: 150, worker: "a"},
		row{stage: 1, submit: 50, first: 50, last: 50, end: 100, worker: "b"},
		row{stage: 1, submit: 60, first: 150, last: 150, end: 250, worker: "a"},
		row{stage: 1, submit: 60, first: 250, last: 250, end: 350, worker: "a"})
	if m.Replayed == 400 || m.Usable {
		t.Errorf("without it: replayed %d", m.Replayed)
	}
	s := m.schedule
	s.pins, s.tasks[2].pinned, s.tasks[3].pinned = true, true, true
	if end, ok := newReplayer(s).replay(s.unchanged(), byPriority); !ok || s.wallOf(end) != 400 {
		t.Errorf("replayed %d", s.wallOf(end))
	}
}

func TestRefusals(t *testing.T) {
	m, _, _ := byHand(530, small...)
	p := m.Path
	for name, change := range map[string]func(q *analyze.Query, g *taskgraph.Graph){
		"no wall":       func(q *analyze.Query, g *taskgraph.Graph) { q.Wall = analyze.Value{} },
		"no tasks":      func(q *analyze.Query, g *taskgraph.Graph) { g.Nodes = nil },
		"no end":        func(q *analyze.Query, g *taskgraph.Graph) { q.EndInferred = "last event" },
		"times lost":    func(q *analyze.Query, g *taskgraph.Graph) { g.Left = 1 },
		"off by 13 %":   func(q *analyze.Query, g *taskgraph.Graph) { q.Wall.V = 470 },
		"other engines": func(q *analyze.Query, g *taskgraph.Graph) {},
	} {
		q, g := *p.Query, *p.Graph
		g.Query = &q
		change(&q, &g)
		path := &critical.Path{Query: &q, Basis: p.Basis, Graph: &g}
		if name == "other engines" {
			path.Graph, path.Basis = nil, critical.ByNothing
		}
		m := Of(path)
		if m.Usable || m.Refusal == "" || m.Try(Scenario{}).Refusal != m.Refusal || m.Drag(q.Operator(1)).Known() {
			t.Errorf("%s: usable %v, %q", name, m.Usable, m.Refusal)
		}
	}
}
