package report

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/parallel"
)

type operatorJSON struct {
	NodeID   int64   `json:"node_id"`
	Children []int64 `json:"children"`
	Name     *string `json:"name"`
	Type     *string `json:"type"`
	Category *string `json:"category"`
	Keys     *string `json:"keys"`
	InPlan   bool    `json:"in_plan"`
	Depth    int     `json:"depth"`

	PathNS  *int64 `json:"path_ns"`
	DragNS  *int64 `json:"drag_ns"`
	FirstNS *int64 `json:"first_ns"`
	LastNS  *int64 `json:"last_ns"`

	FirstSign *string `json:"first_sign"`
	LastSign  *string `json:"last_sign"`
	StartedNS *int64  `json:"started_ns"`
	EndedNS   *int64  `json:"ended_ns"`

	BusyNS      *int64 `json:"busy_ns"`
	BusyAtLeast bool   `json:"busy_at_least"`
	IdleNS      *int64 `json:"idle_ns"`
	Elsewhere   bool   `json:"works_elsewhere"`
	Spans       int64  `json:"spans"`

	Finalize *stretchJSON `json:"finalize"`
	Build    *stretchJSON `json:"build"`
	Probe    *stretchJSON `json:"probe"`

	WaitNS          *int64   `json:"wait_ns"`
	QueuedNS        *int64   `json:"queued_ns"`
	MostAtOnce      *float64 `json:"most_at_once"`
	MeanAtOnce      *float64 `json:"mean_at_once"`
	DaftDurationNS  *int64   `json:"daft_duration_ns"`
	DurationPartial bool     `json:"daft_duration_partial"`

	RowsIn       *int64 `json:"rows_in"`
	RowsOut      *int64 `json:"rows_out"`
	RowsWritten  *int64 `json:"rows_written"`
	BytesIn      *int64 `json:"bytes_in"`
	BytesOut     *int64 `json:"bytes_out"`
	BytesRead    *int64 `json:"bytes_read"`
	BytesWritten *int64 `json:"bytes_written"`
	Batches      *int64 `json:"batches"`

	BuildRows     *int64 `json:"build_rows"`
	ProbeRowsIn   *int64 `json:"probe_rows_in"`
	ProbeRowsOut  *int64 `json:"probe_rows_out"`
	BuildBytes    *int64 `json:"build_bytes"`
	ProbeBytesIn  *int64 `json:"probe_bytes_in"`
	ProbeBytesOut *int64 `json:"probe_bytes_out"`

	SelectivityPct *float64 `json:"selectivity_pct"`
	Amplification  *float64 `json:"amplification"`

	ExpectedRows  *int64 `json:"expected_rows"`
	ExpectedBytes *int64 `json:"expected_bytes"`

	ScanFiles        *int64 `json:"scan_files"`
	ScanStorageBytes *int64 `json:"scan_storage_bytes"`

	RowErrors *int64 `json:"row_errors"`

	Tasks             *int64      `json:"tasks"`
	Readers           *int64      `json:"reader_tasks"`
	TaskCounts        *countsJSON `json:"task_counts"`
	ReportedActive    *int64      `json:"reported_active"`
	ReportedCompleted *int64      `json:"reported_completed"`
	ReportedFailed    *int64      `json:"reported_failed"`
	ReportedCancelled *int64      `json:"reported_cancelled"`

	Reports   int64    `json:"reports"`
	Estimated []string `json:"estimated"`
}

type countsJSON struct {
	Total     int64 `json:"total"`
	Succeeded int64 `json:"succeeded"`
	Failed    int64 `json:"failed"`
	Cancelled int64 `json:"cancelled"`
	Running   int64 `json:"running"`
	Lost      int64 `json:"lost"`
	Retried   int64 `json:"retried"`
}

func countsOf(c analyze.TaskCounts) countsJSON {
	return countsJSON{c.Total, c.Succeeded, c.Failed, c.Cancelled, c.Running, c.Lost, c.Retried}
}

