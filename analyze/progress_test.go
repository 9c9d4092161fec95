package analyze

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/eventtext"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// follow gives event text to a Progress and returns how it stands so many
// milliseconds after epoch.
func follow(t testing.TB, like *Likeness, ms int64, parts ...any) Snapshot {
	t.Helper()
	p := NewProgress(like)
	for _, e := range events(t, parts...) {
		p.Add(e)
	}
	return p.Snapshot(format.Time(ns(ms)))
}

func onlyOpen(t testing.TB, s Snapshot) QueryProgress {
	t.Helper()
	if len(s.Open) != 1 {
		t.Fatalf("%d open queries, want 1", len(s.Open))
	}
	return s.Open[0]
}

func (l Left) String() string {
	switch l.Kind {
	case LeftRange:
		return fmt.Sprintf("%.1f to %.1f s by %s", float64(l.Low)/1e9, float64(l.High)/1e9, l.Basis)
	case LeftFloor:
		return fmt.Sprintf("over %.1f s by %s", float64(l.Low)/1e9, l.Basis)
	}
	return "unknown: " + l.Why
}

// planOver is a chain of operators over one source: the last is the source.
func planOver(rows int64, kinds ...string) string {
	text := ""
	for i := len(kinds) - 1; i >= 0; i-- {
		kind, category, _ := strings.Cut(kinds[i], "/")
		children := ""
		if text != "" {
			children = text
		}
		text = fmt.Sprintf(`{"id":%d,"name":"%s","type":"%s","category":"%s","children":[%s],"approx_stats":{"approx_stats":{"num_rows":%d,"size_bytes":8,"acc_selectivity":1.0}}}`,
			len(kinds)-1-i, kind, kind, category, children, rows)
	}
	return text
}

func stats(ms, node, in, out int64) string {
	return arrived("operator_stats", ms, fmt.Sprintf("node_id=%d rows_in=%d rows_out=%d", node, in, out))
}

