package report

import (
	"bytes"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
)

// What follows is what other forms of the report have in common with the text:
// one sentence, one number, said in one place.

// Safe makes a string from a recording harmless and visible, see safe.
func Safe(s string) string { return safe(s) }

// SafeLines splits a text into lines, each of them harmless.
func SafeLines(s string) []string { return safeLines(s) }

// Duration writes a time that may be unknown or derived.
func Duration(v analyze.Value) string { return lasting(v) }

// Heading is what a column of a relation is called above it.
func Heading(c relation.Column) string { return heading(c) }

// Times writes a factor.
func Times(v float64) string { return times(v) }

// Tasks says how many tasks.
func Tasks(n int) string { return humanize.Plural(int64(n), "task", "tasks") }

// OperatorName is how an operator is called, also one that is nil.
func OperatorName(o *analyze.Operator) string { return nameOf(o) }

// OperatorNames lists operators, of many the first few.
func OperatorNames(list []*analyze.Operator) string { return namesOf(list) }

// Saves writes what fixing a finding saves, with its bounds where they say more.
func Saves(q *analyze.Query, f finding.Finding) string { return savesText(q, f) }

// Ending says how a query ended, and after how long. Bad: it did not finish.
func Ending(q *analyze.Query) (look Look, text string) {
	s, text := ending(q)
	return lookOf(s), safe(text)
}

// KindSum is what one kind of segment has of a query's wall time, as printed:
// the times of all kinds add up to the wall, the shares to 100.
type KindSum struct {
	Kind        critical.Kind
	Name        string
	NS          int64
	Time, Share string
}

// PathSums divides the wall time of a query over kinds of segments.
func PathSums(path *critical.Path) []KindSum {
	var list []KindSum
	var sums []int64
	for _, k := range kinds {
		if ns := path.Sum(k); ns > 0 {
			list, sums = append(list, KindSum{Kind: k, Name: k.Called(), NS: ns}), append(sums, ns)
		}
	}
	_, written := humanize.Parts(path.Wall(), sums)
	for i := range list {
		list[i].Time, list[i].Share = written[i], humanize.Percent(sums[i], path.Wall())
	}
	return list
}

// With says by what the queries of a run ran: command, engines, versions.
func With(run *analyze.Run) []string {
	var list []string
	for _, l := range linesOf(func(p *page) { printWith(p, run, ExplainOptions{Full: true}) }) {
		for item := range strings.SplitSeq(l.Text, "  ") {
			if item = strings.TrimSpace(item); item != "" {
				list = append(list, item)
			}
		}
	}
	return list
}

// About says how the job went, and what is wrong with it or with the recording.
func About(run *analyze.Run) []Line {
	return linesOf(func(p *page) {
		if name := jobName(run.Recording); name != "" {
			p.field(plain, "name", name)
		}
		if run.Job != nil {
			printJob(p, run)
			if text := killsOf(run.Job); text != "" {
				p.text(red, 2, 2, text)
			}
			printUse(p, run, true)
		}
		if run.Output != nil {
			p.field(dim, "output", outputText(run.Output))
		}
		printLastWords(p, run)
		printLosses(p, run)
		printWarnings(p, run.Warnings, true)
	})
}

// Empty says why a recording has no query.
func Empty(run *analyze.Run) []Line { return linesOf(func(p *page) { printEmpty(p, run) }) }

// Why says why a query did not finish, what rows failed, and whether it waited
// for its consumer.
func Why(q *analyze.Query) []Line {
	lines := linesOf(func(p *page) {
		printError(p, q, false)
		printRowErrors(p, q, true)
		printUnended(p, q)
		printConsumption(p, q)
	})
	return slices.DeleteFunc(lines, func(l Line) bool { // others show it themselves
		return l.Look == Dim && strings.HasPrefix(l.Text, "the whole message has ")
	})
}

// Trust says how far the numbers of a query can be relied upon. The first line
// is whether anything is missing.
func Trust(c *finding.Case) []Line {
	return linesOf(func(p *page) {
		printTrust(p, c, true)
		printOptimizer(p, c.Query)
		printBasis(p, c.Path)
		printBounds(p, c)
		printWarnings(p, c.Query.Warnings, true)
	})
}

