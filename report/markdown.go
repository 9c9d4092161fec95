package report

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// MaxMarkdown is more than the bytes of any Markdown that is written: what
// GitHub takes as one comment or issue, in characters.
const MaxMarkdown = 65_536

// Shares of that. What is visible comes first; what is folded away takes what is
// left.
const (
	mdVisible  = 40_000 // head, summary and findings of all queries
	mdEnd      = 1_000  // kept for what is said of what was left out
	mdHead     = 6_000  // of what is said before the findings of a query
	mdSentence = 600    // cells of one title or advice
	mdEvidence = 300    // of evidence
	mdFindings = 12     // of one query
	mdQueries  = 50     // rows of the table of queries
	mdWidth    = 110    // of text in blocks
)

// ExplainMarkdown writes what Explain does as Markdown for a comment on GitHub:
// outcome, time and findings to be seen, the rest to be opened. Whatever the
// recording holds, it is less than MaxMarkdown bytes long, and says what it
// left out.
func ExplainMarkdown(w io.Writer, study *finding.Study, o ExplainOptions) error {
	run := study.Run
	chosen, err := selectQueries(run, o.Query)
	if err != nil {
		return err
	}
	d := &mdDocument{o: o, study: study}
	d.o.Width, d.o.Color = mdWidth, false
	d.head(chosen)
	detailed := chosen
	if len(chosen) > 1 {
		d.summary(chosen)
		if !o.Full {
			detailed = worthDetail(chosen)
		}
	}
	cases := casesOf(study, detailed)
	for i, c := range cases {
		d.query(c, detailed[i], len(chosen) > 1)
	}
	if len(run.Queries) == 0 {
		d.visible(mdText(d.o, func(p *page) { printEmpty(p, run) }))
	}
	d.job()
	d.finish(chosen, detailed)
	_, err = w.Write(d.out.Bytes())
	return err
}

// mdDocument is written from top to bottom: what is seen at once, with marks
// where foldable blocks go in as far as there is room.
type mdDocument struct {
	o     ExplainOptions
	study *finding.Study

	start string // of the first query: what is said of the recording
	parts []mdPart
	seen  int // bytes of the visible parts
	cut   bool
	out   bytes.Buffer
}

// mdPart is a piece of the document: visible, or a block to be opened.
type mdPart struct {
	text    string // visible
	summary string // of a block
	block   string // its lines
}

// visible adds a piece that is seen, unless there is no room for it.
func (d *mdDocument) visible(text string) bool {
	if d.seen+len(text) > mdVisible {
		return false
	}
	d.seen += len(text)
	d.parts = append(d.parts, mdPart{text: text})
	return true
}

// folded adds lines that can be opened.
func (d *mdDocument) folded(summary, block string) {
	if strings.TrimSpace(block) != "" {
		d.parts = append(d.parts, mdPart{summary: summary, block: block})
	}
}

// mdText is what a printer writes on a page, as plain lines.
func mdText(o ExplainOptions, draw func(*page)) string {
	var b bytes.Buffer
	p := newPage(&b, o.Width, false)
	draw(p)
	_ = p.close() // a buffer takes everything
	if text := strings.Trim(b.String(), "\n"); text != "" {
		return text + "\n"
	}
	return ""
}

func (d *mdDocument) head(chosen []numbered) {
	run, text := d.study.Run, "no query was recorded"
	switch {
	case len(chosen) == 1:
		_, text = ending(chosen[0].Query)
		text = "query " + mdCode(clip(mdShort(chosen[0].ID), 60)) + " " + mdProse(text)
	case len(chosen) > 1:
		_, text = headlineOf(chosen)
		text = mdProse(text)
	}
	d.visible("### " + mdCode(clip(mdShort(d.o.Path), 120)) + ": " + text + "\n\n")
	d.start = mdText(d.o, func(p *page) {
		whole := d.o
		whole.Full = true // who gets a report of a bug wants all versions
		printWith(p, run, whole)
		printTroubles(p, run, d.o)
	})
	if len(chosen) != 1 {
		d.visible(mdFence(mdClipLines(d.start, mdHead)) + "\n")
		d.start = ""
	}
}

// summary is the table of queries.
func (d *mdDocument) summary(chosen []numbered) {
	shown := chosen
	if len(shown) > mdQueries {
		shown = worthDetail(chosen)
	}
	d.visible("| | query | outcome | wall | costliest finding |\n| ---: | --- | --- | ---: | --- |\n")
	rows := 0
	for i, c := range casesOf(d.study, shown) {
		n := shown[i]
		row := fmt.Sprintf("| %d | %s | %s | %s | %s |\n", n.number, mdCell(clip(mdShort(n.ID), 60)), mdCellProse(string(n.Outcome)), mdCellProse(lasting(n.Wall)), mdCostliest(c))
		if !d.visible(row) {
			break
		}
		rows++
	}
	if rows < len(chosen) {
		d.visible(fmt.Sprintf("\n%s of %s are shown.\n", humanize.Count(int64(rows)), humanize.Plural(int64(len(chosen)), "query", "queries")))
	}
	d.visible("\n")
}