func TestLeftOfNativeQuery(t *testing.T) {
	const simple, sorting, files = 0, 1, 2
	plans := [][]string{
		simple:  {"Aggregate/BlockingSink", "UDFProject/Intermediate", "InMemoryScan/Source"},
		sorting: {"Sort/BlockingSink", "UDFProject/Intermediate", "InMemoryScan/Source"},
		files:   {"Aggregate/BlockingSink", "UDFProject/Intermediate", "ScanTask/Source"},
	}
	for _, c := range []struct {
		name  string
		plan  int
		ms    int64
		stats []string
		want  string
	}{
		{"nothing read yet", simple, 900, nil, "unknown: not begun"},
		{"too early", simple, 200, []string{stats(100, 0, 0, 500), stats(110, 1, 100, 100)}, "unknown: too early to tell"},
		{"a quarter took 1 s: the rows are in, but the UDF counts", simple, 1100, []string{stats(100, 0, 0, 10), stats(1100, 0, 0, 1000), stats(1100, 1, 250, 200), stats(1100, 2, 200, 0)},
			"2.9 to 5.1 s by rows"},
		{"a sort follows", sorting, 1100, []string{stats(100, 0, 0, 10), stats(1100, 0, 0, 1000), stats(1100, 1, 250, 200), stats(1100, 2, 200, 0)},
			"over 2.9 s by rows"},
		{"all rows are through", simple, 4100, []string{stats(100, 0, 0, 10), stats(4100, 0, 0, 1000), stats(4100, 1, 1000, 1000), stats(4100, 2, 1000, 0)},
			"unknown: all rows are in"},
		{"files: Daft guesses how many rows", files, 1100, []string{stats(100, 0, 0, 10), stats(1100, 0, 0, 100), stats(1100, 1, 100, 100), stats(1100, 2, 100, 0)},
			"4.0 to 19.0 s by Daft's guess of the rows"},
		{"more than half of the guess is no ground any more", files, 1100, []string{stats(100, 0, 0, 10), stats(1100, 0, 0, 600), stats(1100, 1, 600, 600), stats(1100, 2, 600, 0)},
			"unknown: how much there is to read is not known"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := follow(t, nil, c.ms, begin(native, planOver(1000, plans[c.plan]...)), c.stats)
			if got := onlyOpen(t, s).Left.String(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestLeftOfRayQuery(t *testing.T) {
	var tasks []string
	for id := range int64(10) {
		tasks = append(tasks, submit(id, 10))
	}
	for id := range int64(4) { // two at a time, 1 s each
		tasks = append(tasks, schedule(id, 10+id/2*1000), end(id, 1010+id/2*1000, "Success"))
	}
	tasks = append(tasks, schedule(4, 2010), schedule(5, 2010))
	for _, c := range []struct {
		name, plan, want string
	}{
		// Four wait and two have run for half of their second: 5 s of work, two at a time.
		{"one stage", chain, "1.4 to 3.6 s by tasks"},
		{"another stage follows", `{"id":3,"name":"Sort","type":"Sort","category":"Physical","children":[` + chain + `]}`, "over 1.4 s by tasks"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := onlyOpen(t, follow(t, nil, 2512, begin(ray, c.plan), tasks))
			if got := q.Left.String(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if n := q.Tasks; n.Done != 4 || n.Running != 2 || n.Queued != 4 || n.Submitted != 10 {
				t.Errorf("tasks %+v", n)
			}
		})
	}
}

const ofChain = "last_node_id=2 node_ids=[1,2] plan_fingerprint=7"

func submit(id, ms int64) string {
	return runner("task_submit", ms, fmt.Sprintf("task_id=%d %s name=\"Scan->Project\"", id, ofChain))
}

func schedule(id, ms int64) string {
	return runner("task_schedule", ms, fmt.Sprintf("task_id=%d %s worker_id=a", id, ofChain))
}

func end(id, ms int64, outcome string) string {
	return runner("task_end", ms, fmt.Sprintf("task_id=%d %s worker_id=a outcome=%s", id, ofChain, outcome))
}

// What Daft's sender dropped on the way, and what comes twice, leaves the
// counts right as far as anything tells.
func TestTasksProgressWithLosses(t *testing.T) {
	for _, c := range []struct {
		name  string
		tasks []string
		want  TasksProgress
	}{
		{"a submit is lost", []string{schedule(1, 10)}, TasksProgress{Submitted: 1, Running: 1, given: 1}},
		{"only the end came", []string{end(1, 10, "Success")}, TasksProgress{Submitted: 1, Done: 1, given: 1}},
		{"tried again on another worker", []string{submit(1, 10), schedule(1, 11), schedule(1, 12)}, TasksProgress{Submitted: 1, Running: 1, Retried: 1, given: 1}},
		{"everything twice", []string{submit(1, 10), submit(1, 10), schedule(1, 11), end(1, 12, "Failed"), end(1, 12, "Failed")}, TasksProgress{Submitted: 1, Done: 1, Failed: 1, given: 1}},
		{"a submit after the schedule", []string{schedule(1, 10), submit(1, 9)}, TasksProgress{Submitted: 1, Running: 1, given: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := onlyOpen(t, follow(t, nil, 20, begin(ray, chain), c.tasks)).Tasks; got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// slowly is a native query that reads 1,000 rows in 4 s and then sorts for as
// long; it runs factor times as slowly.
func slowly(factor int64) []string {
	all := begin(native, planOver(1000, "Sort/BlockingSink", "ScanTask/Source"))
	for i := range int64(21) {
		all = append(all, stats(factor*(10+200*i), 0, 0, 50*i), stats(factor*(10+200*i), 1, 50*i, 0))
	}
	return append(all, stats(factor*8000, 1, 1000, 1000))
}

func TestLeftLikeAnotherRun(t *testing.T) {
	p := NewProgress(nil)
	for _, e := range events(t, slowly(1), finish(8000)) {
		p.Add(e)
	}
	like := p.learned
	like.source = PreviousRun
	if like.Queries() != 1 {
		t.Fatalf("%d queries", like.Queries())
	}
	for _, c := range []struct {
		name   string
		ms     int64
		factor int64
		low    float64 // seconds, of the middle
		high   float64
	}{
		{"not begun", 5, 1, 7.9, 8.1},
		{"at the same pace", 2010, 1, 5.8, 6.2},
		{"twice as slow", 4020, 2, 10, 13},
		{"sorting", 6010, 1, 1.9, 2.2},
		{"sorting, twice as slow", 12020, 2, 3.2, 4.5},
	} {
		t.Run(c.name, func(t *testing.T) {
			like.used = map[string]int{}
			p := NewProgress(like)
			for _, e := range events(t, slowly(c.factor)) {
				if a, _ := e.Arrival(); a > format.Time(ns(c.ms)) {
					break
				}
				p.Add(e)
			}
			q := onlyOpen(t, p.Snapshot(format.Time(ns(c.ms))))
			l := q.Left
			if best := float64(l.Best) / 1e9; l.Kind != LeftRange || l.Basis != ByPrevious || best < c.low || best > c.high || l.Low > l.Best || l.Best > l.High {
				t.Errorf("got %s, middle %.2f s, want %.1f to %.1f s", l, best, c.low, c.high)
			}
		})
	}
	t.Run("long after the other run had finished", func(t *testing.T) {
		like.used = map[string]int{}
		q := onlyOpen(t, follow(t, like, 15_000, slowly(1)[:46]))
		if q.Left.Kind != LeftUnknown {
			t.Errorf("got %s, want nothing", q.Left)
		}
	})
	t.Run("another plan", func(t *testing.T) {
		q := onlyOpen(t, follow(t, like, 100, begin(native, planOver(10, "Sort/BlockingSink", "InMemoryScan/Source"))))
		if !q.Unlike || q.Like != LikeNone {
			t.Errorf("taken for the other: %q", q.Like)
		}
	})
	t.Run("earlier query of this job", func(t *testing.T) {
		p := NewProgress(nil)
		p.learned = newLikeness(ThisJob)
		for _, c := range like.curves {
			p.learned.add(c[0])
		}
		for _, e := range events(t, slowly(1)[:26]) {
			p.Add(e)
		}
		q := onlyOpen(t, p.Snapshot(format.Time(ns(2010))))
		if q.Left.Basis != ByEarlier {
			t.Errorf("got %s, want it by the earlier query", q.Left)
		}
	})
}

// A query that failed says nothing about how long it takes.
func TestLikenessIsOfFinishedQueries(t *testing.T) {
	p := NewProgress(nil)
	for _, e := range events(t, slowly(1), driver("query_end", 8000, `outcome=Failed text="no"`)) {
		p.Add(e)
	}
	if p.learned.Queries() != 0 || p.failed != 1 {
		t.Errorf("%d queries learned, %d failed", p.learned.Queries(), p.failed)
	}
}

// What is held for a job of a million tasks is what three bits each take, and
// the curve stays small.
func TestProgressMemory(t *testing.T) {
	const tasks = 200_000
	g := &generated{tasks: tasks}
	p := NewProgress(nil)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for g.Next() {
		e := g.Event()
		if e.Kind == format.TaskEnd && g.step > stepsPerTask*tasks-100 {
			break
		}
		p.Add(e)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if n := len(p.open[0].tasks.out); n > 16 {
		t.Errorf("%d tasks are held as running", n)
	}
	if n := len(p.open[0].curve.points); n > curveMost {
		t.Errorf("%d points", n)
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 2<<20 {
		t.Errorf("%d bytes are held after %d tasks", grown, tasks)
	}
	runtime.KeepAlive(p)
}

func TestBitset(t *testing.T) {
	var b bitset
	for _, id := range []int64{0, 63, 64, 4095, 4096, 1 << 40, -1, math.MaxInt64, math.MinInt64} {
		if !b.set(id) || b.set(id) {
			t.Errorf("%d", id)
		}
	}
}

func BenchmarkProgress(b *testing.B) {
	p := NewProgress(nil)
	g := &generated{tasks: int64(b.N)/stepsPerTask + 1}
	b.ReportAllocs()
	for range b.N {
		g.Next()
		p.Add(g.Event())
	}
}

// BenchmarkSnapshot is what one frame costs, of the longest query that was
// recorded and by a previous run, and what building the whole model would.
func BenchmarkSnapshot(b *testing.B) {
	r, err := format.Open("../testdata/progress/ray-large.arrow")
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	p, whole := NewProgress(nil), NewReplayer()
	for r.Next() {
		if r.Event().Kind != format.QueryEnd {
			p.Add(r.Event())
		}
		whole.Add(r.Event())
	}
	now := p.clock
	b.Run("progress", func(b *testing.B) {
		for range b.N {
			p.Snapshot(now)
		}
	})
	b.Run("model", func(b *testing.B) {
		for range b.N {
			whole.Run()
		}
	})
}

// Whatever a recording says, following it ends in nothing worse than numbers
// that mean nothing, and these are in order.
func FuzzProgress(f *testing.F) {
	for _, path := range captures(f) {
		if all := formattest.Text(formattest.File(f, path)); len(all) < 6_000 {
			f.Add(all)
		}
	}
	f.Add(strings.Join(lines(slowly(1)[:9], finish(8000), slowly(2)[:9]), "\n"))
	f.Add(strings.Join(lines(begin(ray, chain), submit(1, 10), schedule(1, 11), end(1, 12, "Success"), submit(2, 10)), "\n"))
	f.Fuzz(func(t *testing.T, text string) {
		like, _ := ReadLikeness(eventtext.NewReader(strings.NewReader(text)))
		p := NewProgress(like)
		src := eventtext.NewReader(strings.NewReader(text))
		for src.Next() {
			p.Add(src.Event())
			for _, later := range []format.Time{0, 3e9} {
				for _, q := range p.Snapshot(p.clock + later).Open {
					if l := q.Left; l.Low < 0 || l.Kind == LeftRange && (l.Low > l.Best || l.Best > l.High) {
						t.Fatalf("left: %+v", l)
					}
					if n := q.Tasks; n.Done < 0 || n.Running < 0 || n.Queued < 0 || n.Done+n.Running+n.Queued != n.Submitted {
						t.Fatalf("tasks: %+v", n)
					}
				}
			}
		}
	})
}
