package changepoint

import "math"

// Options say what counts as a change. What is 0 or less is as it says here.
type Options struct {
	Window     int     // values that are looked at together, 50: a level should last half as long
	MaxP       float64 // the largest p of the t-test between neighbouring levels, 0.0001
	MinChange  float64 // the smallest relative change, in the direction in which it is larger: 0.05 is 5 %; 0 by default
	MinSegment int     // the fewest values that make a level, 3: fewer are outliers

	// likeOtava is for tests, which hold all else against Otava 0.8.0: the t-test uses the
	// variance of the values rather than that of what they are a sample of, which makes
	// short levels surer than they are; and where a point is merged away, its right
	// neighbour and the one after are judged anew, rather than its left and its right one.
	likeOtava bool
}

// Point is a place where the level changed.
type Point struct {
	Index         int     // of the first value after the change
	Before, After float64 // means, back to the previous change and on to the next
	Change        float64 // After / Before - 1; NaN where Before is 0
	P             float64 // of the two-sided t-test between the two levels
}

// Find returns the change points of a series, in order. Values that are not
// numbers, or infinite, are left out: an index is still one of the whole series. P
// is of two given levels; that these are the best of all was looked for is not in it.
func Find(values []float64, options Options) []Point {
	return newSeries(values).find(options)
}

// FindRatios is Find on logarithms, for what grows and shrinks by ratios, as times
// do: Before and After are geometric means, and values that are not positive are left
// out.
func FindRatios(values []float64, options Options) []Point {
	logs := make([]float64, len(values))
	for i, v := range values {
		logs[i] = math.NaN()
		if v > 0 {
			logs[i] = math.Log(v)
		}
	}
	s := newSeries(logs)
	s.logs = true
	return s.find(options)
}

func (s *series) find(options Options) []Point {
	o := options.orDefault()
	cuts := s.merge(s.weak(o), o)
	points := make([]Point, len(cuts))
	for i, c := range cuts {
		p := Point{Index: s.at[c.index], Before: math.Ldexp(c.before, s.exponent), After: math.Ldexp(c.after, s.exponent), Change: math.NaN(), P: c.p}
		if c.before != 0 {
			p.Change = c.after/c.before - 1
		}
		if s.logs {
			p.Change = math.Expm1(p.After - p.Before)
			p.Before, p.After = math.Exp(p.Before), math.Exp(p.After)
		}
		points[i] = p
	}
	return points
}

func (o Options) orDefault() Options {
	if o.Window <= 0 {
		o.Window = 50
	}
	if !(o.MaxP > 0) {
		o.MaxP = 0.0001
	}
	if o.MinSegment <= 0 {
		o.MinSegment = 3
	}
	o.MinChange = max(o.MinChange, 0)
	o.Window = max(o.Window, 2*o.MinSegment)
	return o
}

// series is what is known of a series, scaled so that no sum of differences is too
// large for a float64.
type series struct {
	x        []float64
	at       []int // of the given values
	exponent int   // a value is x * 2^exponent
	logs     bool  // a value is a logarithm
}

func newSeries(values []float64) *series {
	s := &series{}
	largest := 0.0
	for i, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			s.x, s.at = append(s.x, v), append(s.at, i)
			largest = max(largest, math.Abs(v))
		}
	}
	_, s.exponent = math.Frexp(largest)
	for i, v := range s.x {
		s.x[i] = math.Ldexp(v, -s.exponent)
	}
	return s
}
