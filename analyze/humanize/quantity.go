package humanize

import (
	"math"
	"strconv"
)

// Bytes writes a number of bytes in units of 1024: 167 B, 5.2 MiB, 381 MiB.
func Bytes(n int64) string {
	sign, abs := magnitude(n)
	if abs < 1024 {
		return sign + strconv.FormatUint(abs, 10) + " B"
	}
	unit := uint64(1)
	for i, name := range []string{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"} {
		unit <<= 10
		last := i == 5
		if tenths, ok := units(abs, unit, 1); ok && tenths < 1000 {
			return sign + point(tenths, 1) + " " + name
		}
		if whole := divRound(abs, unit); whole < 1024 || last {
			return sign + strconv.FormatUint(whole, 10) + " " + name
		}
	}
	return "" // not reached: the last unit takes all
}

// Count writes a number in full with a comma at each thousand.
func Count(n int64) string {
	sign, abs := magnitude(n)
	s := strconv.FormatUint(abs, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// CountShort writes a number in at most eight places: up to 9,999 in full,
// then with three significant digits, 12.3 k, 1.20 M, 658 G.
func CountShort(n int64) string {
	sign, abs := magnitude(n)
	if abs < 10_000 {
		return Count(n)
	}
	unit := uint64(1)
	for _, name := range []string{"k", "M", "G", "T", "P", "E"} {
		unit *= 1000
		if s, ok := scaled(abs, unit, 1000); ok {
			return sign + s + " " + name
		}
	}
	return Count(n)
}

// Percent writes part of whole in whole percents. What is above nothing is
// never written as 0%, and what is below the whole never as 100%: these are <1%
// and >99%. Without a whole there is no share.
func Percent(part, whole int64) string {
	if whole <= 0 {
		return Unknown
	}
	sign, abs := magnitude(part)
	w := uint64(whole)
	if abs/w > math.MaxUint64/1000 {
		return Unknown
	}
	n := mulDivRound(abs, 100, w)
	switch {
	case n == 0 && abs > 0:
		return sign + "<1%"
	case n == 100 && abs < w:
		return sign + ">99%"
	}
	return sign + strconv.FormatUint(n, 10) + "%"
}

// Factor writes how many times as large a is as b, with two significant digits
// at least: 4.8x, 12x, 1,200x. Without a b above zero there is none.
func Factor(a, b int64) string {
	if b <= 0 || a < 0 {
		return Unknown
	}
	x := float64(a) / float64(b)
	if x < 9.95 {
		return strconv.FormatFloat(x, 'f', 1, 64) + "x"
	}
	if x >= math.MaxInt64 {
		return Unknown
	}
	return Count(int64(math.Round(x))) + "x"
}

// Plural writes a count and its noun: 1 task, 49 tasks, 2 queries.
func Plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}
