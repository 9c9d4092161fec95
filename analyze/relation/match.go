package relation

import (
	"cmp"
	"regexp"
)

// verdict is what a filter says of a row. What is unknown neither holds nor
// does its opposite.
type verdict int8

const (
	fails verdict = iota
	undecided
	holds
)

// node is a part of a filter.
type node interface {
	of(t *Table, row int) verdict
}

type operation string

const (
	equal      operation = "="
	unequal    operation = "!="
	below      operation = "<"
	atMost     operation = "<="
	above      operation = ">"
	atLeast    operation = ">="
	matches    operation = "~"
	mismatches operation = "!~"
)

// comparison compares one cell with what kind asks for of the rest.
type comparison struct {
	column   int
	kind     Type
	operator operation
	unknown  bool // with ?
	number   number
	text     string
	match    *regexp.Regexp
}

type junction struct {
	or    bool
	parts []node
}

type negation struct{ part node }

// Match returns the rows of a table, in order, of which all filters hold.
func (t *Table) Match(filters ...*Filter) []int {
	rows := make([]int, 0, t.Rows())
next:
	for row := range t.Rows() {
		for _, f := range filters {
			if f.root.of(t, row) != holds {
				continue next
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func (j junction) of(t *Table, row int) verdict {
	v := holds
	if j.or {
		v = fails
	}
	for _, part := range j.parts {
		if x := part.of(t, row); j.or {
			v = max(v, x)
		} else {
			v = min(v, x)
		}
	}
	return v
}

func (n negation) of(t *Table, row int) verdict { return holds - n.part.of(t, row) }

func (c comparison) of(t *Table, row int) verdict {
	x := t.Cell(row, c.column)
	switch {
	case c.unknown:
		return verdictOf(x.Known == (c.operator == unequal))
	case !x.Known:
		return undecided
	}
	switch c.kind {
	case Text:
		return verdictOf(c.ofText(x.Text))
	case Texts:
		return c.any(len(x.Texts), func(i int) bool { return c.has(x.Texts[i]) })
	case Integers:
		return c.any(len(x.Ints), func(i int) bool { return c.number.compare(x.Ints[i]) == 0 })
	case Real:
		return verdictOf(c.ofOrder(cmp.Compare(x.Real, c.number.real)))
	}
	return verdictOf(c.ofOrder(c.number.compare(x.Int)))
}

func verdictOf(b bool) verdict {
	if b {
		return holds
	}
	return fails
}

// has reports whether a text is the one asked for, whether or not that is
// wanted.
func (c comparison) has(s string) bool {
	if c.match != nil {
		return c.match.MatchString(s)
	}
	return s == c.text
}

func (c comparison) ofText(s string) bool {
	return c.has(s) == (c.operator == equal || c.operator == matches)
}

// any asks whether an item of a list is the one asked for.
func (c comparison) any(n int, is func(int) bool) verdict {
	found := false
	for i := 0; i < n && !found; i++ {
		found = is(i)
	}
	return verdictOf(found == (c.operator == equal || c.operator == matches))
}

func (c comparison) ofOrder(order int) bool {
	switch c.operator {
	case equal:
		return order == 0
	case unequal:
		return order != 0
	case below:
		return order < 0
	case atMost:
		return order <= 0
	case above:
		return order > 0
	}
	return order >= 0
}
