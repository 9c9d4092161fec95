package humanize

import "strconv"

// scaled writes abs/unit with three significant digits, such as 1.06, 12.3 or
// 658. It reports false where rounding reaches limit units, so that the caller
// takes the next larger unit (999.6 µs is 1.00 ms).
func scaled(abs, unit, limit uint64) (string, bool) {
	for _, decimals := range []int{2, 1, 0} {
		// 1000 units with no decimals, 100.0 with one, 10.00 with two.
		n, ok := units(abs, unit, decimals)
		if !ok {
			continue
		}
		if decimals > 0 && n >= 1000 {
			continue
		}
		if n >= limit*pow10(decimals) {
			return "", false
		}
		return point(n, decimals), true
	}
	return "", false
}

// units returns abs/unit in steps of 10^-decimals, rounded, and whether it is
// small enough to be of interest.
func units(abs, unit uint64, decimals int) (uint64, bool) {
	if abs/unit >= 1<<32 {
		return 0, false
	}
	return mulDivRound(abs, pow10(decimals), unit), true
}

// point writes n with a decimal point before its last digits.
func point(n uint64, decimals int) string {
	s := strconv.FormatUint(n, 10)
	if decimals == 0 {
		return s
	}
	for len(s) <= decimals {
		s = "0" + s
	}
	return s[:len(s)-decimals] + "." + s[len(s)-decimals:]
}

func pow10(n int) uint64 {
	p := uint64(1)
	for ; n > 0; n-- {
		p *= 10
	}
	return p
}
