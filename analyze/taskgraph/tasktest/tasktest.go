// Package tasktest writes recordings of queries on Ray for tests: a plan and
// tasks with their times in, events as Daft sends them out.
package tasktest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// Epoch is the time 0 of tests, in nanoseconds.
const Epoch = 1_800_000_000_000_000_000

// Unknown is a time that was lost.
const Unknown = -1

// Task is one task; its times are milliseconds after Epoch.
type Task struct {
	ID                 int64
	Nodes              []int64 // the last one dispatches it
	Name               string
	Sources            []int64 // of inputs in memory
	Scan               int64   // the operator that reads files, 0 for none
	Worker             string
	Submit, First, End int64
	Last               int64 // the last schedule where it is not the first, 0 where it is
	Outcome            string
	Duration           []int64 // of each of Nodes in it, microseconds
	Reported           bool    // the operators report after its end
}

// Query is a query of tasks. Its driver's times are milliseconds after Epoch.
type Query struct {
	ID         string
	Plan       string // JSON
	Start      int64
	Exec, End  int64  // Unknown where lost
	Outcome    string // "Finished" where empty
	Tasks      []Task
	RunnerLate int64 // added to what the runner's clock stamps, milliseconds
	Shift      int64 // added to all, nanoseconds
}

// Node writes one operator of a plan and those below it.
func Node(id int64, name string, children ...string) string {
	return fmt.Sprintf(`{"id":%d,"name":%q,"type":%q,"category":"Physical","children":[%s]}`, id, name, name, strings.Join(children, ","))
}

// Lines returns the events of the query, one a line, in order of their senders.
func (q Query) Lines() []string {
	id := q.ID
	if id == "" {
		id = "q"
	}
	line := func(kind, clock string, ms int64, more string) string {
		if clock == "runner" {
			ms += q.RunnerLate
		}
		t := Epoch + ms*1_000_000 + q.Shift
		return fmt.Sprintf("%s source=dashboard clock=%s time_ns=%d arrival_ns=%d query_id=%s %s", kind, clock, t, t+2_000_000, id, more)
	}
	list := []string{line("query_start", "driver", q.Start, `runner="Ray (Flotilla)"`)}
	if q.Exec != Unknown {
		list = append(list, line("exec_start", "driver", q.Exec, fmt.Sprintf("text=%q", q.Plan)))
	}
	counted := make(map[int64][2]int64) // of each operator: microseconds, tasks
	for _, t := range q.Tasks {
		what := fmt.Sprintf("task_id=%d last_node_id=%d node_ids=%s plan_fingerprint=%d", t.ID, t.Nodes[len(t.Nodes)-1], strings.ReplaceAll(fmt.Sprint(t.Nodes), " ", ","), t.Nodes[len(t.Nodes)-1]+7)
		if t.Submit != Unknown {
			list = append(list, line("task_submit", "runner", t.Submit, what+fmt.Sprintf(" name=%q", t.Name)))
			for _, s := range t.Sources {
				list = append(list, line("task_input", "runner", t.Submit, fmt.Sprintf("task_id=%d input=memory source_node_id=%d partitions=1 input_bytes=10", t.ID, s)))
			}
			if t.Scan > 0 {
				list = append(list, line("task_input", "runner", t.Submit, fmt.Sprintf("task_id=%d input=scan source_node_id=%d scan_tasks=1", t.ID, t.Scan)))
			}
		}
		if t.First != Unknown {
			list = append(list, line("task_schedule", "runner", t.First, what+" worker_id="+t.Worker))
		}
		if t.Last > 0 {
			list = append(list, line("task_schedule", "runner", t.Last, what+" worker_id="+t.Worker))
		}
		worker := ""
		if t.Worker != "" {
			worker = " worker_id=" + t.Worker
		}
		total := int64(0)
		for i, d := range t.Duration {
			total += d
			c := counted[t.Nodes[i]]
			counted[t.Nodes[i]] = [2]int64{c[0] + d, c[1] + 1}
		}
		if t.End != Unknown {
			outcome := t.Outcome
			if outcome == "" {
				outcome = "Success"
			}
			list = append(list, line("task_end", "runner", t.End, fmt.Sprintf("%s%s outcome=%s rows_in=10 rows_out=10 bytes_in=80 bytes_out=80 daft_duration_ns=%d", what, worker, outcome, total*1000)))
		}
		if t.Reported {
			for i := range t.Duration {
				c := counted[t.Nodes[i]]
				list = append(list, line("operator_stats", "recorder", max(t.End, t.First), fmt.Sprintf("node_id=%d daft_duration_ns=%d tasks_completed=%d rows_in=%d rows_out=%d", t.Nodes[i], c[0]*1000, c[1], c[1]*10, c[1]*10)))
			}
		}
	}
	if q.End != Unknown {
		outcome := q.Outcome
		if outcome == "" {
			outcome = "Finished"
		}
		list = append(list, line("query_end", "driver", q.End, fmt.Sprintf("outcome=%s text=%q", outcome, "Query "+strings.ToLower(outcome))))
	}
	return list
}

// Events returns the events of queries, one after the other.
func Events(t testing.TB, queries ...Query) []*format.Event {
	t.Helper()
	var list []string
	for _, q := range queries {
		list = append(list, q.Lines()...)
	}
	return formattest.Events(t, strings.Join(list, "\n"))
}

// Replay returns what is understood of queries.
func Replay(t testing.TB, queries ...Query) *analyze.Run {
	t.Helper()
	return ReplayEvents(t, Events(t, queries...))
}

// ReplayEvents returns what is understood of events.
func ReplayEvents(t testing.TB, events []*format.Event) *analyze.Run {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	return run
}