// mdCostliest is what stands in a query's row.
func mdCostliest(c *finding.Case) string {
	q := c.Query
	if e := q.Error; unsuccessful(q) && e != nil && e.Cause != "" {
		return mdCell(clip(mdShort(e.Cause), 120))
	}
	told, fine := findingsTold(c)
	switch {
	case len(told) > 0:
		text := mdCell(told[0].ID)
		if saves := savesText(q, told[0]); saves != "" {
			text += ", saves " + mdCellProse(saves)
		}
		return text
	case len(fine) > 0:
		return "nothing stands out"
	}
	return "\\-"
}

// query adds one query: its error, where its time went and its findings to be
// seen, the rest to be opened.
func (d *mdDocument) query(c *finding.Case, n numbered, several bool) {
	q := c.Query
	if several {
		_, text := ending(q)
		if !d.visible(fmt.Sprintf("#### %d of %d: %s %s\n\n", n.number, n.of, mdCode(clip(mdShort(q.ID), 60)), mdProse(text))) {
			d.cut = true
			return
		}
	}
	d.visible(mdFence(mdClipLines(d.start+mdText(d.o, func(p *page) {
		printOutcome(p, c, false)
	}), mdHead)) + "\n")
	d.findings(c)
	d.folded("Findings with all their evidence", mdText(d.o, func(p *page) { printFindings(p, c, true) }))
	d.folded("Operators", mdText(d.o, func(p *page) { printOperators(p, c, d.o) }))
	d.folded("Parallelism, workers and tasks", mdText(d.o, func(p *page) {
		printActivity(p, c, d.o.Full)
		printWarnings(p, q.Warnings, d.o.Full)
	}))
	if e := q.Error; e != nil {
		d.folded("The whole error message", mdText(d.o, func(p *page) {
			for _, l := range safeLines(e.Text) {
				p.line(plain, l)
			}
		}))
	}
}

func (d *mdDocument) findings(c *finding.Case) {
	told, fine := findingsTold(c)
	for i, f := range told {
		if i == mdFindings || !d.visible(mdFinding(c.Query, i+1, f)) {
			d.visible(fmt.Sprintf("\n%s left out.\n", humanize.Plural(int64(len(told)-i), "finding is", "findings are")))
			break
		}
	}
	for _, f := range fine {
		d.visible(mdProse(gist(mdShort(f.Title), mdSentence)) + "\n")
	}
	if len(told)+len(fine) > 0 {
		d.visible("\n")
	}
}

// mdFinding writes a finding as an entry of a list.
func mdFinding(q *analyze.Query, number int, f finding.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d. **%s**: %s (%s)", number, f.Severity, mdProse(gist(mdShort(f.Title), mdSentence)), mdCode(f.ID))
	indent := strings.Repeat(" ", len(strconv.Itoa(number))+2)
	if price := priceText(q, f); price != "" {
		b.WriteString("  \n" + indent + "**" + mdProse(price) + "**")
	}
	if text := strings.Join(f.Evidence, "; "); text != "" {
		b.WriteString("  \n" + indent + mdProse(gist(mdShort(text), mdEvidence)))
	}
	if f.Advice != "" {
		b.WriteString("  \n" + indent + "**What to do:** " + mdProse(gist(mdShort(f.Advice), mdSentence)))
	}
	if f.Check != "" && !f.Sure {
		b.WriteString("  \n" + indent + "To be sure: " + mdProse(gist(mdShort(f.Check), mdSentence)))
	}
	return b.String() + "\n"
}

func (d *mdDocument) job() {
	run := d.study.Run
	d.folded("The job", mdText(d.o, func(p *page) {
		if run.Job != nil {
			printJob(p, run)
			printUse(p, run, true)
		}
		if run.Output != nil {
			p.field(plain, "output", outputText(run.Output))
		}
	}))
}

// assemble puts the parts together, as far as there is room.
func (d *mdDocument) assemble() {
	room := MaxMarkdown - mdEnd - d.seen
	left := 0
	for _, x := range d.parts {
		if x.summary != "" {
			left++
		}
	}
	for _, x := range d.parts {
		if x.summary == "" {
			d.out.WriteString(x.text)
			continue
		}
		share := room / left // of what is left, evenly; what one does not need the others have
		left--
		const frame = 200 // bytes around a block
		block := mdClipLines(x.block, max(share-frame, 0))
		if block == "" {
			d.cut = true
			continue
		}
		text := "<details><summary>" + x.summary + "</summary>\n\n" + mdFence(block) + "\n</details>\n\n"
		room -= len(text)
		d.out.WriteString(text)
	}
}

// finish puts the parts together and says what there was no room for.
func (d *mdDocument) finish(chosen, detailed []numbered) {
	d.assemble()
	command := "daft-analyze explain " + shellWord(clip(mdShort(d.o.Path), 120))
	switch {
	case d.cut:
		fmt.Fprintf(&d.out, "Some queries or blocks are left out, as a comment holds %s characters. All of it: %s\n\n", humanize.Count(MaxMarkdown), mdCode(command+" --full"))
	case len(detailed) < len(chosen):
		fmt.Fprintf(&d.out, "%s in detail. The others: %s\n\n", humanize.Plural(int64(len(detailed)), "query", "queries"), mdCode(command+" --query N"))
	}
	if len(chosen) > 0 {
		fmt.Fprintf(&d.out, "<sub>`~` estimated, `>` at least, `?` not known, `-` does not apply. What each number is: `daft-analyze explain --legend`</sub>\n")
	}
}
