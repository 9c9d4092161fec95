//go:build e2e

package main

import (
	"encoding/json"
	"fmt"
	"testing"
)

// The log that Daft itself writes of a run says the same as the recording of
// that run: queries, outcomes, operators, and every row.
func TestE2EImport(t *testing.T) {
	b := newBench(t)
	b.record(0, b.job("event_log.py", "native", b.path("logs"))...)
	b.ask("import", b.path("logs"), "-o", b.path("imported.arrow"))
	recorded, imported := b.explain(b.path("run.arrow")), b.explain(b.path("imported.arrow"))
	if imported.Recording.State != "complete" || len(imported.Queries) != 3 {
		t.Fatalf("recording %s, %d queries", imported.Recording.State, len(imported.Queries))
	}
	logged := map[string]explainedQuery{}
	for _, q := range imported.Queries {
		logged[q.QueryID] = q
	}
	for _, want := range recorded.Queries {
		got, ok := logged[want.QueryID]
		if !ok {
			t.Errorf("%s is not in the log", want.QueryID)
			continue
		}
		if got.Engine != want.Engine || got.Outcome != want.Outcome || got.Consumption.Verdict != want.Consumption.Verdict || !got.Trust.Complete {
			t.Errorf("%s: %s, %s, consumer %s, complete %t; recorded %s, %s, consumer %s", want.QueryID, got.Engine, got.Outcome,
				got.Consumption.Verdict, got.Trust.Complete, want.Engine, want.Outcome, want.Consumption.Verdict)
		}
		if g, w := operatorsOf(t, got), operatorsOf(t, want); g != w {
			t.Errorf("%s: logged\n%s\nrecorded\n%s", want.QueryID, g, w)
		}
		// The same moments, stamped one after the other: far less lies between
		// them than a busy machine may put there.
		if got.WallNS == nil || want.WallNS == nil || max(*got.WallNS, *want.WallNS) > 2*min(*got.WallNS, *want.WallNS) {
			t.Errorf("%s: wall time differs more than twofold", want.QueryID)
		} else {
			t.Logf("%s: wall %.1f ms logged, %.1f ms recorded", want.QueryID, float64(*got.WallNS)/1e6, float64(*want.WallNS)/1e6)
		}
	}
}

// operatorsOf returns the operators of a query with their rows, as text. Which of
// them are derived differs: a log has no OTLP beside it.
func operatorsOf(t *testing.T, q explainedQuery) string {
	t.Helper()
	if len(q.Operators) == 0 {
		t.Errorf("%s has no operators", q.QueryID)
	}
	for i := range q.Operators {
		q.Operators[i].Estimated = nil
	}
	text, err := json.MarshalIndent(q.Operators, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(len(q.Operators), " operators: ", string(text))
}
