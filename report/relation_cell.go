package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
)

// cellText writes a cell of a table for people.
func cellText(c relation.Column, x relation.Cell) string {
	if !x.Known {
		return unknownText(c)
	}
	lead := ""
	if x.Derived {
		lead = "~"
	}
	switch c.Type {
	case relation.Text:
		return x.Text
	case relation.Texts:
		return strings.Join(x.Texts, "; ")
	case relation.Integers:
		return numbers(x.Ints)
	case relation.Truth:
		if x.Int != 0 {
			return "yes"
		}
		return "no"
	case relation.Time:
		return humanize.Time(x.Int)
	case relation.Real:
		return lead + realText(c.Unit, x.Real)
	}
	switch c.Unit {
	case relation.UnitNanoseconds:
		return lead + humanize.Duration(x.Int)
	case relation.UnitBytes:
		return lead + humanize.Bytes(x.Int)
	case relation.UnitNone: // an id, which is copied
		return strconv.FormatInt(x.Int, 10)
	}
	return lead + humanize.Count(x.Int)
}

// inTable writes a cell of a table. What io has no number for does not apply.
func inTable(t *relation.Table, row, column int) string {
	x := t.Cell(row, column)
	if !x.Known && t.Name == "io" {
		return humanize.None
	}
	return cellText(t.Columns[column], x)
}

// unknownText tells a number that nobody reported from a text that there is not.
func unknownText(c relation.Column) string {
	if c.Type == relation.Text || c.Type == relation.Texts || c.Type == relation.Integers || c.Type == relation.Integer && c.Unit == relation.UnitNone {
		return humanize.None
	}
	return humanize.Unknown
}

func realText(u relation.Unit, v float64) string {
	switch u {
	case relation.UnitShare:
		v *= 100
		fallthrough
	case relation.UnitPercent:
		switch {
		case v > 0 && v < 0.05:
			return "<0.1%"
		case v > 99.95 && v < 100:
			return ">99.9%"
		}
		return fmt.Sprintf("%.1f%%", v)
	case relation.UnitTimes:
		return times(v)
	}
	return decimal(v)
}

// rightAligned reports whether a column is of numbers that are compared.
func rightAligned(c relation.Column) bool {
	switch c.Type {
	case relation.Integer, relation.Real:
		return true
	}
	return false
}

// heading is what a column is called above it.
func heading(c relation.Column) string {
	return strings.ReplaceAll(strings.TrimSuffix(strings.TrimSuffix(c.Called(), "_ns"), "_bytes"), "_", " ")
}
