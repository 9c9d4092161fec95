package graph

import (
	"slices"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
)

func trimHash(s string) string { return strings.TrimPrefix(s, "#") }

func joined(list []string) string { return strings.Join(list, ", ") }

func workerLabel(w *analyze.Worker) string {
	if w == nil {
		return "no worker known"
	}
	return safe(w.Label)
}

// drawBefore draws what the tasks waited for: each barrier, and below it the
// stages whose tasks made what it stands for, with the last of them alone.
func (t *stageTasks) drawBefore() {
	var barriers []*taskgraph.Barrier
	readers := map[*taskgraph.Barrier]map[*node]bool{}
	for _, n := range t.graph.Nodes {
		if i, ok := t.of[n.Task]; !ok || i != t.at {
			continue
		}
		for _, b := range n.After {
			if readers[b] == nil {
				readers[b] = map[*node]bool{}
				barriers = append(barriers, b)
			}
			readers[b][t.nodes[n.Task]] = true
		}
	}
	for i, b := range barriers {
		t.drawBarrier(i, b, readers[b])
	}
}

func (t *stageTasks) drawBarrier(i int, b *taskgraph.Barrier, readers map[*node]bool) {
	n := &node{name: "b" + strconv.Itoa(i), class: "barrier", title: "all of a stage ended"}
	n.id = "barrier-" + strconv.Itoa(i)
	if b.Operator != nil {
		n.title = operatorName(b.Operator)
	}
	n.lines = []string{humanize.Plural(int64(len(b.Makers)), "task had", "tasks had") + " to end"}
	if t.Query.Start.Known && len(b.Makers) > 0 {
		n.lines = append(n.lines, "the last at "+humanize.Duration(saturate.Sub(int64(b.Ready()), int64(t.Query.Start.Time))))
	}
	if b.Guess != "" {
		n.lines = append(n.lines, "inferred")
		n.tip = []string{"inferred: " + safe(b.Guess)}
	}
	n.tip = append([]string{n.title, "its readers wait until all that was made for them is there"}, n.tip...)
	t.out.nodes = append(t.out.nodes, n)

	pathMaker := map[*analyze.Task]bool{}
	entered := map[*node]bool{} // by which the path came into the stage
	for k, task := range t.order {
		if k > 0 && t.of[task] == t.at && t.of[t.order[k-1]] != t.at {
			pathMaker[t.order[k-1]], entered[t.nodes[task]] = true, true
		}
	}
	counts := map[int]int{}
	var makers []int
	for k, m := range b.Makers {
		if k == len(b.Makers)-1 { // the last has a box of its own
			last := t.makerNode(m, b, i)
			last.onPath = pathMaker[m.Task]
			n.onPath = n.onPath || last.onPath
			t.link(last, n, last.onPath, "the last to end")
			continue
		}
		at := t.of[m.Task]
		if counts[at]++; counts[at] == 1 {
			makers = append(makers, at)
		}
	}
	for _, at := range makers {
		x := &node{name: "b" + strconv.Itoa(i) + "s" + strconv.Itoa(at), class: "fold", folded: true,
			title: humanize.Plural(int64(counts[at]), "task", "tasks") + " of " + label(at)}
		x.id = "makers-" + strconv.Itoa(i) + "-" + label(at)
		x.lines = []string{safe(t.Stages[at].Stage.Name)}
		x.tip = append([]string{x.title}, x.lines...)
		t.out.nodes = append(t.out.nodes, x)
		t.link(x, n, false, "")
	}
	for _, c := range t.columns {
		foot := slices.IndexFunc(c.nodes, func(x *node) bool { return readers[x] })
		if foot < 0 {
			continue
		}
		k := slices.IndexFunc(c.nodes, func(x *node) bool { return n.onPath && readers[x] && entered[x] })
		if k >= 0 {
			t.link(n, c.nodes[k], true, "")
			continue
		}
		t.link(n, c.nodes[0], false, "").head = c
	}
}

// makerNode draws the last task that made something that others waited for.
func (t *stageTasks) makerNode(m *taskgraph.Node, b *taskgraph.Barrier, i int) *node {
	n := t.taskNode(m.Task)
	n.name = "b" + strconv.Itoa(i) + n.name
	n.id = "maker-" + strconv.Itoa(i) + "-" + n.id
	n.lines = append([]string{label(t.of[m.Task]) + ", on " + workerLabel(m.Task.Worker)}, n.lines...)
	n.onPath = false
	t.out.nodes = append(t.out.nodes, n)
	return n
}

// drawAfter draws the stages that waited for tasks of this one.
func (t *stageTasks) drawAfter() {
	seen := map[int]*node{}
	here := map[*taskgraph.Barrier]bool{} // tasks of this stage are among its makers
	for _, b := range t.graph.Barriers {
		here[b] = slices.ContainsFunc(b.Makers, func(m *taskgraph.Node) bool { return t.of[m.Task] == t.at })
	}
	for _, n := range t.graph.Nodes {
		at, ok := t.of[n.Task]
		if !ok || at == t.at || seen[at] != nil {
			continue
		}
		for _, b := range n.After {
			if !here[b] {
				continue
			}
			x := &node{name: "after" + strconv.Itoa(at), class: "fold", folded: true,
				title: label(at) + ": " + humanize.Plural(int64(len(t.Stages[at].Stage.Tasks)), "task", "tasks") + " waited"}
			x.id = "after-" + label(at)
			x.lines = []string{safe(t.Stages[at].Stage.Name)}
			x.tip = append([]string{x.title}, x.lines...)
			seen[at] = x
			t.out.nodes = append(t.out.nodes, x)
			for _, c := range t.columns {
				k := slices.IndexFunc(c.nodes, func(box *node) bool { return t.precedes(box, at) })
				if k >= 0 {
					t.link(c.nodes[k], x, true, "")
				} else {
					t.link(c.nodes[len(c.nodes)-1], x, false, "").tail = c
				}
			}
			break
		}
	}
}

// precedes reports whether the path goes from a box of the stage straight to a
// task of another.
func (t *stageTasks) precedes(box *node, at int) bool {
	for k, task := range t.order {
		if t.nodes[task] == box && k+1 < len(t.order) && t.of[t.order[k+1]] == at {
			return true
		}
	}
	return false
}

// drawSlots draws where, on the path, a task waited for the slot of another.
func (t *stageTasks) drawSlots() {
	type ends struct{ from, to *node }
	drawn := map[ends]bool{}
	for k, task := range t.order {
		if k == 0 {
			continue
		}
		from, to := t.nodes[t.order[k-1]], t.nodes[task]
		if from == nil || to == nil || from == to || drawn[ends{from, to}] {
			continue
		}
		drawn[ends{from, to}] = true
		text := "freed the slot"
		if from.folded || to.folded {
			text = ""
		}
		t.link(from, to, true, text).beside = true
	}
}

func (t *stageTasks) link(from, to *node, onPath bool, text string) *edge {
	e := &edge{from: from, to: to, onPath: onPath}
	if text != "" {
		e.lines = []string{text}
	}
	t.out.addEdge(e)
	return e
}