// Figure is a column of the operators beside the name. A word of the legend
// explains its head.
type Figure struct {
	Head string
	Of   func(*analyze.Operator) string
}

// OperatorFigures returns the columns of the operators that say something about
// a query, those of explain --full, but bars and the numbers of findings.
func OperatorFigures(c *finding.Case) []Figure {
	var list []Figure
	for _, f := range figures(c, newOperatorNotes(c), false, true) {
		if f.head != "" && f.head != "finding" {
			list = append(list, Figure{f.head, f.of})
		}
	}
	return list
}

// OperatorNotes returns what is worth a line below an operator of a query.
func OperatorNotes(c *finding.Case) func(*analyze.Operator) []Line {
	notes := newOperatorNotes(c)
	return func(o *analyze.Operator) []Line {
		var list []Line
		for _, n := range notes.of(o, true) {
			list = append(list, Line{Look: lookOf(n.look), Text: safe(n.text)})
		}
		return list
	}
}

// TreeRow is an operator in its place of the plan.
type TreeRow struct {
	Operator *analyze.Operator
	Depth    int
	Again    bool // it stands above already, with its children
}

// OperatorTree returns the operators of a query in the order of its plan. A
// plan may repeat an operator, or hold a cycle.
func OperatorTree(q *analyze.Query) []TreeRow {
	const deepest = 100
	var rows []TreeRow
	for _, l := range drawTree(branches(q, nil), treeStyle{step: 1, most: deepest}) {
		rows = append(rows, TreeRow{l.op(), cells(l.lead), l.again})
	}
	return rows
}

// OperatorRest says how much of the wall no operator accounts for, "" where
// that is little.
func OperatorRest(c *finding.Case) string { return nobodysShare(c) }

// Word is an entry of the legend: what a number is, and what it is not.
type Word struct{ About, Name, Is, IsNot string }

// Words is the legend, see Legend.
func Words() []Word {
	var list []Word
	for _, g := range legend {
		for _, t := range g.terms {
			list = append(list, Word{g.about, t.name, t.is, t.isNot})
		}
	}
	return list
}

// Look is how a line stands out.
type Look string

const (
	Plain Look = ""
	Bold  Look = "bold"
	Dim   Look = "dim" // of less weight
	Warn  Look = "warn"
	Bad   Look = "bad" // what went wrong, or is missing
)

func lookOf(s style) Look {
	switch s {
	case bold:
		return Bold
	case dim:
		return Dim
	case yellow:
		return Warn
	case red:
		return Bad
	}
	return Plain
}

// Line is one line of the text without its layout. A line of a list of facts
// has a label.
type Line struct {
	Look        Look
	Label, Text string
}

// labelOf returns the label that a line of page.field begins with, and the rest.
func labelOf(text string) (label, rest string) {
	const indent = "  "
	cut := len(indent) + fieldColumn
	if len(text) <= cut || !strings.HasPrefix(text, indent) {
		return "", text
	}
	label = strings.TrimRight(text[len(indent):cut], " ")
	if label == "" || len(label) == fieldColumn || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz") != "" {
		return "", text
	}
	return label, text[cut:]
}

// linesOf draws without a bound to the width and returns what was drawn. A line
// has the look of its first piece.
func linesOf(draw func(*page)) []Line {
	var b bytes.Buffer
	p := newPage(&b, Unlimited, true)
	draw(p)
	_ = p.close() // a buffer takes all
	looks := []style{bold, dim, red, green, yellow, blue, magenta, cyan, gray}
	var list []Line
	for text := range strings.SplitSeq(b.String(), "\n") {
		l := Line{}
		for _, s := range looks {
			if strings.HasPrefix(text, string(s)) {
				l.Look = lookOf(s)
			}
			text = strings.ReplaceAll(text, string(s), "")
		}
		l.Label, text = labelOf(strings.ReplaceAll(text, unstyled, ""))
		if l.Text = strings.TrimSpace(text); l.Text != "" {
			list = append(list, l)
		}
	}
	return list
}
