package compare

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// Of compares two recordings whose queries are aligned.
func Of(base, current *finding.Study, queries align.Queries) *Comparison {
	c := &Comparison{Base: base, New: current, Job: jobOf(base.Run, current.Run), BaseOnly: queries.BaseOnly, NewOnly: queries.NewOnly}
	c.Doubts = doubtsOf(base, current, queries)
	var rates []rated
	for _, p := range queries.Pairs {
		q, own := queryOf(p, base.Case(p.Base), current.Case(p.New))
		c.Queries = append(c.Queries, q)
		rates = append(rates, own...)
	}
	c.askMachine(rates)
	return c
}

func queryOf(p align.QueryPair, base, current *finding.Case) (Query, []rated) {
	q := Query{Pair: p, Base: base, New: current, BaseWall: p.Base.Wall, NewWall: p.New.Wall}
	q.Doubts = queryDoubts(p, base, current)
	was, now := measuresOf(base), measuresOf(current)
	ns := nodesOf(p, was, now)
	if q.BaseWall.Known() && q.NewWall.Known() {
		q.Delta = analyze.Derived.Of(saturate.Sub(q.NewWall.V, q.BaseWall.V))
		ns.trace(p.New)
		pieces := ns.pieces(was, now)
		if rest := q.Delta.V - sumOf(pieces); rest != 0 { // a path that does not tile its query
			pieces = append(pieces, piece{Part: Part{Kind: critical.Unrecorded, Cause: Unrecorded, NS: rest, Estimated: true}})
		}
		q.Parts = partsOf(pieces)
		b := bookOf(ns, was, now, pieces)
		w := &words{book: b, query: &q}
		for _, r := range b.ordered(q.Delta.V) {
			q.Causes = append(q.Causes, w.cause(r))
		}
	}
	q.Operators = ns.operators(q.Parts)
	return q, ns.rates()
}

func sumOf(pieces []piece) (ns int64) {
	for _, p := range pieces {
		ns += p.NS
	}
	return ns
}

// operators says what each operator did in each run.
func (ns *nodes) operators(parts []Part) []Operator {
	list := make([]Operator, len(ns.list))
	for i, n := range ns.list {
		o := &list[i]
		*o = Operator{Base: n.pair.Base, New: n.pair.New, How: n.pair.How, Changed: n.pair.Changed}
		if n.base != nil {
			o.BasePath = n.base.run
		}
		if n.now != nil {
			o.NewPath = n.now.run
		}
		o.NS = o.NewPath - o.BasePath
	}
	for _, p := range parts {
		n := ns.of[p.New]
		if p.New == nil {
			n = ns.of[p.Base]
		}
		if n == nil {
			continue
		}
		o := &list[n.index]
		o.Parts = append(o.Parts, p)
		if p.Kind != critical.Run || p.Beside {
			o.Beside += p.NS
		}
	}
	return list
}
