package relation

import (
	"fmt"
	"slices"
	"strings"
)

// suffixes may be left out of a column's name.
var suffixes = []string{"_since_ns", "_ns", "_bytes", "_id"}

// Find returns the place of the column that a name may mean: its own name, what
// it is called in print, or its name without its unit. The error is a
// *NameError.
func Find(columns []Column, name string) (int, error) {
	want := strings.ReplaceAll(strings.ToLower(name), "-", "_")
	for i, c := range columns {
		if c.Name == want {
			return i, nil
		}
	}
	for i, c := range columns {
		if c.Short == want && want != "" {
			return i, nil
		}
	}
	for _, suffix := range suffixes {
		for i, c := range columns {
			if short, ok := strings.CutSuffix(c.Name, suffix); ok && short == want {
				return i, nil
			}
		}
	}
	return -1, &NameError{Name: name, Columns: columns}
}

// NameError says that there is no column of a name.
type NameError struct {
	Name    string
	Columns []Column
}

// Error names the column that may be meant, and all that there are.
func (e *NameError) Error() string {
	text := fmt.Sprintf("there is no column %q", clipped(e.Name))
	if near := nearest(e.Columns, e.Name); near != "" {
		text += ", did you mean " + near + "?"
	} else {
		text += "."
	}
	return text + " There are " + strings.Join(Names(e.Columns), ", ")
}

// Names returns what columns are called by people.
func Names(columns []Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Called()
	}
	return names
}

// Called returns what the column is called by people, who need not know its unit.
func (c Column) Called() string {
	if c.Short != "" {
		return c.Short
	}
	return c.Name
}

// nearest returns the column that a misspelt name is likely to mean, "" for none:
// one that is a letter off, then one that has it in its name, then one two letters off.
func nearest(columns []Column, name string) string {
	name = strings.ToLower(clipped(name))
	off := func(most int) string {
		for _, c := range columns {
			if c.Short != "" && distance(name, c.Short) <= most || distance(name, c.Name) <= most {
				return c.Called()
			}
		}
		return ""
	}
	if near := off(1); near != "" || len(name) < 3 {
		return near
	}
	for _, c := range columns {
		if strings.Contains(c.Name, name) || strings.Contains(name, c.Called()) {
			return c.Called()
		}
	}
	return off(2)
}

// distance is the least number of letters to put in, take out, replace or swap
// with their neighbour.
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range len(b) {
			change := 1
			if a[i] == b[j] {
				change = 0
			}
			next[j+1] = min(last[j]+change, last[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, last = last, next
	}
	return last[len(b)]
}

// clipped bounds what is quoted of what somebody typed.
func clipped(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// FindAll returns the places of several columns, each of which may be named once.
func FindAll(columns []Column, names []string) ([]int, error) {
	var list []int
	for _, name := range names {
		i, err := Find(columns, strings.TrimSpace(name))
		if err != nil {
			return nil, err
		}
		if slices.Contains(list, i) {
			return nil, fmt.Errorf("column %s is named twice", columns[i].Called())
		}
		list = append(list, i)
	}
	return list, nil
}
