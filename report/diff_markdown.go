package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

const (
	mdCauses   = 10    // of one query, unless the plan changed
	mdUnpaired = 3_000 // bytes of what is said of queries that only one run has
)

// DiffMarkdown writes what Diff does as Markdown for a comment on GitHub: how the
// runs differ and why to be seen, the plans to be opened. Whatever the recordings
// hold, it is less than MaxMarkdown bytes long, and says what it left out.
func DiffMarkdown(w io.Writer, c *compare.Comparison, o DiffOptions) error {
	o.Width, o.Color = mdWidth, false
	d := &mdDocument{o: ExplainOptions{Width: mdWidth}}
	x := newDiffPage(c, o)
	x.markdownHead(d)
	if len(c.Queries) > 1 {
		x.markdownSummary(d)
	}
	for _, i := range x.detailed {
		x.markdownQuery(d, &c.Queries[i])
	}
	if rest := mdText(d.o, x.unpaired); rest != "" {
		d.visible(mdFence(mdClipLines(rest, mdUnpaired)) + "\n")
	}
	d.assemble()
	if d.cut {
		fmt.Fprintf(&d.out, "Some queries or blocks are left out, as a comment holds %s characters. All of it: %s\n\n", humanize.Count(MaxMarkdown),
			mdCode("daft-analyze diff "+shellWord(clip(mdShort(o.BasePath), 120))+" "+shellWord(clip(mdShort(o.NewPath), 120))+" --full"))
	}
	d.out.WriteString("<sub>`" + markAdded + "` only in new, `" + markDropped + "` only in base, `" + markChanged + "` does something else, `~` estimated. What each number is: `daft-analyze diff --legend`</sub>\n")
	_, err := w.Write(d.out.Bytes())
	return err
}

func (d *diffPage) markdownHead(m *mdDocument) {
	_, text := d.headline()
	before, after, ok := strings.Cut(text, d.base)
	if !ok {
		before, after = text, ""
	}
	title := mdCode(clip(mdShort(d.new), 120)) + " " + mdProse(before)
	if ok {
		title += " " + mdCode(clip(mdShort(d.base), 120))
	}
	if after != "" {
		title += mdAfterCode(after)
	}
	m.visible("### " + mdArrows(title) + "\n\n")
	if text := d.aloneText(); text != "" {
		m.visible(mdProse(gist(mdShort(text), mdSentence)) + "\n\n")
	}
	for _, x := range d.c.Doubts {
		m.visible(mdDoubt(x))
	}
	if len(d.c.Doubts) > 0 {
		m.visible("\n")
	}
	m.visible(mdFence(mdClipLines(mdText(m.o, func(p *page) {
		d.sides(p)
		if text := d.order(); text != "" {
			p.field(plain, "order", text)
		}
		if !d.c.Incomparable() {
			d.job(p)
			p.field(plain, "noise", d.noise())
		}
	}), mdHead)) + "\n")
}

// mdArrows writes what is meant as an arrow as one.
func mdArrows(text string) string {
	return strings.NewReplacer("`->`", "→", "-&gt;", "→").Replace(text)
}

// mdAfterCode writes what follows on a piece of code: its punctuation next to it.
func mdAfterCode(text string) string {
	if rest, ok := strings.CutPrefix(text, ":"); ok {
		return ": " + mdProse(rest)
	}
	return " " + mdProse(text)
}

func mdDoubt(x compare.Doubt) string {
	text := "- "
	if x.Grave {
		text += "**beware:** "
	} else {
		text += "differs: "
	}
	text += mdArrows(mdProse(gist(mdShort(x.Title), mdSentence)))
	if x.Still != "" {
		text += ". " + mdProse(gist(mdShort(x.Still), mdSentence))
	}
	return text + "\n"
}

