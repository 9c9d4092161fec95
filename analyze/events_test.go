package analyze

import (
	"fmt"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// Text cases are written with these: one line of event text each, of query q,
// at so many milliseconds after epoch. What Daft stamps arrives 2 ms later.

const epoch = 1_800_000_000_000_000_000

func ns(ms int64) int64 { return epoch + ms*1_000_000 }

func stamped(kind, clock string, ms int64, more string) string {
	return fmt.Sprintf("%s source=dashboard clock=%s time_ns=%d arrival_ns=%d query_id=q %s", kind, clock, ns(ms), ns(ms)+2_000_000, more)
}

func driver(kind string, ms int64, more string) string { return stamped(kind, "driver", ms, more) }
func runner(kind string, ms int64, more string) string { return stamped(kind, "runner", ms, more) }

// arrived is an event without a time of its own.
func arrived(kind string, ms int64, more string) string {
	return fmt.Sprintf("%s source=dashboard clock=recorder time_ns=%d arrival_ns=%d query_id=q %s", kind, ns(ms), ns(ms), more)
}

func recorder(kind string, ms int64, more string) string {
	return fmt.Sprintf("%s source=recorder clock=recorder time_ns=%d arrival_ns=%d %s", kind, ns(ms), ns(ms), more)
}

const (
	ray    = `runner="Ray (Flotilla)"`
	native = `runner="Native (Swordfish)"`
)

// begin are the events of a driver up to execution.
func begin(engine, plan string) []string {
	return []string{
		driver("query_start", 0, engine),
		driver("plan_start", 1, ""),
		driver("plan_end", 2, ""),
		driver("exec_start", 3, fmt.Sprintf("text=%q", plan)),
	}
}

func finish(ms int64) []string {
	return []string{
		driver("exec_end", ms, ""),
		driver("query_end", ms, `outcome=Finished text="Query finished"`),
	}
}

// closed appends the closing event.
func closed(lines []string) []string {
	return append(lines, recorder("recording_end", 999_999, fmt.Sprintf("outcome=closed count=%d text=\"\"", len(lines))))
}

func lines(parts ...any) []string {
	var all []string
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			all = append(all, p)
		case []string:
			all = append(all, p...)
		}
	}
	return all
}

func events(t testing.TB, parts ...any) []*format.Event {
	t.Helper()
	return formattest.Events(t, strings.Join(lines(parts...), "\n"))
}

// replayText replays event text and returns the run.
func replayText(t testing.TB, parts ...any) *Run {
	t.Helper()
	return replay(t, events(t, parts...))
}

// theQuery returns the only query of a run.
func theQuery(t testing.TB, r *Run) *Query {
	t.Helper()
	if len(r.Queries) != 1 {
		t.Fatalf("%d queries, want 1", len(r.Queries))
	}
	return r.Queries[0]
}

// task is the life of one task of operators 1 and 2, from operator 2.
func task(id, submit, schedule, end int64, worker string) []string {
	return []string{
		runner("task_submit", submit, fmt.Sprintf("task_id=%d last_node_id=2 node_ids=[1,2] plan_fingerprint=7 name=\"Scan->Project\"", id)),
		runner("task_schedule", schedule, fmt.Sprintf("task_id=%d last_node_id=2 node_ids=[1,2] plan_fingerprint=7 worker_id=%s", id, worker)),
		runner("task_end", end, fmt.Sprintf("task_id=%d last_node_id=2 node_ids=[1,2] plan_fingerprint=7 worker_id=%s outcome=Success rows_in=10 rows_out=10 bytes_in=80 bytes_out=80 daft_duration_ns=5", id, worker)),
	}
}

const chain = `{"id":2,"name":"Project","type":"Project","category":"Physical","children":[{"id":1,"name":"ScanTaskSource","type":"ScanTaskSource","category":"Physical","children":[]}]}`

func hasNote(q *Query, code string) bool {
	for _, n := range q.Trust.Notes {
		if n.Code == code {
			return true
		}
	}
	return false
}

func warningCodes(list []Warning) string {
	var codes []string
	for _, w := range list {
		codes = append(codes, fmt.Sprintf("%s x%d", w.Code, w.Count))
	}
	return strings.Join(codes, ", ")
}
