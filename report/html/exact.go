package html

import (
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// exact is a whole number, or none. A script's numbers are exact up to 2^53:
// beyond, which only a broken recording reaches, it is written as a text of all
// its digits.
type exact struct {
	v     int64
	known bool
}

func whole(v int64) exact { return exact{v, true} }

func exactOf(v analyze.Value) exact { return exact{v.V, v.Known()} }

// mostExact is the largest whole number that a script tells from its neighbours.
const mostExact = 1<<53 - 1

// MarshalJSON writes a number, a text of its digits, or null.
func (x exact) MarshalJSON() ([]byte, error) { return x.append(nil), nil }

func (x exact) append(b []byte) []byte {
	switch {
	case !x.known:
		return append(b, "null"...)
	case x.v > mostExact || x.v < -mostExact:
		return append(strconv.AppendInt(append(b, '"'), x.v, 10), '"')
	}
	return strconv.AppendInt(b, x.v, 10)
}
