package humanize

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

func TestDuration(t *testing.T) {
	for _, c := range []struct {
		ns                int64
		short, wall, full string
	}{
		{0, "0 ns", "0 ns", "0.000 s"},
		{1, "1 ns", "1 ns", "0.000000001 s"},
		{999, "999 ns", "999 ns", "0.000000999 s"},
		{1_000, "1.00 µs", "1.00 µs", "0.000001 s"},
		{480_000, "480 µs", "480 µs", "0.00048 s"},
		{999_499, "999 µs", "999 µs", "0.000999499 s"},
		{999_500, "1.00 ms", "1.00 ms", "0.0009995 s"},
		{12_340_000, "12.3 ms", "12.3 ms", "0.01234 s"},
		{9_995_000, "10.0 ms", "10.0 ms", "0.009995 s"},
		{658_000_000, "658 ms", "658 ms", "0.658 s"},
		{999_500_000, "1.00 s", "1.00 s", "0.9995 s"},
		{1_060_000_000, "1.06 s", "1.060 s", "1.060 s"},
		{6_949_235_200, "6.95 s", "6.949 s", "6.9492352 s"},
		{9_999_400_000, "10.0 s", "9.999 s", "9.9994 s"},
		{9_999_500_000, "10.0 s", "10.00 s", "9.9995 s"},
		{99_996_000_000, "100 s", "100.0 s", "99.996 s"},
		{119_400_000_000, "119 s", "119.4 s", "119.400 s"},
		{119_500_000_000, "2 min 00 s", "119.5 s", "119.500 s"},
		{123_000_000_000, "2 min 03 s", "2 min 03 s", "123.000 s"},
		{3_599_500_000_000, "1 h 00 min", "1 h 00 min", "3599.500 s"},
		{3_720_000_000_000, "1 h 02 min", "1 h 02 min", "3720.000 s"},
		{172_799_000_000_000, "2 d 00 h", "2 d 00 h", "172799.000 s"},
		{-1_060_000_000, "-1.06 s", "-1.060 s", "-1.060 s"},
		{math.MaxInt64, "106752 d 00 h", "106752 d 00 h", "9223372036.854775807 s"},
		{math.MinInt64, "-106752 d 00 h", "-106752 d 00 h", "-9223372036.854775808 s"},
	} {
		check(t, "Duration", c.ns, Duration(c.ns), c.short)
		check(t, "Wall", c.ns, Wall(c.ns), c.wall)
		check(t, "DurationExact", c.ns, DurationExact(c.ns), c.full)
	}
}

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 167: "167 B", 1023: "1023 B", 1024: "1.0 KiB", 1536: "1.5 KiB",
		102_348: "99.9 KiB", 102_349: "100 KiB", 1_048_063: "1023 KiB", 1_048_064: "1.0 MiB",
		5_452_595: "5.2 MiB", 399_507_456: "381 MiB", 1 << 40: "1.0 TiB",
		math.MaxInt64: "8.0 EiB", math.MinInt64: "-8.0 EiB", -5_452_595: "-5.2 MiB",
	} {
		check(t, "Bytes", n, Bytes(n), want)
	}
}

func TestCount(t *testing.T) {
	for _, c := range []struct {
		n           int64
		full, short string
	}{
		{0, "0", "0"}, {999, "999", "999"}, {1000, "1,000", "1,000"}, {9_999, "9,999", "9,999"},
		{10_000, "10,000", "10.0 k"}, {12_345, "12,345", "12.3 k"}, {999_499, "999,499", "999 k"}, {999_500, "999,500", "1.00 M"},
		{1_234_567, "1,234,567", "1.23 M"}, {-1_234_567, "-1,234,567", "-1.23 M"},
		{math.MaxInt64, "9,223,372,036,854,775,807", "9.22 E"},
		{math.MinInt64, "-9,223,372,036,854,775,808", "-9.22 E"},
	} {
		check(t, "Count", c.n, Count(c.n), c.full)
		check(t, "CountShort", c.n, CountShort(c.n), c.short)
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		part, whole int64
		want        string
	}{
		{0, 100, "0%"}, {1, 1000, "<1%"}, {43, 100, "43%"}, {435, 1000, "44%"}, {999, 1000, ">99%"}, {100, 100, "100%"},
		{150, 100, "150%"}, {-5, 100, "-5%"}, {1, 0, "?"}, {1, -3, "?"},
		{math.MaxInt64, math.MaxInt64, "100%"}, {math.MinInt64, math.MaxInt64, "-100%"}, {math.MaxInt64, 1, "?"},
	} {
		check(t, "Percent", c.part, Percent(c.part, c.whole), c.want)
	}
}

