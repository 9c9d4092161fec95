package gate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/gate"
)

// timedRuns are runs of which the job took so long, in seconds, with so many queries
// more, all alike.
func timedRuns(t *testing.T, seconds float64, more int) (list []gate.Measurement) {
	for i := range 5 {
		m := copied(corpus(t)["native-base"][i])
		m.Queries = slices.Clone(m.Queries)
		q := m.Queries[0]
		for k := range more {
			q.Key, q.Label, q.Plan = fmt.Sprintf("more-%d", k), "Scan", "1.plo.0123456789abcdef"
			q.Mark = align.Mark{Fingerprint: q.Plan}
			m.Queries = append(m.Queries, q)
		}
		m.Metrics = map[string]int64{gate.Wall: int64(seconds * 1e9 * (1 + float64(i)/100))}
		list = append(list, m)
	}
	return list
}

func wallOfJob(r gate.Result) *gate.Check {
	for i := range r.Checks {
		if c := &r.Checks[i]; c.Query == "" && c.Metric == gate.Wall {
			return c
		}
	}
	return nil
}

// A loop that collects is told in one line, and what it costs the job fails.
func TestQueriesMoreThatCostFail(t *testing.T) {
	base := timedRuns(t, 2, 0)
	for _, x := range []struct {
		seconds float64
		more    int
		verdict gate.Verdict
		why     string
	}{
		{6, 20, gate.Regression, "20 queries more in each new run, all alike, that no run of the baseline has"},
		{6, 1, gate.Regression, "all 5 new runs have a query that no run of the baseline has"},
		{2, 20, gate.OK, "20 queries more in each new run"},
	} {
		r := gate.Of(base, timedRuns(t, x.seconds, x.more), gate.DefaultPolicy())
		list := find(r, gate.Presence)
		if r.Verdict != x.verdict || len(list) != 1 || list[0].Extra != x.more || !strings.HasPrefix(list[0].Why, x.why) {
			t.Errorf("%d more, %g s: %s, %+v", x.more, x.seconds, r.Verdict, list)
		}
		c := wallOfJob(r)
		if c == nil || c.Verdict != x.verdict || c.Work == "" {
			t.Fatalf("wall of the job: %+v", c)
		}
		if c.Verdict == gate.Regression && !strings.HasSuffix(c.Why, "; the job has "+c.Work) {
			t.Error(c.Why)
		}
	}
}

// The number of queries may vary from run to run.
func TestQueriesMoreOfSomeRuns(t *testing.T) {
	now := timedRuns(t, 2, 3)
	now[1] = timedRuns(t, 2, 0)[1]
	now[2] = timedRuns(t, 2, 1)[2]
	list := find(gate.Of(timedRuns(t, 2, 0), now, gate.DefaultPolicy()), gate.Presence)
	if len(list) != 1 || !strings.HasPrefix(list[0].Why, "up to 3 queries more in 4 of 5 new runs, all alike") {
		t.Errorf("%+v", list)
	}
}

// With queries fewer the job is judged as well; where no query is the same nothing is.
func TestQueriesFewer(t *testing.T) {
	r := gate.Of(timedRuns(t, 2, 2), timedRuns(t, 6, 0), gate.DefaultPolicy())
	if c := wallOfJob(r); c == nil || c.Verdict != gate.Regression || c.Work != "2 queries fewer" {
		t.Errorf("%+v", c)
	}
	now := timedRuns(t, 6, 2)
	for i := range now {
		now[i].Queries = now[i].Queries[3:]
	}
	if c := wallOfJob(gate.Of(timedRuns(t, 2, 0), now, gate.DefaultPolicy())); c != nil {
		t.Errorf("%+v", c)
	}
}
