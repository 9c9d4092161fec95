package gate

import (
	"fmt"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// ofRuns writes "2 of 5 new runs", or "the new run" where there is one. Words are
// of one and of several.
func ofRuns(n, all int, words ...string) string {
	one, many := words[0], ""
	if len(words) > 1 {
		many = words[1]
	} else {
		many = plural(one)
	}
	switch {
	case all == 1:
		return "the " + one
	case n == all && n == 2:
		return "both " + many
	case n == all:
		return fmt.Sprintf("all %d %s", n, many)
	}
	if n == 1 && len(words) > 1 {
		return fmt.Sprintf("1 of %d %s", all, one)
	}
	return fmt.Sprintf("%d of %d %s", n, all, many)
}

func allRuns(all int, one string) string { return ofRuns(all, all, one) }

// plural is of "run" and "run of the baseline".
func plural(one string) string {
	if rest, ok := cutPrefix(one, "run"); ok {
		return "runs" + rest
	}
	if rest, ok := cutPrefix(one, "new run"); ok {
		return "new runs" + rest
	}
	return one + "s"
}

func cutPrefix(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && s[:len(prefix)] == prefix {
		return s[len(prefix):], true
	}
	return s, false
}

// distinct are the words of a list, each once, in order of appearance.
func distinct(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func without(list []string, word string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == word })
}

// quantity writes a counter with its unit.
func quantity(n int64, unit string) string {
	switch unit {
	case "bytes":
		return humanize.Bytes(n)
	case "ns":
		return humanize.Duration(n)
	case "rows":
		return humanize.Plural(n, "row", "rows")
	}
	return humanize.Count(n)
}
