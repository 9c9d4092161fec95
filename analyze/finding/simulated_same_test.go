package finding_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// eventsOf returns the events of a simulated run.
func eventsOf(spec simulate.Spec, w simulate.Wire) []*format.Event {
	var list []*format.Event
	for e := range spec.Simulate().Events(w) {
		list = append(list, e.Clone())
	}
	return list
}

// digest is all that is said of a run, without points in time and without ids.
func digest(events []*format.Event) string {
	r := analyze.NewReplayer()
	for _, e := range events {
		r.Add(e)
	}
	var b strings.Builder
	for _, c := range finding.Of(r.Run()).All() {
		for _, s := range c.Path.Segments {
			fmt.Fprintf(&b, "%s %d", s.Kind, s.Length())
			if s.Task != nil {
				fmt.Fprintf(&b, " task %d of %s", slices.Index(c.Query.Tasks, s.Task), s.Task.Name)
			}
			if s.Worker != nil {
				fmt.Fprintf(&b, " on %s", s.Worker.Label)
			}
			for _, x := range s.Shares {
				if x.Operator != nil {
					fmt.Fprintf(&b, " %s %d", x.Operator.Name, x.NS)
				}
			}
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "model %d %d %+v\n", c.Model.Wall, c.Model.Replayed, c.Model.Bounds)
		for _, s := range c.Stages {
			fmt.Fprintf(&b, "stage %s %s %d %d %.6f\n", s.Verdict, s.Cause, len(s.Outliers), s.Saving, s.Ratio)
		}
		for _, f := range c.Findings {
			fmt.Fprintf(&b, "finding %s %s cost %d saving %d (%d to %d)\n", f.ID, f.Severity, f.Cost.V, f.Saving.V, f.Low.V, f.High.V)
		}
	}
	return b.String()
}

// sameCases are queries of all causes.
func sameCases(each func(name string, spec simulate.Spec)) {
	for i, c := range simulate.Causes {
		if c.Name == "tiny tasks" || c.Name == "too many pieces" {
			continue // more of the same
		}
		for seed := range min(8, cases(1)) {
			each(fmt.Sprintf("%s %d", c.Name, seed), c.Make(seed+uint64(i), min(300, tasksOf(seed))).With)
		}
	}
	for seed := range cases(4) {
		each(fmt.Sprint("clean ", seed), simulate.Clean(seed, min(300, tasksOf(seed))))
	}
}

// What is said does not depend on when a query ran.
func TestSimulatedShift(t *testing.T) {
	sameCases(func(name string, spec simulate.Spec) {
		events := eventsOf(spec, simulate.Wire{})
		want := digest(events)
		for _, e := range events {
			if at, ok := e.Time(); ok {
				e.Stamp(e.Clock(), at-123_456_789_012_345)
			}
			arrival, _ := e.Arrival()
			e.Received(format.SourceDashboard, arrival-123_456_789_012_345)
		}
		differ(t, name, digest(events), want)
	})
}

// What is said does not depend on the names of queries and workers, nor on the
// numbers of tasks as long as their order stays.
func TestSimulatedRename(t *testing.T) {
	sameCases(func(name string, spec simulate.Spec) {
		events := eventsOf(spec, simulate.Wire{})
		want := digest(events)
		for _, e := range events {
			e.SetLabel(format.QueryID, "renamed-"+e.Label(format.QueryID))
			if e.HasLabel(format.WorkerID) {
				e.SetLabel(format.WorkerID, "w"+reversed(e.Label(format.WorkerID)))
			}
			if id, ok := e.Int(format.TaskID); ok {
				e.SetInt(format.TaskID, 7*id+3)
			}
		}
		differ(t, name, digest(events), want)
	})
}

// What is said does not depend on the order in which what was told of tasks
// arrives: their submits, schedules and ends change places with each other
// within some 20 requests. Shares of operators are not compared: these come from
// the counters around an end.
func TestSimulatedArrival(t *testing.T) {
	kinds := []format.Kind{format.TaskSchedule, format.TaskSubmit}
	sameCases(func(name string, spec simulate.Spec) {
		events := eventsOf(spec, simulate.Wire{})
		want := digest(events)
		random := rand.New(rand.NewPCG(spec.Seed, 1))
		var places []int
		for i, e := range events {
			if slices.Contains(kinds, e.Kind) {
				places = append(places, i)
			}
		}
		for k := range places {
			j := min(len(places)-1, k+random.IntN(20))
			a, b := events[places[k]], events[places[j]]
			if a.Kind == format.TaskSubmit || b.Kind == format.TaskSubmit {
				continue // what follows a submit tells of its inputs
			}
			x, _ := a.Arrival()
			y, _ := b.Arrival()
			a.Received(format.SourceDashboard, y)
			b.Received(format.SourceDashboard, x)
			events[places[k]], events[places[j]] = b, a
		}
		differ(t, name, digest(events), want)
	})
}

// differ tells the first line in which two digests are not the same.
func differ(t *testing.T, name, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			other := ""
			if i < len(b) {
				other = b[i]
			}
			t.Errorf("%s, line %d:\n got  %s\n want %s", name, i, a[i], other)
			return
		}
	}
	t.Errorf("%s: %d lines, want %d", name, len(a), len(b))
}

func reversed(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}
