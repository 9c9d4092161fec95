package skew

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// replayed replays events of real runs.
func replayed(t testing.TB, events []*format.Event) *analyze.Run {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func recorded(t testing.TB, name string) []*format.Event {
	t.Helper()
	if filepath.Ext(name) == ".events" {
		return formattest.Recorded(t, filepath.Join("../testdata", name))
	}
	return formattest.Recorded(t, filepath.Join("../../testdata/recordings", name))
}

func study(run *analyze.Run, q *analyze.Query) *whatif.Model { return whatif.Of(critical.Of(run, q)) }

func show(run *analyze.Run) string {
	var b strings.Builder
	for _, q := range run.Queries {
		m := study(run, q)
		fmt.Fprintf(&b, "query %s\n", q.ID)
		for _, s := range Stages(m) {
			fmt.Fprintf(&b, "  %s %v: %d tasks, %s", s.Stage.Name, s.Stage.NodeIDs, s.Tasks, s.Verdict)
			if s.Cause != NoCause {
				fmt.Fprintf(&b, " by %s %v, saves %d (%d..%d) by %q", s.Cause, s.Causes, s.Saving, s.Low, s.High, s.Basis)
			}
			fmt.Fprintf(&b, "\n    score %.2f of %.2f, ratio %.2f, rows %.2f, p99 %.2f, cv %.2f, gini %.2f, imbalance %.2f, parallel %.2f\n", s.Score, s.Limit, s.Ratio, s.RowsRatio, s.P99ToMedian, s.CV, s.Gini, s.Imbalance, s.Effective)
			for _, e := range s.Evidence {
				fmt.Fprintf(&b, "    - %s\n", e)
			}
			for _, o := range s.Operators {
				fmt.Fprintf(&b, "    #%d %s: %d tasks, rows in %.2f, duration %.2f, excess %d\n", o.Operator.ID, o.Operator.Name, o.Tasks, o.RowsRatio, o.DurationRatio, o.Excess)
			}
		}
		for _, w := range SlowWorkers(m) {
			fmt.Fprintf(&b, "  slow: %s %.2f, %q\n", w.Worker.Label, w.Factor, w.Evidence)
		}
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for _, name := range []string{"skew-ray.arrow", "node-killed-ray.arrow", "tpch-ray.arrow", "join-ray.events"} {
		stem, _, _ := strings.Cut(name, ".")
		formattest.Golden(t, filepath.Join("testdata", stem+".golden"), show(replayed(t, recorded(t, name))), *update)
	}
}

// check holds verdicts against what must be true of any.
func check(t testing.TB, what string, run *analyze.Run) {
	t.Helper()
	for _, q := range run.Queries {
		m := study(run, q)
		stages := Stages(m)
		if n := len(q.Stages()); n != len(stages) {
			t.Errorf("%s: %d verdicts on %d stages", what, len(stages), n)
		}
		for _, s := range stages {
			if s.Verdict != Skewed && s.Verdict != Even && s.Verdict != TooSmall || s.Verdict == Skewed && (len(s.Outliers) == 0 || s.Cause == NoCause) || s.Verdict == Even && len(s.Outliers) > 0 {
				t.Errorf("%s: %s with %d outliers by %q", what, s.Verdict, len(s.Outliers), s.Cause)
			}
			if s.Low < 0 || s.Saving < s.Low || s.High < s.Saving || q.Wall.Known() && s.High > max(0, q.Wall.V) {
				t.Errorf("%s: saves %d, between %d and %d, of %d", what, s.Saving, s.Low, s.High, q.Wall.V)
			}
			if int64(len(s.Outliers)) >= s.Tasks && s.Tasks > 0 || s.Tasks > int64(len(s.Stage.Tasks)) || len(s.Evidence) == 0 {
				t.Errorf("%s: %d outliers of %d tasks, evidence %q", what, len(s.Outliers), s.Tasks, s.Evidence)
			}
			for _, v := range []float64{s.CV, s.Gini, s.Imbalance, s.Effective, s.P99ToMedian, s.Ratio, s.RowsRatio, s.BytesRatio} {
				if v < -1e-9 || math.IsInf(v, 0) {
					t.Errorf("%s: a measure is %v: %+v", what, v, s)
				}
			}
			if s.Gini >= 1 || s.Imbalance > 1+1e-9 {
				t.Errorf("%s: Gini %v, imbalance %v", what, s.Gini, s.Imbalance)
			}
			for _, c := range s.Causes {
				if c.NS <= 0 {
					t.Errorf("%s: cause %+v", what, c)
				}
			}
		}
		for _, w := range SlowWorkers(m) {
			if w.Factor < slower || w.Saving < 0 || len(w.Tasks) < fewerTasks {
				t.Errorf("%s: slow worker %+v", what, w)
			}
		}
	}
}

// Any value may stand in any column.
func TestHostileValues(t *testing.T) {
	values := []int64{math.MinInt64, -1, 0, 1, 7, epoch, epoch + 1, math.MaxInt64 - 1, math.MaxInt64}
	files := []string{"join-ray.events", "fail-cluster.events", "node-killed-ray.events", "otlp-ray.events"}
	var all [][]*format.Event
	for _, f := range files {
		all = append(all, recorded(t, f))
	}
	for seed := range uint64(120) {
		random := rand.New(rand.NewPCG(seed, 5))
		var events []*format.Event
		for _, e := range all[seed%uint64(len(all))] {
			e = e.Clone()
			formattest.Disturb(e, random, 12, func(int64) int64 { return values[random.IntN(len(values))] })
			if random.IntN(20) > 0 {
				events = append(events, e)
			}
		}
		check(t, fmt.Sprint("seed ", seed), replayed(t, events))
	}
}

// Renamed workers and a shift of all clocks change no verdict.
func TestMetamorphic(t *testing.T) {
	for _, name := range []string{"skew-ray.arrow", "node-killed-ray.arrow", "join-ray.events"} {
		events := recorded(t, name)
		want := show(replayed(t, events))
		for _, e := range events {
			for _, c := range []format.IntColumn{format.TimeNS, format.ArrivalNS, format.SinceNS} {
				if v, ok := e.Int(c); ok {
					e.SetInt(c, v+86_400_000_000_007)
				}
			}
			if id := e.Label(format.WorkerID); id != "" {
				e.SetLabel(format.WorkerID, "x"+id)
			}
		}
		if got := show(replayed(t, events)); got != want {
			t.Errorf("%s: the verdicts change", name)
		}
	}
}
