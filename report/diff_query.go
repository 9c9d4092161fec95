package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// numberOf is the place of a query in its run, from 1.
func numberOf(run *analyze.Run, q *analyze.Query) int {
	for i, x := range run.Queries {
		if x == q {
			return i + 1
		}
	}
	return 0
}

// summary is a table of the queries that both have; those that hardly differ are
// one line.
func (d *diffPage) summary(p *page) {
	t := &table{columns: []column{{head: "Query", right: true}, {head: "id", give: 3}, {head: "base", right: true}, {head: "new", right: true}, {head: "difference", right: true},
		{head: "times", right: true, give: 2}, {head: "why, above all", least: 40}}}
	listed := d.listed()
	shown, hidden := listed, 0
	if len(listed) > summaryRows && !d.o.Full {
		shown = slices.Clone(listed)
		slices.SortStableFunc(shown, d.largest)
		shown, hidden = shown[:summaryRows], len(shown)-summaryRows
		slices.Sort(shown)
	}
	for _, i := range shown {
		q := &d.c.Queries[i]
		base, current, change := d.wallTexts(q)
		t.add(changeLook(q.Delta.V), strconv.Itoa(numberOf(d.c.New.Run, q.Pair.New)), q.Pair.New.ID, base, current, change, ratioText(q.BaseWall, q.NewWall), shortTitle(d.why(i)))
	}
	t.print(p, 0)
	if hidden > 0 {
		p.line(dim, "and "+humanize.Plural(int64(hidden), "query that differs", "queries that differ")+" by less: --full shows them")
	}
	if len(d.same) > 1 {
		p.text(dim, 0, 2, d.sameText())
	}
	if shown := len(d.detailed); shown < len(d.c.Queries)-len(d.same) {
		p.text(dim, 0, 2, "In detail below: "+theMost(shown)+". --query N shows one, --full all.")
	}
}

// why is what is said of a query in the table: how it ended, that it did other work
// though it took as long, else its first cause.
func (d *diffPage) why(i int) string {
	q := &d.c.Queries[i]
	switch how := endings(q); {
	case how != "":
		return how
	case d.other[i] != "":
		return d.other[i]
	case len(q.Causes) > 0:
		return q.Causes[0].Title
	}
	return ""
}

// listed are the queries that have a line of the table: all that differ, in time or
// in work, and one that hardly does where it is alone.
func (d *diffPage) listed() (list []int) {
	for i := range d.c.Queries {
		if _, folded := slices.BinarySearch(d.same, i); len(d.same) < 2 || !folded {
			list = append(list, i)
		}
	}
	return list
}

// theMost names so many queries that are shown.
func theMost(n int) string {
	if n == 1 {
		return "the query that differs most"
	}
	return "the " + humanize.Count(int64(n)) + " queries that differ most"
}

// shortTitle is a cause's title without the numbers in brackets that end it.
func shortTitle(title string) string {
	if i := strings.LastIndex(title, " ("); i > 0 && strings.HasSuffix(title, ")") {
		return title[:i]
	}
	return title
}

// sameText says of the queries that hardly differ that they do, and by how much.
func (d *diffPage) sameText() string {
	sum, small := int64(0), false
	for _, i := range d.same {
		q := &d.c.Queries[i]
		sum = saturate.Add(sum, q.Delta.V)
		small = small || size64(q.Delta.V) > max(q.BaseWall.V, q.NewWall.V)/diffAlike
	}
	text := humanize.Plural(int64(len(d.same)), "query", "queries") + ": no more than 3 % apart"
	if small {
		text += ", or by less than a 200th of all"
	}
	return text + "; together " + humanize.Change(sum)
}

func (d *diffPage) wallTexts(q *compare.Query) (base, current, change string) {
	if !q.Delta.Known() {
		return lasting(q.BaseWall), lasting(q.NewWall), humanize.Unknown
	}
	return humanize.FromTo(q.BaseWall.V, q.NewWall.V)
}

// endings says how both ended, unless both finished.
func endings(q *compare.Query) string {
	a, b := q.Pair.Base.Outcome, q.Pair.New.Outcome
	switch {
	case a == b && a == analyze.OutcomeFinished:
		return ""
	case a == b:
		return "both " + string(a)
	}
	return string(a) + " -> " + string(b)
}

// query writes how one query differs: by how much, why, where in its plan, and
// what was found of it now and was not before.
func (d *diffPage) query(p *page, i int) {
	q := &d.c.Queries[i]
	d.queryHead(p, q)
	for _, x := range q.Doubts {
		printDoubt(p, x)
	}
	d.bars(p, q)
	d.causes(p, q)
	d.plan(p, q)
	d.findings(p, q)
}

