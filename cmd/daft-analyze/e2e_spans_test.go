//go:build e2e

package main

import (
	"encoding/json"
	"testing"
)

// workOf is what explain says of spans and counters, of a run of spans.py.
type workOf struct {
	Job struct {
		Use struct {
			CPU int64 `json:"cpu_ns"`
		} `json:"use"`
	} `json:"job"`
	DaftProcesses []struct {
		Role          string `json:"role"`
		PeakAllocated *int64 `json:"peak_allocated_bytes"`
	} `json:"daft_processes"`
	Spans struct {
		Total, Placed, Ambiguous, Unmapped int64
	} `json:"spans"`
	Queries []struct {
		QueryID   string `json:"query_id"`
		StartNS   int64  `json:"start_ns"`
		EndNS     int64  `json:"end_ns"`
		Engine    string `json:"engine"`
		WallNS    int64  `json:"wall_ns"`
		RowErrors *struct {
			Count  int64
			NodeID *int64 `json:"node_id"`
		} `json:"row_errors"`
		Operators []struct {
			NodeID   int64  `json:"node_id"`
			Type     string `json:"type"`
			Category string `json:"category"`
			Batches  *int64 `json:"batches"`
			Spans    int64  `json:"spans"`
			Busy     *int64 `json:"busy_ns"`
			AtLeast  bool   `json:"busy_at_least"`
			Build    *int64 `json:"build_rows"`
			Probe    *int64 `json:"probe_rows_in"`
			BytesOut *int64 `json:"bytes_out"`
			Duration *int64 `json:"daft_duration_ns"`
			Finalize *struct {
				Elapsed *int64 `json:"elapsed_ns"`
			} `json:"finalize"`
			Estimated []string `json:"estimated"`
		} `json:"operators"`
		Trust struct {
			Sources *struct {
				Agree         int64 `json:"agree"`
				Overwritten   int64 `json:"overwritten"`
				ReportsBehind int64 `json:"reports_behind"`
				ExportsBehind int64 `json:"exports_behind"`
				WorkersAgree  int64 `json:"workers_agree"`
				WorkersBehind int64 `json:"workers_behind"`
			} `json:"counter_sources"`
			Derived   int64    `json:"derived_numbers"`
			NoteCodes []string `json:"note_codes"`
		} `json:"trust"`
		Warnings []struct{ Code, Text string } `json:"warnings"`
	} `json:"queries"`
}

// overlap reports whether two of its queries ran at once.
func (w workOf) overlap() bool {
	for i, q := range w.Queries {
		for _, other := range w.Queries[i+1:] {
			if q.StartNS < other.EndNS && other.StartNS < q.EndNS {
				return true
			}
		}
	}
	return false
}

// recordWork records spans.py and returns what explain says, with what Daft
// itself counted by query.
func recordWork(t *testing.T, engine string) (*bench, workOf, []map[int64]map[string]float64) {
	b := newBench(t)
	p := b.record(0, b.job("spans.py", engine)...)
	var run workOf
	if err := json.Unmarshal([]byte(b.ask("explain", "--format", "json", b.path("run.arrow"))), &run); err != nil {
		t.Fatal(err)
	}
	var reported []struct {
		Nodes []struct {
			ID    int64
			Stats map[string]float64
		}
	}
	if err := json.Unmarshal(p.out.Bytes(), &reported); err != nil {
		t.Fatal(err)
	}
	var stats []map[int64]map[string]float64
	for _, q := range reported {
		of := map[int64]map[string]float64{}
		for _, n := range q.Nodes {
			of[n.ID] = n.Stats
		}
		stats = append(stats, of)
	}
	if want := len(stats) + 2; len(run.Queries) != want {
		t.Fatalf("%d queries, want %d", len(run.Queries), want)
	}
	return b, run, stats
}

