package report

import (
	"bytes"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
)

// What follows is what other forms of the report have in common with the text:
// one sentence, one number, said in one place.

// Safe makes a string from a recording harmless and visible, see safe.
func Safe(s string) string { return safe(s) }

// SafeLines splits a text into lines, each of them harmless.
func SafeLines(s string) []string { return safeLines(s) }

// Count, Bytes and Duration write a value that may be unknown or derived.
func Count(v analyze.Value) string    { return count(v) }
func Bytes(v analyze.Value) string    { return size(v) }
func Duration(v analyze.Value) string { return lasting(v) }

// Tasks says how many tasks.
func Tasks(n int) string { return humanize.Plural(int64(n), "task", "tasks") }

// OperatorName is how an operator is called, also one that is nil.
func OperatorName(o *analyze.Operator) string { return nameOf(o) }

// OperatorNames lists operators, of many the first few.
func OperatorNames(list []*analyze.Operator) string { return namesOf(list) }

// WorkerName is a worker's label with the beginning of its id.
func WorkerName(w *analyze.Worker) string { return workerName(w) }

// StageName is how the tasks of a stage are called.
func StageName(name string) string { return safe(stageName(name)) }

// KindName is how a kind of segment is called.
func KindName(k critical.Kind) string { return kindName(k) }

// SegmentText says what a segment of a path is about.
func SegmentText(s critical.Segment) string { return safe(segmentText(s)) }

// Saves writes what fixing a finding saves, with its bounds where they say more.
func Saves(q *analyze.Query, f finding.Finding) string { return savesText(q, f) }

// Share writes a part of a query's wall time.
func Share(ns int64, q *analyze.Query) string { return shareOf(ns, q) }

// SkewTimes writes the median and the longest of a stage, and the measures of
// its unevenness: longest over median, most rows over median, and how many tasks
// ran at a time in effect.
func SkewTimes(x skew.Stage) (median, longest, ratio, rows, effective string) {
	return tookTime(x, x.Median), tookTime(x, x.Longest), times(x.Ratio), times(x.RowsRatio), decimal(x.Effective)
}

// QueryEnd says how a query ended and how long it took. Well is false where it
// did not finish.
func QueryEnd(q *analyze.Query) (text string, well bool) {
	lines := linesOf(func(p *page) { printQueryHead(p, numbered{Query: q, number: 1, of: 1, commands: 1}) })
	if len(lines) == 0 {
		return "", false
	}
	return strings.TrimPrefix(lines[0].Text, safe(q.ID)+"  "), q.Outcome == analyze.OutcomeFinished
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
			list, sums = append(list, KindSum{Kind: k, Name: kindName(k), NS: ns}), append(sums, ns)
		}
	}
	_, written := humanize.Parts(path.Wall(), sums)
	shares := humanize.Shares(path.Wall(), sums)
	for i := range list {
		list[i].Time, list[i].Share = written[i], shares[i]
	}
	return list
}

// Look is how a line stands out.
type Look string

const (
	Plain Look = ""
	Bold  Look = "bold"
	Dim   Look = "dim" // of less weight
	Bad   Look = "bad" // what went wrong, or is missing
)

// Line is one line of the text without its layout. A line of a list of facts
// has a label.
type Line struct {
	Look        Look
	Label, Text string
}

// Header says what a recording is of, how the job went, and what is odd about
// the recording. The first line names the file, the engines and the versions.
func Header(run *analyze.Run, path string) []Line {
	return linesOf(func(p *page) { printHeader(p, run, ExplainOptions{Path: path, Full: true}) })
}

// Empty says why a recording has no query.
func Empty(run *analyze.Run) []Line { return linesOf(func(p *page) { printEmpty(p, run) }) }

// Why says why a query did not finish, what rows failed, and whether it waited
// for its consumer.
func Why(q *analyze.Query) []Line {
	return linesOf(func(p *page) {
		printError(p, q, false)
		printRowErrors(p, q, true)
		printUnended(p, q)
		printConsumption(p, q)
	})
}

// Trust says how far the numbers of a query can be relied upon. The first line
// is whether anything is missing.
func Trust(c *finding.Case) []Line {
	return linesOf(func(p *page) {
		printTrust(p, c.Run, c.Query, true, true)
		printBasis(p, c.Path)
		printBounds(p, c)
		printWarnings(p, c.Query.Warnings, true)
	})
}

// Model says how well a replay of the unchanged run agrees with it.
func Model(c *finding.Case) []Line { return linesOf(func(p *page) { printModel(p, c.Model) }) }

// Figure is a column of the operator tree beside the name.
type Figure struct {
	Head string
	Of   func(*analyze.Operator) string
}

// OperatorFigures returns the columns of the operator tree that say something
// about a query, those of explain --full.
func OperatorFigures(c *finding.Case) []Figure {
	var list []Figure
	for _, f := range figures(c, false, true) {
		list = append(list, Figure{f.head, f.of})
	}
	return list
}

// OperatorNotes returns what is worth a line below an operator of a query.
func OperatorNotes(q *analyze.Query) func(*analyze.Operator) []string {
	notes := newOperatorNotes(q)
	return func(o *analyze.Operator) []string {
		list := notes.of(o)
		for i := range list {
			list[i] = safe(list[i])
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
	style := treeStyle{step: 1, most: deepest}
	var rows []TreeRow
	for _, l := range drawTree(q, style) {
		rows = append(rows, TreeRow{l.op, cells(l.lead), l.again})
	}
	return rows
}

// OperatorRest says how much of the wall no operator accounts for, "" where
// that is little.
func OperatorRest(c *finding.Case) string { return nobodysShare(c) }

// labelCells is what page.field keeps for a label.
const labelCells = 10

// labelOf returns the label that a line begins with, and the rest of it.
func labelOf(text string) (label, rest string) {
	const indent = "  "
	cut := len(indent) + labelCells
	if len(text) <= cut || !strings.HasPrefix(text, indent) {
		return "", text
	}
	label = strings.TrimRight(text[len(indent):cut], " ")
	if label == "" || len(label) == labelCells || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz") != "" {
		return "", text
	}
	return label, text[cut:]
}

// linesOf draws without a bound to the width and returns what was drawn.
func linesOf(draw func(*page)) []Line {
	var b bytes.Buffer
	p := newPage(&b, Unlimited, true)
	draw(p)
	_ = p.close() // a buffer takes all
	var list []Line
	for text := range strings.SplitSeq(b.String(), "\n") {
		l := Line{}
		for _, s := range []struct {
			look  Look
			style style
		}{{Bold, bold}, {Dim, dim}, {Bad, red}} {
			if rest, ok := strings.CutPrefix(text, string(s.style)); ok {
				l.Look, text = s.look, strings.TrimSuffix(rest, unstyled)
			}
		}
		l.Label, text = labelOf(text)
		if l.Text = strings.TrimSpace(text); l.Text != "" {
			list = append(list, l)
		}
	}
	return list
}
