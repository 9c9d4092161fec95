package payload

import (
	"math"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
)

// Seconds returns the moment that a JSON number of seconds since the epoch
// names, and whether v is such a number and a Time can hold it.
//
// Daft prints a float64, whose neighbours lie 0.24 us apart today. The decimal
// text is converted digit by digit, because a multiplication by 1e9 in floating
// point would move most times by up to 0.12 us more. What lies beyond the
// nanosecond is rounded to the nearest.
func (v Value) Seconds() (format.Time, bool) {
	if len(v) == 0 || v[0] < '0' || v[0] > '9' {
		return 0, false // negative, or no number
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(string(v)), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	if digits == "" {
		return 0, true
	}
	shift := 0
	if exponent != "" {
		n, err := strconv.ParseInt(exponent, 10, 32)
		if err != nil {
			return 0, strings.HasPrefix(exponent, "-")
		}
		shift = int(n)
	}
	// The value is digits * 10^shift nanoseconds; point is where its decimal
	// point falls, counted from the first digit.
	shift += 9 - len(fraction)
	point := len(digits) + shift
	switch {
	case point < 0:
		return 0, true
	case point > len("9223372036854775807"):
		return 0, false
	case shift >= 0:
		digits += strings.Repeat("0", shift)
	}
	n, err := strconv.ParseUint("0"+digits[:point], 10, 64)
	if err != nil {
		return 0, false
	}
	if point < len(digits) && digits[point] >= '5' {
		n++
	}
	return format.Time(n), n <= math.MaxInt64
}
