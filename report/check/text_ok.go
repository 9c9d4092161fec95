package check

import (
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
	if t.o.Full {
		t.each(layout.Green, list, okLine)
		return
	}
	exact, idle := &ofMetric{}, &ofMetric{}
	for _, m := range byMetric(list) {
		switch {
		case m.exact == len(m.checks):
			exact.join(m)
		case !m.gated:
			idle.join(m)
		case len(m.checks) <= entriesShown:
			t.each(layout.Green, m.checks, okLine)
		default:
			t.Text(layout.Green, 2, 2, m.folded())
		}
	}
	if len(exact.checks) > 0 {
		t.Text(layout.Green, 2, 2, "counters: "+humanize.Plural(int64(len(exact.checks)), "check", "checks")+", as in the baseline: "+exact.metric)
	}
	if len(idle.checks) > 0 {
		t.Text(layout.Green, 2, 2, "reported only: "+humanize.Plural(int64(len(idle.checks)), "check", "checks")+", no worse: "+idle.metric)
	}
}

// okLine says of one check of times how it went and what would have been seen.
func okLine(c *gate.Check) string {
	x := c.Times
	if x == nil || c.Why != "" {
		return sentence(c)
	}
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
	exact  int  // of them
	gated  bool // one of them at least
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
		m.gated = m.gated || c.Gated
		if c.Times == nil {
			m.exact++
		}
	}
	return all
}

// join adds the checks of another metric.
func (m *ofMetric) join(other *ofMetric) {
	if m.metric != "" {
		m.metric += ", "
	}
	m.metric += layout.Short(other.metric)
	m.exact += other.exact
	m.checks = append(m.checks, other.checks...)
}

// untold says of all checks of a metric in one line that nobody can tell.
func (m *ofMetric) untold() string {
	return layout.Short(m.metric) + ": " + humanize.Plural(int64(len(m.checks)), "check is", "checks are") + " inconclusive"
}

// folded says of all checks of a metric in one line that they are no worse, and
// how small a change would have been seen.
func (m *ofMetric) folded() string {
	text := layout.Short(m.metric) + ": " + humanize.Plural(int64(len(m.checks)), "check", "checks")
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
