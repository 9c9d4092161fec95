package report

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// Answer is what was answered to a what-if question about one query.
type Answer struct {
	Case    *finding.Case
	Results []whatif.Result
}

// WhatIf writes answers, below how far the model is off for the run as it was.
func WhatIf(w io.Writer, s *finding.Study, answers []Answer, o ViewOptions) error {
	p := newPage(w, o.Width, o.Color)
	all, err := selectQueries(s.Run, "")
	if err != nil {
		return err
	}
	if len(answers) == 0 {
		p.line(bold, "No query was recorded.")
		printEmpty(p, s.Run)
	}
	for i, a := range answers {
		if i > 0 {
			p.blank()
		}
		for _, n := range all {
			if n.Query == a.Case.Query {
				printQueryHead(p, n)
			}
		}
		printModel(p, a.Case.Model)
		if len(a.Results) > 0 && a.Case.Query.Wall.Known() {
			p.blank()
			printResults(p, a)
		}
	}
	return p.close()
}

// printModel says how well the model tells what did happen.
func printModel(p *page, m *whatif.Model) {
	switch {
	case !m.Usable:
		text := "refused: " + m.Refusal
		if m.Replayed > 0 && math.Abs(m.Error) > whatif.MostError {
			text += fmt.Sprintf(" (the unchanged run replayed: %s, %+.1f%%)", humanize.Wall(m.Replayed), 100*m.Error)
		}
		p.field(red, "model", text)
	case m.Path.Graph != nil:
		p.field(plain, "model", fmt.Sprintf("the unchanged run replayed takes %s, %+.1f%% of what it took", humanize.Wall(m.Replayed), 100*m.Error))
	default:
		p.field(plain, "model", "natively there are no tasks to replay: savings are taken from the critical path and are upper bounds")
	}
}

func printResults(p *page, a Answer) {
	t := &table{columns: []column{{head: "What if", least: 44}, {head: "wall", right: true}, {head: "saves", right: true}, {head: "share", right: true}, {head: "between", right: true, give: 1}, {head: "by", give: 2}}}
	spread := false  // whether any answer has bounds of its own
	var why []string // the refusals, each once, with what they are of
	of := make(map[string][]string)
	for _, r := range a.Results {
		if r.Refusal != "" {
			if of[r.Refusal] == nil {
				why = append(why, r.Refusal)
			}
			of[r.Refusal] = append(of[r.Refusal], r.Scenario.Name)
			continue
		}
		spread = spread || r.Low != r.High
		t.add(plain, r.Scenario.Name, humanize.Wall(r.Wall), humanize.Duration(r.Saving), shareOf(r.Saving, a.Case.Query),
			humanize.Duration(r.Low)+" and "+humanize.Duration(r.High), r.Basis)
	}
	if a.Case.Model.Path.Graph == nil { // all by the path, and upper bounds
		t.drop("by")
		if !spread {
			t.drop("between")
		}
	}
	t.print(p, 0)
	for _, text := range why {
		if text != a.Case.Model.Refusal || a.Case.Model.Usable {
			p.text(dim, 0, 2, "cannot be told: "+strings.Join(of[text], ", ")+": "+text)
		}
	}
}

// WhatIfJSON writes what WhatIf shows as JSON.
func WhatIfJSON(w io.Writer, answers []Answer) error {
	doc := whatIfJSON{SchemaVersion: SchemaVersion, Queries: []modelJSON{}}
	for _, a := range answers {
		m := a.Case.Model
		x := modelJSON{QueryID: a.Case.Query.ID, WallNS: number(a.Case.Query.Wall), ErrorPct: finite(100 * m.Error), Usable: m.Usable, Refusal: text(m.Refusal), Scenarios: []scenarioJSON{}}
		if m.Replayed > 0 {
			x.ReplayedNS = &m.Replayed
		}
		for _, r := range a.Results {
			doc := scenarioJSON{Name: r.Scenario.Name, Basis: text(r.Basis), Refusal: text(r.Refusal)}
			if r.Refusal == "" {
				doc.WallNS, doc.SavingNS, doc.LowNS, doc.HighNS = &r.Wall, &r.Saving, &r.Low, &r.High
			}
			x.Scenarios = append(x.Scenarios, doc)
		}
		doc.Queries = append(doc.Queries, x)
	}
	return encode(w, doc)
}

type whatIfJSON struct {
	SchemaVersion int         `json:"schema_version"`
	Queries       []modelJSON `json:"queries"`
}

type modelJSON struct {
	QueryID    string         `json:"query_id"`
	WallNS     *int64         `json:"wall_ns"`
	ReplayedNS *int64         `json:"replayed_ns"`
	ErrorPct   *float64       `json:"error_pct"`
	Usable     bool           `json:"usable"`
	Refusal    *string        `json:"refusal"`
	Scenarios  []scenarioJSON `json:"scenarios"`
}

type scenarioJSON struct {
	Name     string  `json:"name"`
	WallNS   *int64  `json:"wall_ns"`
	SavingNS *int64  `json:"saving_ns"`
	LowNS    *int64  `json:"saving_low_ns"`
	HighNS   *int64  `json:"saving_high_ns"`
	Basis    *string `json:"basis"`
	Refusal  *string `json:"refusal"`
}
