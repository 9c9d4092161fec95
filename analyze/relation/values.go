package relation

import (
	"slices"
	"sort"
)

// Asked returns the columns of texts that filters compare with a text, in the
// order of the table: where nothing matches, a value may be misspelt.
func Asked(filters []*Filter) []int {
	var list []int
	for _, f := range filters {
		each(f.root, func(c comparison) {
			if c.kind == Text && !c.unknown && !slices.Contains(list, c.column) {
				list = append(list, c.column)
			}
		})
	}
	sort.Ints(list)
	return list
}

func each(n node, do func(comparison)) {
	switch n := n.(type) {
	case junction:
		for _, part := range n.parts {
			each(part, do)
		}
	case negation:
		each(n.part, do)
	case comparison:
		do(n)
	}
}

// Distinct returns the texts that a column has, in order, or nil where they are
// more than so many.
func (t *Table) Distinct(column, most int) []string {
	seen := map[string]bool{}
	for row := range t.Rows() {
		if x := t.Cell(row, column); x.Known && !seen[x.Text] {
			if len(seen) == most {
				return nil
			}
			seen[x.Text] = true
		}
	}
	list := make([]string, 0, len(seen))
	for s := range seen {
		list = append(list, s)
	}
	slices.SortFunc(list, compareTexts)
	return list
}
