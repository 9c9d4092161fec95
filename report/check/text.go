package check

import (
	"io"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/report/layout"
)

// looks of verdicts.
var looks = map[gate.Verdict]layout.Style{
	gate.OK: layout.Green, gate.Regression: layout.Red, gate.Inconclusive: layout.Yellow, gate.Incomparable: layout.Magenta,
}

// Text writes a report for who sees a red build: the verdict and why, then what to
// look at, gravest first.
func Text(w io.Writer, r Report, o Options) error {
	g := groupsOf(r)
	t := &textPage{Page: layout.NewPage(w, o.Width, o.Color), r: r, o: o}
	t.Whole = o.Full
	t.Headline(looks[r.Verdict], "", headline(r, g))
	single := len(g.failed) == 1 && r.Verdict == gate.Regression // the headline is its sentence
	if single {
		t.why(g.failed[0])
	}
	if !said(r, g) {
		t.Text(layout.Plain, 2, 2, summary(r, g))
	}
	if !single {
		t.regressions(g.failed)
	}
	t.incomparable(g.incomparable)
	t.inconclusive(g.inconclusive)
	t.reported(g.reported, g.untold)
	t.ok(g.ok)
	t.suppressed(g.suppressed)
	t.changes()
	t.notes()
	t.next(g)
	return t.Close()
}

// textPage writes one report.
type textPage struct {
	*layout.Page
	r Report
	o Options
}

func (t *textPage) heading(look layout.Style, title string) {
	t.Blank()
	t.Line(look, title)
}

// Cells before what belongs to a check, and of its label.
const indent, column = 4, 7

// field writes what belongs to a check, in a column of its own beside its label.
func (t *textPage) field(look layout.Style, label, value string) {
	for i, l := range layout.Wrap(t.Bounded(value), t.Width-indent-column) {
		if i > 0 {
			label = ""
		}
		t.Parts(layout.Part{Text: strings.Repeat(" ", indent) + layout.Pad(label, column, false)}, layout.Part{Look: look, Text: l})
	}
}

// command writes a command on one line, however long: one that is cut or wrapped
// cannot be copied.
func (t *textPage) command(label, command string) {
	width := t.Width
	t.Width = layout.Unlimited
	t.Parts(layout.Part{Text: strings.Repeat(" ", indent) + layout.Pad(label, column, false)}, layout.Part{Look: layout.Bold, Text: command})
	t.Width = width
}

func (t *textPage) regressions(failed []numbered) {
	if len(failed) == 0 {
		return
	}
	t.heading(layout.Bold, "Regressions")
	for _, c := range failed {
		t.Text(layout.Red, 2, 2, sentence(c.Check))
		t.why(c)
	}
}

// why writes what a regression is because of, and how to see more of it.
func (t *textPage) why(c numbered) {
	x, has := t.r.Causes[c.index]
	if has {
		told := causeOf(c.Check, x, t.o.Full)
		for i, l := range told.lines {
			label := ""
			if i == 0 {
				label = "cause"
			}
			t.field(layout.Plain, label, l.text)
			for _, e := range l.evidence {
				t.field(layout.Dim, "", e)
			}
		}
		if told.rest != "" {
			t.field(layout.Plain, "", told.rest)
		}
	}
	if c.Times != nil {
		t.field(layout.Plain, "limit", rule(c.Check))
	}
	if command := x.command(); command != "" {
		t.command("see", command)
	}
}

func (t *textPage) incomparable(list []numbered) {
	if len(list) == 0 {
		return
	}
	t.heading(layout.Bold, "Incomparable")
	t.each(layout.Magenta, list, sentence)
}

func (t *textPage) inconclusive(list []numbered) {
	if len(list) == 0 || len(list) == 1 && t.r.Verdict == gate.Inconclusive { // the headline says it
		return
	}
	t.heading(layout.Bold, "Inconclusive: so many runs cannot tell")
	t.each(layout.Yellow, list, doubt)
}

func (t *textPage) reported(list, untold []numbered) {
	if len(list)+len(untold) == 0 {
		return
	}
	t.heading(layout.Bold, "Reported, and fails nothing")
	t.each(layout.Plain, list, sentence)
	for _, m := range byMetric(untold) {
		if t.o.Full {
			t.each(layout.Plain, m.checks, doubt)
			continue
		}
		t.Text(layout.Plain, 2, 2, m.untold())
	}
}

