package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
	"github.com/daft-analyze/daft-analyze/graph/picture"
)

// stageTasks draws the tasks of one stage: framed by the worker that ran them,
// above what they waited for, below what waited for them.
type stageTasks struct {
	*finding.Case
	stages  *stages
	at      int // the stage that is drawn
	graph   *taskgraph.Graph
	of      map[*analyze.Task]int   // stage of a task
	onPath  map[*analyze.Task]int64 // nanoseconds of the path
	order   []*analyze.Task         // of the path, one after the other
	out     *sketch
	nodes   map[*analyze.Task]*node // boxes of tasks of the stage
	columns []*cluster              // of its workers
}

func sketchTasks(c *finding.Case, o Options) (*sketch, error) {
	q := c.Query
	if q.Engine == analyze.EngineNative {
		return nil, fmt.Errorf("%w: %s ran natively, in one process; only queries on Ray have tasks", ErrNoTasks, safe(q.ID))
	}
	if len(c.Stages) == 0 || c.Path.Graph == nil {
		return nil, fmt.Errorf("%w: none of %s was recorded", ErrNoTasks, safe(q.ID))
	}
	t := &stageTasks{Case: c, stages: newStages(c), graph: c.Path.Graph, of: map[*analyze.Task]int{}, onPath: map[*analyze.Task]int64{},
		out: &sketch{}, nodes: map[*analyze.Task]*node{}}
	at, err := t.stages.find(o.Tasks)
	if err != nil {
		return nil, err
	}
	t.at = at
	for i, x := range c.Stages {
		for _, task := range x.Stage.Tasks {
			t.of[task] = i
		}
	}
	for _, x := range c.Path.Segments {
		if x.Task == nil {
			continue
		}
		t.onPath[x.Task] = saturate.Add(t.onPath[x.Task], x.Length())
		if n := len(t.order); n == 0 || t.order[n-1] != x.Task {
			t.order = append(t.order, x.Task)
		}
	}
	t.drawTasks(o.Unfold)
	t.columns = t.out.clusters
	t.drawBefore()
	t.drawAfter()
	t.drawSlots()
	return t.out, nil
}

// find finds a stage by what a user calls it.
func (s *stages) find(name string) (int, error) {
	id, err := strconv.ParseInt(trimHash(name), 10, 64)
	for i, x := range s.list {
		if name == label(i) || name == x.Stage.Name {
			return i, nil
		}
	}
	if o := s.query.Operator(id); err == nil && o != nil {
		if i, ok := s.home[o]; ok {
			return i, nil
		}
		return 0, fmt.Errorf("no task that runs operator %s was recorded", name)
	}
	var list []string
	for i, x := range s.list {
		if i == 20 {
			list = append(list, "…")
			break
		}
		list = append(list, label(i)+" ("+safe(x.Stage.Name)+")")
	}
	return 0, fmt.Errorf("no stage %q: choose one of %s, or an operator's id", safe(name), joined(list))
}

// drawTasks draws the tasks of the stage, a column for each worker, the first
// given out at the foot.
func (t *stageTasks) drawTasks(unfold bool) {
	tasks := t.Stages[t.at].Stage.Tasks
	single := t.single(tasks, unfold)
	by := map[*analyze.Worker][]*analyze.Task{}
	alone := map[*analyze.Worker]bool{} // workers that have a column
	var workers []*analyze.Worker
	for _, task := range tasks {
		if _, ok := by[task.Worker]; !ok {
			workers = append(workers, task.Worker)
		}
		by[task.Worker] = append(by[task.Worker], task)
		alone[task.Worker] = alone[task.Worker] || single[task]
	}
	slices.SortStableFunc(workers, func(a, b *analyze.Worker) int {
		x, y := workerLabel(a), workerLabel(b)
		return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y))
	})
	var others []*analyze.Task
	n := int64(0)
	for i, w := range workers {
		if len(workers) > singleWorkers && !alone[w] {
			others, n = append(others, by[w]...), n+1
			continue
		}
		title := workerLabel(w) + ": " + humanize.Plural(int64(len(by[w])), "task", "tasks")
		c := t.column(title, i, by[w], single)
		if w != nil {
			c.tip = []string{"worker " + safe(w.ID)}
		}
	}
	if n > 0 {
		t.column(humanize.Plural(n, "other worker", "other workers"), len(workers), others, single)
	}
}

// column frames tasks above each other.
func (t *stageTasks) column(title string, i int, tasks []*analyze.Task, single map[*analyze.Task]bool) *cluster {
	c := &cluster{name: "cluster_w" + strconv.Itoa(i), titles: []string{title}}
	var own, rest []*analyze.Task
	for _, task := range tasks {
		if single[task] {
			own = append(own, task)
		} else {
			rest = append(rest, task)
		}
	}
	byStart := func(a, b *analyze.Task) int { return cmp.Compare(a.FirstScheduled.Time, b.FirstScheduled.Time) }
	slices.SortStableFunc(own, byStart)
	slices.SortStableFunc(rest, byStart)
	for _, task := range own {
		if n := len(rest); n > 0 && byStart(rest[(n-1)/2], task) < 0 { // the middle one of those in a box stands for them
			c.nodes, rest = append(c.nodes, t.restNode(rest, i)), nil
		}
		n := t.taskNode(task)
		t.nodes[task] = n
		c.nodes = append(c.nodes, n)
	}
	if len(rest) > 0 {
		c.nodes = append(c.nodes, t.restNode(rest, i))
	}
	for k := range c.nodes[1:] {
		t.out.addEdge(&edge{from: c.nodes[k], to: c.nodes[k+1], hidden: true})
	}
	t.out.nodes = append(t.out.nodes, c.nodes...)
	t.out.clusters = append(t.out.clusters, c)
	return c
}

