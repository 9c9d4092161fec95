package report

import (
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/wording"
)

// unpairedRows is how many queries that only one run has are listed.
const unpairedRows = 10

// unpaired lists the queries that only one of the runs has.
func (d *diffPage) unpaired(p *page) {
	if d.o.Asked {
		return
	}
	for _, x := range []struct {
		in   string
		list []*analyze.Query
		run  *analyze.Run
	}{{d.base, d.c.BaseOnly, d.c.Base.Run}, {d.new, d.c.NewOnly, d.c.New.Run}} {
		if len(x.list) == 0 {
			continue
		}
		p.blank()
		p.text(bold, 0, 2, "Only in "+x.in+": "+humanize.Plural(int64(len(x.list)), "query", "queries"))
		for i, q := range x.list {
			if i == unpairedRows && !d.o.Full {
				p.line(dim, "  and "+humanize.Count(int64(len(x.list)-i))+" more")
				break
			}
			p.text(plain, 2, 2, onlyText(x.run, q))
		}
	}
	if len(d.c.BaseOnly) > 0 && len(d.c.NewOnly) > 0 {
		p.text(dim, 0, 2, "To hold two of these against each other: --query BASE=NEW, by id or number")
	}
}

// onlyText says of a query what it is, and how it ended.
func onlyText(run *analyze.Run, q *analyze.Query) string {
	text := humanize.Count(int64(numberOf(run, q))) + " " + bounded(q.ID, longestName) + " " + wording.Outcome(q)
	if len(q.Operators) > 0 {
		text += ": " + namesOf(q.Operators)
	}
	return text
}

// foot says where to look further, and what the marks mean.
func (d *diffPage) foot(p *page) {
	p.blank()
	for _, x := range d.pointers() {
		x.print(p)
	}
	p.items(dim, 2, markAdded+" only in new", markDropped+" only in base", markChanged+" does something else", "~ estimated", "? not known", "- none, or does not apply", "all numbers: daft-analyze diff --legend")
}

// most is the query in detail that differs most.
func (d *diffPage) most() int {
	most := d.detailed[0]
	for _, i := range d.detailed {
		if size64(d.c.Queries[i].Delta.V) > size64(d.c.Queries[most].Delta.V) {
			most = i
		}
	}
	return most
}

// DiffPointed are the commands that Diff may point to.
var DiffPointed = []string{"diff", "graph", "explain", "check"}

// pointers are the commands that a reader may need next, the most useful first.
func (d *diffPage) pointers() []pointer {
	base, current := shellWord(d.o.BasePath), shellWord(d.o.NewPath)
	var list []pointer
	add := func(ok bool, command, shows string) {
		if ok && len(list) < mostPointers {
			list = append(list, pointer{"daft-analyze " + command, shows})
		}
	}
	only := ""
	if len(d.detailed) > 0 && len(d.c.New.Run.Queries) > 1 {
		q := d.c.Queries[d.most()].Pair
		only = " --query " + shellWord(strconv.Itoa(numberOf(d.c.New.Run, q.New)))
	}
	both := base + " " + current
	add(len(d.c.Queries) > len(d.detailed), "diff "+both+" --query N", "one query of these")
	add(len(d.detailed) > 0, "graph "+current+" --base "+base+only+" -o diff.svg", "both plans, as a picture")
	add(len(d.detailed) > 0, "explain "+current+only, "what the new one did")
	add(len(d.detailed) > 0 && !d.o.Full, "diff "+both+only+" --full", "every cause and operator")
	return list
}
