package whatif

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
	"github.com/daft-analyze/daft-analyze/format"
)

// wide makes the path of a query of so many tasks in five stages on 200 workers
// of 4 slots, of 50 operators.
func wide(tasks int) *critical.Path {
	random := rand.New(rand.NewPCG(1, 1))
	operators := make([]*analyze.Operator, 50)
	for i := range operators {
		operators[i] = &analyze.Operator{ID: int64(i)}
	}
	workers := make([]*analyze.Worker, 200)
	for i := range workers {
		workers[i] = &analyze.Worker{}
	}
	q := &analyze.Query{Start: moment1(0)}
	g := &taskgraph.Graph{Query: q}
	slots := make([]int64, 800) // when each is free
	var before *taskgraph.Barrier
	at := int64(1000)
	for stage := range 5 {
		b, s := &taskgraph.Barrier{}, &analyze.Stage{}
		for i := range tasks / 5 {
			k := i % len(slots)
			first := max(at, slots[k]) + 2
			end := first + 1_000_000 + random.Int64N(3_000_000)
			slots[k] = end
			n := &taskgraph.Node{Submit: jobStart + format.Time(at), First: jobStart + format.Time(first), Last: jobStart + format.Time(first), End: jobStart + format.Time(end), Stage: s, Merged: 1,
				Task: &analyze.Task{ID: int64(len(g.Nodes)), LastNode: analyze.Value{V: int64(stage * 10), Origin: analyze.Measured}, Worker: workers[k%200]}}
			if before != nil {
				n.After = []*taskgraph.Barrier{before}
			}
			for o := range 10 {
				n.Shares = append(n.Shares, taskgraph.Contribution{Operator: operators[stage*10+o], Duration: random.Int64N(400_000)})
			}
			g.Nodes, b.Makers = append(g.Nodes, n), append(b.Makers, n)
		}
		sortMakers(b)
		g.Barriers = append(g.Barriers, b)
		before, at = b, int64(b.Ready())-jobStart+1000
	}
	wall := at + 1000
	q.End, q.Wall = moment1(wall), analyze.Value{V: wall, Origin: analyze.Measured}
	g.Number()
	return &critical.Path{Query: q, Graph: g}
}

func BenchmarkOf(b *testing.B) {
	p := wide(100_000)
	for b.Loop() {
		if m := Of(p); !m.Usable {
			b.Fatal(m.Refusal)
		}
	}
}

func BenchmarkTry(b *testing.B) {
	m := Of(wide(100_000))
	o := m.schedule.shares.operators[7]
	for b.Loop() {
		m.Try(Scenario{Speedup: map[*analyze.Operator]float64{o: math.Inf(1)}})
	}
}

// BenchmarkDrags finds the drag of 50 operators of 100,000 tasks.
func BenchmarkDrags(b *testing.B) {
	m := Of(wide(100_000))
	for b.Loop() {
		m.drags.found = nil
		m.FindDrags(m.Path.Query.Operators)
	}
}
