package compare

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// operatorsOf puts the operators of both plans in the order of the new one, then
// those of the base alone, each with its part of either path.
func operatorsOf(p align.QueryPair, base, current *finding.Case, parts []Part) []Operator {
	before, after := pathOf(base), pathOf(current)
	pairs := map[*analyze.Operator]align.OperatorPair{}
	for _, o := range p.Operators.Pairs {
		pairs[o.New] = o
	}
	var list []Operator
	for _, o := range current.Query.Operators {
		pair := pairs[o]
		list = append(list, Operator{Base: pair.Base, New: o, How: pair.How, Changed: pair.Changed, BasePath: before[pair.Base], NewPath: after[o]})
	}
	for _, o := range p.Operators.BaseOnly {
		list = append(list, Operator{Base: o, BasePath: before[o]})
	}
	at := map[[2]*analyze.Operator]*Operator{}
	for i := range list {
		list[i].NS = list[i].NewPath - list[i].BasePath
		at[[2]*analyze.Operator{list[i].Base, list[i].New}] = &list[i]
	}
	for _, x := range parts {
		if o := at[[2]*analyze.Operator{x.Base, x.New}]; o != nil {
			o.Parts = append(o.Parts, x)
		}
	}
	return list
}

// pathOf returns what each operator has of a path.
func pathOf(c *finding.Case) map[*analyze.Operator]int64 {
	of := map[*analyze.Operator]int64{}
	for _, x := range c.Path.Operators() {
		if x.Operator != nil {
			of[x.Operator] = x.NS
		}
	}
	return of
}
