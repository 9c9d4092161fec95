package report

import (
	"cmp"
	"io"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// ViewOptions say what a view of one analysis shows and how.
type ViewOptions struct {
	Path  string // of the recording, as the user gave it
	Query string // show one query: its id, the beginning of its id, or its number from 1; "": all
	Width int    // in cells: 0 means DefaultWidth; below MinWidth counts as MinWidth
	Color bool   // with terminal escapes
	Top   int    // so many rows at most; 0: as many as the view shows by itself
	Worst bool   // worst first instead of in order, where a view has an order
}

// eachCase draws one view of the chosen queries, each below its head.
func eachCase(w io.Writer, s *finding.Study, o ViewOptions, draw func(*page, *finding.Case)) error {
	chosen, err := selectQueries(s.Run, o.Query)
	if err != nil {
		return err
	}
	p := newPage(w, o.Width, o.Color)
	if len(chosen) == 0 {
		p.line(bold, "No query was recorded.")
		printEmpty(p, s.Run)
	}
	cases := casesOf(s, chosen)
	for i, n := range chosen {
		if i > 0 {
			p.blank()
		}
		printQueryHead(p, n)
		draw(p, cases[i])
	}
	return p.close()
}

// Cases returns the cases of the chosen queries.
func Cases(s *finding.Study, query string) ([]*finding.Case, error) {
	chosen, err := selectQueries(s.Run, query)
	if err != nil {
		return nil, err
	}
	return casesOf(s, chosen), nil
}

func casesOf(s *finding.Study, chosen []numbered) []*finding.Case {
	queries := make([]*analyze.Query, len(chosen))
	for i, n := range chosen {
		queries[i] = n.Query
	}
	return s.Cases(queries)
}

// Longest returns the n cases whose queries took longest, in their order.
func Longest(cases []*finding.Case, n int) []*finding.Case {
	ordered := slices.Clone(cases)
	slices.SortStableFunc(ordered, func(a, b *finding.Case) int { return cmp.Compare(b.Query.Wall.V, a.Query.Wall.V) })
	kept := ordered[:min(n, len(ordered))]
	return slices.DeleteFunc(slices.Clone(cases), func(c *finding.Case) bool { return !slices.Contains(kept, c) })
}

// mostRows returns how many of n rows are shown.
func (o ViewOptions) mostRows(n, usual int) int {
	if o.Top > 0 {
		usual = o.Top
	}
	return min(n, usual)
}

// printHidden says how many rows are not shown.
func printHidden(p *page, hidden int, one, many string) {
	if hidden > 0 {
		p.line(dim, "  and "+humanize.Plural(int64(hidden), "more "+one, "more "+many)+": --top shows more")
	}
}

// shareOf writes a part of a query's wall time.
func shareOf(ns int64, q *analyze.Query) string {
	if !q.Wall.Known() || q.Wall.V <= 0 {
		return humanize.Unknown
	}
	return humanize.Percent(ns, q.Wall.V)
}

// nameOf names an operator that may not be known.
func nameOf(o *analyze.Operator) string {
	if o == nil {
		return "(no operator)"
	}
	return operatorName(o)
}

func namesOf(list []*analyze.Operator) string {
	text := ""
	for i, o := range list {
		if i == 3 && len(list) > 4 {
			return text + " and " + humanize.Count(int64(len(list)-i)) + " more"
		}
		if i > 0 {
			text += ", "
		}
		text += nameOf(o)
	}
	return text
}

func nodeIDs(list []*analyze.Operator) []int64 {
	ids := []int64{}
	for _, o := range list {
		ids = append(ids, o.ID)
	}
	return ids
}

func nodeID(o *analyze.Operator) *int64 {
	if o == nil {
		return nil
	}
	return &o.ID
}
