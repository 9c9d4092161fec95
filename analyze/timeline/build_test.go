package timeline

import (
	"math"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

func studyOf(t testing.TB, events []*format.Event) *finding.Study {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	return finding.Of(run)
}

func recordings(t testing.TB) []string {
	t.Helper()
	return formattest.Recordings(t, "../testdata/*.events", "../../testdata/recordings/*.arrow", "../../testdata/causes/*.arrow", "../../testdata/whatif/*.arrow")
}

// hold fails where a timeline contradicts itself.
func hold(t testing.TB, name string, x *Timeline) {
	t.Helper()
	bad := func(format string, args ...any) {
		t.Helper()
		t.Errorf(name+": "+format, args...)
	}
	if x.From > x.To {
		bad("it goes from %d to %d", x.From, x.To)
	}
	tasks, path := 0, int64(0)
	for _, g := range x.Groups {
		busy := int64(0)
		tasks += g.Tasks
		for _, l := range g.Lanes {
			path += l.PathNS
			busy = saturate.Add(busy, l.Busy)
			if len(l.Bars) > MostBars && x.Unit == Operators || len(l.Levels) > MostLevels+1 {
				bad("%d bars, %d levels", len(l.Bars), len(l.Levels))
			}
			sum := int64(0)
			for i, b := range l.Bars {
				if b.Start > b.End || b.Start < x.From || b.End > x.To || i > 0 && b.Start < l.Bars[i-1].End {
					bad("bar %d of slot %d goes from %d to %d, the one before it %+v", i, l.Slot, b.Start, b.End, l.Bars[max(i-1, 0)])
				}
				if math.IsNaN(b.Level) || math.IsInf(b.Level, 0) || b.Level < 0 {
					bad("a level of %v", b.Level)
				}
				sum = saturate.Add(sum, b.Busy())
			}
			if sum != l.Busy {
				bad("slot %d is busy for %d, its bars come to %d", l.Slot, l.Busy, sum)
			}
			for i, s := range l.OnPath {
				if s.Start >= s.End || s.NS <= 0 || s.NS > s.Length() || i > 0 && s.Start < l.OnPath[i-1].End {
					bad("the path lies in a lane from %d to %d", s.Start, s.End)
				}
			}
		}
		if busy != g.Busy {
			bad("a group is busy for %d, its lanes for %d", g.Busy, busy)
		}
	}
	if x.Unit == Slots && tasks != x.Tasks {
		bad("%d tasks drawn, %d in groups", x.Tasks, tasks)
	}
	if path > x.Length() {
		bad("lanes have %d of the path, the query took %d", path, x.Length())
	}
	for i, m := range x.Marks {
		if m.Time < x.From || m.To > x.To || m.To < m.Time || m.Text == "" || i > 0 && m.Time < x.Marks[i-1].Time {
			bad("mark %+v", m)
		}
	}
	for _, c := range x.Curves {
		for i, p := range c.Points {
			if p.Time < x.From || p.Time > x.To || i > 0 && p.Time < c.Points[i-1].Time || !(p.Level >= 0) || p.Level > c.Most {
				bad("%s: point %d is %+v, at most %v", c.Name, i, p, c.Most)
			}
		}
	}
}

func holdJob(t testing.TB, name string, j *Job) {
	t.Helper()
	at := j.From
	for _, p := range j.Parts {
		if p.Start != at || p.End <= p.Start {
			t.Errorf("%s: a part from %d to %d after %d", name, p.Start, p.End, at)
		}
		at = p.End
	}
	if len(j.Parts) > 0 && at != j.To {
		t.Errorf("%s: parts end at %d, the job at %d", name, at, j.To)
	}
	until := make([]format.Time, j.Lanes)
	for _, q := range j.Queries {
		if q.Lane < 0 || q.Lane >= j.Lanes || q.Start < j.From || q.End > j.To || q.Start > q.End {
			t.Errorf("%s: query %+v", name, q)
		}
		until[q.Lane] = max(until[q.Lane], q.End)
	}
}
