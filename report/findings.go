package report

import (
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// findingRows is how many findings are told with evidence and advice unless all
// are asked for.
const findingRows = 3

// printFindings lists what cost time and what to do about it, costliest first.
func printFindings(p *page, c *finding.Case, full bool) {
	told, fine := findingsTold(c)
	if len(told)+len(fine) == 0 {
		return
	}
	p.blank()
	if len(told) > 0 {
		p.line(bold, "Findings")
	}
	for i, f := range told {
		printFinding(p, c.Query, i+1, f, full)
	}
	for _, f := range fine {
		p.text(dim, 1, 1, f.Title)
		if full {
			for _, e := range f.Evidence {
				p.text(dim, 4, 2, e)
			}
		}
	}
}

// findingsTold parts the findings into those to act upon and those that say
// what is in order.
func findingsTold(c *finding.Case) (told, fine []finding.Finding) {
	for _, f := range c.Findings {
		if f.Severity == finding.Fine {
			fine = append(fine, f)
		} else {
			told = append(told, f)
		}
	}
	return told, fine
}

// severityLooks follow what is at stake.
var severityLooks = map[finding.Severity]style{finding.High: red, finding.Medium: yellow, finding.Low: cyan}

func printFinding(p *page, q *analyze.Query, number int, f finding.Finding, full bool) {
	const lead = 10
	id := "[" + f.ID + "]"
	look := severityLooks[f.Severity]
	room := p.width - lead
	title := wrap(p.bounded(f.Title), room)
	if len(title) == 0 {
		title = []string{""}
	}
	head := pad(strconv.Itoa(number), 2, true) + " " + pad(string(f.Severity), lead-3, false)
	told := full || number <= findingRows
	for i, l := range title {
		parts := []part{{look, head}, {bold, l}}
		if last := i == len(title)-1; last && cells(l)+2+cells(id) <= room {
			parts = append(parts, part{dim, pad(id, min(room, widestLine-lead)-cells(l), true)})
			id = ""
		}
		p.parts(parts...)
		head = pad("", lead, false)
	}
	price := priceText(q, f)
	if !told {
		p.text(plain, lead, 2, strings.TrimSpace(price+" "+id))
		return
	}
	evidence := ""
	if !full {
		evidence = gistLines(p.bounded(strings.Join(f.Evidence, "; ")), room, 2, cells(price)+2)
	}
	if price != "" && evidence != "" {
		price += ":"
	}
	for i, l := range wrap(price+" "+evidence, room) {
		rest, ok := strings.CutPrefix(l, price)
		if i > 0 || !ok {
			p.line(dim, strings.Repeat(" ", lead)+l)
			continue
		}
		p.parts(part{plain, strings.Repeat(" ", lead) + price}, part{dim, rest})
	}
	if full {
		for _, e := range f.Evidence {
			p.text(dim, lead, 2, "- "+e)
		}
	}
	advice := p.bounded(f.Advice)
	if !full {
		advice = gistLines(advice, room-3, 3, 0)
	}
	if advice != "" {
		for i, l := range wrap(strings.TrimSpace(advice+" "+id), room-3) {
			arrow := "-> "
			if i > 0 {
				arrow = "   "
			}
			p.parts(part{plain, strings.Repeat(" ", lead)}, part{green, arrow}, part{plain, l})
		}
	}
	if f.Check != "" && full {
		p.text(dim, lead, 3, "to be sure: "+f.Check)
	}
}

// widestLine bounds lines with something at either end.
const widestLine = 140

// gistLines is the gist of a text that fits so many lines, of which the first has
// something before it.
func gistLines(text string, width, lines, before int) string {
	for room := lines*width - before; room > width/2; room -= 4 {
		short := gist(text, room)
		if len(wrap(strings.Repeat("x", before)+" "+short, width)) <= lines || before == 0 && len(wrap(short, width)) <= lines {
			return short
		}
	}
	return gist(text, width/2)
}

// priceText says what a finding costs and what fixing it saves, "" where
// neither is known. None of it is measured: it is what the path has, and what a
// replay says.
func priceText(q *analyze.Query, f finding.Finding) string {
	var parts []string
	if f.Cost.Known() {
		parts = append(parts, "costs "+humanize.Duration(f.Cost.V))
	}
	if text := savesText(q, f); text != "" {
		parts = append(parts, "fixing it saves "+text)
	}
	return strings.Join(parts, ", ")
}

// savesText writes a saving with its bounds, and its share of the wall, "" where
// it is not known.
func savesText(q *analyze.Query, f finding.Finding) string {
	if !f.Saving.Known() {
		return ""
	}
	low, high := f.Low.V, f.High.V
	switch {
	case !f.Low.Known() || !f.High.Known() || low == high:
		return humanize.Duration(f.Saving.V) + shareRemark(q, f.Saving.V, f.Saving.V)
	case low <= 0: // the estimate of doing away with all of it
		return "up to " + humanize.Duration(f.Saving.V) + shareRemark(q, f.Saving.V, f.Saving.V)
	}
	return rangeText(humanize.Duration(low), humanize.Duration(high)) + shareRemark(q, low, high)
}

// shareRemark writes a part of the wall, or from which to which part.
func shareRemark(q *analyze.Query, low, high int64) string {
	if !q.Wall.Positive() {
		return ""
	}
	return " (" + rangeText(humanize.Percent(low, q.Wall.V), humanize.Percent(high, q.Wall.V)) + ")"
}

// rangeText writes a range, with the unit once where both have the same.
func rangeText(low, high string) string {
	if low == high {
		return low
	}
	if unit := strings.TrimLeft(high, "0123456789.,"); unit != "" && unit != high && strings.TrimLeft(low, "0123456789.,") == unit {
		low = strings.TrimSuffix(low, unit)
	}
	return low + " to " + high
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

func findingsOf(c *finding.Case) []findingJSON { return findingsJSON(c.Findings) }

func findingsJSON(findings []finding.Finding) []findingJSON {
	docs := []findingJSON{}
	for _, f := range findings {
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