// queryHead names the two queries and says how long they took.
func (d *diffPage) queryHead(p *page, q *compare.Query) {
	look := bold
	if endings(q) != "" {
		look = red
	}
	before, text := d.queryTitle(q)
	p.headline(look, before+": ", text)
	if how := howText(q.Pair.How); how != "" {
		p.text(yellow, 2, 2, how)
	}
}

// queryTitle is what two queries are called, and how long they took.
func (d *diffPage) queryTitle(q *compare.Query) (name, text string) {
	name = q.Pair.Base.ID + " -> " + q.Pair.New.ID
	if q.Pair.Base.ID == q.Pair.New.ID {
		name = q.Pair.New.ID
	}
	text = "wall time not known of both"
	if q.Delta.Known() {
		text = spanText(q.BaseWall.V, q.NewWall.V) + ", " + ratioText(q.BaseWall, q.NewWall)
	}
	if how := endings(q); how != "" {
		text = how + ", " + text
	}
	number := "query"
	if n := len(d.c.New.Run.Queries); n > 1 {
		number = fmt.Sprintf("%d of %d", numberOf(d.c.New.Run, q.Pair.New), n)
	}
	return number + " " + name, text
}

// bars draws where the wall time of both went, by what they waited for, to one
// scale.
func (d *diffPage) bars(p *page, q *compare.Query) {
	if q.Base == nil || q.New == nil || !q.Delta.Known() || len(q.Base.Path.Segments) == 0 || len(q.New.Path.Segments) == 0 {
		return
	}
	const lead = 2 + fieldColumn
	room := min(p.width-lead, widestBar)
	longest := max(q.Base.Path.Wall(), q.New.Path.Wall())
	draw := func(label string, path *critical.Path) {
		bar := []part{{plain, "  " + pad(label, fieldColumn, false)}}
		sums := make([]int64, len(kinds)+1)
		for i, k := range kinds {
			sums[i] = path.Sum(k)
		}
		sums[len(kinds)] = saturate.Sub(longest, path.Wall())
		for i, n := range cellsOf(sums, room) {
			if i < len(kinds) {
				bar = append(bar, part{kindLooks[kinds[i]].look, strings.Repeat(kindLooks[kinds[i]].fill, n)})
			}
		}
		p.parts(bar...)
	}
	draw("base", q.Base.Path)
	draw("new", q.New.Path)
	var items []string
	for _, k := range kinds {
		if base, current := q.Base.Path.Sum(k), q.New.Path.Sum(k); base > 0 || current > 0 {
			items = append(items, kindLooks[k].fill+" "+k.Called()+" "+humanize.Duration(base)+" -> "+humanize.Duration(current))
		}
	}
	p.items(plain, 2, items...)
}

const (
	causeRows     = 6  // causes with a line of their own unless all are asked for, or the plan changed
	causeEvidence = 3  // of them with evidence
	causeSmall    = 50 // causes of less than one in so many of the largest are put together
)

// causeList is what is told of the causes, no more than so many by their size: those
// with a line of their own, and the number and the sum of the others.
func (d *diffPage) causeList(q *compare.Query, most int) (told []compare.Cause, others int, sum int64) {
	least := int64(0)
	if d.o.Full {
		most = min(most, len(q.Causes))
	} else {
		most = min(most, causeRows)
		for _, x := range q.Causes {
			least = max(least, size64(x.NS)/causeSmall)
		}
	}
	told, rest := q.Told(most, least)
	for _, x := range rest {
		sum = saturate.Add(sum, x.NS)
	}
	return told, len(rest), sum
}

// shared reports whether shares of a difference say something: not where much of
// it is made up by what went the other way.
func shared(q *compare.Query) bool {
	gross := int64(0)
	for _, x := range q.Causes {
		gross = saturate.Add(gross, size64(x.NS))
	}
	return q.Delta.V != 0 && size64(q.Delta.V) >= gross/2
}

// shareOfChange writes a part of a difference in percents of it.
func shareOfChange(ns int64, q *compare.Query) string {
	if q.Delta.V < 0 {
		return humanize.Percent(saturate.Sub(0, ns), size64(q.Delta.V))
	}
	return humanize.Percent(ns, q.Delta.V)
}

