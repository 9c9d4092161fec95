package stat

import (
	"math"
	"slices"
)

// power is what "finds" means of power: nine times of ten.
const power = 0.9

// mostRuns is the most runs on a side that MoreRuns thinks of.
const mostRuns = 1000

// Smallest is the smallest ratio that the rule finds 9 times of 10 with n values in
// the first sample and m in the second, if the logarithms of both are normal with a
// standard deviation of sigma: 1.07 says that less than 7 % more will often be missed.
// NaN where no ratio is ever found, as such samples have no p so small, where
// sigma is negative or not a number, and where full separation is asked of 25 values
// or more on each side, or of more than 400 on one.
//
// Real noise has outliers, which make it larger; and sigma is itself estimated: of
// 5 values it is off by a third one time of three. Two digits are what it has.
func (r Rule) Smallest(n, m int, sigma float64) float64 {
	if n < 1 || m < 1 || !(sigma >= 0) || math.IsInf(sigma, 1) {
		return math.NaN()
	}
	needs := r.trials(n, m)
	if needs == nil {
		return math.NaN()
	}
	floor := math.Inf(-1)
	if r.MinRatio > 0 {
		floor = math.Log(r.MinRatio)
	}
	shifts := make([]float64, len(needs))
	for i, t := range needs {
		shifts[i] = max(sigma*t.tested, floor-sigma*t.estimate)
	}
	slices.Sort(shifts)
	return math.Exp(max(0, shifts[int(power*float64(len(shifts)))]))
}

// MoreRuns is how many more values each of two samples of n and m needs before the
// rule finds a ratio 9 times of 10: 0 where they are enough, -1 where 1,000 on each
// side would not be, or it cannot be told. A ratio of MinRatio itself is never found
// so often, as half of the estimates are below: ask the rule without its MinRatio how
// many runs tell such a ratio from none.
func (r Rule) MoreRuns(n, m int, sigma, ratio float64) int64 {
	if n < 0 || m < 0 || !(sigma >= 0) || math.IsInf(sigma, 1) || !(ratio > 1) {
		return -1
	}
	enough := func(k int) bool { return r.Smallest(n+k, m+k, sigma) <= ratio }
	if enough(0) {
		return 0
	}
	most := mostRuns - max(n, m)
	if most < 1 {
		return -1
	}
	low, high := 0, 1 // low is not enough
	for ; !enough(min(high, most)); low, high = high, 2*high {
		if high >= most {
			return -1
		}
	}
	for high = min(high, most); high-low > 1; {
		if mid := low + (high-low)/2; enough(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return int64(high)
}
