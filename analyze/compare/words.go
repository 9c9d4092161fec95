package compare

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/wording"
)

// words writes causes for people.
type words struct {
	book  *book
	query *Query
}

func (w *words) cause(r *root) Cause {
	c := Cause{Kind: r.key.kind, NS: r.ns, Parts: gathered(r.parts)}
	for _, p := range c.Parts {
		c.Estimated = c.Estimated || p.Estimated
	}
	switch {
	case r.key.group > 0:
		c.Base, c.New = w.lead(r.key.group)
		c.Title, c.Evidence = w.planned(r.key.group)
	case r.key.node >= 0:
		n := w.book.ns.list[r.key.node]
		c.Base, c.New = n.pair.Base, n.pair.New
		c.Title = w.ofNode(n, r)
	default:
		c.Title = w.ofQuery(r)
	}
	c.Small = small(c.Kind, c.NS, w.query.BaseWall.V, w.query.NewWall.V)
	c.Evidence = append(c.Evidence, w.evidence(r, c.Parts)...)
	return c
}

// gathered puts parts alike together, largest first.
func gathered(parts []Part) []Part {
	type key struct {
		base, now *analyze.Operator
		kind      critical.Kind
		cause     CauseKind
		beside    bool
	}
	at := map[key]int{}
	var list []Part
	for _, p := range parts {
		k := key{p.Base, p.New, p.Kind, p.Cause, p.Beside}
		if i, ok := at[k]; ok {
			list[i].NS += p.NS
			list[i].Estimated = list[i].Estimated || p.Estimated
			continue
		}
		at[k] = len(list)
		list = append(list, p)
	}
	list = slices.DeleteFunc(list, func(p Part) bool { return p.NS == 0 })
	slices.SortStableFunc(list, func(a, b Part) int { return cmp.Compare(magnitude(b.NS), magnitude(a.NS)) })
	return list
}

// ofNode is the title of a cause of an operator that both plans have.
func (w *words) ofNode(n *node, r *root) string {
	o, b, c := op(n.pair.New), n.base, n.now
	switch r.key.kind {
	case PlanChange:
		title := w.rewritten(n)
		if both(b.out, c.out) && math.Abs(ratio(b.out, c.out)) >= math.Log(1.05) {
			return title + fmt.Sprintf("; %s the rows (%s)", times(float64(c.out.V), float64(b.out.V)), counts(b.out, c.out))
		}
		switch rate := w.perRow(n); {
		case n.pair.New.IsExchange() && b.pieces != c.pieces:
			title += fmt.Sprintf("; %s %s -> %s", w.pieces(), humanize.Count(b.pieces), humanize.Count(c.pieces))
		case rate != "" && !n.pair.New.IsExchange():
			title += "; " + rate
		}
		return title
	case Rows:
		if len(n.inputs) == 0 && len(n.pair.New.Children) == 0 {
			return fmt.Sprintf("%s had %s the rows (%s)", o, times(float64(c.out.V), float64(b.out.V)), counts(b.out, c.out))
		}
		return w.kept(n)
	case BytesPerRow:
		was, now := bytesPerRow(b.bytes, b.rows), bytesPerRow(c.bytes, c.rows)
		return fmt.Sprintf("%s had rows %s as wide (%s -> %s)", o, times(now, was), width(was), width(now))
	case Rate:
		if r.beside() {
			if x, y := b.perTask(), c.perTask(); x > 0 && y > 0 {
				return fmt.Sprintf("what it takes to be a task of %s was %s instead of %s, beside work", o, humanize.Duration(y), humanize.Duration(x))
			}
			return fmt.Sprintf("tasks of %s took %s of the path beside work, and %s before", o, humanize.Duration(c.beside), humanize.Duration(b.beside))
		}
		if rate := w.perRow(n); rate != "" {
			return o + " took " + rate
		}
		return fmt.Sprintf("%s took %s of the path instead of %s", o, humanize.Duration(c.run), humanize.Duration(b.run))
	case Pieces:
		return w.cut(n)
	case Skew:
		return fmt.Sprintf("the tasks with %s that the query waited for took %s the average, %s before", o, over(c), over(b))
	case Parallelism:
		if w.book.now.ray {
			return fmt.Sprintf("%s of the tasks with %s were waited for one after the other, %s before", portion(c), o, portion(b))
		}
		return fmt.Sprintf("the query waited %s for %s instead of %s, beyond what its work changed (%s -> %s busy)", humanize.Duration(c.run), o, humanize.Duration(b.run),
			wording.Value(b.operator.Work.Busy, humanize.Duration), wording.Value(c.operator.Work.Busy, humanize.Duration))
	case DriverWork:
		return fmt.Sprintf("the driver took %s before tasks of %s instead of %s", humanize.Duration(c.waits[critical.Driver]), o, humanize.Duration(b.waits[critical.Driver]))
	}
	return fmt.Sprintf("%s: %s", o, r.key.kind)
}

// beside reports whether most of what was charged to a root is beside the work of
// operators.
func (r *root) beside() bool {
	var work, beside uint64
	for _, p := range r.parts {
		if p.Beside {
			beside += magnitude(p.NS) / 2
		} else {
			work += magnitude(p.NS) / 2
		}
	}
	return beside > work
}

