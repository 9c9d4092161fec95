package memory

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

func replay(t testing.TB, name string) *analyze.Run {
	t.Helper()
	r, err := format.Open(filepath.Join("..", "..", "testdata", "recordings", name+".arrow"))
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

func recordings(t testing.TB) (names []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", "..", "testdata", "recordings", "*.arrow"))
	if err != nil || len(paths) == 0 {
		t.Fatal("no recordings", err)
	}
	for _, p := range paths {
		names = append(names, strings.TrimSuffix(filepath.Base(p), ".arrow"))
	}
	return names
}

// The highest sample is the one that the job's own account has, and roles add up
// to it.
func TestPeakAgreesWithUse(t *testing.T) {
	for _, name := range recordings(t) {
		run := replay(t, name)
		a := Of(run)
		if run.Job == nil || run.Job.Use == nil {
			if a.Peak != nil {
				t.Errorf("%s: a peak without samples", name)
			}
			continue
		}
		u := run.Job.Use
		if a.Peak == nil || a.Peak.Bytes != u.PeakRSS.V || a.Peak.Time != u.PeakAt.Time || a.Peak.Shared != u.PeakShared.V {
			t.Errorf("%s: peak %+v, the job's is %v at %v", name, a.Peak, u.PeakRSS, u.PeakAt)
			continue
		}
		for _, s := range a.Samples {
			sum := int64(0)
			for _, b := range s.ByRole {
				sum += b
			}
			if sum != s.Bytes || s.Shared > s.Bytes {
				t.Errorf("%s: roles sum to %d of %d, %d of it shared", name, sum, s.Bytes, s.Shared)
			}
		}
		for _, r := range u.Roles {
			if r.RSSAtPeak.V != a.Peak.ByRole[r.Role] {
				t.Errorf("%s: %s has %d at the peak, want %v", name, r.Role, a.Peak.ByRole[r.Role], r.RSSAtPeak)
			}
		}
	}
}

// The job memory.py leaves 40 MiB behind after each of eight queries, and then
// sorts 3,000,000 rows of two columns.
func TestJobThatGrows(t *testing.T) {
	a := Of(replay(t, "memory-native"))
	if g := a.Growth; g.Verdict != Grows || g.PerQuery < 36<<20 || g.PerQuery > 46<<20 || !strings.Contains(g.Evidence, "not in use there") {
		t.Errorf("growth %+v", g)
	}
	p := a.Peak
	if p == nil || p.Query != a.Queries[8].Query || len(p.Active) == 0 || p.Active[0].Operator.Type != "Sort" || p.Active[0].Held.V < 30_000_000 {
		t.Fatalf("peak %+v", p)
	}
	last := a.Queries[8]
	if !last.Climb.Known() || last.Climb.V < 200<<20 || last.Most.V != p.Bytes || last.MostAt != p.Time || !last.Allocated.Positive() {
		t.Errorf("the sort: %+v", last)
	}
	if a.OOM || a.OOMEvidence != "" {
		t.Errorf("out of memory: %s", a.OOMEvidence)
	}
}

// A query's own numbers are a sample's, and in the right order.
func TestQueriesAgainstSamples(t *testing.T) {
	for _, name := range recordings(t) {
		run := replay(t, name)
		a := Of(run)
		for _, m := range a.Queries {
			most := int64(-1)
			for _, s := range a.Samples {
				if s.Time >= m.Query.Start.Time && s.Time < m.Query.End.Time {
					most = max(most, s.Bytes)
				}
			}
			if m.Most.Known() != (most >= 0) || m.Most.Known() && m.Most.V != most {
				t.Errorf("%s %s: most %v, want %d", name, m.Query.ID, m.Most, most)
			}
			if m.Climb.Known() && (m.Climb.V < 0 || m.Climb.V > m.Most.V) {
				t.Errorf("%s %s: climb %v of %v", name, m.Query.ID, m.Climb, m.Most)
			}
			for _, x := range m.Active {
				if x.Tasks > int64(len(m.Query.Tasks)) || x.Held.V < 0 {
					t.Errorf("%s %s: %+v", name, m.Query.ID, x)
				}
			}
		}
	}
}

func TestGrowth(t *testing.T) {
	const mib = 1 << 20
	cases := []struct {
		name  string
		after []int64 // of each query but the first, MiB; -1 where no sample followed
		want  string
	}{
		{"one query", nil, ""},
		{"three", []int64{100, 300}, TooFew},
		{"not seen", []int64{100, -1, -1, 300, -1}, TooFew},
		{"steady growth", []int64{200, 240, 280, 320, 360}, Grows},
		{"with gaps", []int64{200, -1, 280, 320, -1, 400}, Grows},
		{"a small fall", []int64{200, 250, 245, 300, 350}, Grows},
		{"up and down", []int64{200, 400, 210, 420, 300}, Flat},
		{"one large query", []int64{200, 200, 400, 400, 400}, Flat},
		{"little of much", []int64{4000, 4030, 4060, 4090, 4120}, Flat},
		{"little", []int64{100, 110, 120, 130, 140}, Flat},
		{"falling", []int64{500, 400, 300, 200, 100}, Flat},
	}
	for _, c := range cases {
		queries := []QueryMemory{{After: analyze.Measured.Of(1)}}
		for _, v := range c.after {
			m := QueryMemory{}
			if v >= 0 {
				m.After = analyze.Measured.Of(v * mib)
			}
			queries = append(queries, m)
		}
		if g := growthOf(queries); g.Verdict != c.want {
			t.Errorf("%s: %+v, want %q", c.name, g, c.want)
		}
	}
}

// Where Daft's allocators have what the job grew by, that is said.
func TestGrowthOfTheAllocator(t *testing.T) {
	var queries []QueryMemory
	for i := range int64(6) {
		queries = append(queries, QueryMemory{After: analyze.Measured.Of((200 + 50*i) << 20), Allocated: analyze.Measured.Of((10 + 45*i) << 20)})
	}
	if g := growthOf(queries); g.Verdict != Grows || !strings.HasSuffix(g.Evidence, "is in use there") || g.PerQuery != 50<<20 {
		t.Errorf("%+v", g)
	}
}

func TestOutOfMemory(t *testing.T) {
	v := func(n int64) analyze.Value { return analyze.Measured.Of(n) }
	cases := []struct {
		job  analyze.Job
		want bool
	}{
		{analyze.Job{}, false},
		{analyze.Job{OOMKills: v(0), MachineOOMKills: v(3), ExitCode: v(0)}, false},
		{analyze.Job{OOMKills: v(1)}, true},
		{analyze.Job{MachineOOMKills: v(1), Signal: v(9)}, true},
		{analyze.Job{MachineOOMKills: v(1), Signal: v(15)}, false},
		{analyze.Job{MachineOOMKills: v(0), Signal: v(9)}, false},
	}
	for i, c := range cases {
		if a := Of(&analyze.Run{Job: &c.job}); a.OOM != c.want || (a.OOMEvidence != "") != c.want {
			t.Errorf("case %d: %+v", i, a)
		}
	}
}

// On Ray what counts is what ran: in skew-ray the hot partition of the exchange.
func TestActiveTasks(t *testing.T) {
	q := replay(t, "skew-ray").Queries[0]
	hot := q.Task(20)
	at := hot.Ended.Time - 100_000_000
	list := activeAt(q, at)
	sortActive(list)
	if len(list) == 0 || list[0].Operator.ID != 6 || list[0].Tasks != 1 || list[0].Held != analyze.Derived.Of(70_240_000) {
		t.Errorf("%+v", list)
	}
	if list := activeAt(q, hot.Ended.Time+1_000_000_000); len(list) != 0 {
		t.Errorf("active after the end: %+v", list)
	}
}

func TestNoSamples(t *testing.T) {
	if a := Of(&analyze.Run{}); a.Peak != nil || a.Queries != nil || a.Growth.Verdict != "" || a.Limit.Known() {
		t.Errorf("%+v", a)
	}
}

// What comes after a query is not what another query that runs on, or began at
// once, does.
func TestAfterAQueryThatAnotherOverlaps(t *testing.T) {
	moment := func(sec int64) analyze.Moment {
		return analyze.Moment{Time: format.Time(sec * 1_000_000_000), Known: true}
	}
	query := func(from, to int64) *analyze.Query { return &analyze.Query{Start: moment(from), End: moment(to)} }
	for i, c := range []struct {
		other *analyze.Query
		known bool
	}{{query(100, 110), true}, {query(11, 20), true}, {query(8, 20), false}, {query(10, 20), false}, {query(2, 4), true}} {
		q := query(5, 10)
		run := &analyze.Run{Queries: []*analyze.Query{q, c.other}, Job: &analyze.Job{Use: &analyze.Use{Processes: []*analyze.Process{{Role: "driver"}}}}}
		p := run.Job.Use.Processes[0]
		for _, half := range []int64{9, 13, 21, 23} { // 4.5 s, 6.5 s, 10.5 s, 11.5 s
			p.Samples = append(p.Samples, analyze.ProcessSample{Time: format.Time(half * 500_000_000), RSS: half})
		}
		m := Of(run).Queries[0]
		if m.Before.V != 9 || m.Most.V != 13 || m.Climb.V != 4 || m.After.Known() != c.known || c.known && m.After.V != 21 {
			t.Errorf("case %d: %+v", i, m)
		}
	}
}
