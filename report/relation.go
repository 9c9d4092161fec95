package report

import (
	"io"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
)

// TableOptions say how a table of analyze/relation is shown.
type TableOptions struct {
	Width   int   // as of ViewOptions
	Color   bool  // with terminal escapes
	Columns []int // to show, in this order; nil: those that say most, as far as they fit
	Several bool  // rows are of several queries, or may have been: it is shown of which
	// All and Matching are the rows before some were chosen and before they were
	// limited to those of the table.
	All, Matching int
	Order         string // in words, such as "longest first", "" where there is nothing to say
	Note          string // what to say below, "" for nothing
}

// Table writes the rows of a table for people, below how many there are.
func Table(w io.Writer, t *relation.Table, o TableOptions) error {
	p := newPage(w, o.Width, o.Color)
	p.line(dim, tableCounts(t, o))
	list := columnsShown(t, o)
	draw := &table{}
	for _, s := range list {
		c := t.Columns[s.index]
		draw.columns = append(draw.columns, column{head: heading(c), right: rightAligned(c), give: s.give, least: s.least})
	}
	bad := t.Index("outcome")
	for row := range t.Rows() {
		cells := make([]string, len(list))
		for i, s := range list {
			cells[i] = clipped(inTable(t, row, s.index))
		}
		look := plain
		if bad >= 0 && t.Name == "tasks" {
			if x := t.Cell(row, bad).Text; x == "failed" || x == "lost" {
				look = red
			}
		}
		draw.add(look, cells...)
	}
	draw.print(p, 0)
	if o.Columns != nil {
		if gone := draw.leftOut(p.width); gone > 0 {
			p.text(dim, 0, 2, "lines are cut: the columns need "+humanize.Count(int64(gone))+" more cells than there are; --format csv gives all of them whole")
		}
	}
	printLeftOut(p, t, o)
	return p.close()
}

// tableCounts says how many rows there are.
func tableCounts(t *relation.Table, o TableOptions) string {
	text := rowsOf(t.Name, o.All)
	if o.Matching < o.All {
		text = humanize.Count(int64(o.Matching)) + " of " + rowsOf(t.Name, o.All)
		if o.Matching == 1 {
			text += " matches"
		} else {
			text += " match"
		}
	}
	if o.Order != "" && o.Matching > 1 {
		text += ", " + o.Order
	}
	return text
}

// printLeftOut says below a table what it does not show.
func printLeftOut(p *page, t *relation.Table, o TableOptions) {
	if rest := o.Matching - t.Rows(); rest > 0 {
		p.line(dim, "and "+humanize.Plural(int64(rest), "more", "more")+": --limit N shows N of them, --limit 0 all")
	}
	if o.Note != "" {
		p.text(dim, 0, 0, o.Note)
	}
}

// rowsOf counts rows of a table.
func rowsOf(name string, n int) string {
	one, many := strings.TrimSuffix(name, "s"), name
	switch name {
	case "queries":
		one = "query"
	case "memory":
		one, many = "sample", "samples"
	case "io":
		one, many = "scan, write or join", "scans, writes and joins"
	}
	return humanize.Plural(int64(n), one, many)
}

// clipped bounds what is laid out of a text that may be a megabyte long.
func clipped(s string) string {
	const most = 2000
	if len(s) <= most {
		return s
	}
	return clip(s[:most], most/2)
}

// NoMatch says, where no row of a table matches filters, what the columns of
// texts that they ask for hold.
func NoMatch(t *relation.Table, filters []*relation.Filter) string {
	const most = 12
	text := "no row matches"
	for _, c := range relation.Asked(filters) {
		if values := t.Distinct(c, most); len(values) > 0 {
			for i := range values {
				values[i] = clip(safe(clipped(values[i])), 40)
			}
			text += "; " + t.Columns[c].Called() + " is one of: " + strings.Join(values, ", ")
		}
	}
	return text
}
