package changepoint

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func indexes(points []Point) []int {
	out := []int{}
	for _, p := range points {
		out = append(out, p.Index)
	}
	return out
}

// levels is a series with so many values of each level, and noise that is the same
// each time.
func levels(sigma float64, pairs ...float64) []float64 {
	r := rand.New(rand.NewPCG(21, 22))
	var x []float64
	for i := 0; i < len(pairs); i += 2 {
		for range int(pairs[i+1]) {
			x = append(x, pairs[i]+sigma*r.NormFloat64())
		}
	}
	return x
}

func TestFind(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	lone := levels(1, 100, 40)
	lone[20] = 150
	two := levels(1, 100, 40)
	two[20], two[21] = 150, 150
	last := append(levels(1, 100, 40), 150)
	gaps := levels(1, 100, 20, 110, 20)
	for _, i := range []int{0, 5, 18, 19, 20, 21} {
		gaps = slices.Insert(gaps, i, nan)
	}
	gaps[30] = inf
	for name, c := range map[string]struct {
		x    []float64
		o    Options
		want []int
	}{
		"a step":               {levels(1, 100, 20, 110, 20), Options{}, []int{20}},
		"up and down":          {levels(1, 100, 20, 110, 10, 100, 30), Options{}, []int{20, 30}},
		"stairs":               {levels(0.5, 100, 25, 103, 25, 106, 25, 109, 25), Options{}, []int{25, 50, 75}},
		"no noise":             {levels(0, 100, 20, 100.01, 20), Options{}, []int{20}},
		"beyond a window":      {levels(1, 100, 300, 110, 300, 100, 7), Options{}, []int{300, 600}},
		"large enough":         {levels(1, 100, 20, 110, 20), Options{MinChange: 0.08}, []int{20}},
		"not large enough":     {levels(1, 100, 20, 110, 20), Options{MinChange: 0.12}, nil},
		"halved":               {levels(1, 100, 20, 50, 20), Options{MinChange: 0.9}, []int{20}},
		"up for five values":   {levels(1, 100, 20, 110, 5, 100, 20), Options{}, []int{20, 25}},
		"one outlier":          {lone, Options{}, nil},
		"two outliers":         {two, Options{}, nil},
		"the last is one":      {last, Options{}, nil},
		"three are a level":    {append(last, 151, 149), Options{}, []int{40}},
		"gaps":                 {gaps, Options{}, []int{26}},
		"constant":             {slices.Repeat([]float64{0.1}, 100), Options{}, nil},
		"constant, large":      {slices.Repeat([]float64{math.MaxFloat64}, 100), Options{}, nil},
		"constant, small":      {slices.Repeat([]float64{5e-324}, 100), Options{}, nil},
		"zero":                 {make([]float64, 100), Options{}, nil},
		"from zero":            {append(make([]float64, 10), slices.Repeat([]float64{1}, 10)...), Options{}, []int{10}},
		"as large as can be":   {append(slices.Repeat([]float64{-math.MaxFloat64}, 10), slices.Repeat([]float64{math.MaxFloat64}, 10)...), Options{}, []int{10}},
		"as small as can be":   {append(slices.Repeat([]float64{5e-324}, 10), slices.Repeat([]float64{1e-322}, 10)...), Options{}, []int{10}},
		"none":                 {nil, Options{}, nil},
		"no numbers":           {[]float64{nan, inf, -inf, nan, nan, nan, nan}, Options{}, nil},
		"one":                  {[]float64{1}, Options{}, nil},
		"two":                  {[]float64{1, 9}, Options{}, nil},
		"three":                {[]float64{1, 1, 9}, Options{}, nil},
		"four":                 {[]float64{1, 1, 9, 9}, Options{}, nil},
		"five":                 {[]float64{1, 1, 1, 9, 9}, Options{}, nil},
		"five and no shortest": {[]float64{1, 1, 1, 9, 9}, Options{MinSegment: 1}, []int{3}},
		"six":                  {[]float64{1, 1, 1, 9, 9, 9}, Options{}, []int{3}},
		"options of nonsense":  {[]float64{1, 1, 1, 9, 9, 9}, Options{Window: -3, MaxP: nan, MinChange: -1, MinSegment: -5}, []int{3}},
		"a tiny window":        {levels(0.1, 100, 9, 110, 9), Options{Window: 1}, []int{9}},
		"a p that all have":    {[]float64{1, 2, 1, 2, 1, 2}, Options{MaxP: 2}, []int{3}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Find(c.x, c.o)
			if !slices.Equal(indexes(got), append([]int{}, c.want...)) {
				t.Errorf("%+v, want %v", got, c.want)
			}
		})
	}
}

// What is said of a point is of the levels beside it.
func TestPoint(t *testing.T) {
	x := append(slices.Repeat([]float64{99, 101}, 10), slices.Repeat([]float64{119, 121}, 10)...)
	got := Find(x, Options{})
	if len(got) != 1 {
		t.Fatalf("%+v", got)
	}
	p := got[0]
	if p.Index != 20 || math.Abs(p.Before-100) > 1e-12 || math.Abs(p.After-120) > 1e-12 || math.Abs(p.Change-0.2) > 1e-12 || !(p.P < 1e-30) {
		t.Errorf("%+v", p)
	}
	if p := Find(append(make([]float64, 10), x...), Options{})[0]; p.Before != 0 || !math.IsNaN(p.Change) {
		t.Errorf("a change from 0 has no ratio: %+v", p)
	}
}

