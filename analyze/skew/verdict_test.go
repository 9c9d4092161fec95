package skew

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// The cases of the rule, one a stage: what is wrong with it, and what is said.
func TestVerdicts(t *testing.T) {
	even := func(m *made, n int) {
		random := rand.New(rand.NewPCG(1, uint64(n)))
		m.run(0, 0, 2, 2, varied(random, n, 1, 0.1), evenRows(random, n))
	}
	for _, c := range []struct {
		name     string
		make     func(m *made)
		verdict  Verdict
		cause    Cause
		outliers []int64 // slowest first
	}{
		{"even", func(m *made) { even(m, 16) }, Even, NoCause, nil},
		{"one task", func(m *made) { even(m, 1) }, TooSmall, NoCause, nil},
		{"two tasks, one of much more data", func(m *made) { m.run(0, 0, 2, 1, []float64{1, 4}, []int64{100, 400}) }, Skewed, Data, []int64{1}},
		{"three tasks", func(m *made) { m.run(0, 0, 3, 1, []float64{1, 1.2, 4}, []int64{100, 100, 400}) }, Skewed, Data, []int64{2}},
		{"three tasks within the ratio", func(m *made) { m.run(0, 0, 3, 1, []float64{1, 1.2, 3.2}, []int64{100, 100, 400}) }, Even, NoCause, nil},
		{"a hot key", func(m *made) { even(m, 16); spoil(m, 5, 8, 8) }, Skewed, Data, []int64{5}},
		{"three hot keys", func(m *made) { even(m, 16); spoil(m, 5, 8, 8); spoil(m, 9, 12, 12); spoil(m, 2, 6, 6) }, Skewed, Data, []int64{9, 5, 2}},
		{"much more data behind what every task takes to start", func(m *made) { even(m, 16); spoil(m, 5, 2, 20) }, Skewed, Data, []int64{5}},
		{"a key hot on both sides of a join", func(m *made) {
			even(m, 16)
			for _, x := range m.query.Tasks {
				x.RowsOut = known(100_000)
			}
			spoil(m, 5, 8, 1)
			m.query.Tasks[5].RowsOut = known(3_000_000)
		}, Skewed, Data, []int64{5}},
		{"much more data that costs nothing", func(m *made) { even(m, 16); spoil(m, 5, 1.1, 20) }, Even, NoCause, nil},
		{"a task given out again", func(m *made) { even(m, 16); m.query.Tasks[7] = retried(m.query.Tasks[7], 6.5) }, Skewed, Retry, []int64{7}},
		{"nothing explains it", func(m *made) { even(m, 16); spoil(m, 5, 8, 1) }, Skewed, Unknown, []int64{5}},
		{"all alike to the nanosecond", func(m *made) { m.run(0, 0, 2, 2, times1(1, 18), nil) }, Even, NoCause, nil},
		{"all alike but one", func(m *made) { m.run(0, 0, 2, 2, append(times1(1, 18), 4), nil) }, Skewed, Unknown, []int64{18}},
		{"the same in milliseconds", func(m *made) { m.run(0, 0, 2, 2, append(times1(0.001, 18), 0.004), nil) }, TooSmall, NoCause, []int64{18}},
		{"of no length", func(m *made) { m.run(0, 0, 2, 2, append(times1(0, 18), 0.3), nil) }, Skewed, Unknown, []int64{18}},
		{"half of the tasks long", func(m *made) { m.run(0, 0, 2, 2, slices.Concat(times1(1, 8), times1(5, 8)), nil) }, Even, NoCause, nil},
		{"slow as a whole", func(m *made) { m.run(0, 0, 2, 2, times1(100, 12), nil) }, Even, NoCause, nil},
		{"few keys, most partitions empty", func(m *made) {
			m.run(0, 0, 2, 2, []float64{.02, .02, 6, .02, .02, 5, .02, .02, .02}, []int64{0, 0, 900_000, 0, 0, 800_000, 0, 0, 0})
		}, Skewed, Data, []int64{2, 5}},
		{"the first on each worker", func(m *made) { m.run(0, 0, 2, 1, []float64{5, 5.2, 1, 1.1, 1, 0.9, 1, 1.1, 1, 1.2}, nil) }, Skewed, ColdStart, []int64{1, 0}},
		{"the first on one worker only", func(m *made) { m.run(0, 0, 2, 1, []float64{5, 1, 1, 1.1, 1, 0.9, 1, 1.1, 1, 1.2}, nil) }, Skewed, Unknown, []int64{0}},
		{"held up by another stage", func(m *made) {
			for i := range 12 {
				m.add(spec{stage: 0, worker: i%4 + 1, submit: 0, first: float64(i / 4), wall: 1})
			}
			m.add(spec{stage: 0, worker: 1, submit: 3, first: 12.5, wall: 1})
			m.add(spec{stage: 1, worker: 1, submit: 2, first: 3, wall: 9.5})
			m.add(spec{stage: 1, worker: 2, submit: 2, first: 3, wall: 9.5})
		}, Skewed, Queue, []int64{12}},
		{"in turns", func(m *made) { m.run(0, 0, 1, 1, times1(1, 12), nil) }, Even, NoCause, nil},
	} {
		m := newQuery()
		c.make(m)
		got := Stages(m.model())[0]
		var ids []int64
		for _, x := range got.Outliers {
			ids = append(ids, x.ID)
		}
		if got.Verdict != c.verdict || got.Cause != c.cause || !slices.Equal(ids, c.outliers) {
			t.Errorf("%s: %s, %q, outliers %v; want %s, %q, %v\n%q", c.name, got.Verdict, got.Cause, ids, c.verdict, c.cause, c.outliers, got.Evidence)
		}
		if len(got.Evidence) == 0 {
			t.Errorf("%s: no evidence", c.name)
		}
	}
}

