package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/wording"
)

// mostEvidence is how many operators of a cause are told of.
const mostEvidence = 4

// evidence says where a cause took effect, an operator a line.
func (w *words) evidence(r *root, parts []Part) (lines []string) {
	type sum struct {
		n         *node
		run, rest int64
	}
	var sums []*sum
	at := map[*node]*sum{}
	for _, p := range parts {
		n := w.book.ns.of[p.New]
		if p.New == nil {
			n = w.book.ns.of[p.Base]
		}
		if n == nil {
			continue
		}
		s := at[n]
		if s == nil {
			s = &sum{n: n}
			at[n] = s
			sums = append(sums, s)
		}
		if p.Kind == critical.Run && !p.Beside {
			s.run += p.NS
		} else {
			s.rest += p.NS
		}
	}
	slices.SortStableFunc(sums, func(a, b *sum) int {
		switch x, y := magnitude(a.run+a.rest), magnitude(b.run+b.rest); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	for i, s := range sums {
		if i == mostEvidence {
			lines = append(lines, fmt.Sprintf("and %s more", humanize.Plural(int64(len(sums)-i), "operator", "operators")))
			break
		}
		lines = append(lines, w.line(s.n, s.run, s.rest))
	}
	if r.echoed != 0 {
		lines = append(lines, fmt.Sprintf("%s of it is displacement: operators that were waited for %s while this changed, though nothing says that their own work did", humanize.Change(r.echoed), lessOrMore(r.echoed)))
	}
	return lines
}

func lessOrMore(ns int64) string {
	if ns < 0 {
		return "less"
	}
	return "more"
}

// line says what an operator did in each run.
func (w *words) line(n *node, run, rest int64) string {
	var facts []string
	add := func(form string, args ...any) { facts = append(facts, fmt.Sprintf(form, args...)) }
	o := n.pair.New
	if o == nil {
		o = n.pair.Base
	}
	b, c := n.base, n.now
	if b == nil {
		b = &measure{}
	}
	if c == nil {
		c = &measure{}
	}
	if run != 0 || b.run != 0 || c.run != 0 {
		add("path %s -> %s", humanize.Duration(b.run), humanize.Duration(c.run))
	}
	if rest != 0 {
		add("%s beside its work", humanize.Change(rest))
	}
	switch {
	case n.paired():
		values := func(what string, was, now analyze.Value, write func(int64) string) {
			if was.Known() && now.Known() && was.V != now.V {
				add("%s %s -> %s", what, wording.Value(was, write), wording.Value(now, write))
			}
		}
		values("rows in", b.in, c.in, humanize.CountShort)
		values("rows out", b.out, c.out, humanize.CountShort)
		if rate := w.perRow(n); rate != "" {
			add("%s", rate)
		}
		if b.pieces != c.pieces && b.pieces > 0 && c.pieces > 0 {
			add("%s %s -> %s", w.pieces(), humanize.Count(b.pieces), humanize.Count(c.pieces))
		}
	default:
		m := c
		if n.now == nil {
			m = b
		}
		if m.in.Known() {
			add("rows in %s", wording.Value(m.in, humanize.CountShort))
		}
		if m.out.Known() {
			add("rows out %s", wording.Value(m.out, humanize.CountShort))
		}
	}
	return fmt.Sprintf("%s %s: %s", humanize.Change(run+rest), op(o), strings.Join(facts, ", "))
}