// entriesShown is how many checks of a group are shown where not all are.
const entriesShown = 8

func (t *textPage) each(look layout.Style, list []numbered, say func(*gate.Check) string) {
	for i, c := range list {
		if i == entriesShown && len(list) > entriesShown+1 && !t.o.Full {
			t.Text(layout.Dim, 2, 2, "and "+humanize.Count(int64(len(list)-i))+" more: --full shows them")
			return
		}
		t.Text(look, 2, 2, say(c.Check))
	}
}

func (t *textPage) suppressed(list []numbered) {
	if len(list)+len(t.r.Expired) == 0 {
		return
	}
	t.heading(layout.Bold, "Suppressed")
	t.each(layout.Plain, list, func(c *gate.Check) string {
		return string(c.Verdict) + ": " + sentence(c) + ". " + suppression(*c.Suppressed)
	})
	for _, s := range t.r.Expired {
		t.Text(layout.Yellow, 2, 2, "expired, and no longer suppressed: "+covers(s)+". "+suppression(s))
	}
}

// suppression says why something does not count, and until when.
func suppression(s gate.Suppression) string {
	text := "Until " + orNone(s.Until)
	if s.Until == "" {
		text = "Without an end"
	}
	if s.Reason == "" {
		return text + ", no reason given"
	}
	return text + ": " + layout.Short(s.Reason)
}

// covers says what a suppression is of.
func covers(s gate.Suppression) string {
	what := func(glob, all string) string {
		if glob == "" {
			return all
		}
		return layout.Clip(layout.Short(glob), longestSubject)
	}
	return what(s.Metric, "all metrics") + " of " + what(s.Query, "all queries")
}

func (t *textPage) changes() {
	if len(t.r.Changes) == 0 {
		return
	}
	t.heading(layout.Bold, "History: where a metric moved to another level")
	for i, c := range t.r.Changes {
		if i == entriesShown && len(t.r.Changes) > entriesShown+1 && !t.o.Full {
			t.Text(layout.Dim, 2, 2, "and "+humanize.Count(int64(len(t.r.Changes)-i))+" more: --full shows them")
			return
		}
		look := layout.Green
		if c.Worse {
			look = layout.Red
		}
		t.Text(look, 2, 2, moved(c))
	}
}

// moved says where a metric of a history moved to another level.
func moved(c gate.Change) string {
	of := gate.Check{Query: c.Query, Label: c.Label}
	text := subject(&of) + ": " + layout.Short(c.Metric) + " " + median(c.Unit, c.Before) + " -> " + median(c.Unit, c.After)
	if c.Before > 0 && known(c.After) {
		text += ", " + times(c.After/c.Before) + " times"
	}
	text += ", since " + humanize.Time(c.Time)
	if commit := c.Labels["commit"]; commit != "" {
		text += " (commit " + layout.Clip(layout.Short(commit), longestSubject) + ")"
	}
	text += ", " + humanize.Plural(int64(c.Runs), "run", "runs")
	if known(c.P) {
		text += ", " + probability(c.P)
	}
	return text
}

func (t *textPage) notes() {
	if len(t.r.Notes) == 0 {
		return
	}
	t.heading(layout.Bold, "Notes")
	for _, n := range t.r.Notes {
		t.Text(layout.Plain, 2, 2, layout.Short(n))
	}
}

// next says what can be done about a red build.
func (t *textPage) next(g groups) {
	if advice := nextOf(t.r, g); advice != "" {
		t.Blank()
		t.Text(layout.Plain, 0, 2, advice)
	}
}

// nextOf is what to do about a verdict, "" where nothing is to be done.
func nextOf(r Report, g groups) string {
	switch {
	case len(g.failed) > 0:
		return "Is it meant? Make these runs the new baseline, or suppress the check for a time and a reason: docs/howto/ci.md."
	case r.Verdict == gate.Incomparable:
		return "Compare runs of the same job on the same data and machine, or record a new baseline: docs/howto/ci.md."
	}
	return ""
}
