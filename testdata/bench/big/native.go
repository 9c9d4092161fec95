package main

import (
	"encoding/json"
	"fmt"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// node is one operator of a native plan.
type node struct {
	ID       int64   `json:"id"`
	Name     string  `json:"name"`
	Type     string  `json:"type"`
	Category string  `json:"category"`
	Children []*node `json:"children"`
	span     string
	rows     int64
}

// plan makes a tree of about n operators: scans with a few operators each,
// joined two by two, with an aggregation and a sort on top.
func plan(n int) (root *node, all []*node) {
	add := func(name, kind, category, span string, rows int64, children ...*node) *node {
		x := &node{ID: int64(len(all)), Name: name, Type: kind, Category: category, Children: children, span: span, rows: rows}
		if children == nil {
			x.Children = []*node{}
		}
		all = append(all, x)
		return x
	}
	leaf := func(i int) *node {
		rows := int64(400_000 * (1 + i%5))
		x := add("Read Parquet", "ScanTask", "Source", "ScanTaskSource::get_data", rows)
		x = add("Filter", "Filter", "Intermediate", "FilterOperator::execute", rows/2, x)
		x = add("Rename & Reorder", "Project", "Intermediate", "ProjectOperator::execute", rows/2, x)
		if i%3 == 0 {
			x = add(fmt.Sprintf("UDF score_%d", i), "UDFProject", "Intermediate", "UdfOperator::execute", rows/2, x)
		}
		if i%2 == 0 {
			x = add("GroupedAggregate", "GroupByAgg", "BlockingSink", "GroupedAggregateSink::sink", rows/10, x)
		}
		return x
	}
	level := []*node{leaf(0)}
	for i := 1; len(all)+2*i+3 < n; i++ { // each leaf needs a join and a project above it
		level = append(level, leaf(i))
	}
	for len(level) > 1 {
		var next []*node
		for i := 0; i+1 < len(level); i += 2 {
			l, r := level[i], level[i+1]
			x := add("Hash Join", "HashJoin", "Join", "HashJoinOperator::probe", min(l.rows, r.rows), l, r)
			next = append(next, add("Project", "Project", "Intermediate", "ProjectOperator::execute", x.rows, x))
		}
		if len(level)%2 == 1 {
			next = append(next, level[len(level)-1])
		}
		level = next
	}
	x := add("GroupedAggregate", "GroupByAgg", "BlockingSink", "GroupedAggregateSink::sink", 1000, level[0])
	return add("Sort", "Sort", "BlockingSink", "SortSink::sink", 1000, x), all
}

// native writes a query of so many operators, each but sources with so many
// spans. An operator works beside those of the four before it.
func (o *out) native(operators, spans int) error {
	root, all := plan(operators)
	const threads, batch, query = 4, int64(20e6), "calm-otter"
	perThread := batch / threads
	at := func(ns int64) format.Time { return format.Time(simulate.DefaultEpoch + ns) }
	var events []*format.Event
	add := func(k format.Kind, c format.Clock, ns, later int64) *format.Event {
		e := format.NewEvent(k).Stamp(c, at(ns)).Received(format.SourceDashboard, at(ns+later)).SetInt(format.Payload, 0).SetLabel(format.QueryID, query)
		events = append(events, e)
		return e
	}
	text, err := json.Marshal(root)
	if err != nil {
		return err
	}
	start := format.NewEvent(format.RecordingStart).Received(format.SourceRecorder, at(-1e6)).Stamp(format.ClockRecorder, at(-1e6)).SetLabel(format.Name, "big").SetInt(format.CPUs, threads)
	events = append(events, start)
	add(format.QueryStart, format.ClockDriver, 0, 5e5).SetLabel(format.Runner, "Swordfish")
	add(format.PlanStart, format.ClockDriver, 1e5, 5e5)
	add(format.PlanEnd, format.ClockDriver, 5e6, 5e5).SetText(format.Text, "{}")
	add(format.ExecStart, format.ClockDriver, 6e6, 5e5).SetText(format.Text, string(text))
	begins, end := []int64{}, int64(7e6)
	for i, x := range all {
		spans := spans
		if i%97 == 41 {
			spans *= 25 // a few take most of the time
		}
		each := int64(spans) * perThread // of wall for one operator's spans on all threads
		begins = append(begins, end)
		begin := begins[max(0, i-4)]
		end += each
		finish := end
		width := finish - begin
		add(format.OperatorStart, format.ClockRecorder, begin, 0).SetInt(format.NodeID, x.ID)
		for s := range int64(20) {
			part := s + 1
			e := add(format.OperatorStats, format.ClockRecorder, begin+width*part/20, 0).SetInt(format.NodeID, x.ID)
			e.SetInt(format.DaftDurationNS, each*threads*part/20).SetInt(format.RowsOut, x.rows*part/20).SetInt(format.BytesOut, x.rows*40*part/20).SetInt(format.Batches, part)
			if len(x.Children) > 0 {
				in := int64(0)
				for _, c := range x.Children {
					in += c.rows
				}
				e.SetInt(format.RowsIn, in*part/20).SetInt(format.BytesIn, in*40*part/20)
			} else {
				e.SetInt(format.BytesRead, x.rows*25*part/20)
			}
		}
		add(format.OperatorEnd, format.ClockRecorder, finish, 1000).SetInt(format.NodeID, x.ID)
		if len(x.Children) == 0 {
			continue
		}
		for s := range int64(spans) {
			b := begin + width*s/int64(spans)
			busy := min(batch*3/4, width/2)
			events = append(events, format.NewEvent(format.Span).Stamp(format.ClockDriver, at(b)).Received(format.SourceOTLP, at(b+batch+1e8)).SetInt(format.Payload, 0).
				SetLabel(format.Name, x.span).SetInt(format.DurationNS, min(batch, width)).SetInt(format.BusyNS, busy).SetInt(format.IdleNS, min(batch, width)-busy).SetInt(format.ThreadID, 10+s%threads))
		}
	}
	add(format.ExecEnd, format.ClockDriver, end+1e6, 5e5)
	add(format.QueryEnd, format.ClockDriver, end+2e6, 5e5).SetLabel(format.Outcome, "Finished").SetText(format.Text, "Query finished")
	return o.merged(events, beside(end))
}
