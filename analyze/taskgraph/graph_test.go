package taskgraph_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
	. "github.com/daft-analyze/daft-analyze/analyze/taskgraph/tasktest"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// graphOf builds the graph of the only query.
func graphOf(t *testing.T, q Query) *taskgraph.Graph {
	t.Helper()
	run := Replay(t, q)
	if len(run.Queries) != 1 {
		t.Fatalf("%d queries", len(run.Queries))
	}
	g := taskgraph.Of(run.Queries[0])
	check(t, g)
	return g
}

// check holds a graph against what is true of every graph.
func check(t testing.TB, g *taskgraph.Graph) {
	t.Helper()
	place := make(map[*taskgraph.Node]int)
	for i, n := range g.Nodes {
		if n.First < n.Submit || n.Last < n.First || n.End < n.Last {
			t.Errorf("task %d: times %d %d %d %d are not in order", n.Task.ID, n.Submit, n.First, n.Last, n.End)
		}
		for _, b := range n.After {
			if b.Ready() > n.Submit {
				t.Errorf("task %d was submitted at %d, before %d, when its input was there", n.Task.ID, n.Submit, b.Ready())
			}
			for _, m := range b.Makers {
				if p, ok := place[m]; !ok || p >= i {
					t.Errorf("task %d waits for task %d, which does not stand before it", n.Task.ID, m.Task.ID)
					break
				}
			}
		}
		place[n] = i
		if g.Node(n.Task) != n {
			t.Errorf("task %d is not found", n.Task.ID)
		}
	}
	if len(g.Nodes)+g.Left+g.Unrun != len(g.Query.Tasks) {
		t.Errorf("%d nodes, %d left out, %d not run, of %d tasks", len(g.Nodes), g.Left, g.Unrun, len(g.Query.Tasks))
	}
}

// waits writes what each task waited for: `2<0,1#3` says that task 2 read what
// tasks 0 and 1 made by operator 3; `?` marks a guess.
func waits(g *taskgraph.Graph) string {
	lines := make(map[int64]string)
	for _, n := range g.Nodes {
		text := fmt.Sprint(n.Task.ID)
		for _, b := range n.After {
			var ids []string
			for _, m := range b.Makers {
				ids = append(ids, fmt.Sprint(m.Task.ID))
			}
			text += "<" + strings.Join(ids, ",")
			if b.Operator != nil {
				text += fmt.Sprintf("#%d", b.Operator.ID)
			}
			if b.Guess != "" {
				text += "?"
			}
		}
		lines[n.Task.ID] = text
	}
	var all []string
	for _, t := range g.Query.Tasks {
		if l, ok := lines[t.ID]; ok {
			all = append(all, l)
		}
	}
	return strings.Join(all, " ")
}

var (
	shuffle = Node(3, "HashAggregate", Node(2, "Repartition", Node(1, "ScanTaskSource")))
	sorting = Node(3, "Project", Node(2, "Sort", Node(1, "ScanTaskSource")))
)