// kept says by how much more rows came out of an operator for as many that it took.
func (w *words) kept(n *node) string {
	b, c := n.base, n.now
	if !both(b.in, c.in) || !both(b.out, c.out) || b.in.V <= 0 || c.in.V <= 0 {
		return fmt.Sprintf("%s had %s the rows (%s)", op(n.pair.New), times(float64(c.rows.V), float64(b.rows.V)), counts(b.rows, c.rows))
	}
	was, now := float64(b.out.V)/float64(b.in.V), float64(c.out.V)/float64(c.in.V)
	return fmt.Sprintf("%s put out %s the rows for as many (%s of %s -> %s of %s)", op(n.pair.New), times(now, was),
		humanize.CountShort(b.out.V), humanize.CountShort(b.in.V), humanize.CountShort(c.out.V), humanize.CountShort(c.in.V))
}

// perRow says how much longer an operator took for a row, or where it has but a few
// rows in each, for a batch or a task. "" where that is not known.
func (w *words) perRow(n *node) string {
	was, wasRows := n.base.worked()
	now, nowRows := n.now.worked()
	unit := "row"
	if p, q := n.base.pieces, n.now.pieces; p > 0 && q > 0 && min(wasRows/p, nowRows/q) < 10 {
		wasRows, nowRows, unit = p, q, w.piece()
	}
	if wasRows <= 0 || nowRows <= 0 || was <= 0 || now <= 0 {
		return ""
	}
	a, b := float64(was)/float64(wasRows), float64(now)/float64(nowRows)
	return fmt.Sprintf("%s as long per %s (%s -> %s)", times(b, a), unit, tiny(a), tiny(b))
}

func (w *words) pieces() string {
	if w.book.now.ray {
		return "tasks"
	}
	return "batches"
}

// piece is what the input of an operator comes in.
func (w *words) piece() string {
	if w.book.now.ray {
		return "task"
	}
	return "batch"
}

// worked returns how long an operator worked, as far as that is known else how
// long it was waited for, and for how many rows.
func (m *measure) worked() (ns, rows int64) {
	ns, rows = m.run, m.in.V
	if m.busy.Positive() {
		ns = m.busy.V
	}
	if rows <= 0 {
		rows = m.out.V
	}
	return ns, rows
}

// cut says in how many pieces the input of an operator came.
func (w *words) cut(n *node) string {
	b, c := n.base, n.now
	what := w.pieces()
	title := fmt.Sprintf("%s came in %s as many %s (%s -> %s", op(n.pair.New), times(float64(c.pieces), float64(b.pieces)), what, humanize.Count(b.pieces), humanize.Count(c.pieces))
	if was, now := w.files(n); was.Known() && now.Known() {
		title += fmt.Sprintf("; files %s -> %s", humanize.Count(was.V), humanize.Count(now.V))
	}
	rows := func(m *measure) int64 {
		if m.out.Known() && m.pieces > 0 {
			return m.out.V / m.pieces
		}
		return 0
	}
	if rows(b) > 0 && rows(c) > 0 {
		title += fmt.Sprintf("; %s -> %s rows each", humanize.Count(rows(b)), humanize.Count(rows(c)))
	}
	return title + ")"
}

// files returns how many files a scan read.
func (w *words) files(n *node) (was, now analyze.Value) {
	if w.query.Base.Flow == nil || w.query.New.Flow == nil {
		return was, now
	}
	if s := w.query.Base.Flow.Scan(n.pair.Base); s != nil {
		was = s.Files
	}
	if s := w.query.New.Flow.Scan(n.pair.New); s != nil {
		now = s.Files
	}
	return was, now
}

// ofQuery is the title of a cause of no operator.
func (w *words) ofQuery(r *root) string {
	was, now := w.query.Base.Path, w.query.New.Path
	sum := func(kinds ...critical.Kind) string {
		var b, c int64
		for _, k := range kinds {
			b, c = b+was.Sum(k), c+now.Sum(k)
		}
		return fmt.Sprintf("took %s instead of %s", humanize.Duration(c), humanize.Duration(b))
	}
	switch r.key.kind {
	case Planning:
		return "planning " + sum(critical.Plan)
	case StartUp:
		return "start-up " + sum(critical.Startup)
	case DriverWork:
		return "the driver's work between stages " + sum(critical.Driver)
	case Waiting:
		return "waiting for slots and dispatch " + sum(critical.Schedule, critical.Handoff)
	case Retries:
		return "attempts in vain " + sum(critical.Retry)
	case ConsumerHeld:
		return "the user's own code, which held the query open, " + sum(critical.Consumer)
	case Ending:
		return "the tail, when all work was done, " + sum(critical.Tail)
	case Unrecorded:
		return "what nobody recorded " + sum(critical.Unrecorded)
	case Parallelism:
		what := "threads"
		if w.book.now.ray {
			what = "tasks"
		}
		return fmt.Sprintf("%s %s at a time instead of %s", humanize.Count(w.book.now.room), what, humanize.Count(w.book.base.room))
	case Rate:
		b, c := w.book.base, w.book.now
		return fmt.Sprintf("what no operator accounts for took %s instead of %s", humanize.Duration(c.nobody()), humanize.Duration(b.nobody()))
	}
	return string(r.key.kind)
}

// perTask is what no operator accounts for of a task of the path on average.
func (m *measure) perTask() int64 {
	if m.besides <= 0 {
		return 0
	}
	return m.beside / m.besides
}

func (m *measures) nobody() int64 {
	ns := m.free
	for _, x := range m.of {
		ns += x.beside
	}
	return ns
}
