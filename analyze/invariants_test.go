package analyze

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// checkTiling holds a query's phases against its wall time.
func checkTiling(t testing.TB, q *Query) {
	t.Helper()
	if !q.Wall.Known() {
		if len(q.Phases) > 0 {
			t.Errorf("%s: phases of an unknown wall time", q.ID)
		}
		return
	}
	at, sum := q.Start.Time, int64(0)
	for _, p := range q.Phases {
		if p.Start != at || p.End < p.Start {
			t.Errorf("%s: phase %s from %d to %d does not follow on %d", q.ID, p.Kind, p.Start, p.End, at)
		}
		at = p.End
		sum += p.Length()
	}
	if at != q.End.Time || sum != q.Wall.V {
		t.Errorf("%s: phases sum to %d and end at %d, the query to %d and at %d", q.ID, sum, at, q.Wall.V, q.End.Time)
	}
}

// checkRun holds a run against what must be true of every run.
func checkRun(t testing.TB, r *Run) {
	t.Helper()
	if j := r.Job; j != nil && j.Wall.Known() {
		s := j.Split
		if sum := s.Before.V + s.Queries.V + s.Between.V + s.After.V; sum != j.Wall.V || s.Before.V < 0 || s.Queries.V < 0 || s.Between.V < 0 || s.After.V < 0 {
			t.Errorf("job split %+v does not sum to %d", s, j.Wall.V)
		}
	}
	for _, q := range r.Queries {
		checkTiling(t, q)
		for _, i := range q.Consumption.Intervals {
			if i.Start < q.Start.Time || i.End > q.End.Time || i.End < i.Start {
				t.Errorf("%s: consumer interval %v outside of the query", q.ID, i)
			}
		}
		for _, o := range q.Operators {
			if o.First.Known && o.Last.Known && o.Last.Time < o.First.Time {
				t.Errorf("%s: operator %d is seen last before first", q.ID, o.ID)
			}
			c := o.Tasks
			if c.Total != c.Succeeded+c.Failed+c.Cancelled+c.Running+c.Lost {
				t.Errorf("%s: operator %d: %+v does not sum up", q.ID, o.ID, c)
			}
			for _, v := range []Value{o.RowsIn, o.RowsOut, o.BytesIn, o.BytesOut, o.DaftDuration, o.Work.Busy, o.Work.Idle, o.Work.Finalize.Busy, o.Work.Build.Busy, o.RowErrors} {
				if v.V < 0 || !v.Known() && v.V != 0 {
					t.Errorf("%s: operator %d has the value %+v", q.ID, o.ID, v)
				}
			}
		}
		checkWork(t, q)
		if q.Trust.Complete && (q.Trust.MissingTaskSubmits+q.Trust.MissingTaskEnds > 0 || r.Recording.State != StateComplete) {
			t.Errorf("%s: complete, and yet something is missing", q.ID)
		}
	}
}

// checkWork holds what spans tell of a query against itself: every span is of
// one operator at most, and no work is made up.
func checkWork(t testing.TB, q *Query) {
	t.Helper()
	if q.spans == nil {
		return
	}
	var inner, sum int64
	for name, spans := range q.spans.spans {
		m, ok := meaningOf(name)
		for i, s := range spans {
			if i > 0 && s.Start < spans[i-1].Start {
				t.Errorf("%s: spans of %s are out of order", q.ID, name)
			}
			if ok && m.part != partStart {
				inner = saturate.Add(inner, max(s.Busy, 0))
			}
			if name == outerProbe || name == outerProbeFinalize || name == outerBuild || name == outerIntermediate {
				inner = saturate.Add(inner, max(s.Busy, 0))
			}
		}
	}
	for _, o := range q.Operators {
		w := o.Work
		if w.Busy.Known() {
			sum = saturate.Add(sum, w.Busy.V)
		}
		for _, s := range []Stretch{w.Finalize, w.Build, w.Probe} {
			if s.Busy.V > w.Busy.V {
				t.Errorf("%s: operator %d: a part of %d ns busy in %d", q.ID, o.ID, s.Busy.V, w.Busy.V)
			}
			if s.Start.Known && s.End.Known && s.End.Time < s.Start.Time {
				t.Errorf("%s: operator %d: a part ends before it begins", q.ID, o.ID)
			}
		}
	}
	if sum > inner {
		t.Errorf("%s: operators were busy for %d ns, spans for %d", q.ID, sum, inner)
	}
}

func TestInvariantsOfCaptures(t *testing.T) {
	for _, path := range captures(t) {
		t.Run(path, func(t *testing.T) { checkRun(t, replay(t, formattest.File(t, path))) })
	}
}

// A recording that stops anywhere is still a run.
func TestEveryPrefix(t *testing.T) {
	for _, name := range []string{"fail-cluster", "consume-native"} {
		all := formattest.File(t, "testdata/"+name+".events")
		r := NewReplayer()
		for _, e := range all {
			r.Add(e)
			checkRun(t, r.Run())
		}
		if got, want := show(r.Run()), show(replay(t, all)); got != want {
			t.Errorf("%s: a run that was looked at on the way differs from one that was not", name)
		}
	}
}

func clones(events []*format.Event) []*format.Event {
	c := make([]*format.Event, len(events))
	for i, e := range events {
		c[i] = e.Clone()
	}
	return c
}

