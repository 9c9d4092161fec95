package relation

import (
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

func integer(v int64) Cell { return Cell{Known: true, Int: v} }

// value keeps what is not known unknown, and marks what was derived.
func value(v analyze.Value) Cell {
	if !v.Known() {
		return Cell{}
	}
	return Cell{Known: true, Derived: v.Origin == analyze.Derived, Int: v.V}
}

func moment(m analyze.Moment) Cell {
	if !m.Known {
		return Cell{}
	}
	return integer(int64(m.Time))
}

// since returns the nanoseconds from one moment to another.
func since(from, to analyze.Moment) Cell {
	if !from.Known || !to.Known {
		return Cell{}
	}
	return integer(saturate.Sub(int64(to.Time), int64(from.Time)))
}

// realOf leaves out what is no number.
func realOf(v float64) Cell {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Cell{}
	}
	return Cell{Known: true, Real: v}
}

func ratio(r analyze.Ratio) Cell {
	if !r.Known {
		return Cell{}
	}
	return realOf(r.V)
}

func truth(b bool) Cell {
	if b {
		return Cell{Known: true, Int: 1}
	}
	return Cell{Known: true}
}

// text returns an unknown cell for an empty text.
func text(s string) Cell { return Cell{Known: s != "", Text: s} }

func integers(list []int64) Cell { return Cell{Known: true, Ints: list} }
func texts(list []string) Cell   { return Cell{Known: true, Texts: list} }

// part returns what part of a whole a number is.
func part(n int64, whole analyze.Value) Cell {
	if !whole.Positive() {
		return Cell{}
	}
	return realOf(float64(n) / float64(whole.V))
}

func operatorID(o *analyze.Operator) Cell {
	if o == nil {
		return Cell{}
	}
	return integer(o.ID)
}

// operatorName is an operator's name, or its type where it has none.
func operatorName(o *analyze.Operator) Cell {
	switch {
	case o == nil:
		return Cell{}
	case o.Name != "":
		return text(o.Name)
	}
	return text(o.Type)
}

func operatorIDs(list []*analyze.Operator) Cell {
	ids := make([]int64, len(list))
	for i, o := range list {
		ids[i] = o.ID
	}
	return integers(ids)
}

func taskID(t *analyze.Task) Cell {
	if t == nil {
		return Cell{}
	}
	return integer(t.ID)
}

func taskIDs(list []*analyze.Task) Cell {
	ids := make([]int64, len(list))
	for i, t := range list {
		ids[i] = t.ID
	}
	return integers(ids)
}

func workerID(w *analyze.Worker) Cell {
	if w == nil {
		return Cell{}
	}
	return text(w.ID)
}

func workerLabel(w *analyze.Worker) Cell {
	if w == nil {
		return Cell{}
	}
	return text(w.Label)
}