func TestFeeders(t *testing.T) {
	scan := func(id, submit, end int64) Task {
		return Task{ID: id, Nodes: []int64{1, 2}, Name: "Scan->Write", Scan: 1, Worker: "a", Submit: submit, First: submit, End: end}
	}
	for _, c := range []struct {
		name, plan string
		tasks      []Task
		want       string
	}{
		{"a shuffle", shuffle, []Task{
			scan(0, 10, 30), scan(1, 10, 20),
			{ID: 2, Nodes: []int64{2, 3}, Name: "Read", Sources: []int64{2}, Worker: "a", Submit: 31, First: 31, End: 40},
			{ID: 3, Nodes: []int64{2, 3}, Name: "Read", Sources: []int64{2}, Worker: "a", Submit: 32, First: 32, End: 40},
		}, "0 1 2<1,0#2 3<1,0#2"},
		{"a shuffle by flight: its readers name no input", shuffle, []Task{
			scan(0, 10, 30), scan(1, 10, 20),
			{ID: 2, Nodes: []int64{2, 3}, Name: "Read", Worker: "a", Submit: 31, First: 31, End: 40},
		}, "0 1 2<1,0#2"},
		{"a shuffle whose readers' submits were lost", shuffle, []Task{
			scan(0, 10, 30), scan(1, 10, 20),
			{ID: 2, Nodes: []int64{2, 3}, Worker: "a", Submit: Unknown, First: 31, End: 40},
		}, "0 1 2<1,0#2"},
		{"a maker that failed made nothing", shuffle, []Task{
			{ID: 0, Nodes: []int64{1, 2}, Name: "Scan->Write", Scan: 1, Worker: "a", Submit: 10, First: 10, End: 30, Outcome: "Failed"}, scan(1, 10, 20),
			{ID: 2, Nodes: []int64{2, 3}, Name: "Read", Sources: []int64{2}, Worker: "a", Submit: 31, First: 31, End: 40},
		}, "0 1 2<1#2"},
		{"handed on as they come", shuffle, []Task{
			scan(0, 10, 20), scan(1, 10, 30), scan(2, 10, 90),
			{ID: 3, Nodes: []int64{2, 3}, Name: "Read", Sources: []int64{2}, Worker: "a", Submit: 21, First: 21, End: 40},
			{ID: 4, Nodes: []int64{2, 3}, Name: "Read", Sources: []int64{2}, Worker: "a", Submit: 30, First: 30, End: 40},
			{ID: 5, Nodes: []int64{2, 3}, Name: "Read", Sources: []int64{2}, Worker: "a", Submit: 95, First: 95, End: 99},
		}, "0 1 2 3<0#2? 4<1#2? 5<0,1,2#2"},
		{"a broadcast join names itself: the plan tells who made it", Node(4, "BroadcastJoin", Node(2, "Filter", Node(1, "ScanTaskSource")), Node(3, "ScanTaskSource")), []Task{
			{ID: 0, Nodes: []int64{1, 2}, Name: "Scan->Filter", Scan: 1, Worker: "a", Submit: 10, First: 10, End: 20},
			{ID: 1, Nodes: []int64{3, 4}, Name: "(InMemoryScan, Scan)->HashJoin", Sources: []int64{4}, Scan: 3, Worker: "a", Submit: 21, First: 21, End: 40},
		}, "0 1<0#2"},
		{"a broadcast join whose submit was lost", Node(4, "BroadcastJoin", Node(2, "Filter", Node(1, "ScanTaskSource")), Node(3, "ScanTaskSource")), []Task{
			{ID: 0, Nodes: []int64{1, 2}, Name: "Scan->Filter", Scan: 1, Worker: "a", Submit: 10, First: 10, End: 20},
			{ID: 1, Nodes: []int64{3, 4}, Worker: "a", Submit: Unknown, First: 21, End: 40},
		}, "0 1<0#2?"},
		{"the phases of a sort", sorting, []Task{
			{ID: 0, Nodes: []int64{1}, Name: "Scan", Scan: 1, Worker: "a", Submit: 10, First: 10, End: 20},
			{ID: 1, Nodes: []int64{1}, Name: "Scan", Scan: 1, Worker: "b", Submit: 10, First: 10, End: 22},
			{ID: 2, Nodes: []int64{2}, Name: "Sample", Sources: []int64{2}, Worker: "a", Submit: 23, First: 23, End: 30},
			{ID: 3, Nodes: []int64{2}, Name: "Sample", Sources: []int64{2}, Worker: "b", Submit: 23, First: 23, End: 31},
			{ID: 4, Nodes: []int64{2}, Name: "RepartitionWrite", Sources: []int64{2}, Worker: "a", Submit: 50, First: 50, End: 60},
			{ID: 5, Nodes: []int64{2}, Name: "RepartitionWrite", Sources: []int64{2}, Worker: "b", Submit: 50, First: 50, End: 61},
			{ID: 6, Nodes: []int64{2, 3}, Name: "Sort->Project", Sources: []int64{2}, Worker: "a", Submit: 61, First: 61, End: 70},
			{ID: 7, Nodes: []int64{2, 3}, Name: "Sort->Project", Sources: []int64{2}, Worker: "b", Submit: 61, First: 61, End: 71},
		}, "0 1 2<0,1#1 3<0,1#1 4<2,3#2 5<2,3#2 6<4,5#2 7<4,5#2"},
		{"a task of a sort whose name was lost goes where it was given out", sorting, []Task{
			{ID: 0, Nodes: []int64{1}, Name: "Scan", Scan: 1, Worker: "a", Submit: 10, First: 10, End: 20},
			{ID: 2, Nodes: []int64{2}, Name: "Sample", Sources: []int64{2}, Worker: "a", Submit: 23, First: 23, End: 30},
			{ID: 3, Nodes: []int64{2}, Worker: "b", Submit: Unknown, First: 24, End: 31},
			{ID: 4, Nodes: []int64{2}, Name: "RepartitionWrite", Sources: []int64{2}, Worker: "a", Submit: 50, First: 50, End: 60},
			{ID: 5, Nodes: []int64{2}, Worker: "b", Submit: Unknown, First: 51, End: 61},
			{ID: 6, Nodes: []int64{2, 3}, Name: "Sort->Project", Sources: []int64{2}, Worker: "a", Submit: 61, First: 61, End: 70},
		}, "0 2<0#1 3<0#1 4<2,3#2 5<2,3#2 6<4,5#2"},
		{"a sort of one partition has one phase", sorting, []Task{
			{ID: 0, Nodes: []int64{1}, Name: "Scan", Scan: 1, Worker: "a", Submit: 10, First: 10, End: 20},
			{ID: 1, Nodes: []int64{2, 3}, Name: "Sort->Project", Sources: []int64{2}, Worker: "a", Submit: 21, First: 21, End: 70},
		}, "0 1<0#1"},
		{"the second side of a union", Node(4, "Repartition", Node(3, "Concat", Node(1, "ScanTaskSource"), Node(2, "ScanTaskSource"))), []Task{
			{ID: 0, Nodes: []int64{1}, Name: "Scan", Scan: 1, Worker: "a", Submit: 10, First: 10, End: 20},
			{ID: 1, Nodes: []int64{2, 3, 4}, Name: "Scan->Write", Scan: 2, Worker: "a", Submit: 21, First: 21, End: 30},
		}, "0 1<0?"},
		{"two scans at the start", Node(4, "HashJoin", Node(1, "ScanTaskSource"), Node(2, "ScanTaskSource")), []Task{
			{ID: 0, Nodes: []int64{1}, Name: "Scan", Scan: 1, Worker: "a", Submit: 10, First: 10, End: 30},
			{ID: 1, Nodes: []int64{1}, Name: "Scan", Scan: 1, Worker: "b", Submit: 11, First: 11, End: 15},
			{ID: 2, Nodes: []int64{2}, Name: "Scan", Scan: 2, Worker: "a", Submit: 16, First: 16, End: 30},
		}, "0 1 2"},
		{"data of the driver's", Node(2, "Project", Node(1, "InMemorySource")), []Task{
			{ID: 0, Nodes: []int64{1, 2}, Name: "InMemoryScan", Sources: []int64{1}, Worker: "a", Submit: 10, First: 10, End: 30},
			{ID: 1, Nodes: []int64{1, 2}, Name: "InMemoryScan", Sources: []int64{1}, Worker: "a", Submit: 10, First: 30, End: 50},
		}, "0 1"},
		{"without length, and at one time", shuffle, []Task{
			{ID: 3, Nodes: []int64{1, 2}, Name: "Scan->Write", Scan: 1, Worker: "a", Submit: 10, First: 10, End: 10},
			{ID: 1, Nodes: []int64{2, 3}, Name: "Read", Sources: []int64{2}, Worker: "a", Submit: 10, First: 10, End: 10},
			{ID: 5, Nodes: []int64{2, 3}, Name: "Read", Sources: []int64{2}, Worker: "a", Submit: 10, First: 10, End: 10},
		}, "1 3 5<3#2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := graphOf(t, Query{Plan: c.plan, Exec: 1, End: 100, Tasks: c.tasks})
			if got := waits(g); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// An exchange of n tasks to m has one barrier.
func TestBarriersAreShared(t *testing.T) {
	q := Query{Plan: shuffle, Exec: 1, End: 1000}
	for i := range int64(50) {
		q.Tasks = append(q.Tasks, Task{ID: i, Nodes: []int64{1, 2}, Name: "Scan->Write", Scan: 1, Worker: "a", Submit: 10, First: 10, End: 20 + i})
		q.Tasks = append(q.Tasks, Task{ID: 50 + i, Nodes: []int64{2, 3}, Name: "Read", Sources: []int64{2}, Worker: "a", Submit: 100 + i, First: 200, End: 300})
	}
	g := graphOf(t, q)
	if len(g.Barriers) != 1 || len(g.Barriers[0].Makers) != 50 {
		t.Errorf("%d barriers", len(g.Barriers))
	}
}

func TestLostTimes(t *testing.T) {
	known := Task{ID: 1, Nodes: []int64{1}, Name: "Scan", Scan: 1, Worker: "a", Submit: 10, First: 20, End: 50}
	ms := func(x format.Time) int64 { return (int64(x) - Epoch) / 1_000_000 }
	for _, c := range []struct {
		name string
		task Task
		end  int64
		want string
	}{
		{"submit: as the tasks before it", Task{ID: 2, Nodes: []int64{1}, Worker: "a", Submit: Unknown, First: 50, End: 70}, 100, "10 50 50 70"},
		{"schedule: as long as others of its stage", Task{ID: 2, Nodes: []int64{1}, Name: "Scan", Scan: 1, Worker: "a", Submit: 12, First: Unknown, End: 70}, 100, "12 40 40 70"},
		{"schedule: not before the submit", Task{ID: 2, Nodes: []int64{1}, Name: "Scan", Scan: 1, Worker: "a", Submit: 60, First: Unknown, End: 70}, 100, "60 60 60 70"},
		{"end: as long as others of its stage", Task{ID: 2, Nodes: []int64{1}, Name: "Scan", Scan: 1, Worker: "a", Submit: 12, First: 50, End: Unknown}, 100, "12 50 50 80"},
		{"end: not after that of the query", Task{ID: 2, Nodes: []int64{1}, Name: "Scan", Scan: 1, Worker: "a", Submit: 12, First: 50, End: Unknown}, 60, "12 50 50 60"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := graphOf(t, Query{Plan: shuffle, Exec: 1, End: c.end, Tasks: []Task{known, c.task}})
			n := g.Node(g.Query.Task(2))
			if n == nil || !n.Estimated {
				t.Fatalf("%+v", n)
			}
			if got := fmt.Sprint(ms(n.Submit), ms(n.First), ms(n.Last), ms(n.End)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	// The submit of a reader bounds the end of a maker.
	g := graphOf(t, Query{Plan: shuffle, Exec: 1, End: 900, Tasks: []Task{
		{ID: 0, Nodes: []int64{1, 2}, Name: "Scan->Write", Scan: 1, Worker: "a", Submit: 10, First: 10, End: 110},
		{ID: 1, Nodes: []int64{1, 2}, Name: "Scan->Write", Scan: 1, Worker: "b", Submit: 10, First: 70, End: Unknown},
		{ID: 2, Nodes: []int64{2, 3}, Name: "Read", Sources: []int64{2}, Worker: "a", Submit: 120, First: 120, End: 130},
	}})
	if n := g.Node(g.Query.Task(1)); ms(n.End) != 120 || waits(g) != "0 1 2<0,1#2" {
		t.Errorf("end %d, %s", ms(n.End), waits(g))
	}
	// What has no schedule and no end cannot be placed; what never ran is no loss.
	g = graphOf(t, Query{Plan: shuffle, Exec: 1, End: 900, Tasks: []Task{
		known,
		{ID: 2, Nodes: []int64{1}, Name: "Scan", Worker: "a", Submit: 10, First: Unknown, End: Unknown},
		{ID: 3, Nodes: []int64{1}, Name: "Scan", Worker: "a", Submit: 10, First: Unknown, End: 20, Outcome: "Cancelled"},
	}})
	if len(g.Nodes) != 1 || g.Left != 1 || g.Unrun != 1 {
		t.Errorf("%d nodes, %d left out, %d not run", len(g.Nodes), g.Left, g.Unrun)
	}
}

func TestContradictingTimesAreTold(t *testing.T) {
	g := graphOf(t, Query{Plan: shuffle, Exec: 1, End: 900, Tasks: []Task{
		{ID: 0, Nodes: []int64{1, 2}, Name: "Scan->Write", Scan: 1, Worker: "a", Submit: 50, First: 40, End: 30},
	}})
	if len(g.Notes) != 1 || !strings.Contains(g.Notes[0], "contradict") {
		t.Errorf("notes %v", g.Notes)
	}
}

// A clock is moved by the least that restores causality, and only then.
func TestOffsets(t *testing.T) {
	task := Task{ID: 0, Nodes: []int64{1}, Name: "Scan", Scan: 1, Worker: "a", Submit: 100, First: 110, End: 200}
	for _, c := range []struct {
		name     string
		late     int64
		exec     int64
		end      int64
		outcome  string
		want, by int64 // where the task is submitted, milliseconds; the offset
	}{
		{"clocks agree", 0, 50, 300, "", 100, 0},
		{"the runner is behind", -80, 50, 300, "", 50, 30},
		{"the runner is ahead", 150, 50, 300, "", 200, -50},
		{"ahead, of a query that was given up", 150, 50, 300, "Canceled", 250, 0},
		{"longer than the execution: it begins with it", -80, 50, 120, "", 50, 30},
		{"ahead, and longer than the execution: no offset helps", 20, 50, 140, "", 120, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := graphOf(t, Query{Plan: shuffle, Exec: c.exec, End: c.end, Outcome: c.outcome, RunnerLate: c.late, Tasks: []Task{task}})
			if got := (int64(g.Nodes[0].Submit) - Epoch) / 1_000_000; got != c.want {
				t.Errorf("submitted at %d, want %d", got, c.want)
			}
			switch {
			case c.by == 0 && len(g.Offsets)+len(g.Notes) > 0:
				t.Errorf("offsets %v notes %v", g.Offsets, g.Notes)
			case c.by != 0 && (len(g.Offsets) != 1 || g.Offsets[0] != taskgraph.Offset{Clock: format.ClockRunner, NS: c.by * 1_000_000} || len(g.Notes) != 1):
				t.Errorf("offsets %v notes %v", g.Offsets, g.Notes)
			}
		})
	}
}

// What the operators reported around a task's end is the task's own.
func TestContributions(t *testing.T) {
	task := func(id, end int64, first, second int64) Task {
		return Task{ID: id, Nodes: []int64{1, 2}, Name: "Scan->Write", Scan: 1, Worker: "a", Submit: 10, First: 10, End: end, Duration: []int64{first, second}, Reported: true}
	}
	lost := task(2, 40, 300, 30)
	lost.Reported = false // the report after its end
	gone := task(4, Unknown, 500, 50)
	g := graphOf(t, Query{Plan: shuffle, Exec: 1, End: 100, Tasks: []Task{task(0, 20, 100, 10), task(1, 30, 200, 20), lost, task(3, 50, 400, 40), gone, task(5, 70, 600, 60)}})
	want := map[int64]string{0: "1 [100 10]", 1: "1 [200 20]", 2: "2 [700 70]", 3: "2 [700 70]", 4: "0 []", 5: "1 [600 60]"}
	for _, n := range g.Nodes {
		var us []int64
		for _, c := range n.Shares {
			us = append(us, c.Duration/1000)
		}
		if us == nil {
			us = []int64{}
		}
		if got := fmt.Sprint(n.Merged, us); got != strings.ReplaceAll(want[n.Task.ID], " [", " [") {
			t.Errorf("task %d: %s, want %s", n.Task.ID, got, want[n.Task.ID])
		}
	}
}

// On real recordings the contributions of each task that ended sum to what the
// task itself says.
func TestContributionsOfCaptures(t *testing.T) {
	for _, c := range []struct {
		name         string
		alone, tasks int
	}{
		{"join-ray", 49, 49}, {"tpch-ray", 14, 14}, {"fail-cluster", 5, 5}, {"slow-udf-ray", 9, 9}, {"node-killed-ray", 21, 21},
	} {
		run := ReplayEvents(t, formattest.File(t, "../testdata/"+c.name+".events"))
		alone, tasks := 0, 0
		for _, q := range run.Queries {
			g := taskgraph.Of(q)
			check(t, g)
			for _, n := range g.Nodes {
				if n.Task.Outcome != analyze.TaskSucceeded {
					continue
				}
				tasks++
				if n.Merged == 1 {
					alone++
				}
			}
		}
		if alone != c.alone || tasks != c.tasks {
			t.Errorf("%s: %d of %d tasks have contributions of their own, want %d of %d", c.name, alone, tasks, c.alone, c.tasks)
		}
	}
}