// Renamed ids change names only.
func TestRenamedIDs(t *testing.T) {
	for _, path := range captures(t) {
		all := formattest.File(t, path)
		renamed := clones(all)
		back := map[string]string{}
		for _, e := range renamed {
			if id := e.Label(format.QueryID); id != "" {
				back["zz-"+id] = id
				e.SetLabel(format.QueryID, "zz-"+id)
			}
			if id := e.Label(format.WorkerID); id != "" {
				e.SetLabel(format.WorkerID, string(reversed(id)))
			}
		}
		got := show(replay(t, renamed))
		for to, from := range back {
			got = strings.ReplaceAll(got, to, from)
		}
		if want := show(replay(t, all)); got != want {
			t.Errorf("%s: renamed ids change the model", path)
		}
	}
}

func reversed(s string) []byte {
	b := []byte(s)
	slices.Reverse(b)
	return b
}

// Shifting all clocks changes absolute times only, which show leaves out.
func TestShiftedClocks(t *testing.T) {
	const shift = 86_400_000_000_007
	for _, path := range captures(t) {
		all := formattest.File(t, path)
		shifted := clones(all)
		for _, e := range shifted {
			for _, c := range []format.IntColumn{format.TimeNS, format.ArrivalNS, format.SinceNS} {
				if v, ok := e.Int(c); ok {
					e.SetInt(c, v+shift)
				}
			}
		}
		if show(replay(t, shifted)) != show(replay(t, all)) {
			t.Errorf("%s: a shift of all clocks changes the model", path)
		}
	}
}

// The events of one request have no order among them, and neither have those
// of different queries.
func TestPermutedArrival(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, path := range captures(t) {
		all := formattest.File(t, path)
		permuted := clones(all)
		for from := 0; from < len(permuted); {
			to := from + 1
			payload, ok := permuted[from].Int(format.Payload)
			for to < len(permuted) && ok {
				if p, has := permuted[to].Int(format.Payload); !has || p != payload {
					break
				}
				to++
			}
			random.Shuffle(to-from, func(i, j int) { permuted[from+i], permuted[from+j] = permuted[from+j], permuted[from+i] })
			from = to
		}
		if show(replay(t, permuted)) != show(replay(t, all)) {
			t.Errorf("%s: the order within requests changes the model", path)
		}
	}
}

// A second, naive count of tasks and rows straight from the events.
func TestAgainstNaiveCounts(t *testing.T) {
	for _, path := range captures(t) {
		all := formattest.File(t, path)
		run := replay(t, all)
		for _, q := range run.Queries {
			ids, ended := map[int64]bool{}, map[int64]string{}
			schedules := map[int64]int{}
			rows := map[int64][2]int64{}  // by task
			lastRows := map[int64]int64{} // rows out by operator, last report
			for _, e := range all {
				if e.Label(format.QueryID) != q.ID {
					continue
				}
				if id, ok := e.Int(format.TaskID); ok {
					ids[id] = true
					switch e.Kind {
					case format.TaskSchedule:
						schedules[id]++
					case format.TaskEnd:
						ended[id] = strings.ToLower(e.Label(format.Outcome))
						in, _ := e.Int(format.RowsIn)
						out, _ := e.Int(format.RowsOut)
						rows[id] = [2]int64{in, out}
					}
				}
				if v, ok := e.Int(format.RowsOut); ok && e.Kind == format.OperatorStats && e.Clock() != format.ClockWorker {
					node, _ := e.Int(format.NodeID)
					lastRows[node] = max(v, lastRows[node])
				}
			}
			if len(q.Tasks) != len(ids) {
				t.Errorf("%s %s: %d tasks, counted %d", path, q.ID, len(q.Tasks), len(ids))
			}
			for _, task := range q.Tasks {
				if string(task.Outcome) != ended[task.ID] || len(task.Schedules) != schedules[task.ID] {
					t.Errorf("%s task %d: %s after %d schedules, counted %s after %d", path, task.ID, task.Outcome, len(task.Schedules), ended[task.ID], schedules[task.ID])
				}
				if want := rows[task.ID]; task.Outcome == TaskSucceeded && (task.RowsIn.V != want[0] || task.RowsOut.V != want[1]) {
					t.Errorf("%s task %d: rows %v -> %v, counted %v", path, task.ID, task.RowsIn, task.RowsOut, want)
				}
			}
			for node, want := range lastRows {
				if got := q.Operator(node).RowsOut; got != measured(want) {
					t.Errorf("%s operator %d: rows out %v, last reported %d", path, node, got, want)
				}
			}
			for _, o := range q.Operators {
				if o.ReportedCompleted.Known() && o.ReportedCompleted.V != o.Tasks.Succeeded {
					t.Errorf("%s operator %d: Daft counts %d tasks, replay %d", path, o.ID, o.ReportedCompleted.V, o.Tasks.Succeeded)
				}
			}
		}
	}
}

func TestEveryKindHasAHandler(t *testing.T) {
	for _, k := range format.Kinds() {
		if int(k.Kind) >= len(handlers) || handlers[k.Kind] == nil {
			t.Errorf("kind %s has no handler", k.Name)
		}
	}
}

func TestRunsAreEqual(t *testing.T) {
	all := formattest.File(t, "testdata/join-ray.events")
	if !reflect.DeepEqual(replay(t, all).Queries[0].Trust, replay(t, all).Queries[0].Trust) {
		t.Error("two replays of the same events differ")
	}
}
