package timeline

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

const (
	epoch = 1_800_000_000_000_000_000
	milli = 1_000_000
)

func ms(n int, c format.Clock) analyze.Moment {
	return analyze.Moment{Time: epoch + format.Time(n)*milli, Clock: c, Known: true}
}

// rayQuery has tasks of random times on two workers, some of them given out
// twice, within a query of 1 s.
func rayQuery(random *rand.Rand, tasks int) (*analyze.Run, *analyze.Query) {
	q := &analyze.Query{ID: "q", Engine: analyze.EngineRay, Outcome: analyze.OutcomeFinished, Start: ms(0, format.ClockDriver), End: ms(1000, format.ClockDriver),
		Wall: analyze.Value{V: 1000 * milli, Origin: analyze.Measured}}
	for i := range 2 {
		q.Workers = append(q.Workers, &analyze.Worker{ID: fmt.Sprint("worker", i), Label: fmt.Sprint("w", i+1)})
	}
	for id := range tasks {
		submit := random.IntN(600)
		first := submit + random.IntN(100)
		w := q.Workers[random.IntN(2)]
		t := &analyze.Task{ID: int64(id), NodeIDs: []int64{1}, Outcome: analyze.TaskSucceeded, Worker: w, Submitted: ms(submit, format.ClockRunner),
			FirstScheduled: ms(first, format.ClockRunner), Schedules: []analyze.Schedule{{Time: ms(first, format.ClockRunner), Worker: w}}}
		last := first
		if random.IntN(5) == 0 {
			last += 1 + random.IntN(80)
			t.Schedules = append(t.Schedules, analyze.Schedule{Time: ms(last, format.ClockRunner), Worker: w})
		}
		t.LastScheduled, t.Ended = ms(last, format.ClockRunner), ms(last+random.IntN(200), format.ClockRunner)
		q.Tasks = append(q.Tasks, t)
	}
	return &analyze.Run{Queries: []*analyze.Query{q}}, q
}

// A worker has as many slots as tasks were there at once, no more; each task's
// time, in vain or not, is in one bar; nobody waits before the submit.
func TestSlots(t *testing.T) {
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 3))
		run, q := rayQuery(random, 1+random.IntN(80))
		x := Of(finding.Of(run).Case(q))
		hold(t, fmt.Sprint("seed ", seed), x)
		for _, g := range x.Groups {
			most, want := 0, int64(0)
			for at := range 1000 {
				n, none := 0, 0 // none: tasks that take no time have a slot all the same
				for _, task := range q.Tasks {
					if now := ms(at, "").Time; task.Worker == g.Worker && task.FirstScheduled.Time <= now && now < task.Ended.Time {
						n++
					} else if task.Worker == g.Worker && task.FirstScheduled.Time == now && now == task.Ended.Time {
						none++
					}
				}
				most = max(most, n+none)
				want += int64(n) * milli
			}
			if len(g.Lanes) > max(most, 1) || g.Busy != want {
				t.Errorf("seed %d: %d lanes busy for %d, at most %d tasks at once for %d", seed, len(g.Lanes), g.Busy, most, want)
			}
			for _, l := range g.Lanes {
				for i, b := range l.Bars {
					if b.Kind == Waiting && (b.Start < b.Task.Submitted.Time || l.Bars[i+1].Task != b.Task || l.Bars[i+1].Start != b.End) {
						t.Errorf("seed %d: task %d waits from %d to %d", seed, b.Task.ID, b.Start, b.End)
					}
				}
			}
		}
	}
}

