package gatefile

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// Default is a configuration with all that can be set, as it is where nothing is
// configured, each with what it means.
func Default() string {
	p := gate.DefaultPolicy()
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# Configuration of 'daft-analyze check'. All that is set here is the default.")
	line("")
	line("# How often, at most, a job that did not change may fail: of all metrics with noise together.")
	line("alpha = %g", p.Alpha)
	line("")
	line("# What fails the build; the rest is reported. %q: a gate that cannot tell.", Inconclusive)
	line("fail_on = [%s]", quoted(p.Gated))
	line("")
	line("# By which share the rows of scans may differ from the baseline's, and times are compared all the same.")
	line("# Counters are not, where they differ at all.")
	line("input_tolerance = %g", p.InputTolerance)
	for _, m := range gate.Metrics {
		ratio, absolute, ok := gate.DefaultLimits(m.Name)
		if !ok {
			continue
		}
		line("")
		line("# %s%s.", m.Name, means(m))
		line("[metric.%s]", m.Name)
		line("min_ratio = %g  # a change matters from so many times the baseline on", ratio)
		line("min_absolute = %s  # and from so much more on", written(absolute, m.Unit))
	}
	line("")
	line("# For some queries only: those whose label or key matches. Of several that match, the last stands.")
	line("# [[query]]")
	line("# match = \"*l_shipmode*\"")
	line("# [query.metric.wall]")
	line("# min_ratio = 1.5")
	line("# fail = true")
	line("")
	line("# What may be worse, why, and until when. query and metric are patterns of * and ?.")
	line("# [[suppress]]")
	line("# query = \"*l_shipmode*\"")
	line("# metric = \"wall\"")
	line("# reason = \"the new scoring is slower; being worked on\"")
	line("# until = 2026-12-31")
	return b.String()
}

func means(m gate.Metric) string {
	if m.Means == "" {
		return ""
	}
	return ": " + m.Means
}

func quoted(names []string) string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = fmt.Sprintf("%q", n)
	}
	return strings.Join(list, ", ")
}

// written is a quantity as Quantity reads it.
func written(n int64, unit string) string {
	switch unit {
	case "ns":
		return fmt.Sprintf("%q", strings.ReplaceAll(humanize.Duration(n), " ", ""))
	case "bytes":
		for _, x := range scales[:4] {
			if s := float64(n) / x.scale; s >= 1 && s < 1024 && s == float64(int64(s)) {
				return fmt.Sprintf("%q", fmt.Sprintf("%d%s", int64(s), x.suffix))
			}
		}
		return fmt.Sprintf("%q", fmt.Sprintf("%dB", n))
	}
	return fmt.Sprint(n)
}
