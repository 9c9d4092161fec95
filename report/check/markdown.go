package check

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/report/layout"
)

// MaxMarkdown is more than the bytes of any Markdown that is written: what GitHub
// takes as one comment, in characters.
const MaxMarkdown = 65_536

// Shares of that.
const (
	mdVisible = 30_000 // what is seen at once
	mdEnd     = 2_000  // kept for frames and what is said of what was left out
	mdText    = 600    // cells of one text
)

// Marker is the first line of a report's Markdown. It is not shown; a bot finds by
// it the comment that it wrote before.
func Marker(o Options) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_', r == ' ':
			return r
		}
		return '_' // also a dash, two of which end a comment in some readers
	}, layout.Bounded(o.Name, 60))
	if name != "" {
		name = " " + strings.TrimSpace(name)
	}
	return "<!-- daft-analyze check" + name + " -->"
}

// Markdown writes a report as Markdown for a comment on a pull request: the
// verdict, regressions and causes to be seen, the rest to be opened. Whatever the
// report holds, it is less than MaxMarkdown bytes long, and says what it left out.
func Markdown(w io.Writer, r Report, o Options) error {
	g := groupsOf(r)
	d := &markdown{r: r, o: o, room: mdVisible}
	d.add(Marker(o) + "\n### " + d.title() + "\n\n")
	d.add(prose(strings.TrimPrefix(headline(r, g), string(r.Verdict)+": ")) + "\n\n")
	if !said(r, g) {
		d.add(prose(summary(r, g)) + "\n\n")
	}
	d.failed(g.failed)
	d.list("Incomparable", g.incomparable, func(c numbered) string { return prose(sentence(c.Check)) })
	if advice := nextOf(r, g); advice != "" {
		d.add(prose(advice) + "\n\n")
	}
	blocks := []block{
		{"Inconclusive", len(g.inconclusive), func(i int) string {
			return "- " + prose(doubt(g.inconclusive[i].Check)) + "\n"
		}},
		{"Reported, and fails nothing", len(g.reported), func(i int) string { return "- " + prose(sentence(g.reported[i].Check)) + "\n" }},
		{"Inconclusive, and fails nothing either way", len(g.untold), func(i int) string { return "- " + prose(doubt(g.untold[i].Check)) + "\n" }},
		d.fine(g.ok),
		{"Suppressed", len(g.suppressed), func(i int) string {
			c := g.suppressed[i].Check
			return "- " + string(c.Verdict) + ": " + prose(sentence(c)) + "\\. " + prose(suppression(*c.Suppressed)) + "\n"
		}},
		{"Suppressions that expired", len(r.Expired), func(i int) string {
			return "- " + prose(covers(r.Expired[i])) + "\\. " + prose(suppression(r.Expired[i])) + "\n"
		}},
		{"History: where a metric moved to another level", len(r.Changes), func(i int) string { return "- " + prose(moved(r.Changes[i])) + "\n" }},
		{"Notes", len(r.Notes), func(i int) string { return "- " + prose(r.Notes[i]) + "\n" }},
		d.runs(),
	}
	d.fold(blocks)
	_, err := w.Write(d.out.Bytes())
	return err
}

// prose is a text as Markdown that shows just that text, cut where it is long.
func prose(text string) string { return layout.Prose(layout.Gist(layout.Short(text), mdText)) }

// markdown is written from top to bottom.
type markdown struct {
	r    Report
	o    Options
	out  bytes.Buffer
	room int // bytes left for what is seen at once
}

func (d *markdown) title() string {
	text := "daft-analyze check"
	if d.o.Name != "" {
		text += " " + layout.Code(layout.Clip(layout.Short(d.o.Name), longestSubject))
	}
	return text + ": " + layout.Prose(string(d.r.Verdict))
}

// add writes what is seen at once, unless there is no room for it.
func (d *markdown) add(text string) bool {
	if len(text) > d.room {
		return false
	}
	d.room -= len(text)
	d.out.WriteString(text)
	return true
}

// failed writes each regression with its numbers and its cause.
func (d *markdown) failed(failed []numbered) {
	if len(failed) == 0 {
		return
	}
	for i, c := range failed {
		if !d.add(d.regression(i+1, c)) {
			d.leftOut(len(failed)-i, "regression is", "regressions are")
			break
		}
	}
	d.out.WriteString("\n")
}

