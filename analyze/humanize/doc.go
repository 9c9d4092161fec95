// Package humanize writes numbers for people: durations, bytes, counts,
// shares and times. Its functions round to the nearest, never print a number
// that is not there as 0, and accept every int64.
//
// Rounding never hides a quantity: what is above zero and rounds to zero is
// written with "<".
package humanize

import "math/bits"

const (
	// Unknown stands for a number that nobody reported.
	Unknown = "?"
	// None stands for a number that does not apply, such as the rows that go
	// into a scan.
	None = "-"
)

// magnitude returns the sign of v and its absolute value, which for the least
// int64 is more than an int64 holds.
func magnitude(v int64) (sign string, abs uint64) {
	if v < 0 {
		return "-", -uint64(v)
	}
	return "", uint64(v)
}

// divRound returns a/b rounded half up, for b above 0.
func divRound(a, b uint64) uint64 {
	q, r := a/b, a%b
	if r >= b-r {
		q++
	}
	return q
}

// mulDivRound returns a*b/c rounded half up without overflow on the way. The
// quotient must fit into 64 bits.
func mulDivRound(a, b, c uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	q, r := bits.Div64(hi, lo, c)
	if r >= c-r {
		q++
	}
	return q
}
