package stat

import "math"

// Moderated is Student's test with a pooled variance that is moderated by what is
// known of such noise from elsewhere: sigma, as if it had been estimated with so many
// degrees of freedom (Smyth, Linear models and empirical Bayes methods, 2004, equation
// 5 and theorem 1). Two or three runs that happen to lie close together do not pass
// for a machine without noise, and one run on a side is enough. NaN where either is
// empty, a value is not a number, or sigma or its degrees of freedom are not
// positive.
func Moderated(x, y []float64, sigma, degrees float64, alt Alternative) TTest {
	s, df := ModeratedSigma(x, y, sigma, degrees)
	if math.IsNaN(s) {
		return unknownT
	}
	t := (Mean(x) - Mean(y)) / (s * math.Sqrt(1/float64(len(x))+1/float64(len(y))))
	return TTest{T: t, DF: df, P: StudentP(t, df, alt)}
}

// ModeratedSigma is the standard deviation that Moderated goes by, and its degrees
// of freedom.
func ModeratedSigma(x, y []float64, sigma, degrees float64) (s, df float64) {
	if !usable(x) || !usable(y) || !(sigma > 0) || !(degrees > 0) {
		return math.NaN(), math.NaN()
	}
	squares := degrees * sigma * sigma
	for _, sample := range [][]float64{x, y} {
		if len(sample) > 1 {
			squares += float64(len(sample)-1) * Variance(sample)
		}
	}
	df = degrees + float64(len(x)+len(y)-2)
	return math.Sqrt(squares / df), df
}

// ModeratedShift is by how much the mean of x is larger than that of y, with the
// shifts that Moderated, two-sided, does not find at 1 - confidence. NaN as Moderated.
func ModeratedShift(x, y []float64, sigma, degrees, confidence float64) Shift {
	s, df := ModeratedSigma(x, y, sigma, degrees)
	if math.IsNaN(s) || !(confidence > 0 && confidence < 1) {
		return Shift{math.NaN(), math.NaN(), math.NaN(), math.NaN()}
	}
	shift := Mean(x) - Mean(y)
	half := studentQuantile((1-confidence)/2, df) * s * math.Sqrt(1/float64(len(x))+1/float64(len(y)))
	return Shift{shift, shift - half, shift + half, confidence}
}

// NormalQuantile is the value that a share p of the standard normal distribution is
// below.
func NormalQuantile(p float64) float64 { return normalQuantile(p) }

// StudentQuantile is the value that a share p of Student's t distribution is above,
// 0 < p < 0.5; NaN else.
func StudentQuantile(p, df float64) float64 { return studentQuantile(p, df) }
