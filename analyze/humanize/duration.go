package humanize

import (
	"fmt"
	"strings"
)

const (
	microsecond = 1_000
	millisecond = 1_000_000
	second      = 1_000_000_000
	minute      = 60 * second
	hour        = 60 * minute
	day         = 24 * hour
)

// Duration writes nanoseconds with three significant digits: 480 ns, 12.3 ms,
// 1.06 s, 95.0 s; from two minutes on 2 min 03 s, 1 h 02 min, 3 d 04 h.
func Duration(ns int64) string {
	sign, abs := magnitude(ns)
	if abs < microsecond {
		return fmt.Sprintf("%s%d ns", sign, abs)
	}
	for _, u := range []struct {
		name        string
		size, limit uint64
	}{{"µs", microsecond, 1000}, {"ms", millisecond, 1000}, {"s", second, 120}} {
		if abs/u.size >= u.limit {
			continue
		}
		if s, ok := scaled(abs, u.size, u.limit); ok {
			return sign + s + " " + u.name
		}
	}
	return sign + long(abs)
}

// Wall writes nanoseconds as Duration does, but with a digit more from one
// second on (6.949 s, 12.35 s): for the one number that others are compared to.
func Wall(ns int64) string {
	sign, abs := magnitude(ns)
	if abs < second || abs >= 119_999_500_000 {
		return Duration(ns)
	}
	decimals := 3
	if divRound(abs, millisecond) >= 10_000 {
		decimals = 2
	}
	if decimals == 2 && divRound(abs, 10*millisecond) >= 10_000 {
		decimals = 1
	}
	n := divRound(abs, second/pow10(decimals))
	return sign + point(n, decimals) + " s"
}

// long writes what is at least two minutes in two units, of which the smaller
// is rounded.
func long(abs uint64) string {
	if s := divRound(abs, second); s < 3600 {
		return fmt.Sprintf("%d min %02d s", s/60, s%60)
	}
	if m := divRound(abs, minute); m < 48*60 {
		return fmt.Sprintf("%d h %02d min", m/60, m%60)
	}
	h := divRound(abs, hour)
	return fmt.Sprintf("%d d %02d h", h/24, h%24)
}

// DurationExact writes nanoseconds as seconds with every digit that is there,
// and three at least: 6.949235 s, 1.500 s, 0.000000001 s.
func DurationExact(ns int64) string {
	sign, abs := magnitude(ns)
	fraction := fmt.Sprintf("%09d", abs%second)
	for len(fraction) > 3 && strings.HasSuffix(fraction, "0") {
		fraction = fraction[:len(fraction)-1]
	}
	return fmt.Sprintf("%s%d.%s s", sign, abs/second, fraction)
}
