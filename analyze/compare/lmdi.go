package compare

import (
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// A time that is a product of factors, as rows x time per row, is split over them
// by the logarithmic mean Divisia index (LMDI-I; Ang, Energy Policy 32 (2004) and
// 33 (2005)): the part of a factor x is L(now, was) * ln(x_now / x_was), where L is
// the logarithmic mean. The parts add up to the difference without a rest, and
// swapping the two runs negates each.

// logMean is the logarithmic mean of two positive numbers, (a - b) / ln(a / b),
// and a where they are equal.
func logMean(a, b float64) float64 {
	if a == b {
		return a
	}
	// ln(a/b) = 2 artanh((a-b)/(a+b)), which stays exact where a is nearly b.
	z := (a - b) / (a + b)
	if l := 2 * math.Atanh(z); l != 0 && !math.IsInf(l, 0) {
		return (a - b) / l
	}
	return (a - b) / (math.Log(a) - math.Log(b))
}

// logRatio is ln(now / was) of two numbers that are not negative; of counts, of
// which 0 is as good as 1 here: a factor cannot come from nothing. Swapping them
// negates it, to the last bit.
func logRatio(was, now float64) float64 {
	return math.Log(max(now, 1)) - math.Log(max(was, 1))
}

// factor is one of those that a time is the product of: how much it changed, on the
// log scale.
type factor struct {
	cause CauseKind
	log   float64
}

// divide splits now - was over the factors of the time and what they leave, the
// rest, which is the last of the result. Where either time is 0, no factor but the
// rest went to 0 with it, so that it has all.
func divide(was, now int64, factors []factor) []int64 {
	parts := make([]int64, len(factors)+1)
	if was <= 0 || now <= 0 || len(factors) == 0 {
		parts[len(factors)] = saturate.Sub(now, was)
		return parts
	}
	mean := logMean(float64(now), float64(was))
	left := math.Log(float64(now)) - math.Log(float64(was))
	effects := make([]float64, len(parts))
	for i, f := range factors {
		effects[i] = mean * f.log
		left -= f.log
	}
	effects[len(factors)] = mean * left
	possible(effects, float64(was), float64(now))
	return rounded(saturate.Sub(now, was), effects)
}

// possible keeps effects that work against each other to what can be: that more was
// to be done cannot have cost more than all that it took, nor can less have saved more
// than all that it took before. As they differ by now - was, either both bounds hold
// or neither does. Swapping the two runs negates the result.
func possible(effects []float64, was, now float64) {
	longer, shorter := 0.0, 0.0
	for _, e := range effects {
		longer, shorter = longer+max(e, 0), shorter+max(-e, 0)
	}
	if longer <= now || shorter <= was {
		return
	}
	for i, e := range effects {
		if e > 0 {
			effects[i] = e * (now / longer)
		} else {
			effects[i] = e * (was / shorter)
		}
	}
}

// rounded rounds amounts that add up to sum, but for what floating point lost, to
// whole numbers that do so exactly, by largest remainder. Negating all negates the
// result.
func rounded(sum int64, amounts []float64) []int64 {
	parts := make([]int64, len(amounts))
	if len(parts) == 0 {
		return parts
	}
	const most = 1 << 61
	rest := sum
	order := make([]int, len(parts))
	remainder := make([]float64, len(parts))
	for i, a := range amounts {
		if math.IsNaN(a) {
			a = 0
		}
		a = max(-most, min(most, a))
		cut := math.Trunc(a)
		parts[i], remainder[i], order[i] = int64(cut), a-cut, i
		rest = saturate.Sub(rest, parts[i])
	}
	sign := int64(1)
	if rest < 0 {
		sign = -1
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch a, b := remainder[i]*float64(sign), remainder[j]*float64(sign); {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return 0
	})
	for _, i := range order {
		if rest == 0 || remainder[i]*float64(sign) <= 0 {
			break
		}
		parts[i] += sign
		rest -= sign
	}
	if rest != 0 { // what floating point lost goes where it is the least of it
		most := 0
		for i, a := range amounts {
			if math.Abs(a) > math.Abs(amounts[most]) {
				most = i
			}
		}
		parts[most] = saturate.Add(parts[most], rest)
	}
	return parts
}

// inProportion divides a whole number over weights that are not negative, exactly.
// Without any weight the first has all.
func inProportion(ns int64, weights []float64) []int64 {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	amounts := make([]float64, len(weights))
	for i, w := range weights {
		switch {
		case sum > 0 && !math.IsInf(sum, 0):
			amounts[i] = float64(ns) * (w / sum)
		case i == 0:
			amounts[i] = float64(ns)
		}
	}
	return rounded(ns, amounts)
}