func (d *markdown) regression(number int, c numbered) string {
	var b strings.Builder
	mark := strconv.Itoa(number) + ". "
	indent := strings.Repeat(" ", len(mark))
	b.WriteString(mark + "**" + prose(statement(c.Check)) + "**")
	if c.Times != nil {
		b.WriteString(" (" + prose(numbers(c.Check)) + ")")
	}
	b.WriteString("\n")
	x, has := d.r.Causes[c.index]
	if has {
		told := causeOf(c.Check, x, false)
		for i, l := range told.lines {
			text := prose(l.text)
			if i == 0 {
				text = "**cause: " + text + "**"
			}
			if len(l.evidence) > 0 {
				text += " (" + prose(strings.Join(l.evidence, "; ")) + ")"
			}
			b.WriteString(indent + "- " + text + "\n")
		}
		if told.rest != "" {
			b.WriteString(indent + "- " + prose(told.rest) + "\n")
		}
	}
	if c.Times != nil {
		b.WriteString(indent + "- " + prose(rule(c.Check)) + "\n")
	}
	if command := x.command(); command != "" && len(command) < layout.LongestCell {
		b.WriteString(indent + "- " + layout.Code(command) + "\n")
	}
	return b.String()
}

// list writes a group that is seen at once.
func (d *markdown) list(title string, list []numbered, say func(numbered) string) {
	if len(list) == 0 {
		return
	}
	d.add("**" + title + "**\n\n")
	for i, c := range list {
		if i == entriesShown && len(list) > entriesShown+1 || !d.add("- "+say(c)+"\n") {
			d.leftOut(len(list)-i, "more is", "more are")
			break
		}
	}
	d.out.WriteString("\n")
}

func (d *markdown) leftOut(n int, one, many string) {
	d.out.WriteString("\n" + humanize.Plural(int64(n), one, many) + " left out here.\n")
}

// block is lines that can be opened.
type block struct {
	title string
	n     int
	line  func(int) string
}

// fold writes blocks. Each has an even share of what room is left; what one does
// not need the others have.
func (d *markdown) fold(blocks []block) {
	left, room := 0, MaxMarkdown-mdEnd-d.out.Len()
	for _, b := range blocks {
		if b.n > 0 {
			left++
		}
	}
	for _, b := range blocks {
		if b.n == 0 {
			continue
		}
		share := room / left
		left--
		var text strings.Builder
		text.WriteString("<details><summary>" + b.title + " (" + humanize.Count(int64(b.n)) + ")</summary>\n\n")
		const end = "\n</details>\n\n"
		const remark = 60
		for i := range b.n {
			line := b.line(i)
			if text.Len()+len(line)+len(end)+remark > share {
				text.WriteString("\n" + humanize.Plural(int64(b.n-i), "line is", "lines are") + " left out here\n")
				break
			}
			text.WriteString(line)
		}
		text.WriteString(end)
		room -= text.Len()
		d.out.WriteString(text.String())
	}
}

// fine is the table of what is no worse: times one by one, counters by metric.
func (d *markdown) fine(list []numbered) block {
	var rows []string
	exact := &ofMetric{}
	for _, m := range byMetric(list) {
		if m.exact == len(m.checks) {
			exact.join(m)
			continue
		}
		for _, c := range m.checks {
			rows = append(rows, okRow(c.Check))
		}
	}
	if n := len(exact.checks); n > 0 {
		rows = append(rows, "| "+humanize.Plural(int64(n), "counter", "counters")+", as in the baseline | "+cell(exact.metric)+" | | | | |\n")
	}
	return block{"No worse", len(rows), func(i int) string {
		if i == 0 {
			return "| | metric | baseline | new | times | would have been seen |\n| --- | --- | ---: | ---: | --- | ---: |\n" + rows[0]
		}
		return rows[i]
	}}
}

func okRow(c *gate.Check) string {
	cells := []string{cell(place(c)), cell(c.Metric), "", "", "", ""}
	if x := c.Times; x != nil {
		ratio := times(x.Ratio)
		if known(x.Low) && known(x.High) {
			ratio += " (" + times(x.Low) + " to " + times(x.High) + ")"
		}
		cells[2], cells[3], cells[4], cells[5] = cell(median(c.Unit, x.BaseMedian)), cell(median(c.Unit, x.NewMedian)), cell(ratio), cell(percent(x.Smallest))
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

func cell(text string) string { return layout.CellProse(layout.Gist(layout.Short(text), mdText)) }

// runs are the recordings that were compared.
func (d *markdown) runs() block {
	all := append(append([]gate.Measurement{}, d.r.Base...), d.r.New...)
	return block{"Runs", len(all), func(i int) string {
		side := "baseline"
		if i >= len(d.r.Base) {
			side = "new"
		}
		text := "- " + side + ": " + layout.Code(layout.Clip(layout.Short(all[i].Path), 120))
		if all[i].Time != 0 {
			text += ", " + prose(humanize.Time(all[i].Time))
		}
		return text + "\n"
	}}
}
