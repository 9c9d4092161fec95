package check

import (
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/report/layout"
)

// ok writes what is no worse: times in a line each while they are few, counters
// put together.
func (t *textPage) ok(list []numbered) {
	if len(list) == 0 {
		return
	}
	t.heading(layout.Bold, "No worse")
	for _, m := range byMetric(list) {
		if m.exact == 0 && (len(m.checks) <= entriesShown || t.o.Full) {
			for _, c := range m.checks {
				t.Text(layout.Green, 2, 2, okLine(c.Check))
			}
			continue
		}
		if t.o.Full {
			for _, c := range m.checks {
				t.Text(layout.Green, 2, 2, sentence(c.Check))
			}
			continue
		}
		t.Text(layout.Green, 2, 2, m.folded())
	}
}

// okLine says of one check of times how it went and what would have been seen.
func okLine(c *gate.Check) string {
	x := c.Times
	text := place(c) + ": " + layout.Short(c.Metric) + " " + sides(c)
	if known(x.Ratio) {
		text += ", " + times(x.Ratio) + " times"
		if known(x.Low) && known(x.High) {
			text += " (" + times(x.Low) + " to " + times(x.High) + ")"
		}
	}
	if known(x.Smallest) {
		text += "; " + percent(x.Smallest) + " would have been seen"
	}
	return text
}

// ofMetric are the checks of one metric.
type ofMetric struct {
	metric string
	exact  int // of them
	checks []numbered
}

// byMetric puts checks together, in the order in which metrics first appear.
func byMetric(list []numbered) []*ofMetric {
	var all []*ofMetric
	at := map[string]*ofMetric{}
	for _, c := range list {
		m := at[c.Metric]
		if m == nil {
			m = &ofMetric{metric: c.Metric}
			at[c.Metric] = m
			all = append(all, m)
		}
		m.checks = append(m.checks, c)
		if c.Times == nil {
			m.exact++
		}
	}
	return all
}

// folded says of all checks of a metric in one line that they are no worse, and
// how small a change would have been seen.
func (m *ofMetric) folded() string {
	text := layout.Short(m.metric) + ": " + humanize.Plural(int64(len(m.checks)), "check", "checks")
	if m.exact > 0 {
		alike := 0
		for _, c := range m.checks {
			if c.Times == nil && sameOnBothSides(c.Check) {
				alike++
			}
		}
		if alike == len(m.checks) {
			return text + ", equal"
		}
		return text + ", " + strconv.Itoa(alike) + " equal, the others no worse"
	}
	var least, most *gate.Check
	unknown := 0
	for _, c := range m.checks {
		switch {
		case c.Times == nil || !known(c.Times.Smallest):
			unknown++
			continue
		case least == nil:
			least, most = c.Check, c.Check
		}
		if c.Times.Smallest < least.Times.Smallest {
			least = c.Check
		}
		if c.Times.Smallest > most.Times.Smallest {
			most = c.Check
		}
	}
	if least == nil {
		return text + ", no worse; how small a change would have been seen is not known"
	}
	text += ", no worse; " + percent(least.Times.Smallest)
	if percent(least.Times.Smallest) != percent(most.Times.Smallest) {
		text += " to " + percent(most.Times.Smallest) + " (" + place(most) + ")"
	}
	text += " would have been seen"
	if unknown > 0 {
		text += ", of " + humanize.Count(int64(unknown)) + " it is not known"
	}
	return text
}

func sameOnBothSides(c *gate.Check) bool {
	if c.BaseWords != "" || c.NewWords != "" {
		return c.BaseWords == c.NewWords
	}
	return !strings.Contains(sides(c), " -> ")
}
