package report

import (
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// rowsIn returns the rows that went into an operator: those of both sides of
// a join.
func rowsIn(o *analyze.Operator) analyze.Value {
	if !o.RowsIn.Known() {
		return both(o.BuildRows, o.ProbeRowsIn)
	}
	return o.RowsIn
}

// rowsOut returns the rows that came out of an operator, or that it wrote.
func rowsOut(o *analyze.Operator) analyze.Value {
	return first(o.RowsOut, o.ProbeRowsOut, o.RowsWritten)
}

func bytesIn(o *analyze.Operator) analyze.Value {
	if !o.BytesIn.Known() {
		return both(o.BuildBytes, o.ProbeBytesIn)
	}
	return o.BytesIn
}

func bytesOut(o *analyze.Operator) analyze.Value { return first(o.BytesOut, o.ProbeBytesOut) }

func first(values ...analyze.Value) analyze.Value {
	for _, v := range values {
		if v.Known() {
			return v
		}
	}
	return analyze.Value{}
}

// both adds two numbers of a join's sides. The sum is as good as the worse.
func both(a, b analyze.Value) analyze.Value {
	if !a.Known() || !b.Known() || a.V < 0 || b.V < 0 || a.V > math.MaxInt64-b.V {
		return analyze.Value{}
	}
	return analyze.Value{V: a.V + b.V, Origin: max(a.Origin, b.Origin)}
}
