package graph

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// op is an operator of a native query that a test makes up.
type op struct {
	ID       int    `json:"id"`
	Name     string `json:"name"`
	Type     string `json:"type"`
	Category string `json:"category"`
	Children []*op  `json:"children,omitempty"`

	weight int // of its work
}

// tree makes operators with ids of their own.
type tree struct{ n int }

func (t *tree) op(name string, weight int, children ...*op) *op {
	o := &op{ID: t.n, Name: name, Type: name, Category: "Intermediate", Children: children, weight: weight}
	if len(children) == 0 {
		o.Category = "Source"
	}
	t.n++
	return o
}

func (o *op) walk(visit func(*op)) {
	for _, c := range o.Children {
		c.walk(visit)
	}
	visit(o)
}

// simulated is the study of a native query of 4 s, in which each operator works
// by its weight.
func simulated(t testing.TB, root *op) *finding.Case {
	t.Helper()
	events := simulatedEvents(t, root)
	return caseOf(t, events, 0)
}

func simulatedEvents(t testing.TB, root *op) []*format.Event {
	t.Helper()
	const begin, tick, ticks = 1_800_000_000_000_000_000, 200_000_000, 20
	plan, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(string(plan))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	line := func(kind string, at int64, rest string) {
		clock := "driver"
		if strings.HasPrefix(kind, "operator") {
			clock = "recorder"
		}
		fmt.Fprintf(&b, "%s source=dashboard clock=%s time_ns=%d arrival_ns=%d query_id=made-up-1 %s\n", kind, clock, begin+at, begin+at, rest)
	}
	line("query_start", 0, "runner=\"Native (Swordfish)\" text=\"{}\"")
	line("exec_start", 1_000_000, "text="+string(text))
	total := 0
	root.walk(func(o *op) { total += o.weight })
	root.walk(func(o *op) { line("operator_start", 2_000_000, fmt.Sprintf("node_id=%d", o.ID)) })
	for k := int64(1); k <= ticks; k++ {
		root.walk(func(o *op) {
			ns := k * tick * int64(o.weight) / int64(max(total, 1)) * 2
			line("operator_stats", k*tick, fmt.Sprintf("node_id=%d rows_in=%d rows_out=%d bytes_in=%d bytes_out=%d batches=%d daft_duration_ns=%d",
				o.ID, k*1000, k*1000, k*8000, k*8000*int64(1+o.ID%5), k, ns))
		})
	}
	root.walk(func(o *op) { line("operator_end", ticks*tick+1_000_000, fmt.Sprintf("node_id=%d", o.ID)) })
	line("exec_end", ticks*tick+2_000_000, "")
	line("query_end", ticks*tick+3_000_000, "outcome=Finished")
	return formattest.Events(t, b.String())
}

// caseOf studies the n-th query of events.
func caseOf(t testing.TB, events []*format.Event, n int) *finding.Case {
	t.Helper()
	list := casesOf(t, events)
	if n >= len(list) {
		t.Fatalf("there are %d queries", len(list))
	}
	return list[n]
}

func casesOf(t testing.TB, events []*format.Event) []*finding.Case {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	return finding.Of(run).Cases(run.Queries)
}

// wide is a plan of a union of so many branches of three operators each, of
// which one is slow, nested as Daft nests them.
func wide(branches int) *op {
	var t tree
	var root *op
	for i := range branches {
		weight := 1
		if i == branches/3 {
			weight = 40 * branches
		}
		b := t.op("Project", 1, t.op("Filter", 1, t.op("Read Parquet", weight)))
		if root == nil {
			root = b
		} else {
			root = t.op("Concat", 1, root, b)
		}
	}
	return t.op("Sort", 20*branches, t.op("GroupedAggregate", 30*branches, root))
}
