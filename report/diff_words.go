package report

import (
	"fmt"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// changeLook is how a change looks: palette.Longer and palette.Shorter in the
// terminal's own colours. Its sign says the same.
func changeLook(ns int64) style {
	switch {
	case ns > 0:
		return red
	case ns < 0:
		return blue
	}
	return plain
}

// timesText says how long something took beside something else.
func timesText(base, current int64) string {
	switch {
	case base <= 0 || current <= 0:
		return ""
	case current == base:
		return "took exactly as long as"
	case size64(saturate.Sub(current, base)) <= max(base, current)/diffAlike:
		text := percentText(base, current)
		if current > base {
			return "took " + text + " longer than"
		}
		return "took " + text + " less time than"
	case current > base:
		return "took " + humanize.Times(current, base) + " times as long as"
	}
	return "was " + humanize.Times(base, current) + " times as fast as"
}

// percentText is by how much two times differ that are close to each other.
func percentText(base, current int64) string {
	percent := 100 * float64(size64(current-base)) / float64(base)
	if percent < 0.05 {
		return "less than 0.1 %"
	}
	return fmt.Sprintf("%.1f %%", percent)
}

// ratioText is a ratio of walls in a table: x1.62.
func ratioText(base, current analyze.Value) string {
	if !base.Positive() || !current.Positive() {
		return humanize.Unknown
	}
	if current.V >= base.V {
		return "x" + humanize.Times(current.V, base.V)
	}
	return fmt.Sprintf("x%.2f", float64(current.V)/float64(base.V))
}

// spanText writes two walls and their difference.
func spanText(base, current int64) string {
	a, b, change := humanize.FromTo(base, current)
	return a + " -> " + b + ", " + change
}

// fromToText writes two values, or one where they read the same.
func fromToText(base, current analyze.Value, write func(analyze.Value) string) string {
	a, b := write(base), write(current)
	if a == b {
		return a
	}
	return a + " -> " + b
}

// howText says by what two queries are held to be the same, where that is less
// than sure.
func howText(how align.How) string {
	switch how {
	case align.ByShape:
		return "paired by the shape of their plans, which differ in detail"
	case align.BySimilarity:
		return "paired as much of their plans is alike"
	case align.ByOrder:
		return "paired by their place in the run alone: they may not be the same at all"
	}
	return ""
}
