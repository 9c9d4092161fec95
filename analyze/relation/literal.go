package relation

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"sync"
	"time"
)

// A number is what cells are compared to: low and high are the whole numbers
// next to it, equal where it is whole, so that whole numbers are compared exactly.
type number struct {
	low, high int64
	beyond    int // 1 or -1 where it is above or below all whole numbers of 64 bits
	real      float64
}

// multiple is a unit that may stand behind a number.
type multiple struct {
	name string
	of   *big.Rat
}

func rat(a, b int64) *big.Rat { return big.NewRat(a, b) }

// multiples returns the units that numbers of a column may have. They are made
// when they are asked for: the program starts without them.
func multiples(u Unit) []multiple {
	switch u {
	case UnitNanoseconds:
		return []multiple{{"ns", rat(1, 1)}, {"us", rat(1e3, 1)}, {"µs", rat(1e3, 1)}, {"ms", rat(1e6, 1)}, {"s", rat(1e9, 1)}, {"m", rat(60e9, 1)}, {"min", rat(60e9, 1)},
			{"h", rat(3600e9, 1)}, {"d", rat(86400e9, 1)}}
	case UnitBytes:
		return []multiple{{"B", rat(1, 1)}, {"KiB", rat(1<<10, 1)}, {"MiB", rat(1<<20, 1)}, {"GiB", rat(1<<30, 1)}, {"TiB", rat(1<<40, 1)},
			{"kB", rat(1e3, 1)}, {"KB", rat(1e3, 1)}, {"MB", rat(1e6, 1)}, {"GB", rat(1e9, 1)}, {"TB", rat(1e12, 1)}}
	case UnitShare:
		return []multiple{{"%", rat(1, 100)}}
	case UnitPercent:
		return []multiple{{"%", rat(1, 1)}}
	case UnitPermille:
		return []multiple{{"%", rat(10, 1)}}
	case UnitTimes:
		return []multiple{{"x", rat(1, 1)}}
	}
	return []multiple{{"k", rat(1e3, 1)}, {"M", rat(1e6, 1)}, {"G", rat(1e9, 1)}}
}

// literal is a number with a unit behind it. It bounds what is computed with.
var literal = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([+-]?(?:[0-9][0-9,_]{0,29}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(?:[eE][+-]?[0-9]{1,2})?) ?([^0-9\s]*)$`)
})

// parseNumber reads a number for a column; named says that the column's unit
// was said with its name.
func parseNumber(c Column, text string, named bool) (number, error) {
	if c.Type == Time {
		if n, ok := parseTime(text); ok {
			return n, nil
		}
	}
	m := literal().FindStringSubmatch(strings.TrimSpace(text))
	units := multiples(c.Unit)
	if m == nil {
		return number{}, fmt.Errorf("%q is no number%s", clipped(text), example(c))
	}
	r, ok := new(big.Rat).SetString(strings.NewReplacer(",", "", "_", "").Replace(m[1]))
	if !ok {
		return number{}, fmt.Errorf("%q is no number%s", clipped(text), example(c))
	}
	if m[2] == "" {
		if c.Unit == UnitNanoseconds && !named && r.Sign() != 0 {
			return number{}, errors.New("give a unit: " + m[1] + "s, " + m[1] + "ms, " + m[1] + "us or " + m[1] + "ns")
		}
		return numberOf(r), nil
	}
	for _, u := range units {
		if u.name == m[2] {
			return numberOf(r.Mul(r, u.of)), nil
		}
	}
	for _, u := range units { // in another case, but for times: M is no minute
		if c.Unit != UnitNanoseconds && strings.EqualFold(u.name, m[2]) {
			return numberOf(r.Mul(r, u.of)), nil
		}
	}
	names := make([]string, len(units))
	for i, u := range units {
		names[i] = u.name
	}
	return number{}, fmt.Errorf("%q is no unit of %s; it has %s", clipped(m[2]), c.Called(), strings.Join(names, ", "))
}

// example shows a number that the column can be compared to.
func example(c Column) string {
	switch {
	case c.Type == Time:
		return ", nor a time such as 2026-01-31T09:00:00Z"
	case c.Unit == UnitNanoseconds:
		return " with a unit, such as 1.5s or 20ms"
	case c.Unit == UnitBytes:
		return " of bytes, such as 10MiB"
	case c.Unit == UnitShare:
		return ", such as 10%"
	}
	return ", such as 12, 1e6 or 20k"
}

// numberOf finds the whole numbers next to a number.
func numberOf(r *big.Rat) number {
	f, _ := r.Float64()
	low := new(big.Int).Div(r.Num(), r.Denom()) // rounds down, as the divisor is positive
	high := low
	if !r.IsInt() {
		high = new(big.Int).Add(low, big.NewInt(1))
	}
	if !low.IsInt64() || !high.IsInt64() {
		return number{beyond: r.Sign(), real: f}
	}
	return number{low: low.Int64(), high: high.Int64(), real: f}
}

// parseTime reads a moment: UTC, where it names no other zone.
func parseTime(text string) (number, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", time.DateTime, time.DateOnly} {
		if m, err := time.Parse(layout, text); err == nil {
			ns := m.UnixNano() // of a moment that has none it is wrong, so look back
			if !time.Unix(0, ns).Equal(m) {
				return number{}, false
			}
			return number{low: ns, high: ns, real: float64(ns)}, true
		}
	}
	return number{}, false
}

// compare returns how a whole number stands to n: -1 below, 0 equal, 1 above.
func (n number) compare(v int64) int {
	switch {
	case n.beyond != 0:
		return -n.beyond
	case n.low == n.high && v == n.low:
		return 0
	case v <= n.low:
		return -1
	}
	return 1
}
