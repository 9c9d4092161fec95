package check

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/report/layout"
)

// subject is what a check is of: a query as people call it, or the job.
func subject(c *gate.Check) string {
	switch {
	case c.Label != "":
		return layout.Clip(layout.Short(c.Label), longestSubject)
	case c.Query != "":
		return layout.Clip(layout.Short(c.Query), longestSubject)
	}
	if c.Work != "" {
		return "the job with " + c.Work
	}
	return "the job"
}

// longestSubject is how many cells of a query's label are shown.
const longestSubject = 60

// place is a subject, and the operator where a check is of one.
func place(c *gate.Check) string {
	if c.Where == "" || strings.Contains(c.Why, c.Where) { // said there
		return subject(c)
	}
	return subject(c) + ", " + layout.Clip(layout.Short(c.Where), longestSubject)
}

// name is what tells a check from the others of a report: place and metric.
func name(c *gate.Check) string { return place(c) + ": " + layout.Short(c.Metric) }

// does are the words for a metric that is so many times as large.
var does = map[string]string{
	gate.Wall:   "took %s times as long",
	gate.CPU:    "took %s times as much CPU time",
	gate.Memory: "held %s times as much memory",
	gate.Busy:   "kept threads busy %s times as long",
	gate.Slots:  "held slots %s times as long",
}

// sentence says of a check what came out, with its numbers.
func sentence(c *gate.Check) string { return clause(c, numbers) }

// brief is a sentence with the two sides only.
func brief(c *gate.Check) string { return clause(c, sides) }

// clause says of a check what came out and, of times, in brackets what is asked for.
func clause(c *gate.Check, brackets func(*gate.Check) string) string {
	text := statement(c)
	if c.Times == nil || !known(c.Times.Ratio) || c.Verdict != gate.Regression && c.Why != "" {
		return text
	}
	return text + " (" + brackets(c) + ")"
}

// statement says of a check what came out, without brackets.
func statement(c *gate.Check) string {
	switch {
	case c.Times == nil && c.Why != "":
		return place(c) + ": " + layout.Short(c.Why)
	case c.Times == nil:
		return place(c) + ": " + layout.Short(c.Metric) + " " + sides(c)
	case c.Verdict != gate.Regression && c.Why != "":
		return place(c) + ": " + layout.Short(c.Metric) + " " + layout.Short(c.Why)
	case !known(c.Times.Ratio):
		text := place(c) + ": " + layout.Short(c.Metric) + " " + sides(c)
		if c.Why != "" {
			text += ": " + layout.Short(c.Why)
		}
		return text
	}
	verb := does[c.Metric]
	if verb == "" {
		verb = "had %s times as much " + strings.ReplaceAll(layout.Short(c.Metric), "%", "%%")
	}
	if c.Verdict == gate.Inconclusive {
		verb = "may have " + participle(verb)
	}
	return place(c) + " " + fmt.Sprintf(verb, times(c.Times.Ratio))
}

// participle turns took into taken, as after may have.
func participle(verb string) string {
	return strings.Replace(verb, "took ", "taken ", 1)
}

// sides writes what the baseline had and what the new runs have.
func sides(c *gate.Check) string {
	switch {
	case c.Times != nil:
		return median(c.Unit, c.Times.BaseMedian) + " -> " + median(c.Unit, c.Times.NewMedian)
	case c.BaseWords != "" || c.NewWords != "":
		return orNone(c.BaseWords) + " -> " + orNone(c.NewWords)
	}
	base, current := span(c.Unit, c.Base), span(c.Unit, c.New)
	if base == current {
		return base
	}
	return base + " -> " + current
}

func orNone(words string) string {
	if words == "" {
		return humanize.None
	}
	return layout.Clip(layout.Short(words), longestSubject)
}

// numbers are what a verdict on times rests on.
func numbers(c *gate.Check) string {
	text := sides(c)
	if s := interval(c.Times); s != "" {
		text += "; " + s
	}
	text += "; " + runs(c)
	if known(c.Times.P) {
		text += ", " + probability(c.Times.P)
	}
	return text
}

