package compare

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/wording"
)

func op(o *analyze.Operator) string {
	if o == nil {
		return "?"
	}
	return wording.Operator(o, short)
}

func named(o *analyze.Operator) string { return short(cmp.Or(o.Name, o.Type, "(unnamed)")) }

// short makes a name of a recording harmless and keeps it within a line.
func short(s string) string {
	const most = 60
	s = humanize.Visible(clip(s, 4*most))
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// clip cuts a text that may be a megabyte long.
func clip(s string, bytes int) string {
	if len(s) <= bytes {
		return s
	}
	return strings.ToValidUTF8(s[:bytes], "")
}

// times writes now/was: 12 times, 2.4 times, 1.05 times, 0.67 times.
func times(now, was float64) string {
	x := now / was
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0) || x < 0:
		return "another number of times"
	case x >= 9.95:
		return humanize.Count(int64(math.Round(min(x, 1e15)))) + " times"
	case x >= 1.995:
		return strconv.FormatFloat(x, 'f', 1, 64) + " times"
	case x < 0.0995:
		return strconv.FormatFloat(x, 'g', 2, 64) + " times"
	}
	return strconv.FormatFloat(x, 'f', 2, 64) + " times"
}

func counts(was, now analyze.Value) string {
	return wording.Value(was, humanize.CountShort) + " -> " + wording.Value(now, humanize.CountShort)
}

func bytesPerRow(bytes, rows analyze.Value) float64 {
	return float64(bytes.V) / float64(max(rows.V, 1))
}

func width(bytes float64) string {
	if bytes < 100 {
		return strconv.FormatFloat(bytes, 'f', 1, 64) + " B"
	}
	return humanize.Bytes(int64(min(bytes, 1e18)))
}

// tiny writes nanoseconds of which there may be a fraction.
func tiny(ns float64) string {
	if ns < 100 {
		return strconv.FormatFloat(ns, 'g', 3, 64) + " ns"
	}
	return humanize.Duration(int64(min(ns, 1e18)))
}

// over is how long the tasks of the path were against all, for an operator.
func over(m *measure) string {
	s := m.dispatched()
	if s.onPath <= 0 || s.tasks <= 0 || s.busy <= 0 {
		return humanize.Unknown
	}
	return times(float64(s.run)/float64(s.onPath), s.busy/float64(s.tasks))
}

// portion is how many tasks of an operator are on the path.
func portion(m *measure) string {
	s := m.dispatched()
	on := max(s.onPath, m.besides)
	return fmt.Sprintf("%s of %s", humanize.Count(on), humanize.Count(max(s.tasks, on)))
}