func (d *diffPage) markdownSummary(m *mdDocument) {
	m.visible("| | query | base | new | difference | why, above all |\n| ---: | --- | ---: | ---: | ---: | --- |\n")
	rows, left := 0, 0
	for _, i := range d.listed() {
		q := &d.c.Queries[i]
		base, current, change := d.wallTexts(q)
		why := mdArrows(mdCellProse(gist(mdShort(shortTitle(d.why(i))), 160)))
		row := fmt.Sprintf("| %d | %s | %s | %s | %s | %s |\n", numberOf(d.c.New.Run, q.Pair.New), mdCell(clip(mdShort(q.Pair.New.ID), 60)),
			mdCellProse(base), mdCellProse(current), mdNumber(change), why)
		if rows == mdQueries || !m.visible(row) {
			left++
			continue
		}
		rows++
	}
	m.visible("\n")
	if left > 0 {
		m.visible(humanize.Plural(int64(left), "query is", "queries are") + " left out.\n\n")
	}
	if len(d.same) > 1 {
		m.visible(mdProse(d.sameText()) + "\n\n")
	}
}

// mdNumber writes a number with its sign, which at the start of a line would begin
// a list.
func mdNumber(text string) string {
	return strings.NewReplacer("<", "&lt;", ">", "&gt;", "~", "\\~").Replace(text)
}

func (d *diffPage) markdownQuery(m *mdDocument, q *compare.Query) {
	name, text := d.queryTitle(q)
	if !m.visible("#### " + mdArrows(mdProse(mdShort(name)+": "+text)) + "\n\n") {
		m.cut = true
		return
	}
	if how := howText(q.Pair.How); how != "" {
		m.visible("- " + mdProse(how) + "\n")
	}
	for _, x := range q.Doubts {
		m.visible(mdDoubt(x))
	}
	if len(q.Doubts) > 0 || howText(q.Pair.How) != "" {
		m.visible("\n")
	}
	d.markdownCauses(m, q)
	appeared, vanished := q.FindingChanges()
	for _, f := range appeared {
		m.visible("- **found now:** " + mdProse(gist(mdShort(f.Title), mdSentence)) + " (" + mdCode(f.ID) + ")\n")
	}
	for _, f := range vanished {
		m.visible("- no more: " + mdProse(gist(mdShort(f.Title), mdSentence)) + " (" + mdCode(f.ID) + ")\n")
	}
	if len(appeared)+len(vanished) > 0 {
		m.visible("\n")
	}
	m.folded("What it waited for, every cause, and the plan", mdText(m.o, func(p *page) {
		full := *d
		full.o.Full = true
		full.bars(p, q)
		full.causes(p, q)
		d.plan(p, q)
	}))
}

// markdownCauses is a table of what the difference is made of.
func (d *diffPage) markdownCauses(m *mdDocument, q *compare.Query) {
	if !q.Delta.Known() || len(q.Causes) == 0 {
		return
	}
	told, others, sum := d.causeList(q, mdCauses)
	numbers := make([]int64, 0, len(told)+1)
	for _, x := range told {
		numbers = append(numbers, x.NS)
	}
	_, written := humanize.ChangeParts(q.Delta.V, append(numbers, sum))
	m.visible("| difference | share | why | cause |\n| ---: | ---: | --- | --- |\n")
	share := func(ns int64) string {
		if !shared(q) {
			return ""
		}
		return mdNumber(shareOfChange(ns, q))
	}
	for i, x := range told {
		if x.Estimated {
			written[i] = "~" + written[i]
		}
		if !m.visible(fmt.Sprintf("| %s | %s | %s | %s |\n", mdNumber(written[i]), share(x.NS), mdArrows(mdCellProse(gist(mdShort(x.Title), mdSentence))), mdCellProse(string(x.Kind)))) {
			m.cut = true
			return
		}
	}
	if others > 0 {
		m.visible(fmt.Sprintf("| %s | %s | %s | |\n", mdNumber(written[len(told)]), share(sum), humanize.Plural(int64(others), "smaller cause", "smaller causes")))
	}
	m.visible(fmt.Sprintf("\nSums to %s exactly.\n\n", signedExact(q.Delta.V)))
}