// Ratios: the same as Find on logarithms, in the units of the values.
func TestFindRatios(t *testing.T) {
	x := append(slices.Repeat([]float64{90, 110}, 10), slices.Repeat([]float64{135, 165}, 10)...)
	x = slices.Insert(x, 3, 0, -5)
	got := FindRatios(x, Options{})
	if len(got) != 1 || got[0].Index != 22 || math.Abs(got[0].Change-0.5) > 1e-12 || math.Abs(got[0].Before-math.Sqrt(9900)) > 1e-9 || math.Abs(got[0].After-1.5*math.Sqrt(9900)) > 1e-9 {
		t.Errorf("%+v", got)
	}
	if got := FindRatios(x, Options{MinChange: 0.49}); len(got) != 1 {
		t.Errorf("%+v", got)
	}
	if got := FindRatios(x, Options{MinChange: 0.51}); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if got := FindRatios([]float64{5e-324, 5e-324, 5e-324, math.MaxFloat64, math.MaxFloat64, math.MaxFloat64}, Options{}); len(got) != 1 || !math.IsInf(got[0].Change, 1) {
		t.Errorf("%+v", got)
	}
}

// A trend comes out as stairs. That is a weakness, and here it stands.
func TestTrendComesOutAsStairs(t *testing.T) {
	x := levels(1, 100, 60)
	for i := range x {
		x[i] += float64(i) / 2
	}
	if got := Find(x, Options{}); len(got) < 2 || len(got) > 8 {
		t.Errorf("%+v", got)
	}
}

// In other units, turned over, or moved: the same places.
func TestSamePlacesInOtherUnits(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	for range 100 {
		var x []float64
		for range 1 + r.IntN(5) {
			level := 100 + 10*r.Float64()
			for range r.IntN(60) {
				x = append(x, level+r.NormFloat64())
			}
		}
		want := indexes(Find(x, Options{}))
		for name, f := range map[string]func(float64) float64{
			"thousands": func(v float64) float64 { return 1000 * v },
			"parts":     func(v float64) float64 { return v / 3 },
			"huge":      func(v float64) float64 { return math.Ldexp(v, 1000) },
			"tiny":      func(v float64) float64 { return math.Ldexp(v, -900) },
			"negative":  func(v float64) float64 { return -v },
			"moved":     func(v float64) float64 { return v - 100 },
		} {
			y := make([]float64, len(x))
			for i, v := range x {
				y[i] = f(v)
			}
			if got := indexes(Find(y, Options{})); !slices.Equal(got, want) {
				t.Fatalf("%s: %v, want %v", name, got, want)
			}
		}
	}
}

// The best division is that of all whose Q, from its definition, is largest.
func TestBestDivisionByDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 42))
	for range 200 {
		x := make([]float64, 2+r.IntN(14))
		for i := range x {
			x[i] = r.NormFloat64()
		}
		fewest := 1 + r.IntN(3)
		want := candidate{q: math.Inf(-1)}
		for tau := fewest; tau < len(x); tau++ {
			for kappa := tau + fewest; kappa <= len(x); kappa++ {
				if q := definedQ(x[:tau], x[tau:kappa]); q > want.q {
					want = candidate{tau, kappa, q}
				}
			}
		}
		got := (&series{x: x}).best(0, len(x), fewest)
		if got.index != want.index || got.end != want.end || want.index != 0 && math.Abs(got.q-want.q) > 1e-12 {
			t.Fatalf("%+v, want %+v of %v with %d", got, want, x, fewest)
		}
	}
}

func definedQ(x, y []float64) float64 {
	n, m := float64(len(x)), float64(len(y))
	mean := func(a, b []float64, pairs float64) float64 {
		sum := 0.0
		for _, v := range a {
			for _, w := range b {
				sum += math.Abs(v - w)
			}
		}
		if pairs == 0 {
			return 0
		}
		return sum / pairs
	}
	return n * m / (n + m) * (2*mean(x, y, n*m) - mean(x, x, n*(n-1)) - mean(y, y, m*(m-1)))
}

func FuzzFind(f *testing.F) {
	f.Add([]byte("\x00\x01\x02\x03\x04\x05\xff\xff\xff"), uint8(50), uint8(3))
	f.Fuzz(func(t *testing.T, raw []byte, window, fewest uint8) {
		x := make([]float64, min(len(raw), 300))
		special := []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, 5e-324, 0, 1}
		for i := range x {
			x[i] = float64(raw[i])
			if raw[i] < 8 {
				x[i] = special[raw[i]]
			}
		}
		last := -1
		for _, p := range Find(x, Options{Window: int(window), MinSegment: int(fewest)}) {
			if p.Index <= last || p.Index >= len(x) || math.IsNaN(x[p.Index]) || math.IsInf(x[p.Index], 0) || !(p.P >= 0 && p.P <= 1) || p.Before == p.After {
				t.Fatalf("%+v of %v", p, x)
			}
			last = p.Index
		}
	})
}

func BenchmarkFind2000(b *testing.B) {
	x := levels(1, 100, 400, 105, 800, 100, 800)
	for b.Loop() {
		Find(x, Options{})
	}
}

func BenchmarkFind2000InOneWindow(b *testing.B) {
	x := levels(1, 100, 400, 105, 800, 100, 800)
	for b.Loop() {
		Find(x, Options{Window: 2000})
	}
}
