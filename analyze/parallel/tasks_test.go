package parallel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
)

// Every number of a profile on Ray, counted millisecond by millisecond.
func TestTasksAgainstSteps(t *testing.T) {
	const end, step = 160, 1_000_000
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		q := randomQuery(random, 1+random.IntN(14))
		run := &analyze.Run{Queries: []*analyze.Query{q}}
		f := Of(run, &critical.Path{Query: q}, SeenIn(run))
		at := func(n int) format.Time { return ms(n).Time + step/2 }
		count := func(n int, of func(x *analyze.Task) (from, to analyze.Moment, ok bool)) (c int) {
			for _, x := range q.Tasks {
				if from, to, ok := of(x); ok && from.Time <= at(n) && at(n) < to.Time {
					c++
				}
			}
			return c
		}
		running := func(x *analyze.Task) (analyze.Moment, analyze.Moment, bool) { return x.LastScheduled, x.Ended, true }
		queued := func(x *analyze.Task) (analyze.Moment, analyze.Moment, bool) {
			return x.Submitted, x.FirstScheduled, true
		}
		var level []int64
		var sum, most, waited int64
		for n := range end {
			if at(n) < f.From || at(n) > f.To {
				continue
			}
			c := count(n, running)
			for len(level) <= c {
				level = append(level, 0)
			}
			level[c] += step
			sum += int64(c) * step
			most = max(most, int64(c))
		}
		for n := range end {
			waited += int64(count(n, queued)) * step
		}
		same := func(what string, got, want float64) {
			if math.Abs(got-want) > 1 && math.Abs(got-want) > 1e-9*math.Abs(want) {
				t.Errorf("seed %d: %s is %v, want %v", seed, what, got, want)
			}
		}
		if len(level) == 0 {
			level = []int64{0}
		}
		if !slices.Equal(f.Level, level) || f.Most != most {
			t.Errorf("seed %d: levels %v, most %d; want %v, %d", seed, f.Level, f.Most, level, most)
		}
		same("the curve", integral(f.Curve, f.To), float64(sum))
		if len(f.Queue) > 0 {
			same("the queue", integral(f.Queue, f.Queue[len(f.Queue)-1].Time), float64(waited))
		}
		var tasks int64
		for i, w := range q.Workers {
			var busy int64
			for n := range end {
				if count(n, func(x *analyze.Task) (analyze.Moment, analyze.Moment, bool) {
					return x.LastScheduled, x.Ended, x.Worker == w
				}) > 0 {
					busy += step
				}
			}
			same("a worker's busy time", float64(f.Workers[i].Busy), float64(busy))
			same("busy and idle", float64(f.Workers[i].Busy+f.Workers[i].Idle), float64(f.To-f.From))
			tasks += f.Workers[i].Tasks
		}
		same("the workers' tasks", float64(tasks), float64(sum))
		for _, w := range f.Waits {
			runs := func(x *analyze.Task) bool {
				return slices.Contains(x.NodeIDs, w.Operator.ID) && (x.LastNode.V == w.Operator.ID || w.Operator.ID != 2 || !dispatches(q, 2))
			}
			var slot, input, sum, busy, most int64
			var last format.Time
			for _, x := range q.Tasks {
				if runs(x) {
					slot += x.Waited().V
					last = max(last, x.Ended.Time)
				}
			}
			for n := range end {
				there := count(n, func(x *analyze.Task) (analyze.Moment, analyze.Moment, bool) { return x.Submitted, x.Ended, runs(x) })
				if at(n) >= f.From && at(n) < last && there == 0 {
					input += step
				}
				c := int64(count(n, func(x *analyze.Task) (analyze.Moment, analyze.Moment, bool) {
					return x.LastScheduled, x.Ended, runs(x)
				}))
				sum, most = sum+c*step, max(most, c)
				if c > 0 {
					busy += step
				}
			}
			name := fmt.Sprintf("operator %d: ", w.Operator.ID)
			same(name+"slot", float64(w.Slot.V), float64(slot))
			same(name+"input", float64(w.Input.V), float64(input))
			same(name+"most", w.Most, float64(most))
			if busy > 0 {
				same(name+"mean", w.Mean*1e6, float64(sum)/float64(busy)*1e6)
			}
		}
	}
}

func dispatches(q *analyze.Query, id int64) bool {
	return slices.ContainsFunc(q.Tasks, func(x *analyze.Task) bool { return x.LastNode.V == id })
}

func integral(points []Point, to format.Time) (area float64) {
	for i, p := range points {
		end := to
		if i+1 < len(points) {
			end = points[i+1].Time
		}
		area += p.Level * float64(end-p.Time)
	}
	return area
}

// A curve of many steps keeps its integral when it is merged.
func TestMergedCurves(t *testing.T) {
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 2))
		var points []Point
		at := format.Time(epoch)
		for range 1 + random.IntN(5000) {
			points = append(points, Point{at, float64(random.IntN(40))})
			at += format.Time(1 + random.IntN(1_000_000))
		}
		short := merged(points, at)
		if len(short) > MostPoints || short[0].Time != points[0].Time {
			t.Errorf("seed %d: %d points from %d", seed, len(short), short[0].Time)
		}
		if a, b := integral(points, at), integral(short, at); math.Abs(a-b) > 1e-9*a {
			t.Errorf("seed %d: the integral is %v, was %v", seed, b, a)
		}
		if !slices.IsSortedFunc(short, func(a, b Point) int { return int(a.Time - b.Time) }) {
			t.Errorf("seed %d: points are out of order", seed)
		}
	}
}

// A function that takes one batch at a time is seen at once: of the slots that
// the workers have one is busy.
func TestOneOfManyTasks(t *testing.T) {
	workers := []*analyze.Worker{}
	for i := range 12 {
		workers = append(workers, &analyze.Worker{ID: fmt.Sprint("worker", i), Label: fmt.Sprint("w", i+1)})
	}
	query := func(at int, together bool) *analyze.Query {
		q := &analyze.Query{ID: "q", Engine: analyze.EngineRay, Operators: []*analyze.Operator{{ID: 1}}, Workers: workers}
		for i := range 12 {
			from := at
			if !together {
				from, q.Workers = at+500*i, workers[:1]
			}
			on := q.Workers[i%len(q.Workers)]
			q.Tasks = append(q.Tasks, &analyze.Task{ID: int64(i), NodeIDs: []int64{1}, Outcome: analyze.TaskSucceeded, Worker: on,
				Submitted: ms(at), FirstScheduled: ms(from), LastScheduled: ms(from), Ended: ms(from + 500)})
		}
		return q
	}
	before, alone := query(0, true), query(10_000, false)
	run := &analyze.Run{Queries: []*analyze.Query{before, alone}}
	if f := Of(run, &critical.Path{Query: before}, SeenIn(run)); f.OneOfMany || f.Room.V != 12 || f.Mean != 12 {
		t.Errorf("all at a time: %+v", f)
	}
	f := Of(run, &critical.Path{Query: alone}, SeenIn(run))
	const want = "on average 1.0 tasks ran at a time where there was room for 12; at most one through 100% of the execution"
	if !f.OneOfMany || f.Room.V != 12 || f.Mean != 1 || f.Most != 1 || f.Evidence != want {
		t.Errorf("one at a time: %+v", f)
	}
	if f := Of(&analyze.Run{}, &critical.Path{Query: alone}, nil); f.OneOfMany {
		t.Errorf("one slot: %+v", f)
	}
}
