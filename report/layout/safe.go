package layout

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// Safe makes a string from a recording harmless on a terminal and visible.
func Safe(s string) string { return humanize.Visible(s) }

// SafeLines splits a text at its line ends and makes each line harmless. Tabs
// become spaces; trailing blanks and blank lines at either end go.
func SafeLines(s string) []string {
	s = strings.NewReplacer("\r\n", "\n", "\t", "    ").Replace(s)
	var lines []string
	for line := range strings.SplitSeq(strings.Trim(s, "\n"), "\n") {
		lines = append(lines, strings.TrimRight(Safe(line), " "))
	}
	return lines
}
