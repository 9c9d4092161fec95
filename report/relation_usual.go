package report

import "github.com/daft-analyze/daft-analyze/analyze/relation"

// usual is a column that a table shows unless others are asked for.
type usual struct {
	name  string
	give  int // as of column: columns of a higher number go first where there is no room
	least int // as of column
	// boring is what need not be shown where every row has it: with "?" what is
	// unknown, "" shows it always.
	boring string
}

// usualColumns returns what a table shows by itself, nil for all. A query's number
// is shown where there are several. They are made when they are asked for: the
// program starts without them.
func usualColumns(table string) []usual {
	return map[string][]usual{
		"tasks": {
			{name: "task_id"}, {name: "name", least: 24}, {name: "node_ids", give: 9}, {name: "worker", boring: "?"}, {name: "outcome", boring: "success"}, {name: "attempts", boring: "1"},
			{name: "submitted_since_ns", give: 5}, {name: "wait_ns", give: 4}, {name: "retry_ns", boring: "0 ns"}, {name: "wall_ns"}, {name: "on_path_ns", give: 2}, {name: "times_median", give: 3},
			{name: "rows_in", give: 6}, {name: "rows_out", give: 7}, {name: "bytes_out", give: 8}, {name: "cause", give: 1, boring: "-"},
		},
		"operators": {
			{name: "node_id"}, {name: "name", least: 20}, {name: "path_ns"}, {name: "path_share", give: 1}, {name: "drag_ns", give: 8, boring: "?"}, {name: "busy_ns", give: 2, boring: "?"},
			{name: "wait_ns", give: 7, boring: "?"}, {name: "queued_ns", give: 9, boring: "?"}, {name: "rows_in", give: 5}, {name: "rows_out", give: 3}, {name: "bytes_out", give: 4},
			{name: "tasks", give: 6, boring: "?"}, {name: "batches", give: 10, boring: "?"}, {name: "most_at_once", give: 11, boring: "?"}, {name: "mean_at_once", give: 12, boring: "?"},
		},
		"workers": {
			{name: "worker"}, {name: "worker_id", least: 12}, {name: "tasks"}, {name: "tasks_failed", boring: "0"}, {name: "tasks_cancelled", boring: "0"}, {name: "tasks_running", boring: "0"},
			{name: "tasks_lost", boring: "0"}, {name: "tasks_retried", boring: "0"}, {name: "schedules", give: 6}, {name: "busy_ns"}, {name: "idle_ns"}, {name: "task_time_ns", give: 1},
			{name: "median_ns", give: 3}, {name: "max_ns", give: 4}, {name: "most_at_once", give: 2}, {name: "first_since_ns", give: 7}, {name: "last_since_ns", give: 5}, {name: "died", boring: "-"},
		},
		"queries": {
			{name: "query"}, {name: "query_id", least: 12}, {name: "engine", give: 2}, {name: "outcome"}, {name: "wall_ns"}, {name: "operators", give: 4}, {name: "tasks", give: 3}, {name: "findings", give: 1},
		},
		"stages": {
			{name: "stage"}, {name: "name", least: 20}, {name: "node_ids", give: 4}, {name: "tasks"}, {name: "median_ns"}, {name: "max_ns"}, {name: "ratio", give: 2}, {name: "max_rows", give: 3},
			{name: "verdict"}, {name: "cause", boring: "-"}, {name: "saving_ns", give: 1},
		},
		"segments": {
			{name: "segment"}, {name: "start_since_ns"}, {name: "ns"}, {name: "kind"}, {name: "task_id", boring: "-"}, {name: "worker", give: 2, boring: "-"}, {name: "node_id", boring: "-", give: 3},
			{name: "operator", least: 16, boring: "-"}, {name: "state", give: 1, boring: "-"}, {name: "estimated", give: 4, boring: "no"},
		},
		"findings": {
			{name: "rank"}, {name: "severity"}, {name: "cost_ns"}, {name: "saving_ns"}, {name: "id"}, {name: "title", least: 20},
		},
		"hotspots": {
			{name: "kind"}, {name: "node_ids", give: 3}, {name: "name", least: 16}, {name: "path_ns"}, {name: "path_share"}, {name: "rows", give: 2}, {name: "bytes", give: 1},
		},
		"exchanges": {
			{name: "node_id"}, {name: "name", least: 16}, {name: "kind"}, {name: "algorithm", give: 5}, {name: "rows_written", give: 3}, {name: "bytes_written"}, {name: "map_tasks", give: 4},
			{name: "reduce_tasks", give: 4}, {name: "partitions"}, {name: "partition_bytes_median", give: 2}, {name: "partition_bytes_max", give: 1}, {name: "path_ns"}, {name: "waited_ns", give: 6},
		},
		"io": {
			{name: "kind"}, {name: "node_id"}, {name: "name", least: 16}, {name: "files", give: 2, boring: "?"}, {name: "tasks", give: 4, boring: "?"}, {name: "rows_out", give: 3, boring: "?"},
			{name: "rows", give: 3, boring: "?"}, {name: "storage_bytes", give: 1, boring: "?"}, {name: "bytes_read", give: 6, boring: "?"}, {name: "bytes_out", give: 5, boring: "?"},
			{name: "bytes_written", give: 1, boring: "?"}, {name: "strategy", give: 7, boring: "-"}, {name: "build_rows", give: 8, boring: "?"}, {name: "probe_rows", give: 8, boring: "?"}, {name: "path_ns"},
		},
		"memory": {
			{name: "since_ns"}, {name: "bytes"}, {name: "shared_bytes", give: 3}, {name: "driver_bytes", boring: "?"}, {name: "raylet_bytes", give: 2, boring: "?"}, {name: "gcs_bytes", give: 2, boring: "?"},
			{name: "worker_bytes", boring: "?"}, {name: "other_bytes", give: 1, boring: "?"}, {name: "query", boring: "-"}, {name: "peak", boring: "no"},
		},
	}[table]
}

// shownColumn is a column of a table that is shown.
type shownColumn struct {
	index int
	usual
}

// columnsShown chooses what a table shows: the columns that were asked for, else those
// that say something.
func columnsShown(t *relation.Table, o TableOptions) []shownColumn {
	var list []shownColumn
	if o.Columns != nil {
		for _, c := range o.Columns {
			s := shownColumn{index: c}
			if ty := t.Columns[c].Type; ty == relation.Text || ty == relation.Texts || ty == relation.Integers {
				s.least = 12
			}
			list = append(list, s)
		}
		return list
	}
	all := usualColumns(t.Name)
	if c := t.Index("query"); o.Several && c >= 0 && t.Name != "queries" && t.Name != "memory" {
		list = append(list, shownColumn{index: c, usual: usual{name: "query"}})
	}
	for _, u := range all {
		if c := t.Index(u.name); c >= 0 && (u.boring == "" || worthShowing(t, c, u.boring)) {
			list = append(list, shownColumn{c, u})
		}
	}
	if all == nil {
		for c := range t.Columns {
			list = append(list, shownColumn{index: c})
		}
	}
	return list
}

func worthShowing(t *relation.Table, c int, boring string) bool {
	for row := range t.Rows() {
		x := t.Cell(row, c)
		if x.Known && cellText(t.Columns[c], x) != boring {
			return true
		}
	}
	return false
}
