package compare

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// Of compares two recordings whose queries are aligned.
func Of(base, current *finding.Study, queries align.Queries) *Comparison {
	c := &Comparison{Base: base, New: current, BaseOnly: queries.BaseOnly, NewOnly: queries.NewOnly}
	for _, p := range queries.Pairs {
		c.Queries = append(c.Queries, queryOf(p, base.Case(p.Base), current.Case(p.New)))
	}
	return c
}

// piece is what a path is cut into before two paths are held against each other.
type piece struct {
	base, current *analyze.Operator
	kind          critical.Kind
}

func queryOf(p align.QueryPair, base, current *finding.Case) Query {
	q := Query{Pair: p, Base: base, New: current, BaseWall: base.Query.Wall, NewWall: current.Query.Wall}
	q.split(p, base, current)
	q.Operators = operatorsOf(p, base, current, q.Parts)
	return q
}

func (q *Query) split(p align.QueryPair, base, current *finding.Case) {
	if !q.BaseWall.Known() || !q.NewWall.Known() {
		return
	}
	q.Delta = analyze.Derived.Of(q.NewWall.V - q.BaseWall.V)
	of := map[*analyze.Operator]align.OperatorPair{}
	for _, o := range p.Operators.Pairs {
		of[o.Base], of[o.New] = o, o
	}
	for _, o := range p.Operators.BaseOnly {
		of[o] = align.OperatorPair{Base: o}
	}
	for _, o := range p.Operators.NewOnly {
		of[o] = align.OperatorPair{New: o}
	}
	sums := map[piece]int64{}
	var order []piece
	add := func(path *critical.Path, sign int64) {
		for _, s := range path.Segments {
			if s.Kind != critical.Run {
				k := piece{kind: s.Kind}
				if _, ok := sums[k]; !ok {
					order = append(order, k)
				}
				sums[k] += sign * s.Length()
				continue
			}
			for _, x := range s.Shares {
				k := piece{of[x.Operator].Base, of[x.Operator].New, s.Kind}
				if _, ok := sums[k]; !ok {
					order = append(order, k)
				}
				sums[k] += sign * x.NS
			}
		}
	}
	add(current.Path, 1)
	add(base.Path, -1)
	for _, k := range order {
		if ns := sums[k]; ns != 0 {
			q.Parts = append(q.Parts, Part{Base: k.base, New: k.current, Kind: k.kind, Cause: Rate, NS: ns})
		}
	}
	slices.SortStableFunc(q.Parts, func(a, b Part) int { return cmp.Compare(max(b.NS, -b.NS), max(a.NS, -a.NS)) })
	for _, x := range q.Parts {
		what := x.Kind.Called()
		if o := cmp.Or(x.New, x.Base); o != nil {
			what = "#" + strconv.FormatInt(o.ID, 10) + " " + cmp.Or(o.Name, o.Type)
		}
		q.Causes = append(q.Causes, Cause{Kind: x.Cause, Base: x.Base, New: x.New, NS: x.NS, Title: what + " was waited for longer, or less"})
	}
}
