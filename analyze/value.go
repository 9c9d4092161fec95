package analyze

import (
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// Origin says where a number comes from.
type Origin uint8

const (
	Missing  Origin = iota // nobody reported it; the number means nothing
	Measured               // somebody measured and reported it
	Derived                // it follows from other measured numbers
)

// String returns "missing", "measured" or "derived".
func (o Origin) String() string {
	switch o {
	case Measured:
		return "measured"
	case Derived:
		return "derived"
	}
	return "missing"
}

// Value is a whole number that may be unknown. The zero Value is missing,
// which is not the same as a known 0.
type Value struct {
	V      int64
	Origin Origin
}

// Known reports whether v is a number at all.
func (v Value) Known() bool { return v.Origin != Missing }

// Positive reports whether v is known and above 0.
func (v Value) Positive() bool { return v.Known() && v.V > 0 }

// Of returns a value of this origin.
func (o Origin) Of(v int64) Value { return Value{v, o} }

func measured(v int64) Value { return Measured.Of(v) }
func derived(v int64) Value  { return Derived.Of(v) }

// plus adds two values. The sum is as good as the worse of its parts.
func (v Value) plus(w Value) Value {
	if !v.Known() || !w.Known() {
		return Value{}
	}
	return Value{saturate.Add(v.V, w.V), max(v.Origin, w.Origin)}
}

// Moment is a point in time that may be unknown. The zero Moment is unknown.
type Moment struct {
	Time  format.Time
	Clock format.Clock // whose clock stamped it, "" where the recording does not say
	Known bool
}

func at(t format.Time, c format.Clock) Moment { return Moment{t, c, true} }

// since returns the nanoseconds from n to m, or a missing Value.
func (m Moment) since(n Moment) Value {
	if !m.Known || !n.Known {
		return Value{}
	}
	return measured(saturate.Sub(int64(m.Time), int64(n.Time)))
}

// earlier returns the earlier of two moments; an unknown one loses.
func earlier(m, n Moment) Moment {
	if !m.Known || n.Known && n.Time < m.Time {
		return n
	}
	return m
}

// later returns the later of two moments; an unknown one loses.
func later(m, n Moment) Moment {
	if !m.Known || n.Known && n.Time > m.Time {
		return n
	}
	return m
}
