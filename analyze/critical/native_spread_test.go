package critical

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

// spread against the plain way: each piece's part of each interval.
func TestSpreadAgainstPlainSums(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		cuts := []format.Time{1000}
		for range 1 + random.IntN(8) {
			cuts = append(cuts, cuts[len(cuts)-1]+1+format.Time(random.IntN(500)))
		}
		var pieces []piece
		for range random.IntN(30) {
			from := format.Time(random.IntN(4000))
			pieces = append(pieces, piece{from, from + format.Time(random.IntN(600)), random.Float64() * 1000})
		}
		got := spread(cuts, pieces)
		for i := range got {
			want := 0.0
			for _, p := range within(pieces, cuts[i], cuts[i+1]) {
				want += p.amount
			}
			if math.Abs(got[i]-want) > 1e-6 {
				t.Fatalf("seed %d: interval %d: %g, want %g", seed, i, got[i], want)
			}
		}
	}
}

// Nobody gets more than its most, and nothing is lost while anybody has room.
func TestCapped(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 2))
		n := 1 + random.IntN(6)
		weights, most := make([]float64, n), make([]float64, n)
		room := 0.0
		for i := range n {
			weights[i], most[i] = float64(random.IntN(4)), random.Float64()*10
			room += most[i]
		}
		whole := random.Float64() * 30
		shares := capped(whole, weights, most)
		sum := 0.0
		for i, s := range shares {
			if s < 0 || s > most[i]+1e-9 {
				t.Fatalf("seed %d: share %d is %g of at most %g", seed, i, s, most[i])
			}
			sum += s
		}
		if math.Abs(sum-min(whole, room)) > 1e-6 {
			t.Fatalf("seed %d: shares sum to %g of %g with room for %g", seed, sum, whole, room)
		}
	}
	if got := capped(10, []float64{1, 3}, []float64{100, 100}); got[0] != 2.5 || got[1] != 7.5 {
		t.Errorf("%v, want what weights give", got)
	}
	if got := capped(10, []float64{1, 3}, []float64{100, 5}); got[0] != 5 || got[1] != 5 {
		t.Errorf("%v, want the rest with the one that has room", got)
	}
}

// divide gives away every nanosecond, whatever the weights.
func TestDivideIsExact(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 3))
		var claims []claim
		for range 1 + random.IntN(6) {
			w := math.Ldexp(random.Float64(), random.IntN(80)-40)
			claims = append(claims, claim{state: []State{Busy, IO}[random.IntN(2)], weight: w, saving: w * random.Float64()})
		}
		length := 1 + random.Int64N(1<<uint(1+random.IntN(61)))
		sum := int64(0)
		for _, s := range divide(length, claims) {
			if s.NS <= 0 || s.Saving < 0 || s.Saving > s.NS {
				t.Fatalf("seed %d: %+v", seed, s)
			}
			sum += s.NS
		}
		if sum != length {
			t.Fatalf("seed %d: %d of %d", seed, sum, length)
		}
	}
}

// A long query has a path that can still be held, and one that is exact.
func TestNativeLongPath(t *testing.T) {
	var lines []string
	const ticks = 6_000
	for i := range int64(ticks) {
		at, name := 4+i*200, []string{"FilterOperator::execute", "ProjectOperator::execute"}[i%2]
		lines = append(lines, batch(name, at, at+200, 200), report(at+200, 0, 0, 10*i+10, 0), report(at+200, 1, 10*i+10, 10*i+10, 100*i+100), report(at+200, 2, 10*i+10, 10*i+10, 100*i+100))
	}
	c := nativeCase{plan: chainOf("Filter", "Project"), end: 4 + ticks*200, lines: lines}
	p := checked(t, "long", c.run(t))[0]
	if len(p.Segments) > 2*mostSegments {
		t.Errorf("%d segments", len(p.Segments))
	}
	sums := make(map[string]int64)
	for _, o := range p.Operators() {
		sums[fmt.Sprint(o.Operator.ID)] = o.NS
	}
	half := int64(ticks * 100_000_000)
	if sums["1"] != half || sums["2"] != half {
		t.Errorf("%v, want half of the time each", sums)
	}
}
