package compare

import (
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// OtherWork says in what the plans of a query, or the rows of its operators, differ,
// such as `plan differs: 2 operators more`, "" where nothing that is known does, and
// where the two engines differ: they have other operators for the same. Rows do not count
// where an operator may stop early, or reports were lost: they are a matter of chance.
func (q *Query) OtherWork() string {
	p := &q.Pair
	if p.Base == nil || p.New == nil || p.Base.Engine != p.New.Engine {
		return ""
	}
	var gone, added, changed, rows int64
	for i := range q.Operators {
		switch o := &q.Operators[i]; {
		case o.Base == nil:
			added++
		case o.New == nil:
			gone++
		case o.Changed != "":
			changed++
		default:
			if was, now := o.Base.RowsMade(), o.New.RowsMade(); was.Known() && now.Known() && was.V != now.V {
				rows++
			}
		}
	}
	var list []string
	add := func(n int64, what string) {
		if n > 0 && len(list) == 0 {
			list = append(list, humanize.Plural(n, "operator", "operators")+" "+what)
		} else if n > 0 {
			list = append(list, humanize.Count(n)+" "+what)
		}
	}
	add(added, "more")
	add(gone, "fewer")
	add(changed, "changed")
	if len(list) == 0 && len(p.Rewritten) > 0 {
		list = append(list, humanize.Plural(int64(len(p.Rewritten)), "step", "steps")+" rewritten")
	}
	switch {
	case len(list) > 0:
		return "plan differs: " + strings.Join(list, ", ")
	case rows > 0 && lost(p.Base) == "" && lost(p.New) == "" && !slices.ContainsFunc(slices.Concat(p.Base.Operators, p.New.Operators), stopsEarly):
		return "rows differ: of " + humanize.Plural(rows, "operator", "operators")
	}
	return ""
}
