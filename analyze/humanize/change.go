package humanize

import (
	"math"
	"sort"
	"strconv"
)

// Change writes a difference with its sign, as Duration does: +1.23 s, -16.0 ms,
// and 0 ns without one.
func Change(ns int64) string {
	if ns > 0 {
		return "+" + Duration(ns)
	}
	return Duration(ns)
}

// FromTo writes two times and what lies between them in one unit and to one
// precision, so that the difference is that of the times as printed: 1.974 s,
// 3.204 s, +1.230 s.
func FromTo(from, to int64) (a, b, change string) {
	most := max(from, to)
	if from < 0 || to < 0 || most >= 120*second {
		diff := to - from
		if (diff > 0) != (to > from) && to != from {
			return Wall(from), Wall(to), Unknown // more than an int64 holds
		}
		return Wall(from), Wall(to), Change(diff)
	}
	unit, decimals := resolution(most)
	step := unit.size / pow10(decimals)
	x, y := divRound(uint64(from), step), divRound(uint64(to), step)
	write := func(n uint64) string { return point(n, decimals) + " " + unit.name }
	switch {
	case y > x:
		change = "+" + write(y-x)
	case y < x:
		change = "-" + write(x-y)
	case to > from:
		change = "+<" + oneStep(step)
	case to < from:
		change = "-<" + oneStep(step)
	default:
		change = write(0)
	}
	return write(x), write(y), change
}

// ChangeParts writes the parts of a difference, which may be of either sign, with
// their signs, in one unit and to one precision, so that the printed parts add up
// to the printed whole. Each is within one step of its true value; what is not
// zero and comes out as zero is written as less than a step, such as "+<1 ms".
// Where the parts do not add up to the whole, each is written on its own.
func ChangeParts(whole int64, parts []int64) (total string, written []string) {
	written = make([]string, len(parts))
	most, sum, ok := whole, int64(0), whole != math.MinInt64
	if most < 0 {
		most = -most
	}
	for _, p := range parts {
		next := sum + p
		ok = ok && p != math.MinInt64 && (next > sum) == (p > 0)
		sum = next
		most = max(most, p, -p)
	}
	if !ok || sum != whole || most >= 1000*second {
		for i, p := range parts {
			written[i] = Change(p)
		}
		return Change(whole), written
	}
	unit, decimals := resolution(most)
	step := int64(unit.size / pow10(decimals))
	write := func(n, exact int64) string {
		sign, abs := magnitude(n)
		switch {
		case n > 0:
			sign = "+"
		case n == 0 && exact > 0:
			return "+<" + oneStep(uint64(step))
		case n == 0 && exact < 0:
			return "-<" + oneStep(uint64(step))
		}
		return sign + point(abs, decimals) + " " + unit.name
	}
	_, abs := magnitude(whole)
	steps := int64(divRound(abs, uint64(step)))
	if whole < 0 {
		steps = -steps
	}
	given, remainder, order := make([]int64, len(parts)), make([]int64, len(parts)), make([]int, len(parts))
	left := steps
	for i, p := range parts {
		given[i], remainder[i] = p/step, p%step
		if remainder[i] < 0 { // down, not towards zero
			given[i], remainder[i] = given[i]-1, remainder[i]+step
		}
		left -= given[i]
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return remainder[order[a]] > remainder[order[b]] })
	for _, i := range order {
		if left <= 0 {
			break
		}
		given[i]++
		left--
	}
	for i, n := range given {
		written[i] = write(n, parts[i])
	}
	return write(steps, whole), written
}

// Times writes how many times as large a is as b: 1.62, 12.3, 4,506. Without both
// above zero there is no such number.
func Times(a, b int64) string {
	if a <= 0 || b <= 0 {
		return Unknown
	}
	switch x := float64(a) / float64(b); {
	case x < 9.995:
		return strconv.FormatFloat(x, 'f', 2, 64)
	case x < 99.95:
		return strconv.FormatFloat(x, 'f', 1, 64)
	case x < math.MaxInt64:
		return Count(int64(math.Round(x)))
	}
	return Unknown
}
