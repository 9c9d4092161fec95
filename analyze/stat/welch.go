package stat

import "math"

// TTest is what a test by Student's t distribution found.
type TTest struct {
	T  float64 // the statistic: positive where the first sample is larger
	DF float64 // degrees of freedom
	P  float64
}

// unknownT is a test that could not be made.
var unknownT = TTest{T: math.NaN(), DF: math.NaN(), P: math.NaN()}

// Welch tests whether the means of two normal populations differ, whatever their
// spreads (Welch, The generalization of "Student's" problem when several different
// population variances are involved, 1947). NaN where either has less than two
// values, and where neither has any spread.
//
// Where one has three values or less, P is too small: of 3 and 10, twice as many of
// less than 0.01 come by chance as should.
func Welch(x, y []float64, alt Alternative) TTest {
	if len(x) < 2 || len(y) < 2 {
		return unknownT
	}
	n, m := float64(len(x)), float64(len(y))
	a, b := Variance(x)/n, Variance(y)/m
	if !(a+b > 0) {
		return unknownT
	}
	t := (Mean(x) - Mean(y)) / math.Sqrt(a+b)
	// Of shares of a + b, whose squares cannot vanish.
	p, q := a/(a+b), b/(a+b)
	df := 1 / (p*p/(n-1) + q*q/(m-1))
	return TTest{T: t, DF: df, P: StudentP(t, df, alt)}
}

// WelchLog is Welch of the logarithms: it tests whether the ratio of the geometric
// means is 1. NaN where Welch is, and where a value is not positive.
func WelchLog(x, y []float64, alt Alternative) TTest {
	return Welch(Logs(x), Logs(y), alt)
}
