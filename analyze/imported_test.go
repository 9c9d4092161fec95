package analyze

import (
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// A log on Ray: the scheduler's operators are the query's, those of workers'
// own plans are not, though they have the same ids.
func TestImportedRay(t *testing.T) {
	run, err := Replay(formattest.NewReader(formattest.Events(t, `
recording_start source=recorder name=import
operator_start source=eventlog clock=runner time_ns=1000000000 payload=1 query_id=q node_id=1 name=ScanTaskSource
exec_start source=eventlog clock=worker time_ns=1100000000 payload=2 query_id=q text="{\"id\":0,\"name\":\"local\"}"
operator_start source=eventlog clock=worker time_ns=1100000000 payload=3 query_id=q node_id=0 name=Local
operator_stats source=eventlog clock=worker time_ns=1200000000 payload=4 query_id=q node_id=1 rows_out=999999
operator_stats source=eventlog clock=runner time_ns=1300000000 payload=5 query_id=q node_id=1 rows_out=5 batches=2
operator_end source=eventlog clock=runner time_ns=99000000000 payload=6 query_id=q node_id=1 name=ScanTaskSource
bad_line source=eventlog payload=7 path=q/events.jsonl text="it is not a JSON object"
unknown_event source=eventlog clock=worker time_ns=1300000000 payload=8 query_id=q name=event_log_started text="{}"
recording_end source=recorder outcome=imported count=9 text=x
`)))
	if err != nil {
		t.Fatal(err)
	}
	if run.Recording.Start.Known || run.Recording.End.Known || run.Job != nil || run.BadLines != 1 || run.UnknownEvents != 1 {
		t.Errorf("recording %+v, job %v, %d bad lines, %d unknown events", run.Recording, run.Job, run.BadLines, run.UnknownEvents)
	}
	q := run.Query("q")
	if q.Engine != EngineRay || q.Outcome != OutcomeUnfinished || !q.StartLost || q.EndInferred != "last event" || q.Plan.Known || q.Trust.Complete {
		t.Errorf("engine %s, outcome %s, start lost %t, end inferred %q, plan known %t, complete %t",
			q.Engine, q.Outcome, q.StartLost, q.EndInferred, q.Plan.Known, q.Trust.Complete)
	}
	if q.Wall != derived(98_000_000_000) {
		t.Errorf("wall %+v", q.Wall)
	}
	if len(q.Operators) != 1 || q.Operators[0].Name != "ScanTaskSource" || q.Operators[0].RowsOut != measured(5) {
		t.Errorf("operators %+v", q.Operators)
	}
	if q.Consumption.Verdict != ConsumptionUnclear {
		t.Errorf("consumer: %+v", q.Consumption)
	}
	var codes []string
	for _, n := range q.Trust.Notes {
		codes = append(codes, n.Code)
	}
	if !slices.Contains(codes, "event-log") || !slices.Contains(codes, "worker-plans") || slices.Contains(codes, "stamped-on-arrival") {
		t.Errorf("notes: %s", strings.Join(codes, ", "))
	}
}
