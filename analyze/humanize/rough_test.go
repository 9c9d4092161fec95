package humanize

import (
	"math"
	"testing"
)

func TestRough(t *testing.T) {
	const s = 1_000_000_000
	for ns, want := range map[int64]string{
		-5: "under 1 s", 0: "under 1 s", s * 94 / 100: "under 1 s", s: "1 s", 8_400_000_000: "8 s", 31 * s: "30 s", 33 * s: "35 s", 117 * s: "115 s",
		118 * s: "2 min", 59 * 60 * s: "59 min", 3600 * s: "1.0 h", 9 * 3600 * s: "9.0 h", 30 * 3600 * s: "30 h", 72 * 3600 * s: "3 d", math.MaxInt64: "106752 d",
	} {
		check(t, "Rough", ns, Rough(ns), want)
	}
	for _, c := range []struct {
		low, high int64
		want      string
	}{
		{0, s / 2, "under 1 s"}, {0, 3 * s, "under 3 s"}, {8 * s, 12 * s, "8 to 12 s"}, {8 * s, 8*s + 1, "about 8 s"},
		{45 * s, 130 * s, "45 s to 2 min"}, {600 * s, 900 * s, "10 to 15 min"},
	} {
		check(t, "RoughRange", c.low, RoughRange(c.low, c.high), c.want)
	}
	for ns, want := range map[int64]string{-1: "0.0 s", 449_999_999: "0.4 s", 9_999_999_999: "9.9 s", 12 * s: "12 s", 187 * s: "3:07", 3729 * s: "1:02:09"} {
		check(t, "Clock", ns, Clock(ns), want)
	}
}
