package report

import (
	"fmt"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// findingRows is how many findings are told in full unless all are asked for.
const findingRows = 3

// widestTitle bounds the line that a finding's cost stands on, so that it is not
// far from its title.
const widestTitle = 140

// printFindings lists what cost time and what to do about it, costliest first.
func printFindings(p *page, c *finding.Case, full bool) {
	var told, fine []finding.Finding
	for _, f := range c.Findings {
		if f.Severity == finding.Fine {
			fine = append(fine, f)
		} else {
			told = append(told, f)
		}
	}
	if len(told)+len(fine) == 0 {
		return
	}
	p.blank()
	if len(told) > 0 {
		p.line(bold, findingLine(p, "Findings", "costs", "fixing it saves"))
	}
	for i, f := range told {
		printFinding(p, c.Query, i+1, f, full || i < findingRows, full)
	}
	for _, f := range fine {
		p.text(dim, 2, 2, f.Title)
		if full {
			printEvidence(p, f)
		}
	}
}

// Cells of what a finding costs, and of what fixing it saves.
const costWidth, saveWidth = 9, 24

// titleRoom is what they leave for the title.
func titleRoom(p *page) int { return min(p.width, widestTitle) - costWidth - saveWidth - 2*gutter }

// findingLine lays a title out beside what it costs and saves.
func findingLine(p *page, title, costs, saves string) string {
	room := titleRoom(p)
	return pad(clip(title, room), room, false) + "  " + pad(costs, costWidth, true) + "  " + pad(saves, saveWidth, true)
}

func printFinding(p *page, q *analyze.Query, number int, f finding.Finding, told, full bool) {
	const lead = 10
	room := titleRoom(p) - lead
	title := wrap(safe(f.Title), room)
	if len(title) == 0 {
		title = []string{safe(f.ID)}
	}
	look := plain
	if f.Severity == finding.High {
		look = red
	}
	head := pad(strconv.Itoa(number), 2, true) + " " + pad(string(f.Severity), lead-3, false) + title[0]
	p.line(look, findingLine(p, head, lasting(f.Cost), savesText(q, f)))
	for _, l := range title[1:] {
		p.line(look, pad("", lead, false)+l)
	}
	if !told {
		return
	}
	for i, e := range f.Evidence {
		if i == 3 && !full {
			break
		}
		p.text(dim, lead, 2, e)
	}
	if f.Advice != "" {
		p.text(plain, lead, 2, f.Advice+" ["+f.ID+"]")
	}
	if f.Check != "" && (full || !f.Sure) {
		p.text(dim, lead, 2, "To be sure: "+f.Check)
	}
}

func printEvidence(p *page, f finding.Finding) {
	for _, e := range f.Evidence {
		p.text(dim, 4, 2, e)
	}
}

// savesText writes a saving with its bounds, where they say more.
func savesText(q *analyze.Query, f finding.Finding) string {
	if !f.Saving.Known() {
		return humanize.Unknown
	}
	share := ""
	if q.Wall.Known() && q.Wall.V > 0 {
		share = fmt.Sprintf(" (%s)", humanize.Percent(f.Saving.V, q.Wall.V))
	}
	switch {
	case !f.Low.Known() || !f.High.Known() || f.Low.V == f.High.V:
		return humanize.Duration(f.Saving.V) + share
	case f.Low.V <= 0: // the estimate of doing away with all of it
		return "up to " + humanize.Duration(f.Saving.V) + share
	}
	return humanize.Duration(f.Low.V) + " to " + humanize.Duration(f.High.V) + share
}

type findingJSON struct {
	ID        string   `json:"id"`
	Severity  string   `json:"severity"`
	Title     string   `json:"title"`
	Sure      bool     `json:"sure"`
	CostNS    *int64   `json:"cost_ns"`
	SavingNS  *int64   `json:"saving_ns"`
	LowNS     *int64   `json:"saving_low_ns"`
	HighNS    *int64   `json:"saving_high_ns"`
	NodeIDs   []int64  `json:"node_ids"`
	TaskIDs   []int64  `json:"task_ids"`
	WorkerIDs []string `json:"worker_ids"`
	Evidence  []string `json:"evidence"`
	Advice    *string  `json:"advice"`
	Check     *string  `json:"check"`
}

func findingsOf(c *finding.Case) []findingJSON {
	docs := []findingJSON{}
	for _, f := range c.Findings {
		doc := findingJSON{ID: f.ID, Severity: string(f.Severity), Title: f.Title, Sure: f.Sure, CostNS: number(f.Cost), SavingNS: number(f.Saving),
			LowNS: number(f.Low), HighNS: number(f.High), NodeIDs: nodeIDs(f.Operators), TaskIDs: taskIDs(f.Tasks), WorkerIDs: []string{},
			Evidence: list(f.Evidence), Advice: text(f.Advice), Check: text(f.Check)}
		for _, w := range f.Workers {
			doc.WorkerIDs = append(doc.WorkerIDs, w.ID)
		}
		docs = append(docs, doc)
	}
	return docs
}
