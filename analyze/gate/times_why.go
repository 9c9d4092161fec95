package gate

import (
	"fmt"
	"math"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// why is a verdict in one line.
func (t *Times) why(v Verdict, unit string) string {
	switch {
	case t.baseRuns == 0:
		return "no run of the baseline has it"
	case t.newRuns == 0:
		return "no new run has it"
	}
	seen := fmt.Sprintf("%s times the baseline (%s, was %s)", ratio(t.Ratio), amount(t.NewMedian, unit), amount(t.BaseMedian, unit))
	switch v {
	case Regression:
		return fmt.Sprintf("%s, %s to %s with %.0f %% confidence; %s, %s", seen, ratio(t.Low), ratio(t.High), 100*t.Confidence, t.runs(), p(t.Adjusted))
	case OK:
		return fmt.Sprintf("%s, %s with %.0f %% confidence; %s%s", seen, t.below(unit), 50*(1+t.Confidence), t.runs(), t.finds(unit))
	}
	if t.Low > 1 && t.Ratio >= t.Matters() {
		return fmt.Sprintf("%s, probably worse (%s to %s), but not surely with %s (%s, of %s); %s",
			seen, ratio(t.Low), ratio(t.High), t.runs(), p(t.Adjusted), humanize.Plural(int64(t.Tests), "metric", "metrics"), t.wants())
	}
	return fmt.Sprintf("%s, but may be %s to %s: %s cannot tell; %s", seen, ratio(t.Low), ratio(t.High), t.runs(), t.wants())
}

// absolute says that it is MinAbsolute from which a change matters: ratios say little then.
func (t *Times) absolute() bool { return t.Limit > 1+2*(t.MinRatio-1) }

// below is what the ratio is below where it is ok.
func (t *Times) below(unit string) string {
	if t.absolute() {
		return fmt.Sprintf("less than %s more", amount((t.Limit-1)*max(1, t.BaseMedian), unit))
	}
	return "below " + ratio(t.Limit)
}

// finds is what so many runs would mostly have found.
func (t *Times) finds(unit string) string {
	switch {
	case math.IsNaN(t.Smallest):
		return ""
	case t.absolute():
		return fmt.Sprintf(" find %s more 9 times of 10", amount((t.Smallest-1)*max(1, t.BaseMedian), unit))
	}
	return fmt.Sprintf(" find %s times as much 9 times of 10", ratio(t.Smallest))
}

// runs is how many there are, as the beginning of what they do.
func (t *Times) runs() string {
	return fmt.Sprintf("%s against %d", humanize.Plural(int64(t.newRuns), "new run", "new runs"), t.baseRuns)
}

// wants is how many more runs are needed.
func (t *Times) wants() string {
	switch {
	case t.MoreRuns < 0:
		return fmt.Sprintf("nor would %d more on each side, with so much noise", mostMoreRuns)
	case t.MoreNew > 0 && t.MoreNew <= 2*t.MoreRuns:
		return fmt.Sprintf("about %s would, or %d on each side", humanize.Plural(t.MoreNew, "more new run", "more new runs"), t.MoreRuns)
	}
	return fmt.Sprintf("about %d more on each side would", t.MoreRuns)
}

// ratio writes a factor with two decimals, or three digits where it is large.
func ratio(v float64) string {
	switch {
	case v < 99.995:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case v < 1e6:
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// p writes a probability.
func p(v float64) string {
	if v < 0.0001 {
		return "p < 0.0001"
	}
	return "p = " + strconv.FormatFloat(v, 'g', 2, 64)
}

// amount writes what was measured, in its unit.
func amount(v float64, unit string) string {
	n := int64(math.MaxInt64)
	if v < math.MaxInt64 {
		n = int64(math.Round(v))
	}
	switch unit {
	case "ns":
		return humanize.Wall(n)
	case "bytes":
		return humanize.Bytes(n)
	}
	return humanize.Count(n)
}
