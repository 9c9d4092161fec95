package whatif

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

var update = flag.Bool("update", false, "write the tables of docs/what-if.md anew")

// real is a query of a real run.
type real struct {
	name  string
	query *analyze.Query
	model *Model
}

// recordings returns the queries on Ray, or those of native runs, of all real
// runs in the repository.
func recordings(t testing.TB, engine analyze.Engine) []real {
	t.Helper()
	var paths []string
	for _, glob := range []string{"../../testdata/recordings/*.arrow", "../../testdata/progress/*.arrow", "../../testdata/whatif/*.arrow", "../testdata/*.events"} {
		list, err := filepath.Glob(glob)
		if err != nil || len(list) == 0 {
			t.Fatalf("%s: %v", glob, err)
		}
		paths = append(paths, list...)
	}
	var all []real
	for _, path := range paths {
		run := replayOf(t, path)
		for i, q := range run.Queries {
			if q.Engine != engine {
				continue
			}
			name := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(path), ".arrow"), ".events")
			if strings.HasSuffix(path, ".events") {
				name += " (capture)"
			}
			all = append(all, real{fmt.Sprintf("%s %d", name, i+1), q, Of(critical.Of(run, q))})
		}
	}
	slices.SortFunc(all, func(a, b real) int { return strings.Compare(a.name, b.name) })
	return all
}

func replayOf(t testing.TB, path string) *analyze.Run {
	t.Helper()
	if strings.HasSuffix(path, ".events") {
		run, err := analyze.Replay(formattest.NewReader(formattest.File(t, path)))
		if err != nil {
			t.Fatal(path, err)
		}
		return run
	}
	r, err := format.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	run, err := analyze.Replay(r)
	if err != nil {
		t.Fatal(path, err)
	}
	return run
}

// another replays the unchanged run in another way than the model does.
type another struct {
	name   string
	replay func(s *schedule) (int64, bool)
}

var others = []another{
	{"as the model does", func(s *schedule) (int64, bool) { return newReplayer(s).replay(s.unchanged(), byPriority) }},
	{"waiting tasks by submit, not by operator", func(s *schedule) (int64, bool) { return newReplayer(s).replay(s.unchanged(), bySubmit) }},
	{"each task on the worker that ran it", func(s *schedule) (int64, bool) {
		bound := *s
		bound.pins, bound.tasks = true, slices.Clone(s.tasks)
		for i := range bound.tasks {
			bound.tasks[i].pinned = true
		}
		return newReplayer(&bound).replay(bound.unchanged(), byPriority)
	}},
	{"gaps of the driver and hand-overs at their stage's median", func(s *schedule) (int64, bool) {
		v := s.unchanged()
		driver := medians(s, func(i int) (int64, bool) { return s.driver[i], true })
		handover := medians(s, func(i int) (int64, bool) { return s.handover[i], true })
		for i := range s.tasks {
			v.driver.set(i, driver(i, 0))
			v.handover.set(i, handover(i, 0))
		}
		return newReplayer(s).replay(v, byPriority)
	}},
	{"no gaps", func(s *schedule) (int64, bool) {
		v := s.under(Scenario{NoDispatch: true, NoDriver: map[*analyze.Operator]bool{nil: true}})
		return newReplayer(s).replay(v, byPriority)
	}},
}

// How far the replay of the unchanged run is off on all real recordings goes into
// docs/what-if.md.
func TestReplayErrorOfRecordings(t *testing.T) {
	all := recordings(t, analyze.EngineRay)
	var b strings.Builder
	b.WriteString("| the unchanged run replayed | median | 90 % below | most | within 1 % | within 10 % |\n| --- | ---: | ---: | ---: | ---: | ---: |\n")
	for i, o := range others {
		var errors []float64
		within := [2]int{}
		for _, x := range all {
			end, ok := o.replay(x.model.schedule)
			if !ok {
				t.Errorf("%s, %s: comes to no end", x.name, o.name)
			}
			off := math.Abs(float64(x.model.schedule.wallOf(end)-x.model.Wall)) / float64(x.model.Wall)
			if errors = append(errors, off); off <= 0.01 {
				within[0]++
			}
			if off <= MostError {
				within[1]++
			}
			if i == 0 && off > 0.005 {
				t.Logf("%s: off by %.2f %%", x.name, 100*off)
			}
		}
		slices.Sort(errors)
		n := len(errors)
		fmt.Fprintf(&b, "| %s | %.2f %% | %.2f %% | %.1f %% | %d of %d | %d |\n", o.name, 100*errors[n/2], 100*errors[n*9/10], 100*errors[n-1], within[0], n, within[1])
		if i == 0 && (within[1] != n || 10*within[0] < 9*n) {
			t.Errorf("%s: of %d only %d are within 1 %% and %d within 10 %%", o.name, n, within[0], within[1])
		}
	}
	inDocument(t, "errors", b.String())
}

// inDocument holds a table against docs/what-if.md, or puts it there.
func inDocument(t *testing.T, name, table string) {
	t.Helper()
	const path = "../../docs/what-if.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(text), "<!-- "+name+" -->\n")
	_, tail, closed := strings.Cut(rest, "<!-- end -->")
	if !ok || !closed {
		t.Fatalf("%s has no place for the table of %s", path, name)
	}
	want := head + "<!-- " + name + " -->\n" + table + "<!-- end -->" + tail
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(text) {
		t.Errorf("the table of %s in %s is another: go test ./analyze/whatif -update", name, path)
	}
}

// Nothing impossible is said of any real query.
func TestRecordings(t *testing.T) {
	for _, engine := range []analyze.Engine{analyze.EngineRay, analyze.EngineNative} {
		usable, drags := 0, 0
		for _, x := range recordings(t, engine) {
			checkModel(t, x.model)
			if !x.model.Usable {
				continue
			}
			usable++
			for _, o := range x.query.Operators {
				if x.model.Drag(o).Positive() {
					drags++
				}
			}
		}
		if usable < 10 || drags < 20 {
			t.Errorf("%s: %d usable models, %d drags", engine, usable, drags)
		}
	}
}