func TestFactorAndPlural(t *testing.T) {
	for _, c := range []struct {
		a, b int64
		want string
	}{{48, 10, "4.8x"}, {995, 100, "10x"}, {12_000, 10, "1,200x"}, {1, 0, "?"}, {-1, 5, "?"}, {math.MaxInt64, 1, "?"}, {0, 5, "0.0x"}} {
		check(t, "Factor", c.a, Factor(c.a, c.b), c.want)
	}
	check(t, "Plural", 1, Plural(1, "query", "queries"), "1 query")
	check(t, "Plural", 0, Plural(0, "query", "queries"), "0 queries")
	check(t, "Plural", 4900, Plural(4900, "task", "tasks"), "4,900 tasks")
}

func TestTimes(t *testing.T) {
	check(t, "Time", 1795394768858464000, Time(1795394768858464000), "2026-11-23 00:46:08.858 UTC")
	check(t, "Time", -1, Time(-1), "1969-12-31 23:59:59.999 UTC")
	for _, c := range []struct {
		from, to, whole int64
		want            string
	}{
		{5e6, 2_400e6, 6_900e6, "0.01-2.40 s"},
		{5e6, 240e6, 690e6, "5-240 ms"},
		{-5e6, 240e6, 690e6, "-5-240 ms"},
		{-1, 1, 1000, "0.00-0.00 ms"},
		{1e9, 200e9, 300e9, "1.0-200.0 s"},
		{1e9, 2000e9, 3000e9, "1-2000 s"},
	} {
		check(t, "Window", c.from, Window(c.from, c.to, c.whole), c.want)
	}
	check(t, "Mark", 5, Mark(1_500_000_000, 2_000_000_000), "1.50 s")
}

func TestPartsAddUpAsPrinted(t *testing.T) {
	for _, c := range []struct {
		whole int64
		parts []int64
		total string
		want  string
	}{
		{6_949_235_200, []int64{274_700, 2_991_000_000, 3_942_000_000, 15_960_500}, "6.949 s", "<1 ms, 2.991 s, 3.942 s, 0.016 s"},
		{3, []int64{1, 1, 1}, "3 ns", "1 ns, 1 ns, 1 ns"},
		{1_000_000_000, []int64{333_333_333, 333_333_333, 333_333_334}, "1.000 s", "0.333 s, 0.333 s, 0.334 s"},
		{0, []int64{0, 0}, "0 ns", "0 ns, 0 ns"},
		{5_000_000_000, []int64{1_000_000_000}, "5.000 s", "1.00 s"}, // does not add up: each on its own
		{5_000_000_000, []int64{-1, 5_000_000_001}, "5.000 s", "-1 ns, 5.00 s"},
	} {
		total, parts := Parts(c.whole, c.parts)
		check(t, "Parts", c.whole, total, c.total)
		check(t, "Parts", c.whole, strings.Join(parts, ", "), c.want)
	}
}

// Whatever the parts are, what is printed adds up to what is printed as whole,
// and shares add up to 100.
func TestPartsProperty(t *testing.T) {
	state := uint64(1)
	next := func(n uint64) int64 { // a fixed sequence
		state = state*6364136223846793005 + 1442695040888963407
		return int64((state >> 11) % n)
	}
	for round := 0; round < 5000; round++ {
		var whole int64
		parts := make([]int64, 1+next(6))
		limit := pow10(1 + int(next(17)))
		for i := range parts {
			if next(4) > 0 {
				parts[i] = next(limit)
			}
			whole += parts[i]
		}
		total, written := Parts(whole, parts)
		if sum := sumOf(t, written); sum != number(t, total) {
			t.Fatalf("%v: %v add up to %d steps, not to %s", parts, written, sum, total)
		}
	}
}

func sumOf(t *testing.T, written []string) (sum int64) {
	t.Helper()
	for _, w := range written {
		sum += number(t, w)
	}
	return sum
}

// number returns the digits of a printed number; one with "<" counts as 0, and
// >99% as 100.
func number(t *testing.T, s string) int64 {
	t.Helper()
	if strings.HasPrefix(s, "<") {
		return 0
	}
	if s == ">99%" {
		return 100
	}
	s, _, _ = strings.Cut(strings.TrimSuffix(s, "%"), " ")
	n, err := strconv.ParseInt(strings.ReplaceAll(s, ".", ""), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func check(t *testing.T, name string, in int64, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s(%d) = %q, want %q", name, in, got, want)
	}
}