// runs says how many runs a check rests on.
func runs(c *gate.Check) string {
	return humanize.Plural(int64(len(c.New)), "run", "runs") + " against " + humanize.Count(int64(len(c.Base)))
}

// rule says by what a check of times was decided.
func rule(c *gate.Check) string {
	t := c.Times
	text := "counts from " + percent(t.MinRatio)
	if t.MinAbsolute > 0 {
		text += " and " + amount(c.Unit, t.MinAbsolute)
	}
	text += " on"
	if known(t.Noise) && t.Noise > 0 {
		text += "; the baseline varies by " + share(t.Noise)
	}
	if t.Rule != "" {
		text += "; decided by " + layout.Short(t.Rule)
	}
	return text
}

// doubt is a sentence of what is inconclusive, with how many more runs would tell.
func doubt(c *gate.Check) string {
	if c.Why != "" || c.Times == nil {
		return sentence(c)
	}
	return sentence(c) + ": " + more(c.Times)
}

// more says how many more runs would tell.
func more(t *gate.Times) string {
	switch {
	case t.MoreRuns < 0:
		return "how many more runs would tell is not known"
	case t.MoreRuns == 0:
		return "more runs would not change that"
	}
	return humanize.Plural(t.MoreRuns, "more run", "more runs") + " on each side would tell " + percent(t.MinRatio)
}

// headline says the verdict and what it is for, with numbers.
func headline(r Report, g groups) string {
	text := string(r.Verdict)
	if text == "" {
		text = "no verdict"
	}
	var lead string
	switch {
	case r.Verdict == gate.Regression && len(g.failed) > 0:
		lead = among(g.failed, len(r.Checks), sentence, "got worse as well")
	case r.Verdict == gate.Incomparable && len(g.incomparable) > 0:
		lead = among(g.incomparable, len(r.Checks), sentence, "cannot be compared either")
	case r.Verdict == gate.Inconclusive && len(g.inconclusive) > 0:
		lead = among(g.inconclusive, len(r.Checks), doubt, "cannot be told either")
	default:
		lead = summary(r, g)
		if n := lacking(r); n > 0 && r.Verdict == gate.OK {
			lead += ", but " + humanize.Plural(int64(n), "query is", "queries are") + " not in the baseline"
		}
	}
	return text + ": " + lead
}

// among says of the first check of a group all, and of the others that there are.
func among(group []numbered, checks int, say func(*gate.Check) string, others string) string {
	if len(group) == 1 {
		return say(group[0].Check)
	}
	return brief(group[0].Check) + "; " + humanize.Plural(int64(len(group)-1), "other check", "other checks") + " of " + humanize.Count(int64(checks)) + " " + others
}

// lacking is how many queries of the new runs the baseline has not.
func lacking(r Report) (n int) {
	for i := range r.Checks {
		n += r.Checks[i].Extra
	}
	return n
}

// said reports whether the headline is the summary already.
func said(r Report, g groups) bool { return strings.Contains(headline(r, g), ": "+summary(r, g)) }

// summary says how many runs and checks there were, and what came of them.
func summary(r Report, g groups) string {
	if len(r.New) == 0 && len(r.Checks) == 0 && len(r.Base) > 0 { // a history alone
		changes := "no metric moved to another level"
		if n := len(r.Changes); n > 0 {
			changes = "metrics moved to another level " + humanize.Plural(int64(n), "time", "times")
		}
		return "a history of " + humanize.Plural(int64(len(r.Base)), "run", "runs") + ", no new ones; " + changes
	}
	var parts []string
	for _, x := range g.counts(r) {
		if x.n > 0 {
			parts = append(parts, humanize.Plural(int64(x.n), x.one, x.many))
		}
	}
	text := humanize.Plural(int64(len(r.New)), "run", "runs") + " against " + humanize.Count(int64(len(r.Base))) + " of the baseline, " +
		humanize.Plural(int64(len(r.Checks)), "check", "checks")
	if len(parts) == 0 {
		return text
	}
	return text + ": " + strings.Join(parts, ", ")
}
