package report

import "github.com/daft-analyze/daft-analyze/analyze"

type stretchJSON struct {
	BusyNS    *int64 `json:"busy_ns"`
	ElapsedNS *int64 `json:"elapsed_ns"`
	StartNS   *int64 `json:"start_ns"`
	EndNS     *int64 `json:"end_ns"`
	Estimated bool   `json:"estimated"`
}

// stretchOf returns nil for a stretch of which nothing is known.
func stretchOf(s analyze.Stretch) *stretchJSON {
	if s == (analyze.Stretch{}) {
		return nil
	}
	return &stretchJSON{number(s.Busy), number(s.Elapsed), moment(s.Start), moment(s.End), s.Busy.Origin == analyze.Derived}
}

type spansJSON struct {
	Total     int64 `json:"total"`
	Placed    int64 `json:"placed"`
	Other     int64 `json:"other"`
	Outside   int64 `json:"outside"`
	Ambiguous int64 `json:"ambiguous"`
	Unmapped  int64 `json:"unmapped"`
	LeftOut   int64 `json:"left_out"`
}

// spansOf returns nil where no span came.
func spansOf(c analyze.SpanCounts) *spansJSON {
	if c.Total == 0 {
		return nil
	}
	return &spansJSON{c.Total, c.Placed, c.Other, c.Outside, c.Ambiguous, c.Unmapped, c.LeftOut}
}

type sourcesJSON struct {
	Agree          int64 `json:"agree"`
	DashboardOnly  int64 `json:"dashboard_only"`
	OTLPOnly       int64 `json:"otlp_only"`
	Overwritten    int64 `json:"overwritten"`
	ReportsBehind  int64 `json:"reports_behind"`
	ExportsBehind  int64 `json:"exports_behind"`
	Workers        int64 `json:"workers"`
	WorkersAgree   int64 `json:"workers_agree"`
	WorkersBehind  int64 `json:"workers_behind"`
	WorkersFurther int64 `json:"workers_further"`
}

// sourcesOf returns nil where no counter came by OTLP.
func sourcesOf(s analyze.CounterSources) *sourcesJSON {
	if !s.Any() {
		return nil
	}
	return &sourcesJSON{s.Agree, s.DashboardOnly, s.OTLPOnly, s.Overwritten, s.ReportsBehind, s.ExportsBehind,
		s.Workers, s.WorkersAgree, s.WorkersBehind, s.WorkersFurther}
}

type rowErrorsJSON struct {
	Count    int64              `json:"count"`
	NodeID   *int64             `json:"node_id"`
	Types    []rowErrorTypeJSON `json:"types"`
	Examples []rowErrorJSON     `json:"examples"`
}

type rowErrorTypeJSON struct {
	Type  *string `json:"type"`
	Count int64   `json:"count"`
}

type rowErrorJSON struct {
	TimeNS *int64  `json:"time_ns"`
	Type   *string `json:"type"`
	Text   string  `json:"text"`
}

// rowErrorsOf returns nil where there are none.
func rowErrorsOf(e analyze.RowErrors) *rowErrorsJSON {
	if e.Count == 0 {
		return nil
	}
	doc := &rowErrorsJSON{Count: e.Count, Types: []rowErrorTypeJSON{}, Examples: []rowErrorJSON{}}
	if e.Operator != nil {
		doc.NodeID = &e.Operator.ID
	}
	for _, k := range e.Kinds {
		doc.Types = append(doc.Types, rowErrorTypeJSON{text(k.Type), k.Count})
	}
	for _, x := range e.Examples {
		doc.Examples = append(doc.Examples, rowErrorJSON{moment(x.Time), text(x.Type), x.Text})
	}
	return doc
}

type monitoredJSON struct {
	Role          *string `json:"role"`
	PID           *int64  `json:"pid"`
	WorkerID      *string `json:"worker_id"`
	Looks         int64   `json:"looks"`
	FirstNS       *int64  `json:"first_ns"`
	LastNS        *int64  `json:"last_ns"`
	PeakRSS       *int64  `json:"peak_rss_bytes"`
	PeakAllocated *int64  `json:"peak_allocated_bytes"`
	PeakResident  *int64  `json:"peak_resident_bytes"`
	PeakNS        *int64  `json:"peak_ns"`
}

func monitoredOf(list []*analyze.Monitored) []monitoredJSON {
	docs := []monitoredJSON{}
	for _, m := range list {
		docs = append(docs, monitoredJSON{text(m.Role), number(m.PID), text(m.WorkerID), m.Looks, moment(m.First), moment(m.Last),
			number(m.PeakRSS), number(m.PeakAllocated), number(m.PeakResident), moment(m.PeakAt)})
	}
	return docs
}
