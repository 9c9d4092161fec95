package payload

import "github.com/daft-analyze/daft-analyze/format"

// A Counter is one of Daft's counters of an operator that have columns.
type Counter struct {
	Type string // the type that Daft's dashboard protocol gives it
	Put  Field
}

// Counters are the counters that have columns, by Daft's names. These are in
// src/common/metrics/src of its source, most in lib.rs, those of joins in
// snapshot.rs. "duration" is not among them: each way in has a unit of its own.
var Counters = map[string]Counter{
	"rows.in":                   {"Count", CountField(format.RowsIn)},
	"rows.out":                  {"Count", CountField(format.RowsOut)},
	"rows.written":              {"Count", CountField(format.RowsWritten)},
	"bytes.in":                  {"Bytes", CountField(format.BytesIn)},
	"bytes.out":                 {"Bytes", CountField(format.BytesOut)},
	"bytes.read":                {"Bytes", CountField(format.BytesRead)},
	"bytes.written":             {"Bytes", CountField(format.BytesWritten)},
	"task.count":                {"Count", CountField(format.Batches)},
	"selectivity":               {"Percent", FloatField(format.SelectivityPct)},
	"amplification":             {"Float", FloatField(format.Amplification)},
	"build rows inserted":       {"Count", CountField(format.BuildRows)},
	"probe rows in":             {"Count", CountField(format.ProbeRowsIn)},
	"probe rows out":            {"Count", CountField(format.ProbeRowsOut)},
	"bytes.join.build_inserted": {"Bytes", CountField(format.BuildBytes)},
	"bytes.join.probe_in":       {"Bytes", CountField(format.ProbeBytesIn)},
	"bytes.join.probe_out":      {"Bytes", CountField(format.ProbeBytesOut)},
	"task.active":               {"Count", CountField(format.TasksActive)},
	"task.completed":            {"Count", CountField(format.TasksCompleted)},
	"task.failed":               {"Count", CountField(format.TasksFailed)},
	"task.cancelled":            {"Count", CountField(format.TasksCancelled)},
}