// checkSources holds what came by OTLP against what came by the dashboard, and
// Daft's counters of joins against what it reports itself: one of the sides.
func checkSources(t *testing.T, run workOf, stats []map[int64]map[string]float64) {
	t.Helper()
	joins := 0
	for i, q := range run.Queries {
		s := q.Trust.Sources
		if last := i >= len(run.Queries)-2; last && q.Engine == "ray" && s != nil && s.Agree+s.WorkersAgree > 0 {
			continue // Daft's scheduler exports now and then only, and not when it is stopped
		}
		if s == nil || s.Agree == 0 {
			t.Errorf("query %d: no counter came by both ways: %+v", i, s)
			continue
		}
		if s.ExportsBehind > 0 || s.ReportsBehind > 0 || s.WorkersBehind > 0 {
			t.Errorf("query %d: OTLP and the dashboard disagree: %+v", i, *s)
		}
		for _, w := range q.Warnings {
			t.Errorf("query %d: warning %s: %s", i, w.Code, w.Text)
		}
		if i >= len(stats) {
			continue
		}
		for _, o := range q.Operators {
			for key, got := range map[string]*int64{"build rows inserted": o.Build, "probe rows in": o.Probe} {
				want, ok := stats[i][o.NodeID][key]
				if !ok || want == 0 {
					continue // overwritten
				}
				joins++
				if got == nil || float64(*got) < want {
					t.Errorf("query %d: %s of join %d: %s, Daft says %.0f", i, key, o.NodeID, show(got), want)
				}
			}
		}
	}
	if joins == 0 {
		t.Error("no join was compared with Daft's own account")
	}
}

func TestE2ESpans(t *testing.T) {
	_, run, stats := recordWork(t, "native")
	checkSources(t, run, stats)
	// Of those of two queries at once some cannot be placed, unless one of them was
	// over before the other had begun.
	if run.Spans.Unmapped > 0 || run.Spans.Placed < 50 || run.Spans.Ambiguous == 0 && run.overlap() {
		t.Errorf("spans: %+v, want some of two queries at once, and none without an operator", run.Spans)
	}
	var busy int64
	counted := 0
	for i, q := range run.Queries {
		if q.Trust.Derived > 0 {
			t.Errorf("query %d: %d numbers derived, though OTLP counts both sides of joins", i, q.Trust.Derived)
		}
		for _, o := range q.Operators {
			if o.Busy == nil {
				continue
			}
			if o.Type != "UDFProject" { // sleeping is busy, and no CPU time
				busy += *o.Busy
			}
			if o.Spans > 0 && o.Batches != nil && o.Build == nil && o.Spans != *o.Batches {
				t.Errorf("query %d: %d spans of %s #%d, which Daft says had %d batches", i, o.Spans, o.Type, o.NodeID, *o.Batches)
			}
			if o.Spans > 0 && o.Batches != nil {
				counted++
			}
			if o.Type == "Sort" && (o.Finalize == nil || o.Finalize.Elapsed == nil || *o.Finalize.Elapsed < q.WallNS/4 || o.Duration == nil || *o.Duration > *o.Busy/4) {
				t.Errorf("query %d: the sort's finalize %+v of %d ns: most of it, and none of Daft's duration (%s)", i, o.Finalize, q.WallNS, show(o.Duration))
			}
		}
	}
	if cpu := run.Job.Use.CPU; busy == 0 || busy > cpu {
		t.Errorf("operators were busy for %d ns, the job used %d ns of CPU", busy, cpu)
	}
	if counted < 10 {
		t.Errorf("only %d operators' spans were counted against their batches", counted)
	}
	errors := run.Queries[5].RowErrors
	if errors == nil || errors.Count != 3 || errors.NodeID == nil {
		t.Errorf("row errors %+v, want the 3 of one operator", errors)
	}
	if len(run.DaftProcesses) == 0 || run.DaftProcesses[0].PeakAllocated == nil || *run.DaftProcesses[0].PeakAllocated < 1<<20 {
		t.Errorf("Daft's own process monitor: %+v", run.DaftProcesses)
	}
}

// On Ray the workers' own counters agree with the scheduler's, and tell which
// operators spans are of.
func TestE2ERaySpans(t *testing.T) {
	_, run, stats := recordWork(t, "ray")
	checkSources(t, run, stats)
	agree, busy, sorts := int64(0), 0, 0
	for _, q := range run.Queries {
		agree += q.Trust.Sources.WorkersAgree
		for _, o := range q.Operators {
			if o.Busy != nil {
				busy++
			}
			if o.Type == "Sort" && o.BytesOut != nil && *o.BytesOut > 0 {
				sorts++
			}
		}
	}
	if agree < 50 || busy < 10 || run.Spans.Placed < 50 || sorts == 0 {
		t.Errorf("%d workers' counters agree, %d operators' busy times and %d sorts' bytes are known, spans %+v", agree, busy, sorts, run.Spans)
	}
}
