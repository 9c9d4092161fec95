package critical

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	. "github.com/daft-analyze/daft-analyze/analyze/taskgraph/tasktest"
)

// rayGenerated makes a query of up to four stages, each of which reads one or
// two of those before it, on a few workers of a few slots. Times are whole
// milliseconds, and often equal.
func rayGenerated(random *rand.Rand) Query {
	q := Query{Exec: 1}
	stages := 1 + random.IntN(4)
	free := make([]int64, 1+random.IntN(5)) // of each slot, when
	workers := 1 + random.IntN(len(free))
	ready := make([]int64, stages+1) // of each stage's output
	now := 2 + random.Int64N(30)
	plan := Node(1, "ScanTaskSource")
	id := int64(0)
	for s := 1; s <= stages; s++ {
		exchange := int64(2 * s)
		var sources, nodes []int64
		submit := now
		if s > 1 {
			sources = []int64{exchange - 2}
			submit = ready[s-1]
			if s > 2 && random.IntN(3) == 0 {
				sources = append(sources, exchange-4)
				submit = max(submit, ready[s-2])
			}
		}
		nodes = append(slices.Clone(sources), exchange-1, exchange)
		if s == 1 {
			nodes = []int64{1, 2}
		} else {
			plan = Node(exchange-1, "HashAggregate", plan)
		}
		plan = Node(exchange, "Repartition", plan)
		submit += random.Int64N(4)
		length := 1 + random.Int64N(60)
		for range 1 + random.IntN(7) {
			t := Task{ID: id, Nodes: nodes, Name: fmt.Sprint("stage", s), Sources: sources, Submit: submit}
			if s == 1 {
				t.Scan = 1
			}
			slot := 0
			for i := range free {
				if free[i] < free[slot] {
					slot = i
				}
			}
			t.First = max(t.Submit, free[slot]) + random.Int64N(2)
			t.End = t.First + max(0, length+random.Int64N(9)-4)
			if random.IntN(8) == 0 {
				t.Last = t.First + 30
				t.End += 30
			}
			free[slot] = t.End
			t.Worker = string(rune('a' + slot%workers))
			ready[s] = max(ready[s], t.End)
			q.Tasks = append(q.Tasks, t)
			q.End = max(q.End, t.End+random.Int64N(5))
			submit += random.Int64N(2)
			id++
		}
	}
	q.Plan = plan
	q.End = max(q.End, 2)
	return q
}

// rayNaive finds the path again, from what the tasks were made from, with every
// edge looked at for every step and by recursion. It writes it as rayShown does.
func rayNaive(q Query) string {
	const slack, prompt = 20, 1
	last := func(t Task) int64 { return max(t.First, t.Last) }
	after := func(a, b Task) bool { // a ended after b
		return a.End > b.End || a.End == b.End && (last(a) > last(b) || last(a) == last(b) && a.ID > b.ID)
	}
	latest := func(ok func(Task) bool) (best Task, found bool) {
		for _, t := range q.Tasks {
			if ok(t) && (!found || after(t, best)) {
				best, found = t, true
			}
		}
		return best, found
	}
	first := q.Tasks[0].First
	for _, t := range q.Tasks {
		first = min(first, t.First)
	}
	var list []string
	add := func(kind string, t Task, from, to int64) {
		if from < to {
			list = append([]string{fmt.Sprintf("%s t%d %d-%d", kind, t.ID, from, to)}, list...)
		}
	}
	var walk func(t Task)
	walk = func(t Task) {
		add("run", t, last(t), t.End)
		add("retry", t, t.First, last(t))
		wait := t.First - t.Submit
		freed, ok := latest(func(u Task) bool {
			return u.Worker == t.Worker && u.End > t.Submit && u.End <= t.First && after(t, u)
		})
		if ok && (wait > slack || wait >= 2*prompt && t.First-freed.End <= prompt) {
			add("handoff", t, freed.End, t.First)
			walk(freed)
			return
		}
		maker, ok := latest(func(u Task) bool {
			return slices.Contains(t.Sources, u.Nodes[len(u.Nodes)-1]) && after(t, u)
		})
		if ok {
			add("schedule", t, t.Submit, t.First)
			add("driver", t, maker.End, t.Submit)
			walk(maker)
			return
		}
		begin := t.Submit
		if wait > slack {
			begin = max(begin, first)
		}
		add("schedule", t, begin, t.First)
		start := min(begin, t.First)
		if t.Submit-first > slack {
			add("driver", t, first, t.Submit)
			start = first
		}
		list = append([]string{fmt.Sprintf("startup %d-%d", q.Exec, start)}, list...)
	}
	end, _ := latest(func(Task) bool { return true })
	if q.End > end.End {
		list = []string{fmt.Sprintf("tail %d-%d", end.End, q.End)}
	}
	walk(end)
	list = append([]string{fmt.Sprintf("plan 0-%d", q.Exec)}, list...)
	return strings.Join(list, ", ")
}

func TestRayPathAgainstANaiveWalk(t *testing.T) {
	kinds := make(map[string]int)
	for seed := range uint64(600) {
		q := rayGenerated(rand.New(rand.NewPCG(seed, 11)))
		want := rayNaive(q)
		if got := rayShown(rayPathOf(t, Replay(t, q), "q")); got != want {
			t.Fatalf("seed %d\ngot  %s\nwant %s\ntasks %+v", seed, got, want, q.Tasks)
		}
		for _, s := range strings.Split(want, ", ") {
			kind, _, _ := strings.Cut(s, " ")
			kinds[kind]++
		}
	}
	for _, k := range []Kind{Plan, Startup, Schedule, Run, Handoff, Retry, Driver, Tail} {
		if kinds[string(k)] < 30 {
			t.Errorf("only %d segments of kind %s were compared", kinds[string(k)], k)
		}
	}
}
