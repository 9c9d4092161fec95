package report

import (
	"encoding/json"
	"io"
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// SchemaVersion is the version of the JSON that this package writes. It rises
// when a field is renamed, removed, or changes its meaning; new fields may come
// at any time.
const SchemaVersion = 1

// ExplainJSON writes what Explain shows, and all that it folds, as JSON. See
// docs/json.md. Of the options only Path and Query count. It fails where Explain
// does.
func ExplainJSON(w io.Writer, study *finding.Study, o ExplainOptions) error {
	run := study.Run
	chosen, err := selectQueries(run, o.Query)
	if err != nil {
		return err
	}
	doc := explainJSON{SchemaVersion: SchemaVersion, Recording: recordingOf(run, o.Path), Job: jobOf(run.Job), Output: outputOf(run.Output),
		Queries: []queryJSON{}, DaftProcesses: monitoredOf(run.Monitored), Spans: spansOf(run.Spans), RowErrors: run.RowErrors, LogRecords: run.LogRecords,
		Warnings: warningsOf(run.Warnings)}
	for _, c := range casesOf(study, chosen) {
		doc.Queries = append(doc.Queries, queryOf(c))
	}
	return encode(w, doc)
}

func encode(w io.Writer, doc any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}

type explainJSON struct {
	SchemaVersion int             `json:"schema_version"`
	Recording     recordingJSON   `json:"recording"`
	Job           *jobJSON        `json:"job"`
	Output        *outputJSON     `json:"output"`
	Queries       []queryJSON     `json:"queries"`
	DaftProcesses []monitoredJSON `json:"daft_processes"`
	Spans         *spansJSON      `json:"spans"`
	RowErrors     int64           `json:"row_errors_elsewhere"`
	LogRecords    int64           `json:"log_records"`
	Warnings      []warningJSON   `json:"warnings"`
}

type recordingJSON struct {
	Path            string          `json:"path"`
	State           string          `json:"state"`
	Reason          *string         `json:"reason"`
	CreatedBy       *string         `json:"created_by"`
	Recovered       bool            `json:"recovered"`
	Mode            *string         `json:"mode"`
	CPUs            *int64          `json:"cpus"`
	StartNS         *int64          `json:"start_ns"`
	EndNS           *int64          `json:"end_ns"`
	Outcome         *string         `json:"outcome"`
	JobName         *string         `json:"job_name"`
	Part            *int64          `json:"part"`
	Forwarded       []forwardedJSON `json:"forwarded"`
	Events          int64           `json:"events"`
	Pings           int64           `json:"pings"`
	UnknownRequests int64           `json:"unknown_requests"`
	BadRequests     int64           `json:"bad_requests"`
	UnknownEvents   int64           `json:"unknown_events"`
	BadLines        int64           `json:"bad_lines"`
	UnknownKinds    int64           `json:"unknown_kinds"`
	Losses          []lossJSON      `json:"losses"`
}

type lossJSON struct {
	What   string `json:"what"`
	Count  int64  `json:"count"`
	Why    string `json:"why"`
	TimeNS *int64 `json:"time_ns"`
}

type jobJSON struct {
	PID       *int64         `json:"pid"`
	Arguments []string       `json:"arguments"`
	StartNS   *int64         `json:"start_ns"`
	EndNS     *int64         `json:"end_ns"`
	ExitCode  *int64         `json:"exit_code"`
	Signal    *int64         `json:"signal"`
	Signals   []int64        `json:"signals"`
	WallNS    *int64         `json:"wall_ns"`
	BeforeNS  *int64         `json:"before_ns"`
	QueriesNS *int64         `json:"in_queries_ns"`
	BetweenNS *int64         `json:"between_ns"`
	AfterNS   *int64         `json:"after_ns"`
	ClippedNS *int64         `json:"clipped_ns"`
	Queried   []intervalJSON `json:"queried"`
	Limit     *int64         `json:"memory_limit_bytes"`
	OOMKills  *int64         `json:"oom_kills"`
	Machine   *int64         `json:"machine_oom_kills"`
	PeakRSS   *int64         `json:"peak_rss_bytes"`
	Use       *useJSON       `json:"use"`
}

type intervalJSON struct {
	StartNS int64 `json:"start_ns"`
	EndNS   int64 `json:"end_ns"`
}

type warningJSON struct {
	Code  string `json:"code"`
	Text  string `json:"text"`
	Place string `json:"place"`
	Count int64  `json:"count"`
}

func recordingOf(run *analyze.Run, path string) recordingJSON {
	r := run.Recording
	doc := recordingJSON{Path: path, State: string(r.State), Reason: text(r.Reason), CreatedBy: text(r.CreatedBy), Recovered: r.Recovered,
		Mode: text(r.Mode), CPUs: number(r.CPUs), StartNS: moment(r.Start), EndNS: moment(r.End), Outcome: text(r.Outcome),
		JobName: text(r.JobName), Part: number(r.Part), Forwarded: forwardedOf(r.Forwarded), Events: run.Events, Pings: run.Pings, UnknownRequests: run.UnknownRequests, BadRequests: run.BadRequests,
		UnknownEvents: run.UnknownEvents, BadLines: run.BadLines, UnknownKinds: run.UnknownKinds, Losses: []lossJSON{}}
	for _, l := range run.Losses {
		doc.Losses = append(doc.Losses, lossJSON{l.What, l.Count, l.Why, moment(l.Time)})
	}
	return doc
}

func jobOf(job *analyze.Job) *jobJSON {
	if job == nil {
		return nil
	}
	s := job.Split
	doc := &jobJSON{PID: number(job.PID), Arguments: list(job.Arguments), StartNS: moment(job.Start), EndNS: moment(job.End),
		ExitCode: number(job.ExitCode), Signal: number(job.Signal), Signals: list(job.Signals), WallNS: number(job.Wall),
		BeforeNS: number(s.Before), QueriesNS: number(s.Queries), BetweenNS: number(s.Between), AfterNS: number(s.After),
		ClippedNS: number(s.Clipped), Queried: []intervalJSON{},
		Limit: number(job.MemoryLimit), OOMKills: number(job.OOMKills), Machine: number(job.MachineOOMKills), PeakRSS: number(job.PeakRSS), Use: useJSONOf(job.Use)}
	for _, i := range s.Queried {
		doc.Queried = append(doc.Queried, interval(i))
	}
	return doc
}

func warningsOf(warnings []analyze.Warning) []warningJSON {
	docs := []warningJSON{}
	for _, w := range warnings {
		docs = append(docs, warningJSON{w.Code, w.Text, w.Place.String(), w.Count})
	}
	return docs
}

func interval(i analyze.Interval) intervalJSON { return intervalJSON{int64(i.Start), int64(i.End)} }

// number, moment, ratio and text return nil for what is not known, which
// becomes null.
func number(v analyze.Value) *int64 {
	if !v.Known() {
		return nil
	}
	return &v.V
}

func moment(m analyze.Moment) *int64 {
	if !m.Known {
		return nil
	}
	ns := int64(m.Time)
	return &ns
}

func ratio(r analyze.Ratio) *float64 {
	if !r.Known || math.IsNaN(r.V) || math.IsInf(r.V, 0) {
		return nil
	}
	return &r.V
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// list makes an empty list of none, so that it becomes [] and not null.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}
