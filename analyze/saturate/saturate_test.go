package saturate

import (
	"math"
	"math/big"
	"testing"
)

// Every function is held against numbers without bounds.
func TestAgainstBigNumbers(t *testing.T) {
	edges := []int64{math.MinInt64, math.MinInt64 + 1, math.MinInt64 / 2, -1_000_003, -2, -1, 0, 1, 2, 3, 1_000_003, 1 << 31, 1<<32 + 1, math.MaxInt64 / 2, math.MaxInt64 - 1, math.MaxInt64}
	n := func(v int64) *big.Int { return big.NewInt(v) }
	within := func(x *big.Int) int64 {
		switch {
		case x.IsInt64():
			return x.Int64()
		case x.Sign() < 0:
			return math.MinInt64
		}
		return math.MaxInt64
	}
	for _, a := range edges {
		for _, b := range edges {
			if got, want := Add(a, b), within(n(0).Add(n(a), n(b))); got != want {
				t.Errorf("%d + %d is %d, want %d", a, b, got, want)
			}
			if got, want := Sub(a, b), within(n(0).Sub(n(a), n(b))); got != want {
				t.Errorf("%d - %d is %d, want %d", a, b, got, want)
			}
			want := int64(0)
			if a > 0 && b > 0 {
				want = within(n(0).Mul(n(a), n(b)))
			}
			if got := Mul(a, b); got != want {
				t.Errorf("%d * %d is %d, want %d", a, b, got, want)
			}
			for _, c := range edges {
				want := int64(0)
				if a > 0 && b > 0 && c > 0 {
					want = within(n(0).Div(n(0).Mul(n(a), n(b)), n(c)))
				}
				if got := Scale(a, b, c); got != want {
					t.Errorf("%d * %d / %d is %d, want %d", a, b, c, got, want)
				}
			}
		}
	}
}

func TestWhole(t *testing.T) {
	for x, want := range map[float64]int64{0: 0, 1.9: 1, -1.9: -1, 1e300: math.MaxInt64, -1e300: math.MinInt64, math.Inf(1): math.MaxInt64, math.Inf(-1): math.MinInt64,
		1 << 62: 1 << 62, -(1 << 63): math.MinInt64, 1 << 63: math.MaxInt64} {
		if got := Whole(x); got != want {
			t.Errorf("%v is %d, want %d", x, got, want)
		}
	}
	if got := Whole(math.NaN()); got != 0 {
		t.Errorf("what is no number is %d", got)
	}
}
