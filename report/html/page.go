package html

import (
	"html/template"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/report"
)

// page is what the template draws.
type page struct {
	Title     string
	Made      string // the program that wrote it
	Items     []string
	Recording []report.Line
	Empty     []report.Line
	Many      bool // several queries
	Queries   []*queryPage
	Left      string // which queries are not in the file, "" for none
	Words     []wordGroup
}

// queryPage is what the template draws of one query.
type queryPage struct {
	Number    int
	ID        string
	Engine    string
	Ended     string
	Well      bool
	Wall      string
	Command   string
	Strip     []piece
	Sums      []report.KindSum
	Exact     string // the wall to the nanosecond, where the sums add up to it
	Why       []report.Line
	Error     []string // the whole message, where it has several lines
	Complete  bool
	Trust     []report.Line // the first is whether anything is missing
	Findings  []findingRow
	Fine      []findingRow
	Heads     []head
	Operators []operatorRow
	Rest      string
	Worst     string // the title of the costliest finding
	Drawing   template.HTML
	NoDrawing string // why there is none
	Parallel  string
	Tasks     int
}

// piece is a part of the strip that divides the wall, in hundredths of a percent.
type piece struct {
	Kind critical.Kind
	X, W string
}

type head struct{ Text, Term string }

type findingRow struct {
	finding.Finding
	Index       int // in the case
	Number      int // from 1, as explain numbers them
	Cost, Saves string
	CostWidth   string // of the wall, percent
	Open        bool
	Operators   []*analyze.Operator
	Evidence    []string
}

type operatorRow struct {
	ID       int64
	Name     string
	Again    bool
	Failed   bool
	Parent   bool // it has rows below it
	Depth    int
	Indent   []struct{}
	Path     string // percent of the wall
	Figures  []string
	Notes    []report.Line
	Findings []int // numbers of the findings that speak of it
}

// opened is how many findings are told in full at first.
const opened = 3

func pageOf(s *finding.Study, cases []*finding.Case, numbers []int, o Options) *page {
	p := &page{Title: report.Safe(o.Path), Made: o.CreatedBy, Words: wordsOf(), Many: len(s.Run.Queries) > 1}
	p.Items = append([]string{humanize.Plural(int64(len(s.Run.Queries)), "query", "queries")}, report.With(s.Run)...)
	p.Recording = report.About(s.Run)
	if len(s.Run.Queries) == 0 {
		p.Empty = report.Empty(s.Run)
	}
	commands := make(map[string]bool)
	for _, q := range s.Run.Queries {
		commands[q.Entrypoint] = true
	}
	for i, c := range cases {
		q := queryOf(c, numbers[i])
		if len(commands) < 2 { // it stands in the head of the page
			q.Command = ""
		}
		p.Queries = append(p.Queries, q)
	}
	return p
}

func queryOf(c *finding.Case, number int) *queryPage {
	q := c.Query
	v := &queryPage{Number: number, ID: report.Safe(q.ID), Engine: string(q.Engine), Command: report.Safe(q.Entrypoint), Wall: humanize.Unknown, Complete: q.Trust.Complete,
		Why: report.Why(q), Trust: report.Trust(c), Rest: report.OperatorRest(c), Parallel: c.Profile.Evidence, Tasks: len(q.Tasks)}
	look, ended := report.Ending(q)
	v.Ended, v.Well = ended, look != report.Bad
	if q.Wall.Known() {
		v.Wall = humanize.Wall(q.Wall.V)
		if q.Wall.Origin == analyze.Derived {
			v.Wall = "~" + v.Wall
		}
	}
	v.Sums = report.PathSums(c.Path)
	if len(v.Sums) > 0 {
		v.Exact = humanize.DurationExact(c.Path.Wall())
	}
	at := int64(0)
	for _, x := range v.Sums {
		v.Strip = append(v.Strip, piece{x.Kind, percentOf(at, c.Path.Wall()), percentOf(x.NS, c.Path.Wall())})
		at += x.NS
	}
	if q.Error != nil {
		if lines := report.SafeLines(q.Error.Text); len(lines) > 1 {
			v.Error = lines
		}
	}
	v.findings(c)
	v.operators(c)
	return v
}

func (v *queryPage) findings(c *finding.Case) {
	for i, f := range c.Findings {
		row := findingRow{Finding: f, Index: i, Cost: report.Duration(f.Cost), Saves: report.Saves(c.Query, f), CostWidth: percentOf(f.Cost.V, c.Query.Wall.V)}
		row.Title = report.Safe(f.Title)
		row.Advice, row.Check = report.Safe(f.Advice), report.Safe(f.Check)
		for _, e := range f.Evidence {
			row.Evidence = append(row.Evidence, report.Safe(e))
		}
		row.Operators = f.Operators
		if f.Severity == finding.Fine {
			v.Fine = append(v.Fine, row)
			continue
		}
		row.Number = len(v.Findings) + 1
		row.Open = row.Number <= opened
		v.Findings = append(v.Findings, row)
	}
	if len(v.Findings) > 0 {
		v.Worst = v.Findings[0].Title
	} else if len(v.Fine) > 0 {
		v.Worst = v.Fine[0].Title
	}
}

func (v *queryPage) operators(c *finding.Case) {
	figures := report.OperatorFigures(c)
	for _, f := range figures {
		v.Heads = append(v.Heads, head{f.Head, strings.TrimPrefix(f.Head, "~")})
	}
	spoken := make(map[*analyze.Operator][]int)
	for _, f := range v.Findings {
		for _, o := range f.Operators {
			spoken[o] = append(spoken[o], f.Number)
		}
	}
	path := make(map[*analyze.Operator]int64)
	for _, x := range c.Path.Operators() {
		path[x.Operator] = x.NS
	}
	notes := report.OperatorNotes(c)
	tree := report.OperatorTree(c.Query)
	for i, t := range tree {
		o := t.Operator
		row := operatorRow{ID: o.ID, Name: report.OperatorName(o), Again: t.Again, Depth: t.Depth, Indent: make([]struct{}, min(t.Depth, deepestIndent)),
			Parent: i+1 < len(tree) && tree[i+1].Depth > t.Depth, Path: percentOf(path[o], c.Query.Wall.V)}
		if !t.Again {
			for _, f := range figures {
				row.Figures = append(row.Figures, f.Of(o))
			}
			row.Notes, row.Findings = notes(o), spoken[o]
			row.Failed = c.Query.Error != nil && c.Query.Error.Operator == o
		}
		v.Operators = append(v.Operators, row)
	}
}

// deepestIndent is how many levels of a plan are told apart by their indent.
const deepestIndent = 24

// percentOf returns a part of a whole as a percentage between 0 and 100, for the
// width of a bar.
func percentOf(part, whole int64) string {
	if whole <= 0 || part <= 0 {
		return "0"
	}
	return strconv.FormatFloat(min(100, 100*float64(part)/float64(whole)), 'f', 2, 64)
}
