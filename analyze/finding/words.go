package finding

import (
	"fmt"
	"math"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// op names an operator as everywhere: HashJoin #7.
func op(o *analyze.Operator) string {
	if o == nil {
		return "an operator that is not known"
	}
	name := o.Name
	if name == "" {
		name = o.Type
	}
	if name == "" {
		return fmt.Sprintf("#%d", o.ID)
	}
	return fmt.Sprintf("%s #%d", name, o.ID)
}

func dur(ns int64) string { return humanize.Duration(ns) }

func count(n int64, one, many string) string { return humanize.Plural(n, one, many) }

// percent writes a share of the wall.
func (v *view) percent(ns int64) string { return humanize.Percent(ns, v.wall) }

// factor writes how many times as much.
func factor(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) || x < 0 {
		return humanize.Unknown
	}
	return strings.TrimSuffix(humanize.Factor(int64(min(x, 1e12)*1000), 1000), "x") + " times"
}

func brackets(ids []string) string { return "[" + strings.Join(ids, "], [") + "]" }

// say appends a line of evidence.
func (f *Finding) say(form string, args ...any) {
	f.Evidence = append(f.Evidence, fmt.Sprintf(form, args...))
}
