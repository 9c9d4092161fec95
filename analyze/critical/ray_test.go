package critical

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	. "github.com/daft-analyze/daft-analyze/analyze/taskgraph/tasktest"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// rayShown writes a path in milliseconds: `run t3 10-30` is task 3 that ran, `~`
// marks what is estimated, `?` what is guessed.
func rayShown(p *Path) string {
	var all []string
	for _, s := range p.Segments {
		text := string(s.Kind)
		if s.Task != nil {
			text += fmt.Sprintf(" t%d", s.Task.ID)
		}
		text += fmt.Sprintf(" %s-%s", rayMS(s.Start), rayMS(s.End))
		if s.Estimated {
			text += "~"
		}
		if s.Guess != "" {
			text += "?"
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

func rayMS(t format.Time) string {
	ns := int64(t) - Epoch
	if ns%1_000_000 == 0 {
		return fmt.Sprint(ns / 1_000_000)
	}
	return fmt.Sprintf("%.3f", float64(ns)/1e6)
}

func rayPathOf(t testing.TB, run *analyze.Run, id string) *Path {
	t.Helper()
	q := run.Query(id)
	if q == nil {
		t.Fatalf("no query %s", id)
	}
	p := Of(run, q)
	if err := p.Check(); err != nil {
		t.Fatalf("%v in %s", err, rayShown(p))
	}
	return p
}

const (
	rayShuffle = `{"id":3,"name":"Agg","type":"HashAggregate","category":"Physical","children":[{"id":2,"name":"Repartition","type":"Repartition","category":"Physical","children":[{"id":1,"name":"Scan","type":"ScanTaskSource","category":"Physical","children":[]}]}]}`
)

func rayScan(id, submit, first, end int64, worker string) Task {
	return Task{ID: id, Nodes: []int64{1, 2}, Name: "Scan->Write", Scan: 1, Worker: worker, Submit: submit, First: first, End: end}
}

func rayRead(id, submit, first, end int64, worker string) Task {
	return Task{ID: id, Nodes: []int64{2, 3}, Name: "Read->Agg", Sources: []int64{2}, Worker: worker, Submit: submit, First: first, End: end}
}

func TestRayPaths(t *testing.T) {
	retried := rayRead(2, 55, 60, 500, "b")
	retried.Last = 300
	failed := rayRead(2, 55, 60, 200, "b")
	failed.Outcome = "Failed"
	cancelled := rayRead(3, 55, 60, 210, "a")
	cancelled.Outcome = "Cancelled"
	waiting := rayRead(4, 55, Unknown, 205, "")
	waiting.Outcome = "Cancelled"
	for _, c := range []struct {
		name  string
		query Query
		want  string
	}{
		{"through an exchange", Query{Exec: 1, End: 200, Tasks: []Task{rayScan(0, 10, 11, 50, "a"), rayScan(1, 10, 12, 40, "b"), rayRead(2, 55, 56, 190, "b")}},
			"plan 0-1, startup 1-10, schedule t0 10-11, run t0 11-50, driver t2 50-55, schedule t2 55-56, run t2 56-190, tail 190-200"},
		{"ties: of equal ends the later start, then the higher id", Query{Exec: 1, End: 200, Tasks: []Task{rayScan(0, 10, 11, 50, "a"), rayScan(1, 10, 11, 50, "b"), rayScan(2, 10, 10, 50, "c"), rayRead(3, 50, 50, 190, "b")}},
			"plan 0-1, startup 1-10, schedule t1 10-11, run t1 11-50, run t3 50-190, tail 190-200"},
		{"waiting for a slot", Query{Exec: 1, End: 200, Tasks: []Task{rayScan(0, 10, 11, 50, "a"), rayScan(1, 10, 51, 90, "a")}},
			"plan 0-1, startup 1-10, schedule t0 10-11, run t0 11-50, handoff t1 50-51, run t1 51-90, tail 90-200"},
		{"waiting a little for a slot that was freed just then", Query{Exec: 1, End: 200, Tasks: []Task{rayScan(0, 10, 11, 20, "a"), rayScan(1, 10, 21, 90, "a")}},
			"plan 0-1, startup 1-10, schedule t0 10-11, run t0 11-20, handoff t1 20-21, run t1 21-90, tail 90-200"},
		{"waiting a little, and a slot was freed before", Query{Exec: 1, End: 200, Tasks: []Task{rayScan(0, 10, 11, 15, "a"), rayScan(1, 10, 21, 90, "a")}},
			"plan 0-1, startup 1-10, schedule t1 10-21, run t1 21-90, tail 90-200"},
		{"long on its way though the slot was free before it was submitted", Query{Exec: 1, End: 200, Tasks: []Task{rayScan(0, 10, 11, 50, "a"), rayRead(2, 55, 100, 190, "a")}},
			"plan 0-1, startup 1-10, schedule t0 10-11, run t0 11-50, driver t2 50-55, schedule t2 55-100, run t2 100-190, tail 190-200"},
		{"the first worker takes long to come up", Query{Exec: 1, End: 200, Tasks: []Task{rayScan(0, 10, 80, 150, "a"), rayScan(1, 10, 90, 160, "b")}},
			"plan 0-1, startup 1-80, schedule t1 80-90, run t1 90-160, tail 160-200"},
		{"submitted long after others ran", Query{Exec: 1, End: 200, Tasks: []Task{rayScan(0, 10, 11, 150, "a"), rayScan(1, 90, 90, 160, "b")}},
			"plan 0-1, startup 1-11, driver t1 11-90, run t1 90-160, tail 160-200"},
		{"given out again", Query{Exec: 1, End: 600, Tasks: []Task{rayScan(0, 10, 11, 50, "a"), retried}},
			"plan 0-1, startup 1-10, schedule t0 10-11, run t0 11-50, driver t2 50-55, schedule t2 55-60, retry t2 60-300, run t2 300-500, tail 500-600"},
		{"failed: what came after the failure is no cause", Query{Exec: 1, End: 220, Outcome: "Failed", Tasks: []Task{rayScan(0, 10, 11, 50, "a"), failed, cancelled, waiting}},
			"plan 0-1, startup 1-10, schedule t0 10-11, run t0 11-50, driver t2 50-55, schedule t2 55-60, run t2 60-200, tail 200-220"},
		{"canceled: the task that had run longest", Query{Exec: 1, End: 220, Outcome: "Canceled", Tasks: []Task{rayScan(0, 10, 11, 50, "a"), rayRead(2, 55, 60, Unknown, "b"), rayRead(3, 55, 70, Unknown, "a")}},
			"plan 0-1, startup 1-10, schedule t0 10-11, run t0 11-50, driver t2 50-55, schedule t2 55-60, run t2 60-220~"},
		{"canceled: a task whose cancellation is known", Query{Exec: 1, End: 220, Outcome: "Canceled", Tasks: []Task{rayScan(0, 10, 11, 50, "a"), cancelled}},
			"plan 0-1, startup 1-10, schedule t0 10-11, run t0 11-50, driver t3 50-55, schedule t3 55-60, run t3 60-210, tail 210-220"},
		{"finished, as a limit was reached: the cancelled are no cause", Query{Exec: 1, End: 220, Tasks: []Task{rayScan(0, 10, 11, 50, "a"), cancelled}},
			"plan 0-1, startup 1-10, schedule t0 10-11, run t0 11-50, tail 50-220"},
		{"unfinished: nobody recorded how it went on", Query{Exec: 1, End: Unknown, Tasks: []Task{rayScan(0, 10, 11, 50, "a"), rayScan(1, 60, 61, 70, "a"), rayScan(2, 10, Unknown, Unknown, "")}},
			"plan 0-1, startup 1-11, driver t1 11-60, schedule t1 60-61, run t1 61-70, unrecorded 70-72"},
		{"unfinished, with a task that runs", Query{Exec: 1, End: Unknown, Tasks: []Task{rayScan(1, 10, 11, Unknown, "a"), rayScan(0, 10, 11, 50, "b")}},
			"plan 0-1, startup 1-10, schedule t1 10-11, run t1 11-52~"},
		{"no execution start", Query{Exec: Unknown, End: 200, Tasks: []Task{rayScan(0, 10, 11, 150, "a")}},
			"unrecorded 0-10, schedule t0 10-11, run t0 11-150, tail 150-200"},
		{"no tasks", Query{Exec: 1, End: 200}, "plan 0-1, unrecorded 1-200"},
		{"no tasks, and it failed", Query{Exec: 1, End: 200, Outcome: "Failed"}, "plan 0-1, startup 1-200"},
		{"the schedule was lost, and the wait cannot be told", Query{Exec: 1, End: 400, Tasks: []Task{rayScan(0, 10, 11, 51, "a"), rayScan(1, 10, Unknown, 300, "a")}},
			"plan 0-1, startup 1-10, schedule t0 10-11, run t0 11-51, unrecorded t1 51-260~, run t1 260-300~, tail 300-400"},
		{"its end was lost: before the submit of what read it", Query{Exec: 1, End: 400, Tasks: []Task{rayScan(0, 10, 11, 211, "a"), rayScan(1, 10, 20, Unknown, "b"), rayRead(2, 215, 216, 300, "a")}},
			"plan 0-1, startup 1-10, schedule t1 10-20, run t1 20-215~, schedule t2 215-216, run t2 216-300, tail 300-400"},
		{"submitted while makers ran", Query{Exec: 1, End: 400, Tasks: []Task{rayScan(0, 10, 11, 50, "a"), rayScan(1, 10, 20, 390, "b"), rayRead(2, 52, 53, 395, "a")}},
			"plan 0-1, startup 1-10, schedule t0 10-11, run t0 11-50, driver t2 50-52?, schedule t2 52-53, run t2 53-395, tail 395-400"},
		{"worked on after the end", Query{Exec: 1, End: 100, Tasks: []Task{rayScan(0, 10, 11, 50, "a"), rayRead(2, 52, 53, 395, "a"), cancelled}},
			"plan 0-1, startup 1-10, schedule t0 10-11, run t0 11-50, tail 50-100"},
		{"the consumer held it open", Query{Exec: 1, End: 1200, Tasks: []Task{rayScan(0, 10, 11, 150, "a")}},
			"plan 0-1, startup 1-10, schedule t0 10-11, run t0 11-150, consumer 150-1200~"},
		{"the consumer held it open, with a clock off", Query{Exec: 20, End: 1200, RunnerLate: -30, Tasks: []Task{rayScan(0, 30, 31, 150, "a")}},
			"plan 0-20, schedule t0 20-21, run t0 21-140, consumer 140-1200~"},
		{"the runner's clock is behind", Query{Exec: 20, End: 200, RunnerLate: -30, Tasks: []Task{rayScan(0, 30, 31, 150, "a")}},
			"plan 0-20, schedule t0 20-21, run t0 21-140, tail 140-200"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.query.Plan = rayShuffle
			p := rayPathOf(t, Replay(t, c.query), "q")
			if got := rayShown(p); got != c.want {
				t.Errorf("got  %s\nwant %s\nnotes %v", got, c.want, p.Notes)
			}
			if c.query.RunnerLate != 0 && len(p.Notes) != 1 {
				t.Errorf("notes %v", p.Notes)
			}
		})
	}
}

// Tasks of two queries take turns on one worker.
func TestRaySlotsOfOtherQueries(t *testing.T) {
	turns := func(first int64) (list []Task) {
		for i := range int64(4) {
			list = append(list, rayScan(i, 10, first+i*100, first+i*100+45, "a"))
		}
		return list
	}
	one, two := turns(11), turns(61)
	for i := range one {
		one[i].Submit, two[i].Submit = 10, 20
	}
	run := Replay(t, Query{ID: "one", Plan: rayShuffle, Exec: 1, End: 500, Tasks: one}, Query{ID: "two", Plan: rayShuffle, Start: 2, Exec: 3, End: 500, Tasks: two})
	p := rayPathOf(t, run, "one")
	if got, want := rayShown(p), "plan 0-1, startup 1-10, schedule t0 10-11, run t0 11-56, "+
		"handoff t1 56-111?, run t1 111-156, handoff t2 156-211?, run t2 211-256, handoff t3 256-311?, run t3 311-356, tail 356-500"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !strings.Contains(p.Segments[4].Guess, "query two") || len(p.Notes) != 1 || !strings.Contains(p.Notes[0], "135 ms") {
		t.Errorf("guess %q notes %v", p.Segments[4].Guess, p.Notes)
	}
	// The first task of the second waited for the first query's.
	p = rayPathOf(t, run, "two")
	if got, want := rayShown(p), "plan 2-3, startup 3-20, handoff t0 20-61?, run t0 61-106, "; !strings.HasPrefix(got, want) {
		t.Errorf("got  %s\nwant %s...", got, want)
	}
	// Queries one after the other do not touch each other.
	two[0].Submit, two[0].First = 60, 85
	run = Replay(t, Query{ID: "one", Plan: rayShuffle, Exec: 1, End: 60, Tasks: one[:1]}, Query{ID: "two", Plan: rayShuffle, Start: 60, Exec: 60, End: 500, Tasks: two[:1]})
	if p = rayPathOf(t, run, "two"); len(p.Notes) > 0 {
		t.Errorf("notes %v", p.Notes)
	}
}

func rayCapture(t testing.TB, name string) *analyze.Run {
	t.Helper()
	if strings.HasSuffix(name, ".arrow") {
		r, err := format.Open(filepath.Join("../../testdata/recordings", name))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		run, err := analyze.Replay(r)
		if err != nil {
			t.Fatal(err)
		}
		return run
	}
	return ReplayEvents(t, formattest.File(t, filepath.Join("../testdata", name)))
}

// The figures of an independent walk over the payloads of join-ray.
func TestRayPathOfJoin(t *testing.T) {
	run := rayCapture(t, "join-ray.events")
	p := rayPathOf(t, run, run.Queries[0].ID)
	if p.Wall() != 6_949_235_200 {
		t.Errorf("wall %d ns", p.Wall())
	}
	around := func(what string, got, want int64) {
		t.Helper()
		if got < want-5_000_000 || got > want+5_000_000 {
			t.Errorf("%s: %d ns, want about %d", what, got, want)
		}
	}
	around("start-up", p.Sum(Startup), 2_990_000_000)
	around("tasks", p.Sum(Run), 2_770_000_000)
	var gap, skewed, before Segment
	for i, s := range p.Segments {
		if s.Kind == Driver && s.Length() > gap.Length() {
			gap = s
		}
		if s.Kind == Run && s.Task.ID == 16 {
			before, skewed = p.Segments[i-2], s
		}
	}
	around("the driver's gap", gap.Length(), 1_060_000_000)
	if gap.Operator == nil || gap.Operator.Name != "Sort" {
		t.Errorf("the driver's gap is at %v", gap.Operator)
	}
	around("the skewed task", skewed.Length(), 660_000_000)
	around("the task that held its slot", before.Length(), 755_000_000)
	if before.Task == nil || before.Task.ID != 10 || before.Worker != skewed.Worker {
		t.Errorf("before the skewed task: %+v", before)
	}
	if rest := p.Wall() - p.Sum(Startup) - p.Sum(Run) - gap.Length(); rest > 140_000_000 {
		t.Errorf("everything else: %d ns", rest)
	}
}

// On a broadcast join's path lies the task of its broadcast side.
func TestRayPathThroughBroadcastJoins(t *testing.T) {
	run := rayCapture(t, "tpch-ray.events")
	var got []string
	for _, q := range run.Queries {
		text := ""
		for _, s := range rayPathOf(t, run, q.ID).Segments {
			if s.Kind == Run {
				text += fmt.Sprintf("t%d ", s.Task.ID)
			}
		}
		got = append(got, strings.TrimSpace(text))
	}
	if want := "t0 t1|t0 t1 t2|t0 t2 t3 t4 t5 t6|t0 t1"; strings.Join(got, "|") != want {
		t.Errorf("%s, want %s", strings.Join(got, "|"), want)
	}
}

// Every real recording of a query on Ray tiles, and says what it is made from.
func TestRayRecordingsTile(t *testing.T) {
	arrow, _ := filepath.Glob("../../testdata/recordings/*-ray.arrow")
	text, _ := filepath.Glob("../testdata/*.events")
	queries := 0
	for _, path := range append(arrow, text...) {
		run := rayCapture(t, filepath.Base(path))
		for _, q := range run.Queries {
			if q.Engine != analyze.EngineRay {
				continue
			}
			queries++
			p := rayPathOf(t, run, q.ID)
			if q.Wall.Known() && (p.Wall() != q.Wall.V || p.Basis != ByTasks) {
				t.Errorf("%s: %s: %d of %d ns by %s", path, q.ID, p.Wall(), q.Wall.V, p.Basis)
			}
			if len(p.Graph.Offsets) > 0 {
				t.Errorf("%s: %s: a clock was moved on one machine: %v", path, q.ID, p.Notes)
			}
		}
	}
	if queries < 25 {
		t.Errorf("only %d queries", queries)
	}
}

// The order of arrival, names, ids and the time of day do not matter.
func TestRayMetamorphic(t *testing.T) {
	for seed := range uint64(60) {
		q := rayGenerated(rand.New(rand.NewPCG(seed, 7)))
		want := rayShown(rayPathOf(t, Replay(t, q), "q"))

		list := q.Lines()
		random := rand.New(rand.NewPCG(seed, 8))
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if got := rayShown(rayPathOf(t, ReplayEvents(t, formattest.Events(t, strings.Join(list, "\n"))), "q")); got != want {
			t.Fatalf("seed %d, permuted:\n%s\nwant\n%s", seed, got, want)
		}

		named := q
		named.ID, named.Tasks = "other", nil
		for _, x := range q.Tasks {
			x.ID, x.Worker = x.ID*10+5, string('z'-x.Worker[0]+'a')+"-worker"
			named.Tasks = append(named.Tasks, x)
		}
		got := rayShown(rayPathOf(t, Replay(t, named), "other"))
		for _, x := range q.Tasks {
			got = strings.ReplaceAll(got, fmt.Sprintf(" t%d ", x.ID*10+5), fmt.Sprintf(" T%d ", x.ID))
		}
		if got = strings.ReplaceAll(got, " T", " t"); got != want {
			t.Fatalf("seed %d, renamed:\n%s\nwant\n%s", seed, got, want)
		}

		moved := q
		moved.Shift = 86_400_000_000_123
		p := rayPathOf(t, Replay(t, moved), "q")
		for i := range p.Segments {
			p.Segments[i].Start -= format.Time(moved.Shift)
			p.Segments[i].End -= format.Time(moved.Shift)
		}
		if got := rayShown(p); got != want {
			t.Fatalf("seed %d, another day:\n%s\nwant\n%s", seed, got, want)
		}

		// A runner's clock that is hours off is brought back to where tasks are
		// submitted as the execution begins: all but the first and the last
		// segments are the same.
		off := q
		off.RunnerLate = -10_000_000
		var inner, back []string
		for _, s := range rayPathOf(t, Replay(t, off), "q").Segments {
			if s.Kind == Run || s.Kind == Handoff || s.Kind == Driver {
				back = append(back, fmt.Sprint(s.Kind, s.Task.ID, s.Length()))
			}
		}
		for _, s := range rayPathOf(t, Replay(t, q), "q").Segments {
			if s.Kind == Run || s.Kind == Handoff || s.Kind == Driver {
				inner = append(inner, fmt.Sprint(s.Kind, s.Task.ID, s.Length()))
			}
		}
		if strings.Join(inner, " ") != strings.Join(back, " ") {
			t.Fatalf("seed %d, a clock off:\n%v\nwant\n%v", seed, back, inner)
		}
	}
}

func TestRayShares(t *testing.T) {
	task := func(id, end int64, us ...int64) Task {
		x := rayScan(id, 10, 20, end, fmt.Sprint("w", id))
		x.Duration, x.Reported = us, true
		return x
	}
	shown := func(p *Path, id int64) string {
		var all []string
		for _, s := range p.Segments {
			if s.Kind == Run && s.Task.ID == id {
				for _, x := range s.Shares {
					if x.Saving != x.NS || !x.Estimated {
						t.Errorf("share %+v", x)
					}
					name := "none"
					if x.Operator != nil {
						name = x.Operator.Name
					}
					all = append(all, fmt.Sprint(name, " ", x.NS))
				}
			}
		}
		return strings.Join(all, ", ")
	}
	for _, c := range []struct {
		name  string
		tasks []Task
		want  string
	}{
		{"less than it ran", []Task{task(0, 30, 3000, 1000)}, "none 6000000, Scan 3000000, Repartition 1000000"},
		{"more than it ran: operators overlap", []Task{task(0, 30, 30000, 10000)}, "Scan 7500000, Repartition 2500000"},
		{"rounding is not lost", []Task{task(0, 30, 7000, 14000)}, "Repartition 6666666, Scan 3333334"},
		{"nothing known", []Task{task(0, 30)}, "none 10000000"},
		{"as others of its stage", []Task{task(1, 30, 2000, 2000), func() Task { x := task(0, 40); x.Outcome = "Failed"; x.Reported = false; return x }()}, "none 12000000, Scan 4000000, Repartition 4000000"},
	} {
		q := Query{Plan: rayShuffle, Exec: 1, End: 100, Tasks: c.tasks}
		if len(c.tasks) > 1 {
			q.Outcome = "Failed"
		}
		p := rayPathOf(t, Replay(t, q), "q")
		if got := shown(p, 0); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