// spoil makes a task take so many times as long, for so many times the rows.
func spoil(m *made, id int64, wall, rows float64) {
	x := m.query.Tasks[id]
	x.Ended.Time += timeOf((wall - 1) * float64(x.Wall().V))
	x.RowsIn = known(int64(rows * float64(x.RowsIn.V)))
}

// retried makes a task one that was given out in vain for so many seconds
// before.
func retried(x *analyze.Task, s float64) *analyze.Task {
	y := *x
	y.LastScheduled.Time += timeOf(s * second)
	y.Ended.Time += timeOf(s * second)
	y.Schedules = []analyze.Schedule{{Time: y.FirstScheduled, Worker: y.Worker}, {Time: y.LastScheduled, Worker: y.Worker}}
	return &y
}

// What one cause explains is not explained again, and no more than there is.
func TestSeveralCauses(t *testing.T) {
	m := newQuery()
	m.run(0, 0, 2, 2, times1(1, 16), slices.Repeat([]int64{1000}, 16))
	spoil(m, 3, 10, 4)
	m.query.Tasks[3] = retried(m.query.Tasks[3], 2)
	got := Stages(m.model())[0]
	want := []CauseShare{{Unknown, 6 * second}, {Data, 3 * second}, {Retry, 2 * second}}
	if got.Verdict != Skewed || !slices.Equal(got.Causes, want) {
		t.Errorf("%s, causes %v, want %v", got.Verdict, got.Causes, want)
	}
}

func TestTasksThatCannotBeJudged(t *testing.T) {
	m := newQuery()
	m.run(0, 0, 2, 2, times1(1, 6), nil)
	m.query.Tasks[0].Outcome = analyze.TaskFailed
	m.query.Tasks[1].Ended = analyze.Moment{}
	m.query.Tasks[2].LastScheduled = analyze.Moment{}
	got := Stages(m.model())[0]
	if got.Tasks != 3 || got.Verdict != Even || len(got.Evidence) != 2 {
		t.Errorf("%d tasks, %s, %q", got.Tasks, got.Verdict, got.Evidence)
	}
	for _, x := range m.query.Tasks {
		x.Outcome = analyze.TaskCancelled
	}
	got = Stages(m.model())[0]
	if got.Tasks != 0 || got.Verdict != TooSmall || !math.IsNaN(got.Ratio) || !math.IsNaN(got.Effective) {
		t.Errorf("without tasks: %+v", got)
	}
	if Stages(nil) != nil || SlowWorkers(nil) != nil {
		t.Error("stages without a model")
	}
}

// First tasks are held against how much the later ones vary, in whatever order
// these ran.
func TestColdStartInAnyOrder(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 8))
		walls := slices.Concat(times1(2.6, 4), varied(random, 36, 1, 0.15))
		m := newQuery()
		m.run(0, 0, 4, 1, walls, nil)
		want := Stages(m.model())[0]
		m = newQuery()
		slices.Reverse(walls[4:])
		m.run(0, 0, 4, 1, walls, nil)
		if got := Stages(m.model())[0]; got.Cause != ColdStart || want.Cause != ColdStart || len(got.Outliers) != 4 {
			t.Errorf("seed %d: %q and %q, %d outliers", seed, want.Cause, got.Cause, len(got.Outliers))
		}
	}
}
