package report

import (
	"bytes"
	"slices"
	"strings"
	"sync"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// column is one column of a table.
type column struct {
	head  string
	right bool // numbers: aligned to the right
	// give says how the column yields where the table is too wide: 0 never,
	// else columns of a higher number go first, whole.
	give int
	// least is not 0 for a column that is cut before others go, down to this
	// many cells.
	least int
}

type row struct {
	style style
	cells []string
}

// table is a plain table: no frame, one line a row.
type table struct {
	columns []column
	rows    []row
}

func (t *table) add(s style, cells ...string) {
	for i := range cells {
		cells[i] = safe(bounded(cells[i], longestCell))
	}
	t.rows = append(t.rows, row{s, cells})
}

// The library looks into the environment for the width of characters that
// East Asian fonts draw wide. What we print must not depend on that.
var fixWidths = sync.OnceFunc(func() { twwidth.SetEastAsian(false) })

const gutter = 2

// rowsAtOnce is how many rows the library is given at a time: it holds all of
// them in many copies.
const rowsAtOnce = 1000

// print draws the table, after the indent, within the page's width.
func (t *table) print(p *page, indent int) {
	if len(t.rows) == 0 {
		return
	}
	keep, widths := t.fit(p.width - indent)
	fixWidths()
	heads := make([]string, len(t.columns))
	for i, c := range t.columns {
		heads[i] = c.head
	}
	t.draw(p, indent, keep, widths, heads, nil)
	for rows := range slices.Chunk(t.rows, rowsAtOnce) {
		t.draw(p, indent, keep, widths, nil, rows)
	}
}

// draw draws the head or some rows. Cells are filled up to the widths, so that
// all parts of a table agree.
func (t *table) draw(p *page, indent int, keep, widths []int, heads []string, rows []row) {
	var (
		out  bytes.Buffer
		cell = tw.CellConfig{
			Formatting: tw.CellFormatting{AutoFormat: tw.Off, AutoWrap: tw.WrapNone},
			Alignment:  tw.CellAlignment{Global: tw.AlignLeft},
			Padding:    tw.CellPadding{Global: tw.Padding{Right: strings.Repeat(" ", gutter), Overwrite: true}},
		}
	)
	drawn := tablewriter.NewTable(&out,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{Borders: tw.BorderNone,
			Settings: tw.Settings{Separators: tw.SeparatorsNone, Lines: tw.LinesNone}})),
		tablewriter.WithConfig(tablewriter.Config{Header: cell, Row: cell, Behavior: tw.Behavior{TrimSpace: tw.Off}}))
	pick := func(from []string) []string {
		picked := make([]string, len(keep))
		for i, c := range keep {
			picked[i] = pad(clip(from[c], widths[i]), widths[i], t.columns[c].right)
		}
		return picked
	}
	styles := []style{bold}
	if heads != nil {
		drawn.Header(pick(heads))
	} else {
		styles = styles[:0]
	}
	// Append and Render fail only where a cell is no string or the buffer
	// refuses a write.
	for _, r := range rows {
		_ = drawn.Append(pick(r.cells))
		styles = append(styles, r.style)
	}
	_ = drawn.Render()
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	for i, s := range styles {
		p.line(s, strings.Repeat(" ", indent)+lines[i])
	}
}

// fit chooses the columns that are shown and their widths.
func (t *table) fit(room int) (keep, widths []int) {
	natural := make([]int, len(t.columns))
	for i, c := range t.columns {
		natural[i] = cells(c.head)
		for _, r := range t.rows {
			natural[i] = max(natural[i], cells(r.cells[i]))
		}
		keep = append(keep, i)
	}
	for {
		total, soft := -gutter, -1
		widths = widths[:0]
		for i, c := range keep {
			widths = append(widths, natural[c])
			total += natural[c] + gutter
			if t.columns[c].least > 0 {
				soft = i
			}
		}
		over := total - room
		if over <= 0 {
			return keep, widths
		}
		if soft >= 0 && natural[keep[soft]]-over >= t.columns[keep[soft]].least {
			widths[soft] -= over
			return keep, widths
		}
		worst := -1
		for i, c := range keep {
			if t.columns[c].give > 0 && (worst < 0 || t.columns[c].give > t.columns[keep[worst]].give) {
				worst = i
			}
		}
		if worst < 0 {
			if soft >= 0 {
				widths[soft] = max(1, widths[soft]-over)
			}
			return keep, widths
		}
		keep = append(keep[:worst], keep[worst+1:]...)
	}
}

// drop takes a column out that would say nothing.
func (t *table) drop(head string) {
	i := slices.IndexFunc(t.columns, func(c column) bool { return c.head == head })
	t.columns = slices.Delete(t.columns, i, i+1)
	for n := range t.rows {
		t.rows[n].cells = slices.Delete(t.rows[n].cells, i, i+1)
	}
}

// leftOut returns how many cells a table lacks to be shown whole in so many.
func (t *table) leftOut(room int) int {
	total := -gutter
	_, widths := t.fit(room)
	for _, w := range widths {
		total += w + gutter
	}
	return total - room
}
