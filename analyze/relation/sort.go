package relation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Key is one column to sort by.
type Key struct {
	Column int
	Down   bool
}

// ParseKeys reads what to sort by: names of columns with commas between them,
// downward where it is written -NAME or NAME:desc, upward where it is NAME:asc,
// and otherwise as a reader would have it, see Column.downward.
func ParseKeys(columns []Column, text string) ([]Key, error) {
	var keys []Key
	for name := range strings.SplitSeq(text, ",") {
		name, minus := strings.CutPrefix(strings.TrimSpace(name), "-")
		name, down := strings.CutSuffix(name, ":desc")
		up := false
		if !down {
			name, up = strings.CutSuffix(name, ":asc")
		}
		if minus && up {
			return nil, fmt.Errorf("-%s:asc is both ways: - is downward, :asc upward", name)
		}
		column, err := Find(columns, name)
		if err != nil {
			return nil, err
		}
		keys = append(keys, Key{column, minus || down || !up && columns[column].downward()})
	}
	return keys, nil
}

// downward reports whether people look for the top of a column: for the largest
// amount, and for what holds. Texts, ids and moments, those since a start as
// well, are read upward.
func (c Column) downward() bool {
	switch c.Type {
	case Integer, Real:
		return c.Unit != UnitNone && !strings.HasSuffix(c.Name, "since_ns")
	case Truth:
		return true
	}
	return false
}

// Sort puts rows of a table in order. What is unknown comes last either way, and
// rows that are equal stay as they are.
func (t *Table) Sort(rows []int, keys []Key) {
	if len(keys) == 0 {
		return
	}
	sorters := make([]sorter, len(keys))
	for i, k := range keys {
		sorters[i] = t.sorter(rows, k)
	}
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		for i := range sorters {
			if c := sorters[i].compare(a, b); c != 0 {
				return c
			}
		}
		return 0
	})
	sorted := make([]int, len(rows))
	for i, at := range order {
		sorted[i] = rows[at]
	}
	copy(rows, sorted)
}

// sorter has one column of the rows, so that each cell is read once.
type sorter struct {
	down  bool
	known []bool
	ints  []int64
	reals []float64
	texts []string
	lists [][]int64
}

func (t *Table) sorter(rows []int, k Key) sorter {
	s := sorter{down: k.Down, known: make([]bool, len(rows))}
	kind := t.Columns[k.Column].Type
	switch kind {
	case Real:
		s.reals = make([]float64, len(rows))
	case Text, Texts:
		s.texts = make([]string, len(rows))
	case Integers:
		s.lists = make([][]int64, len(rows))
	default:
		s.ints = make([]int64, len(rows))
	}
	for i, row := range rows {
		c := t.Cell(row, k.Column)
		s.known[i] = c.Known
		switch kind {
		case Real:
			s.reals[i] = c.Real
		case Text:
			s.texts[i] = c.Text
		case Texts:
			s.texts[i] = strings.Join(c.Texts, "\x00")
		case Integers:
			s.lists[i] = c.Ints
		default:
			s.ints[i] = c.Int
		}
	}
	return s
}

func (s *sorter) compare(a, b int) int {
	switch {
	case !s.known[a] && !s.known[b]:
		return 0
	case !s.known[a]:
		return 1
	case !s.known[b]:
		return -1
	}
	var c int
	switch {
	case s.ints != nil:
		c = cmp.Compare(s.ints[a], s.ints[b])
	case s.reals != nil:
		c = cmp.Compare(s.reals[a], s.reals[b])
	case s.texts != nil:
		c = compareTexts(s.texts[a], s.texts[b])
	default:
		c = slices.Compare(s.lists[a], s.lists[b])
	}
	if s.down {
		return -c
	}
	return c
}

// compareTexts orders w2 before w10: numbers within texts by their size.
func compareTexts(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		m, n := digits(x), digits(y)
		if m == "" || n == "" {
			if x[0] != y[0] {
				return cmp.Compare(x[0], y[0])
			}
			x, y = x[1:], y[1:]
			continue
		}
		p, q := strings.TrimLeft(m, "0"), strings.TrimLeft(n, "0")
		if c := cmp.Or(cmp.Compare(len(p), len(q)), strings.Compare(p, q)); c != 0 {
			return c
		}
		x, y = x[len(m):], y[len(n):]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(a, b))
}

// digits returns the digits that a text begins with.
func digits(s string) string {
	i := 0
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		i++
	}
	return s[:i]
}
