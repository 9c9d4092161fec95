package skew

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
	"github.com/daft-analyze/daft-analyze/format"
)

const (
	epoch  = 1_800_000_000_000_000_000
	second = 1_000_000_000
)

// made is a query that a test puts together, task by task.
type made struct {
	query   *analyze.Query
	workers map[int]*analyze.Worker
}

func newQuery() *made {
	return &made{query: &analyze.Query{ID: "q", Engine: analyze.EngineRay}, workers: map[int]*analyze.Worker{}}
}

func (m *made) worker(n int) *analyze.Worker {
	if m.workers[n] == nil {
		m.workers[n] = &analyze.Worker{ID: fmt.Sprintf("worker-%03d", n), Label: fmt.Sprintf("w%d", n)}
		m.query.Workers = append(m.query.Workers, m.workers[n])
	}
	return m.workers[n]
}

func known(v int64) analyze.Value { return analyze.Value{V: v, Origin: analyze.Measured} }

func seconds(s float64) analyze.Moment {
	return analyze.Moment{Time: epoch + format.Time(math.Round(s*second)), Clock: format.ClockRunner, Known: true}
}

// spec is a task: seconds since the query began, rows in.
type spec struct {
	stage, worker              int
	submit, first, retry, wall float64
	rows, out                  int64
	counted                    bool
}

func (m *made) add(s spec) *analyze.Task {
	id := int64(len(m.query.Tasks))
	node := int64(10 * (s.stage + 1))
	t := &analyze.Task{ID: id, Name: fmt.Sprintf("Stage%d", s.stage), NodeIDs: []int64{node, node + 1}, LastNode: known(node + 1), Outcome: analyze.TaskSucceeded, Worker: m.worker(s.worker)}
	t.Submitted, t.FirstScheduled, t.LastScheduled, t.Ended = seconds(s.submit), seconds(s.first), seconds(s.first+s.retry), seconds(s.first+s.retry+s.wall)
	t.Schedules = []analyze.Schedule{{Time: t.FirstScheduled, Worker: t.Worker}}
	if s.retry > 0 {
		t.Schedules = append(t.Schedules, analyze.Schedule{Time: t.LastScheduled, Worker: t.Worker})
	}
	if s.counted {
		t.RowsIn, t.RowsOut = known(s.rows), known(s.out)
	}
	m.query.Tasks = append(m.query.Tasks, t)
	return t
}

// run gives walls to workers of so many slots each as they become free.
func (m *made) run(stage int, at float64, workers, slots int, walls []float64, rows []int64) {
	free := make([]float64, workers*slots)
	for i := range free {
		free[i] = at
	}
	for i, w := range walls {
		next := 0
		for k := range free {
			if free[k] < free[next] {
				next = k
			}
		}
		s := spec{stage: stage, worker: next%workers + 1, submit: at, first: free[next], wall: w}
		if rows != nil {
			s.rows, s.counted = rows[i], true
		}
		m.add(s)
		free[next] += w
	}
}

// model is of a query of which nothing tells what its stages cost.
func (m *made) model() *whatif.Model {
	return &whatif.Model{Path: &critical.Path{Query: m.query}, Refusal: "there is no model"}
}

// varied returns n times about a median.
func varied(random *rand.Rand, n int, median, sigma float64) []float64 {
	walls := make([]float64, n)
	for i := range walls {
		walls[i] = median * math.Exp(sigma*random.NormFloat64())
	}
	return walls
}

func evenRows(random *rand.Rand, n int) []int64 {
	rows := make([]int64, n)
	for i := range rows {
		rows[i] = int64(100_000 * math.Exp(0.05*random.NormFloat64()))
	}
	return rows
}

func times1(x float64, n int) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = x
	}
	return list
}

func timeOf(ns float64) format.Time { return format.Time(ns) }
