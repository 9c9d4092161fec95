package stat

import "math"

// Interval is where something lies with so much confidence.
type Interval struct {
	Low, High float64
}

// Prediction tests whether new values come from the same normal population as old
// ones: (mean of new - mean of old) / (s √(1/m + 1/n)), with s and n - 1 degrees of
// freedom from the old values alone (Hahn and Meeker, Statistical Intervals, 1991,
// section 4.7). One new value is enough. NaN where there is none, where there are
// less than two old ones, and where those are all equal.
//
// It takes for granted that the old values are normal, and that no old one is an
// outlier: outliers among the new ones raise false alarms.
func Prediction(x, old []float64, alt Alternative) TTest {
	s := StdDev(old)
	if !usable(x) || !(s > 0) {
		return unknownT
	}
	n := float64(len(old))
	t := (Mean(x) - Mean(old)) / (s * math.Sqrt(1/n+1/float64(len(x))))
	return TTest{T: t, DF: n - 1, P: StudentP(t, n-1, alt)}
}

// PredictionLog is Prediction of the logarithms; NaN also where a value is not
// positive.
func PredictionLog(x, old []float64, alt Alternative) TTest {
	return Prediction(Logs(x), Logs(old), alt)
}

// PredictionInterval is where the mean of m new values lies with so much
// confidence (0.95), if nothing changed: the values that Prediction, two-sided, does
// not find at 1 - confidence. NaN where there are less than two old values, or one is
// not a number; where all are equal it is that value alone.
func PredictionInterval(old []float64, m int, confidence float64) Interval {
	s, n := StdDev(old), float64(len(old))
	if m < 1 || math.IsNaN(s) || !(confidence > 0 && confidence < 1) {
		return Interval{math.NaN(), math.NaN()}
	}
	mean := Mean(old)
	half := studentQuantile((1-confidence)/2, n-1) * s * math.Sqrt(1/n+1/float64(m))
	return Interval{mean - half, mean + half}
}

// PredictionIntervalLog is PredictionInterval on logarithms: it is of the geometric
// mean of m new values. NaN also where a value is not positive.
func PredictionIntervalLog(old []float64, m int, confidence float64) Interval {
	i := PredictionInterval(Logs(old), m, confidence)
	return Interval{math.Exp(i.Low), math.Exp(i.High)}
}
