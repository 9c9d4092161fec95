package stat

import "math"

// CV is the coefficient of variation: standard deviation over mean. NaN of less
// than two values, and of a mean that is not positive.
func CV(x []float64) float64 {
	mean := Mean(x)
	if !(mean > 0) {
		return math.NaN()
	}
	return StdDev(x) / mean
}

// LogSigma is the standard deviation of the logarithms, which is close to CV where
// both are small, and the same whichever of two samples is the denominator. NaN of
// less than two values, and where one is not positive.
func LogSigma(x []float64) float64 {
	return StdDev(Logs(x))
}

// RobustLogSigma estimates LogSigma from the median absolute deviation of the
// logarithms, so that one run that was disturbed does not count: 1.4826 times the
// deviation, and times what makes it right on average in samples so small (Croux and
// Rousseeuw, Time-efficient algorithms for two highly robust estimators of scale,
// 1992, table 1). NaN of less than two values, and where one is not positive. It is
// 0 where half of the values are equal.
//
// It needs more runs than LogSigma to be as sure: of 5 runs, either is off by a third
// one time of three or more.
func RobustLogSigma(x []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	logs := Logs(x)
	center := Median(logs)
	for i, v := range logs {
		logs[i] = math.Abs(v - center)
	}
	const normal = 1.482602218505602 // 1 / the 0.75 quantile of the normal distribution
	return smallSampleMAD(len(x)) * normal * Median(logs)
}

// smallSampleMAD is Croux and Rousseeuw's factor for n values.
func smallSampleMAD(n int) float64 {
	factors := [...]float64{2: 1.196, 1.495, 1.363, 1.206, 1.200, 1.140, 1.129, 1.107}
	if n < len(factors) {
		return factors[n]
	}
	return float64(n) / (float64(n) - 0.8)
}
