package humanize

import (
	"math/bits"
	"sort"
)

// Parts writes the parts of a whole in one unit and to one precision, so that
// the printed parts add up to the printed whole. Each is within one step of
// its true value; a part above zero that comes out as zero is written as less
// than a step, such as "<1 ms".
//
// The parts must not be negative and must add up to the whole; where they do
// not, each is written on its own as Duration does.
func Parts(whole int64, parts []int64) (total string, written []string) {
	written = make([]string, len(parts))
	if !tiles(whole, parts) {
		for i, p := range parts {
			written[i] = Duration(p)
		}
		return Wall(whole), written
	}
	unit, decimals := resolution(whole)
	step := unit.size / pow10(decimals)
	steps := divRound(uint64(whole), step)
	for i, n := range apportion(parts, uint64(whole), steps) {
		written[i] = point(n, decimals) + " " + unit.name
		if n == 0 && parts[i] > 0 {
			written[i] = "<" + oneStep(step)
		}
	}
	return point(steps, decimals) + " " + unit.name, written
}

type timeUnit struct {
	name string
	size uint64
}

// resolution returns the unit and the decimals in which a whole is shown.
func resolution(whole int64) (timeUnit, int) {
	switch abs := uint64(whole); {
	case abs >= 100*second:
		return timeUnit{"s", second}, 1
	case abs >= 10*second:
		return timeUnit{"s", second}, 2
	case abs >= second:
		return timeUnit{"s", second}, 3
	case abs >= 100*millisecond:
		return timeUnit{"ms", millisecond}, 0
	case abs >= millisecond:
		return timeUnit{"ms", millisecond}, 2
	case abs >= microsecond:
		return timeUnit{"µs", microsecond}, 1
	}
	return timeUnit{"ns", 1}, 0
}

// oneStep writes a step, which is a power of ten.
func oneStep(step uint64) string {
	for _, u := range []timeUnit{{"ms", millisecond}, {"µs", microsecond}} {
		if step >= u.size {
			return point(step/u.size, 0) + " " + u.name
		}
	}
	return point(step, 0) + " ns"
}

func tiles(whole int64, parts []int64) bool {
	rest := whole
	for _, p := range parts {
		if p < 0 || p > rest {
			return false
		}
		rest -= p
	}
	return rest == 0
}

// apportion gives n steps to parts that add up to whole, by largest remainder,
// earlier parts first among equals.
func apportion(parts []int64, whole, n uint64) []uint64 {
	given := make([]uint64, len(parts))
	if whole == 0 {
		return given
	}
	remainder := make([]uint64, len(parts))
	order := make([]int, len(parts))
	left := n
	for i, p := range parts {
		hi, lo := bits.Mul64(uint64(p), n)
		given[i], remainder[i] = bits.Div64(hi, lo, whole)
		left -= given[i]
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return remainder[order[a]] > remainder[order[b]] })
	for _, i := range order {
		if left == 0 {
			break
		}
		given[i]++
		left--
	}
	return given
}
