package compare

import (
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

func studied(t *testing.T, name string) *finding.Study {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(formattest.Recorded(t, "../../testdata/recordings/"+name+".arrow")))
	if err != nil {
		t.Fatal(err)
	}
	return finding.Of(run)
}

func doubts(list []Doubt) string {
	var ids []string
	for _, d := range list {
		id := d.ID
		if d.Grave {
			id += "!"
		}
		ids = append(ids, id)
	}
	return strings.Join(ids, " ")
}

// What differs between real runs is told, and nothing else.
func TestDoubtsOfRealRuns(t *testing.T) {
	for _, c := range []struct{ base, current, want, first string }{
		{"tpch-native", "tpch-native", "", ""},
		{"tpch-native", "tpch-ray", "engine", ""},
		{"tpch-ray", "tpch-native", "engine", ""},
		{"tutorial-slow", "tutorial-fixed", "", ""},
		{"tpch-native", "skew-ray", "job! engine", ""},
		{"killed-recorder-native", "killed-recorder-native", "incomplete", "outcome lost"},
		{"udf-fails-native", "udf-fails-native", "", "outcome"},
	} {
		base, current := studied(t, c.base), studied(t, c.current)
		queries := align.Of(base.Run, current.Run)
		r := Of(base, current, queries)
		if got := doubts(r.Doubts); got != c.want {
			t.Errorf("%s and %s: %q, want %q", c.base, c.current, got, c.want)
		}
		first := ""
		if len(r.Queries) > 0 {
			first = doubts(r.Queries[0].Doubts)
		}
		if first != c.first {
			t.Errorf("%s and %s, first query: %q, want %q", c.base, c.current, first, c.first)
		}
		for _, d := range r.Doubts {
			if d.Base == "" || d.New == "" || d.Title == "" || d.Still == "" {
				t.Errorf("%s and %s: %+v leaves something open", c.base, c.current, d)
			}
		}
	}
}

func query(change func(q *analyze.Query)) *analyze.Query {
	scan := &analyze.Operator{ID: 1, Type: "ScanTask", RowsOut: analyze.Measured.Of(1_000_000), BytesRead: analyze.Measured.Of(1 << 20)}
	q := &analyze.Query{Outcome: analyze.OutcomeFinished, Wall: analyze.Measured.Of(2e9), Operators: []*analyze.Operator{scan}}
	if change != nil {
		change(q)
	}
	return q
}

func TestDoubtsOfQueries(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(q *analyze.Query)
		want   string
		title  string
	}{
		{"nothing", nil, "", ""},
		{"as good as as many rows", func(q *analyze.Query) { q.Operators[0].RowsOut.V += 5000 }, "", ""},
		{"twice the rows", func(q *analyze.Query) { q.Operators[0].RowsOut.V *= 2 }, "rows", "the new query read 2 times as many rows as the base: 1,000,000 -> 2,000,000"},
		{"half the rows", func(q *analyze.Query) { q.Operators[0].RowsOut.V /= 2 }, "rows", "the base read 2 times as many rows as the new query: 1,000,000 -> 500,000"},
		{"no rows", func(q *analyze.Query) { q.Operators[0].RowsOut.V = 0 }, "rows", "the base read more rows than the new query: 1,000,000 -> 0"},
		{"rows unknown", func(q *analyze.Query) { q.Operators[0].RowsOut = analyze.Value{} }, "", ""},
		{"other bytes for the rows", func(q *analyze.Query) { q.Operators[0].BytesRead.V *= 3 }, "bytes", "the new query read 3 times as many bytes as the base: 1.0 MiB -> 3.0 MiB"},
		{"it failed", func(q *analyze.Query) { q.Outcome = analyze.OutcomeFailed }, "outcome!", "the base finished, the new query failed"},
		{"no wall", func(q *analyze.Query) { q.Wall = analyze.Value{} }, "times!", "how long the base took is known, how long the new query took is not known"},
		{"its start was lost", func(q *analyze.Query) { q.StartLost = true }, "times!", "how long the base took is known, how long the new query took is known from the first thing seen of it on"},
		{"tasks lost", func(q *analyze.Query) { q.Trust.MissingTaskEnds = 3 }, "lost", "missing of the base: nothing; of the new query: 3 task ends"},
		{"impossible rows", func(q *analyze.Query) { q.Operators[0].RowsOut.V = -1 << 63 }, "", ""},
	} {
		base, current := query(nil), query(c.change)
		got := queryDoubts(align.Pair(base, current, align.ByName), nil, nil)
		if doubts(got) != c.want || len(got) > 0 && got[0].Title != c.title {
			t.Errorf("%s: %q %+v, want %q %q", c.name, doubts(got), got, c.want, c.title)
		}
	}
}

func TestDoubtsOfRuns(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(r *analyze.Run)
		want   string
	}{
		{"nothing", func(*analyze.Run) {}, ""},
		{"another Daft", func(r *analyze.Run) { r.Queries[0].DaftVersion = "0.7.25" }, "daft-version"},
		{"another Python", func(r *analyze.Run) { r.Queries[0].PythonVersion = "3.13.1" }, "python-version"},
		{"Daft unknown", func(r *analyze.Run) { r.Queries[0].DaftVersion = "" }, ""},
		{"more processors", func(r *analyze.Run) { r.Recording.CPUs = analyze.Measured.Of(64) }, "processors"},
		{"interrupted", func(r *analyze.Run) { r.Recording.State = analyze.StateInterrupted }, "incomplete"},
		{"lost", func(r *analyze.Run) { r.Losses = []analyze.Loss{{Count: 1 << 62}, {Count: 1 << 62}} }, "incomplete"},
		{"exit code", func(r *analyze.Run) { r.Job.ExitCode = analyze.Measured.Of(1) }, "exit"},
		{"no job", func(r *analyze.Run) { r.Job = nil }, ""},
	} {
		run := func() *analyze.Run {
			q := query(func(q *analyze.Query) { q.DaftVersion, q.PythonVersion = "0.7.26", "3.11.2" })
			return &analyze.Run{Queries: []*analyze.Query{q}, Job: &analyze.Job{ExitCode: analyze.Measured.Of(0)},
				Recording: analyze.Recording{State: analyze.StateComplete, CPUs: analyze.Measured.Of(4), Start: analyze.Moment{Time: format.Time(1), Known: true}}}
		}
		base, current := run(), run()
		c.change(current)
		if got := doubts(doubtsOf(finding.Of(base), finding.Of(current), align.Queries{Pairs: []align.QueryPair{{Base: base.Queries[0], New: current.Queries[0]}}})); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