// causes writes what the difference is made of, first what has its sign, so that the parts
// as printed add up.
func (d *diffPage) causes(p *page, q *compare.Query) {
	if !q.Delta.Known() {
		p.text(dim, 2, 2, "its wall time is not known of both runs: the difference cannot be split")
		return
	}
	if len(q.Causes) == 0 {
		return
	}
	told, others, sum := d.causeList(q, len(q.Causes))
	numbers := make([]int64, 0, len(told)+1)
	for _, x := range told {
		numbers = append(numbers, x.NS)
	}
	_, written := humanize.ChangeParts(q.Delta.V, append(numbers, sum))
	shares := shared(q)
	wide := 0
	for _, w := range written {
		wide = max(wide, cells(w)+1) // with the mark of an estimate
	}
	p.blank()
	p.line(bold, whyText(q.Delta.V))
	lead := 2 + wide + 2
	if shares {
		lead += 6
	}
	row := func(look style, change, share string) []part {
		list := []part{{look, "  " + pad(change, wide, true)}}
		if shares {
			list = append(list, part{plain, pad(share, 6, true)})
		}
		return append(list, part{plain, "  "})
	}
	for i, x := range told {
		if x.Estimated {
			written[i] = "~" + written[i]
		}
		d.cause(p, x, lead, i < causeEvidence || d.o.Full, row(changeLook(x.NS), written[i], shareOfChange(x.NS, q)))
	}
	if others > 0 {
		p.parts(append(row(dim, written[len(told)], shareOfChange(sum, q)), part{dim, humanize.Plural(int64(others), "smaller cause", "smaller causes")})...)
	}
	p.parts(append(row(dim, "", ""), part{dim, "sums to " + signedExact(q.Delta.V) + " exactly"})...)
}

// signedExact writes a difference with all its digits.
func signedExact(ns int64) string {
	if ns > 0 {
		return "+" + humanize.DurationExact(ns)
	}
	return humanize.DurationExact(ns)
}

func whyText(delta int64) string {
	switch {
	case delta > 0:
		return "Why it took longer"
	case delta < 0:
		return "Why it took less time"
	}
	return "What changed, though it took as long"
}

// cause writes one cause after its numbers.
func (d *diffPage) cause(p *page, x compare.Cause, lead int, evidence bool, row []part) {
	id := "[" + string(x.Kind) + "]"
	room := p.width - lead
	lines := wrap(p.bounded(x.Title)+" "+p.bounded(id), room)
	for i, l := range lines {
		if i > 0 {
			row = []part{{plain, strings.Repeat(" ", lead)}}
		}
		title, isLast := strings.CutSuffix(l, safe(id))
		if i < len(lines)-1 || !isLast {
			p.parts(append(row, part{bold, l})...)
			continue
		}
		title = strings.TrimRight(title, " ")
		p.parts(append(row, part{bold, title}, part{dim, pad(id, min(room, widestLine-lead)-cells(title), true)})...)
	}
	switch {
	case d.o.Full:
		for _, e := range x.Evidence {
			p.text(dim, lead, 2, e)
		}
	case evidence:
		most := 1
		if x.Kind == compare.PlanChange { // it may have changed several operators
			most = 2
		}
		for _, e := range x.Evidence[:min(len(x.Evidence), most)] {
			p.line(dim, strings.Repeat(" ", lead)+clauses(p.bounded(e), room))
		}
	}
}

// clauses are those of a text, from its beginning, that take no more than so many
// cells: what stands between commas, but not in brackets.
func clauses(text string, room int) string {
	if cells(text) <= room {
		return text
	}
	end, depth := 0, 0
	for i, r := range text {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case (r == ',' || r == ';') && depth <= 0 && strings.HasPrefix(text[i+1:], " ") && cells(text[:i])+2 <= room:
			end = i
		}
	}
	if end == 0 {
		return clip(text, room)
	}
	return text[:end] + ", " + ellipsis
}

// findings says what was found of the new query and not of the base, and the
// other way round.
func (d *diffPage) findings(p *page, q *compare.Query) {
	appeared, vanished := q.FindingChanges()
	if len(appeared)+len(vanished) == 0 {
		return
	}
	p.blank()
	p.line(bold, "Findings")
	write := func(list []finding.Finding, mark string, look style, of *analyze.Query) {
		for _, f := range list {
			text := f.Title
			if price := priceText(of, f); price != "" && d.o.Full {
				text += ", " + price
			}
			if !d.o.Full {
				text = gist(p.bounded(text), 2*(p.width-4)-cells(f.ID)-4)
			}
			p.text(look, 2, 2, mark+" "+text+" ["+f.ID+"]")
		}
	}
	write(appeared, markAdded, plain, q.Pair.New)
	write(vanished, markDropped, dim, q.Pair.Base)
}