// Columns hold what bars do: busy, waiting and path add up to the lanes', and
// each column to what lies in it.
func TestRows(t *testing.T) {
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 4))
		run, q := rayQuery(random, 60)
		x := Of(finding.Of(run).Case(q))
		s := Scale{From: x.From, To: x.To, Columns: 1 + random.IntN(120)}
		if seed%2 == 1 {
			s.From, s.To = s.From+format.Time(random.IntN(400)*milli), s.To-format.Time(random.IntN(400)*milli)
		}
		stages := s.StageRows(x)
		for _, g := range x.Groups {
			r := s.Row(g.Lanes)
			var busy, path float64
			for i, c := range r.Cells {
				busy, path = busy+c.Busy, path+c.Path
				from, to := float64(s.From)+float64(i)*float64(s.Length())/float64(s.Columns), float64(s.From)+float64(i+1)*float64(s.Length())/float64(s.Columns)
				want := 0.0
				for _, l := range g.Lanes {
					for _, b := range l.Bars {
						if b.Kind != Waiting {
							want += max(0, min(to, float64(b.End))-max(from, float64(b.Start)))
						}
					}
				}
				if want /= (to - from) * float64(len(g.Lanes)); math.Abs(want-c.Busy) > 1e-4 {
					t.Fatalf("seed %d: column %d is busy for %v, want %v", seed, i, c.Busy, want)
				}
			}
			whole := float64(s.Length()) / float64(s.Columns)
			if math.Abs(busy*whole*float64(len(g.Lanes))-float64(r.Busy)) > 2e5 || math.Abs(path*whole-float64(r.Path)) > 1e4 {
				t.Errorf("seed %d: columns are busy for %v and on the path for %v, the row for %d and %d", seed, busy*whole, path*whole, r.Busy, r.Path)
			}
			stages[0].Busy -= r.Busy
		}
		if stages[0].Busy != 0 {
			t.Errorf("seed %d: the only stage is busy for %d more than its workers", seed, stages[0].Busy)
		}
	}
}

// Threads by short stretches come to what the profile counts, as far as no
// operator works elsewhere.
func TestThreadsAgreeWithTheProfile(t *testing.T) {
	looked := 0
	for _, path := range recordings(t) {
		for _, c := range studyOf(t, formattest.Recorded(t, path)).All() {
			if c.Profile.Unit != "threads" || !c.Query.End.Known || len(c.Query.Operators) == 0 {
				continue
			}
			plain := true
			for _, o := range c.Query.Operators {
				plain = plain && !o.WorksElsewhere() && !o.IsLocalJoin()
			}
			for _, x := range Of(c).Curves {
				if x.Name != Parallelism || !plain {
					continue
				}
				looked++
				area := 0.0
				for i, p := range x.Points {
					end := x.To
					if i+1 < len(x.Points) {
						end = x.Points[i+1].Time
					}
					area += p.Level * float64(end-p.Time)
				}
				want := c.Profile.Mean * float64(c.Profile.To-c.Profile.From)
				if math.Abs(area-want) > 0.05*want+1e6 {
					t.Errorf("%s %s: %.0f ns of threads, the profile has %.0f", filepath.Base(path), c.Query.ID, area, want)
				}
			}
		}
	}
	if looked < 10 {
		t.Errorf("only %d queries were looked at", looked)
	}
}

func TestTicks(t *testing.T) {
	const s = 1_000_000_000
	for _, c := range []struct {
		from, to int64
		most     int
		want     string
	}{
		{0, 10 * s, 6, "0 s, 2 s, 4 s, 6 s, 8 s, 10 s"},
		{0, 1 * s, 6, "0.0 s, 0.2 s, 0.4 s, 0.6 s, 0.8 s, 1.0 s"},
		{3_100_000_000, 3_400_000_000, 5, "3.1 s, 3.2 s, 3.3 s, 3.4 s"},
		{0, 47_000_000, 6, "0 ms, 10 ms, 20 ms, 30 ms, 40 ms"},
		{0, 900_000, 4, "0.0 ms, 0.5 ms"},
		{0, 90_000, 4, "0 µs, 50 µs"},
		{0, 7, 5, "0 ns, 2 ns, 4 ns, 6 ns"},
		{0, 200 * s, 5, "0, 1 min, 2 min, 3 min"},
		{0, 130 * s, 6, "0 s, 30 s, 60 s, 90 s, 2:00 min"},
		{0, 310 * s, 6, "0, 1 min, 2 min, 3 min, 4 min, 5 min"},
		{0, 4 * 3600 * s, 5, "0, 1:00 h, 2:00 h, 3:00 h, 4:00 h"},
		{0, 20 * 86400 * s, 6, "0, 4 d, 8 d, 12 d, 16 d, 20 d"},
		{-2 * s, 2 * s, 6, "-2 s, -1 s, 0 s, 1 s, 2 s"},
		{5, 5, 6, ""},
	} {
		got := ""
		ticks := Ticks(format.Time(c.from), format.Time(c.to), 0, c.most)
		for i, x := range ticks {
			if i > 0 {
				got += ", "
			}
			got += x.Label
		}
		if got != c.want || len(ticks) > c.most {
			t.Errorf("%d to %d: %s, want %s", c.from, c.to, got, c.want)
		}
	}
}
