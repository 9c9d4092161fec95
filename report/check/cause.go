package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/report/layout"
)

// told is a cause as it is shown, in all forms alike.
type told struct {
	lines []toldLine
	rest  string // what is left of the difference, "" where nothing is
}

type toldLine struct {
	text     string
	evidence []string
}

const (
	causesShown = 3  // causes of a regression that are shown where not all are, unless the plan changed
	causeSmall  = 20 // causes of less than one in so many of the difference are put together
)

// causeOf tells why a check got worse: what changed in the operator that it is of,
// then where the time went, first what went the way of the whole.
func causeOf(c *gate.Check, x Cause, full bool) told {
	var t told
	q := x.Query
	if q == nil && x.Job != nil {
		t.lines = append(t.lines, toldLine{text: jobParts(x.Job)})
		return t
	}
	if q == nil {
		if x.Why != "" {
			t.lines = append(t.lines, toldLine{text: "not known: " + layout.Short(x.Why)})
		}
		return t
	}
	if c.Exact {
		t.lines = append(t.lines, changesOf(c, q, full)...)
	}
	if !q.Delta.Known() {
		if len(t.lines) == 0 {
			t.lines = append(t.lines, toldLine{text: "not known: one of the two runs has no wall time"})
		}
		return t
	}
	delta := q.Delta.V
	if c.Exact && len(t.lines) > 0 {
		return t // a counter's reason is the plan's, not where the time went
	}
	most, least := causesShown, size(delta)/causeSmall
	if full {
		most, least = len(q.Causes), 0
	}
	shown, others := q.Told(most, least)
	for _, k := range shown {
		line := toldLine{text: layout.Short(k.Title) + ": " + estimated(k) + humanize.Change(k.NS) + " of " + humanize.Change(delta)}
		for _, e := range k.Evidence[:min(len(k.Evidence), evidenceShown(full, len(k.Evidence)))] {
			line.evidence = append(line.evidence, layout.Short(e))
		}
		t.lines = append(t.lines, line)
	}
	if len(others) > 0 {
		var rest int64
		for _, k := range others {
			rest = saturate.Add(rest, k.NS)
		}
		t.rest = fmt.Sprintf("%s: %s", humanize.Plural(int64(len(others)), "other cause", "other causes"), humanize.Change(rest))
	}
	return t
}

// jobParts says in which parts of a job the difference is, largest first.
func jobParts(j *compare.Job) string {
	parts := slices.Clone(j.Parts)
	slices.SortStableFunc(parts, func(a, b compare.JobPart) int { return cmp.Compare(magnitude(b.Delta), magnitude(a.Delta)) })
	var list []string
	for _, p := range parts {
		if p.Delta != 0 {
			list = append(list, layout.Short(p.Name)+" "+humanize.Change(p.Delta))
		}
	}
	return "of " + humanize.Change(j.Delta) + ": " + strings.Join(list, ", ")
}

func magnitude(ns int64) uint64 {
	if ns < 0 {
		return -uint64(ns)
	}
	return uint64(ns)
}

// size is the size of a difference.
func size(ns int64) int64 { return max(ns, saturate.Sub(0, ns)) }

func evidenceShown(full bool, n int) int {
	if full {
		return n
	}
	return 1
}

func estimated(k compare.Cause) string {
	if k.Estimated {
		return "~"
	}
	return ""
}

// changesOf says what is another in the plan: of the operator that a check is of,
// or else of any.
func changesOf(c *gate.Check, q *compare.Query, full bool) []toldLine {
	var own, others []toldLine
	for _, o := range q.Operators {
		switch {
		case o.Base != nil && o.New != nil && o.Changed != "":
			line := toldLine{text: fmt.Sprintf("%s #%d changed: %s", layout.Short(o.New.Name), o.New.ID, layout.Short(o.Changed))}
			if o.New.ID == c.Node {
				own = append(own, line)
			} else {
				others = append(others, line)
			}
		case o.Base == nil && o.New != nil:
			others = append(others, toldLine{text: fmt.Sprintf("only the new plan has %s #%d", layout.Short(o.New.Name), o.New.ID)})
		case o.New == nil && o.Base != nil:
			others = append(others, toldLine{text: fmt.Sprintf("only the baseline's plan has %s #%d", layout.Short(o.Base.Name), o.Base.ID)})
		}
	}
	lines := append(own, others...)
	if !full && len(lines) > causesShown {
		more := humanize.Plural(int64(len(lines)-causesShown), "other change", "other changes") + " of the plan"
		lines = append(lines[:causesShown:causesShown], toldLine{text: more})
	}
	return lines
}

// command compares the two recordings of a cause.
func (x Cause) command() string {
	if x.Base == "" || x.New == "" {
		return ""
	}
	return "daft-analyze diff " + word(x.Base) + " " + word(x.New)
}

// word is a path as a shell takes it, shown so that it does nothing else.
func word(path string) string {
	return layout.ShellWord(layout.Safe(layout.Bounded(path, layout.LongestCell)))
}
