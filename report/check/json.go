package check

import (
	"encoding/json"
	"io"
	"maps"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/report/layout"
)

// SchemaVersion is the version of the JSON that this package writes. It rises
// when a member is renamed, removed, or changes its meaning; new members may come
// at any time.
const SchemaVersion = 1

// JSON writes a report as JSON: docs/json.md, docs/schema/check.schema.json. Of the
// options only Name counts.
func JSON(w io.Writer, r Report, o Options) error {
	g := groupsOf(r)
	doc := reportJSON{
		SchemaVersion: SchemaVersion, Name: text(o.Name), Verdict: string(r.Verdict), Title: headline(r, g), Counts: countsOf(g, r),
		Base: []runJSON{}, New: []runJSON{}, Checks: []checkJSON{}, Notes: list(r.Notes), Expired: []suppressionJSON{}, Changes: []changeJSON{},
	}
	for _, m := range r.Base {
		doc.Base = append(doc.Base, runOf(m))
	}
	for _, m := range r.New {
		doc.New = append(doc.New, runOf(m))
	}
	for i := range r.Checks {
		x, has := r.Causes[i]
		doc.Checks = append(doc.Checks, checkOf(&r.Checks[i], x, has))
	}
	for _, c := range r.Changes {
		doc.Changes = append(doc.Changes, changeJSON{bounded(c.Query), bounded(c.Label), bounded(c.Metric), text(c.Unit), c.At, c.Time, labelsOf(c.Labels),
			number(c.Before), number(c.After), c.Runs, number(c.P), c.Worse})
	}
	for _, s := range r.Expired {
		doc.Expired = append(doc.Expired, *suppressionOf(&s))
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}

type reportJSON struct {
	SchemaVersion int               `json:"schema_version"`
	Name          *string           `json:"name"`
	Verdict       string            `json:"verdict"`
	Title         string            `json:"title"`
	Counts        countsJSON        `json:"counts"`
	Base          []runJSON         `json:"base"`
	New           []runJSON         `json:"new"`
	Checks        []checkJSON       `json:"checks"`
	Notes         []string          `json:"notes"`
	Expired       []suppressionJSON `json:"expired"`
	Changes       []changeJSON      `json:"changes"`
}

type countsJSON struct {
	Checks       int `json:"checks"`
	Regressions  int `json:"regressions"`
	Reported     int `json:"reported_only"`
	Incomparable int `json:"incomparable"`
	Inconclusive int `json:"inconclusive"`
	OK           int `json:"ok"`
	Suppressed   int `json:"suppressed"`
}

type runJSON struct {
	Path        string      `json:"path"`
	Time        *int64      `json:"time_ns"`
	Labels      []labelJSON `json:"labels"`
	Job         *string     `json:"job"`
	DaftVersion *string     `json:"daft_version"`
	RayVersion  *string     `json:"ray_version"`
	CPUs        *int64      `json:"cpus"`
	Complete    bool        `json:"complete"`
	ExitCode    *int64      `json:"exit_code"`
	Queries     int         `json:"queries"`
}

type labelJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type changeJSON struct {
	Query  string      `json:"query"`
	Label  string      `json:"label"`
	Metric string      `json:"metric"`
	Unit   *string     `json:"unit"`
	At     int         `json:"at"`
	Time   int64       `json:"time_ns"`
	Labels []labelJSON `json:"labels"`
	Before *float64    `json:"before"`
	After  *float64    `json:"after"`
	Runs   int         `json:"runs"`
	P      *float64    `json:"p"`
	Worse  bool        `json:"worse"`
}

func countsOf(g groups, r Report) countsJSON {
	return countsJSON{len(r.Checks), len(g.failed), len(g.reported), len(g.incomparable), len(g.inconclusive) + len(g.untold), len(g.ok), len(g.suppressed)}
}

func runOf(m gate.Measurement) runJSON {
	doc := runJSON{Path: m.Path, Labels: labelsOf(m.Labels), Job: text(m.Job), DaftVersion: text(m.DaftVersion), RayVersion: text(m.RayVersion),
		Complete: m.Complete, ExitCode: m.ExitCode, Queries: len(m.Queries)}
	if m.Time != 0 {
		doc.Time = &m.Time
	}
	if m.CPUs > 0 {
		doc.CPUs = &m.CPUs
	}
	return doc
}

func labelsOf(labels map[string]string) []labelJSON {
	docs := []labelJSON{}
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		docs = append(docs, labelJSON{name, bounded(labels[name])})
	}
	return docs
}

// text returns nil for what is not known, which becomes null.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func number(x float64) *float64 {
	if !known(x) {
		return nil
	}
	return &x
}

// list makes an empty list of none, so that it becomes [] and not null.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// bounded keeps a text of a recording as it is, but not a megabyte of it.
func bounded(s string) string { return layout.Bounded(s, layout.LongestText) }
