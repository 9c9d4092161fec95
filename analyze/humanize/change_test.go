package humanize

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestFromTo(t *testing.T) {
	for _, c := range []struct {
		from, to int64
		want     string
	}{
		{1_974_000_000, 3_204_000_000, "1.974 s 3.204 s +1.230 s"},
		{2_555_535_000, 208_000_000, "2.556 s 0.208 s -2.348 s"},
		{1_974_400_000, 3_204_900_000, "1.974 s 3.205 s +1.231 s"}, // as printed, not as rounded from +1.2305
		{29_800_000, 29_800_001, "29.80 ms 29.80 ms +<10 µs"},
		{29_800_001, 29_800_000, "29.80 ms 29.80 ms -<10 µs"},
		{5, 5, "5 ns 5 ns 0 ns"},
		{0, 130_000_000_000, "0 ns 2 min 10 s +2 min 10 s"},
		{-5, math.MaxInt64, "-5 ns 106752 d 00 h ?"},
	} {
		a, b, d := FromTo(c.from, c.to)
		if got := a + " " + b + " " + d; got != c.want {
			t.Errorf("%d to %d: %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

func TestChangeParts(t *testing.T) {
	for _, c := range []struct {
		whole int64
		parts []int64
		want  string
	}{
		{1_230_000_000, []int64{1_300_000_000, -70_000_000}, "+1.230 s = +1.300 s -0.070 s"},
		{1, []int64{math.MaxInt64, -math.MaxInt64 + 1}, "+1 ns = +106752 d 00 h -106752 d 00 h"},
		{1_000_000_000, []int64{999_999_900, 100}, "+1.000 s = +1.000 s +<1 ms"},
		{-1_000_000_000, []int64{-999_999_900, -100}, "-1.000 s = -1.000 s -<1 ms"},
		{7, []int64{5, 5}, "+7 ns = +5 ns +5 ns"}, // does not add up
		{math.MinInt64, []int64{math.MinInt64}, "-106752 d 00 h = -106752 d 00 h"},
		{0, nil, "0 ns ="},
	} {
		total, written := ChangeParts(c.whole, c.parts)
		if got := strings.TrimSpace(total + " = " + strings.Join(written, " ")); got != c.want {
			t.Errorf("%d of %d: %q, want %q", c.parts, c.whole, got, c.want)
		}
	}
}

// What is printed adds up, whatever the parts are.
func TestChangePartsAddUp(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		parts, whole := make([]int64, random.IntN(9)), int64(0)
		for i := range parts {
			parts[i] = random.Int64N(2_000_000_001) - 1_000_000_000
			if random.IntN(3) == 0 {
				parts[i] /= 100_000
			}
			whole += parts[i]
		}
		total, written := ChangeParts(whole, parts)
		unit := ""
		tally := 0.0
		for _, w := range append(slices.Clone(written), total) {
			_, u, ok := strings.Cut(w, " ")
			if strings.Contains(w, "<") {
				continue
			}
			if unit == "" {
				unit = u
			}
			if !ok || u != unit {
				t.Fatalf("%v: %q and %q", parts, total, written)
			}
		}
		for _, w := range written {
			tally += printed(w)
		}
		if math.Abs(tally-printed(total)) > 1e-9 {
			t.Fatalf("%v: %q do not add up to %q", parts, written, total)
		}
	}
}

func printed(w string) float64 {
	if strings.Contains(w, "<") {
		return 0
	}
	number, _, _ := strings.Cut(w, " ")
	v, err := strconv.ParseFloat(number, 64)
	if err != nil {
		panic(err)
	}
	return v
}

func TestHowManyTimes(t *testing.T) {
	for _, c := range []struct {
		a, b int64
		want string
	}{{3204, 1974, "1.62"}, {1230, 100, "12.3"}, {4506, 1, "4,506"}, {1, 0, "?"}, {0, 1, "?"}, {math.MaxInt64, 1, "?"}, {999, 100, "9.99"}, {9999, 1000, "10.0"}} {
		if got := Times(c.a, c.b); got != c.want {
			t.Errorf("%d of %d is %s times, want %s", c.a, c.b, got, c.want)
		}
	}
}
