package changepoint

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// What is said in docs/decisions/0028-statistics.md is measured here.

// noises are series without a change, with a standard deviation of 1 but for outliers.
var noises = []struct {
	name string
	next func(r *rand.Rand, last float64) float64
}{
	{"normal", func(r *rand.Rand, _ float64) float64 { return r.NormFloat64() }},
	{"1 in 20 an outlier", func(r *rand.Rand, _ float64) float64 {
		v := r.NormFloat64()
		if r.Float64() < 0.05 {
			v += 10
		}
		return v
	}},
	{"each half like the last", func(r *rand.Rand, last float64) float64 { return 0.5*last + math.Sqrt(0.75)*r.NormFloat64() }},
}

func noise(r *rand.Rand, next func(*rand.Rand, float64) float64, n int) []float64 {
	x, last := make([]float64, n), 0.0
	for i := range x {
		last = next(r, last)
		x[i] = 100 + last
	}
	return x
}

// How many series of 100 values without a change have one all the same.
func TestFalseAlarms(t *testing.T) {
	const rounds = 600
	most := map[string]float64{
		"0.0001, normal": 0.012, "0.0001, 1 in 20 an outlier": 0.06, "0.0001, each half like the last": 0.45,
		"0.001, normal": 0.08, "0.001, 1 in 20 an outlier": 0.12, "0.001, each half like the last": 0.8,
	}
	for _, c := range []struct {
		name string
		o    Options
	}{{"0.0001", Options{}}, {"0.001", Options{MaxP: 0.001}}, {"0.001 as Otava", Options{MaxP: 0.001, MinSegment: 1, likeOtava: true}}} {
		for _, kind := range noises {
			r := rand.New(rand.NewPCG(11, 12))
			alarms := 0
			for range rounds {
				if len(Find(noise(r, kind.next, 100), c.o)) > 0 {
					alarms++
				}
			}
			share := float64(alarms) / rounds
			name := c.name + ", " + kind.name
			t.Logf("p %s: %.3f", name, share)
			if limit, ok := most[name]; ok && share > limit {
				t.Errorf("%s: %.3f false alarms, more than %v", name, share, limit)
			}
		}
	}
}

// How many values after a change are needed before it is seen 9 times of 10: never
// less than MinSegment but for one that comes before it, more where it is small.
func TestHowSoonAChangeShows(t *testing.T) {
	const rounds, never = 200, 41
	var table strings.Builder
	for _, before := range []int{5, 10, 20, 50} {
		fmt.Fprintf(&table, "%2d values before:", before)
		for _, size := range []float64{1.5, 2, 3, 5, 10} {
			after := 1
			for ; after < never; after++ {
				r := rand.New(rand.NewPCG(uint64(before), uint64(10*size)))
				seen := 0
				for range rounds {
					x := noise(r, noises[0].next, before+after)
					for i := before; i < len(x); i++ {
						x[i] += size
					}
					if len(Find(x, Options{})) > 0 {
						seen++
					}
				}
				if float64(seen) >= 0.9*rounds {
					break
				}
			}
			fmt.Fprintf(&table, "  %v sigma: %d", size, after)
			if size == 10 && before >= 10 && after > 3 || size == 5 && before >= 20 && after > 5 || after < 2 {
				t.Errorf("a change of %v sigma after %d values is seen after %d", size, before, after)
			}
		}
		table.WriteString("\n")
	}
	t.Logf("values after (%d: not with 40)\n%s", never, table.String())
}

// How far from a change its point is, with 20 values on either side.
func TestHowExactThePlaceIs(t *testing.T) {
	const rounds = 500
	for _, size := range []float64{1.5, 2, 3, 5} {
		r := rand.New(rand.NewPCG(51, 52))
		found, exact, close := 0, 0, 0
		for range rounds {
			x := noise(r, noises[0].next, 40)
			for i := 20; i < 40; i++ {
				x[i] += size
			}
			if p := Find(x, Options{}); len(p) > 0 {
				found++
				off := p[0].Index - 20
				if off == 0 {
					exact++
				}
				if off >= -2 && off <= 2 {
					close++
				}
			}
		}
		t.Logf("%v sigma: %.2f found, of those %.2f exact, %.2f within 2", size, float64(found)/rounds, float64(exact)/float64(found), float64(close)/float64(found))
		if size == 5 && (found < rounds || exact < 97*rounds/100) {
			t.Errorf("5 sigma: %d found, %d at their place", found, exact)
		}
	}
}
