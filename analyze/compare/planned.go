package compare

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// mostNamed is how many operators a title names of one plan.
const mostNamed = 3

// lead returns the operator that stands for a change of the plan in each plan: the
// one with most of the path.
func (w *words) lead(group int) (was, now *analyze.Operator) {
	var most [2]int64
	for _, n := range w.book.ns.list {
		if n.group != group {
			continue
		}
		if n.base != nil && (was == nil || n.base.run+n.base.beside > most[0]) {
			was, most[0] = n.pair.Base, n.base.run+n.base.beside
		}
		if n.now != nil && (now == nil || n.now.run+n.now.beside > most[1]) {
			now, most[1] = n.pair.New, n.now.run+n.now.beside
		}
	}
	return was, now
}

// planned is the title of a change of the plan, and what it did to the rows.
func (w *words) planned(group int) (title string, evidence []string) {
	var gone, added []*analyze.Operator
	for _, n := range w.book.ns.list {
		switch {
		case n.group != group:
		case n.now == nil:
			gone = append(gone, n.pair.Base)
		default:
			added = append(added, n.pair.New)
		}
		if n.group == group {
			if m := n.now; m != nil && m.in.Known() && m.out.Known() && m.in.V != m.out.V {
				evidence = append(evidence, fmt.Sprintf("%s puts out %s of %s rows", op(n.pair.New), humanize.CountShort(m.out.V), humanize.CountShort(m.in.V)))
			} else if m := n.base; m != nil && m.in.Known() && m.out.Known() && m.in.V != m.out.V {
				evidence = append(evidence, fmt.Sprintf("%s put out %s of %s rows", op(n.pair.Base), humanize.CountShort(m.out.V), humanize.CountShort(m.in.V)))
			}
		}
	}
	switch {
	case len(added) == 0:
		return fmt.Sprintf("%s %s gone", listed(gone), isAre(gone)), evidence
	case len(gone) == 0:
		return fmt.Sprintf("%s %s new", listed(added), isAre(added)), evidence
	}
	return fmt.Sprintf("%s took the place of %s", listed(added), listed(gone)), evidence
}

func listed(ops []*analyze.Operator) string {
	var names []string
	for i, o := range ops {
		if i == mostNamed {
			names = append(names, humanize.Plural(int64(len(ops)-i), "other", "others"))
			break
		}
		names = append(names, op(o))
	}
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func isAre(ops []*analyze.Operator) string {
	if len(ops) == 1 {
		return "is"
	}
	return "are"
}

// rewritten says what changed of an operator that both plans have.
func (w *words) rewritten(n *node) string {
	o := op(n.pair.New)
	was, now := named(n.pair.Base), named(n.pair.New)
	for _, r := range w.query.Pair.Rewritten {
		if r.Operator != n.pair.New || was != now {
			continue
		}
		switch {
		case r.New == "":
			return fmt.Sprintf("%s is gone from %s", long(r.Base), o)
		case r.Base == "":
			return fmt.Sprintf("%s is new in %s", long(r.New), o)
		}
		return fmt.Sprintf("%s of %s became %s", long(r.Base), o, long(r.New))
	}
	if was != now {
		title := fmt.Sprintf("#%d %s became %s", n.pair.New.ID, was, now)
		if _, more, ok := strings.Cut(n.pair.Changed, "; "); ok {
			title += ", " + long(more)
		}
		return title
	}
	if n.pair.Moved {
		return o + " was " + long(n.pair.Changed)
	}
	return o + " changed: " + long(n.pair.Changed)
}

// long makes a text of a recording harmless and keeps it within a few lines.
func long(s string) string {
	const most = 200
	s = humanize.Visible(clip(s, 4*most))
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