func operatorsOf(c *finding.Case) []operatorJSON {
	docs := []operatorJSON{}
	q, reads := c.Query, c.Query.Reads()
	shares := make(map[*analyze.Operator]critical.OperatorShare)
	for _, x := range c.Path.Operators() {
		shares[x.Operator] = x
	}
	waits := make(map[*analyze.Operator]parallel.OperatorWait)
	for _, w := range c.Profile.Waits {
		waits[w.Operator] = w
	}
	onPath, keys := hasPath(c), q.Keys()
	c.Model.FindDrags(q.Operators)
	for _, o := range q.Operators {
		doc := operatorOf(q, o, reads[o.ID])
		doc.Keys = text(keys[o])
		if x, ok := shares[o]; ok || onPath {
			doc.PathNS = &x.NS
			if x.Estimated {
				doc.Estimated = append(doc.Estimated, "path_ns")
			}
		}
		drag, w := c.Model.Drag(o), waits[o]
		doc.DragNS, doc.WaitNS, doc.QueuedNS = number(drag), number(w.Input), number(w.Slot)
		if drag.Origin == analyze.Derived {
			doc.Estimated = append(doc.Estimated, "drag_ns")
		}
		if w.Input.Origin == analyze.Derived {
			doc.Estimated = append(doc.Estimated, "wait_ns")
		}
		if w.Slot.Origin == analyze.Derived {
			doc.Estimated = append(doc.Estimated, "queued_ns")
		}
		if _, ok := waits[o]; ok {
			doc.MostAtOnce, doc.MeanAtOnce = finite(w.Most), finite(w.Mean)
		}
		docs = append(docs, doc)
	}
	return docs
}

func operatorOf(q *analyze.Query, o *analyze.Operator, r analyze.Reads) operatorJSON {
	doc := operatorJSON{NodeID: o.ID, Children: []int64{}, Name: text(o.Name), Type: text(o.Type), Category: text(o.Category), InPlan: o.InPlan,
		Depth: o.Depth, FirstNS: moment(o.First), LastNS: moment(o.Last), FirstSign: text(string(o.FirstSign)), LastSign: text(string(o.LastSign)),
		StartedNS: moment(o.Started), EndedNS: moment(o.Ended), DurationPartial: o.DurationPartial,
		SelectivityPct: ratio(o.SelectivityPct), Amplification: ratio(o.Amplification), Reports: o.Reports, Estimated: []string{},
		BusyAtLeast: o.Work.AtLeast, Elsewhere: o.Work.Elsewhere, Spans: o.Work.Spans,
		Finalize: stretchOf(o.Work.Finalize), Build: stretchOf(o.Work.Build), Probe: stretchOf(o.Work.Probe)}
	for _, child := range o.Children {
		doc.Children = append(doc.Children, child.ID)
	}
	for _, f := range []struct {
		into  **int64
		name  string
		value analyze.Value
	}{
		{&doc.BusyNS, "busy_ns", o.Work.Busy},
		{&doc.IdleNS, "idle_ns", o.Work.Idle},
		{&doc.DaftDurationNS, "daft_duration_ns", o.DaftDuration},
		{&doc.RowsIn, "rows_in", o.RowsIn},
		{&doc.RowsOut, "rows_out", o.RowsMade()},
		{&doc.RowsWritten, "rows_written", o.RowsWritten},
		{&doc.BytesIn, "bytes_in", o.BytesIn},
		{&doc.BytesOut, "bytes_out", o.BytesOut},
		{&doc.BytesRead, "bytes_read", o.BytesRead},
		{&doc.BytesWritten, "bytes_written", o.BytesWritten},
		{&doc.Batches, "batches", o.Batches},
		{&doc.BuildRows, "build_rows", o.BuildRows},
		{&doc.ProbeRowsIn, "probe_rows_in", o.ProbeRowsIn},
		{&doc.ProbeRowsOut, "probe_rows_out", o.ProbeRowsOut},
		{&doc.BuildBytes, "build_bytes", o.BuildBytes},
		{&doc.ProbeBytesIn, "probe_bytes_in", o.ProbeBytesIn},
		{&doc.ProbeBytesOut, "probe_bytes_out", o.ProbeBytesOut},
		{&doc.ExpectedRows, "expected_rows", o.EstimatedRows},
		{&doc.ExpectedBytes, "expected_bytes", o.EstimatedBytes},
		{&doc.RowErrors, "row_errors", o.RowErrors},
		{&doc.ReportedActive, "reported_active", o.ReportedActive},
		{&doc.ReportedCompleted, "reported_completed", o.ReportedCompleted},
		{&doc.ReportedFailed, "reported_failed", o.ReportedFailed},
		{&doc.ReportedCancelled, "reported_cancelled", o.ReportedCancelled},
	} {
		*f.into = number(f.value)
		if f.value.Origin == analyze.Derived {
			doc.Estimated = append(doc.Estimated, f.name)
		}
	}
	if q.Engine == analyze.EngineRay {
		total, readers := o.Tasks.Total-o.Readers, o.Readers
		counts := countsOf(o.Tasks)
		doc.Tasks, doc.Readers, doc.TaskCounts = &total, &readers, &counts
	}
	if r.Tasks > 0 {
		doc.ScanFiles, doc.ScanStorageBytes = &r.Files, number(r.StorageBytes)
	}
	return doc
}
