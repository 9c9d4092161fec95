package dataflow

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// Join is one join with its sides.
type Join struct {
	Operator                                *analyze.Operator
	Strategy                                string // "broadcast", "hash", "sort merge", "cross", "as of", "key filtering", "" where unknown
	BuildRows, BuildBytes                   analyze.Value
	ProbeRows, ProbeBytes, RowsOut          analyze.Value
	BuildEstimatedRows, BuildEstimatedBytes analyze.Value // the optimizer's, natively
	BuildNS                                 analyze.Value // of threads in its build, from spans
	PathNS                                  int64
	Exploding                               bool              // puts out many more rows than its larger side has: see ExplodingFactor
	Broadcast                               *analyze.Operator // side that is broadcast
	Evidence                                string
}

func joinsOf(q *analyze.Query, c *costs) []Join {
	var list []Join
	for _, o := range byID(q.Operators) {
		if !o.IsJoin() {
			continue
		}
		j := Join{Operator: o, Strategy: strategy(o), BuildRows: o.BuildRows, BuildBytes: o.BuildBytes, ProbeRows: o.ProbeRowsIn, ProbeBytes: o.ProbeBytesIn,
			RowsOut: o.ProbeRowsOut, BuildNS: o.Work.Build.Busy, PathNS: c.of(o, nil)}
		if !j.RowsOut.Known() {
			j.RowsOut = o.RowsOut
		}
		if len(o.Children) == 2 { // Daft builds on the first child, natively in all joins looked at
			build := o.Children[0]
			if !j.BuildRows.Known() && !j.ProbeRows.Known() { // Daft keeps one side of the counters; what the sides put out is what came in
				j.BuildRows, j.ProbeRows = orDerived(build.RowsOut), orDerived(o.Children[1].RowsOut)
			}
			if !j.BuildBytes.Known() && j.BuildRows.Known() && build.RowsOut.Known() && j.BuildRows.V == build.RowsOut.V {
				j.BuildBytes = orDerived(build.BytesOut)
			}
			j.BuildEstimatedRows, j.BuildEstimatedBytes = build.EstimatedRows, build.EstimatedBytes
			if j.Strategy == "broadcast" {
				j.Broadcast = build
			}
			if !j.ProbeBytes.Known() && j.ProbeRows.Known() && o.Children[1].RowsOut.Known() && j.ProbeRows.V == o.Children[1].RowsOut.V {
				j.ProbeBytes = orDerived(o.Children[1].BytesOut)
			}
		}
		j.BuildBytes, j.ProbeBytes = counted(j.BuildBytes, j.BuildRows), counted(j.ProbeBytes, j.ProbeRows)
		j.Exploding = j.explodes()
		j.Evidence = j.describe()
		list = append(list, j)
	}
	return list
}

// counted takes away bytes of 0 that rows belie: Daft does not count them.
func counted(bytes, rows analyze.Value) analyze.Value {
	if rows.Positive() && bytes.Known() && bytes.V == 0 {
		return analyze.Value{}
	}
	return bytes
}

// explodes judges only where both sides and what came out are known.
func (j *Join) explodes() bool {
	if !j.RowsOut.Known() || !j.BuildRows.Known() || !j.ProbeRows.Known() || j.RowsOut.V < ExplodingRows {
		return false
	}
	return j.RowsOut.V >= saturate.Mul(ExplodingFactor, max(j.BuildRows.V, j.ProbeRows.V, 1))
}

// strategy tells a join's strategy by its type.
func strategy(o *analyze.Operator) string {
	switch t := o.Type; {
	case strings.HasPrefix(t, "Broadcast"):
		return "broadcast"
	case strings.HasPrefix(t, "SortMerge"):
		return "sort merge"
	case strings.HasPrefix(t, "Cross"):
		return "cross"
	case strings.HasPrefix(t, "Asof"):
		return "as of"
	case strings.HasPrefix(t, "KeyFiltering"):
		return "key filtering"
	case strings.HasPrefix(t, "Hash"):
		return "hash"
	}
	return ""
}