func (t *stageTasks) taskNode(x *analyze.Task) *node {
	n := &node{name: "t" + strconv.FormatInt(x.ID, 10), class: "task", data: []picture.Data{dataOf("task", x.ID)},
		title: "task " + strconv.FormatInt(x.ID, 10), figure: lasting(x.Wall())}
	n.id = "task-" + strconv.FormatInt(x.ID, 10)
	if wall := t.Path.Wall(); wall > 0 {
		n.share = float64(t.onPath[x]) / float64(wall)
	}
	n.onPath = t.onPath[x] > 0
	if x.RowsIn.Known() {
		text := count(x.RowsIn) + " rows in"
		if x.BytesIn.Known() {
			text += ", " + size(x.BytesIn)
		}
		n.lines = append(n.lines, text)
	}
	n.failed = x.Outcome == analyze.TaskFailed
	switch x.Outcome {
	case analyze.TaskSucceeded:
	case analyze.TaskFailed:
		n.marks = append(n.marks, mark{bad: true, text: "failed: " + safe(x.Cause)})
	default:
		n.marks = append(n.marks, mark{bad: false, text: outcomeOf(x)})
	}
	if a := x.Attempts(); a > 1 {
		n.marks = append(n.marks, mark{bad: false, text: "given out " + strconv.FormatInt(a, 10) + " times"})
	}
	if s := t.Stages[t.at]; slices.Contains(s.Outliers, x) && s.Median > 0 {
		n.marks = append(n.marks, mark{bad: false, text: humanize.Factor(x.Wall().V, s.Median) + " the median"})
	}
	n.tip = t.taskTip(x, n)
	return n
}

func outcomeOf(x *analyze.Task) string {
	switch x.Outcome {
	case analyze.TaskLost:
		return "its end is missing"
	case analyze.TaskRunning:
		return "still open"
	}
	return string(x.Outcome)
}

func (t *stageTasks) taskTip(x *analyze.Task, n *node) []string {
	tip := []string{n.title + ": " + safe(x.Name), "on " + workerLabel(x.Worker)}
	since := func(what string, m analyze.Moment) {
		if m.Known && t.Query.Start.Known {
			tip = append(tip, what+" at "+humanize.Duration(saturate.Sub(int64(m.Time), int64(t.Query.Start.Time))))
		}
	}
	since("submitted", x.Submitted)
	since("given out", x.FirstScheduled)
	if x.Attempts() > 1 {
		since("last given out", x.LastScheduled)
	}
	since("ended", x.Ended)
	tip = append(tip, "ran "+lasting(x.Wall())+", waited "+lasting(x.Waited()),
		"rows in "+exact(x.RowsIn)+", out "+exact(x.RowsOut), "bytes in "+size(x.BytesIn)+", out "+size(x.BytesOut))
	if ns := t.onPath[x]; ns > 0 {
		tip = append(tip, "on the critical path for "+humanize.Duration(ns)+", "+humanize.Percent(ns, t.Path.Wall())+" of the wall")
	}
	for _, m := range n.marks {
		tip = append(tip, "! "+m.text)
	}
	return tip
}

// restNode draws the tasks of a worker that are like each other as one box.
func (t *stageTasks) restNode(tasks []*analyze.Task, i int) *node {
	var walls []int64
	for _, x := range tasks {
		if w := x.Wall(); w.Known() {
			walls = append(walls, w.V)
		}
	}
	slices.Sort(walls)
	n := &node{name: "rest" + strconv.Itoa(i), class: "fold", folded: true, title: humanize.Plural(int64(len(tasks)), "more task", "more tasks")}
	n.id = "rest-" + strconv.Itoa(i)
	if k := len(walls); k > 0 {
		n.lines = []string{humanize.Duration(walls[0]) + " to " + humanize.Duration(walls[k-1]), "median " + humanize.Duration(walls[(k-1)/2])}
	}
	onPath, ns := 0, int64(0)
	for _, x := range tasks {
		t.nodes[x] = n
		if t.onPath[x] > 0 {
			onPath, ns = onPath+1, saturate.Add(ns, t.onPath[x])
		}
	}
	if wall := t.Path.Wall(); onPath > 0 && wall > 0 {
		n.onPath, n.share = true, float64(ns)/float64(wall)
		n.lines = append(n.lines, strconv.Itoa(onPath)+" on the path, one after the other")
	}
	n.tip = append([]string{n.title + ", none of them out of the ordinary"}, n.lines...)
	return n
}
