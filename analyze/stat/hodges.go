package stat

import "math"

// Shift is by how much one sample is larger than another: a difference, or a ratio.
type Shift struct {
	Estimate float64
	// Low and High are the confidence interval, both NaN where no interval of so few
	// values has the confidence that was asked for.
	Low, High float64
	// Confidence is what the interval really has, as ranks are whole: at least what
	// was asked for. NaN where there is none.
	Confidence float64
}

// HodgesLehmann estimates by how much the values of x are larger than those of y:
// the median of the differences of all pairs (Hodges and Lehmann, Estimates of
// location based on rank tests, 1963). Unlike the difference of medians it makes
// use of all values, and unlike that of means one outlier hardly moves it.
//
// The interval is that of all shifts that MannWhitney, two-sided, does not find at
// 1 - confidence: from the k-th smallest difference to the k-th largest, with k from
// the exact distribution of U where MannWhitney has it, and from the normal one else
// (Hollander and Wolfe, Nonparametric Statistical Methods, 1999, section 4.3). It needs
// 4 values on each side for 0.95, and 3 for 0.9. With ties it has somewhat more
// confidence than said.
//
// NaN where either is empty, or a value is not a number.
func HodgesLehmann(x, y []float64, confidence float64) Shift {
	none := Shift{math.NaN(), math.NaN(), math.NaN(), math.NaN()}
	if !usable(x) || !usable(y) {
		return none
	}
	d := newDifferences(x, y)
	pairs := d.count()
	shift := none
	shift.Estimate = middle(d.kth((pairs+1)/2), d.kth(pairs/2+1))
	if !(confidence > 0 && confidence < 1) {
		return shift
	}
	if k, tail := uCutoff(len(x), len(y), (1-confidence)/2); k >= 1 {
		shift.Low, shift.High, shift.Confidence = d.kth(k), d.kth(pairs+1-k), 1-2*tail
	}
	return shift
}

// HodgesLehmannRatio is HodgesLehmann on logarithms: how many times as large the
// values of x are as those of y. NaN also where a value is not positive.
func HodgesLehmannRatio(x, y []float64, confidence float64) Shift {
	s := HodgesLehmann(Logs(x), Logs(y), confidence)
	return Shift{math.Exp(s.Estimate), math.Exp(s.Low), math.Exp(s.High), s.Confidence}
}

// uCutoff is the largest k for which U is below k with a probability of alpha at
// most, and that probability; 0 where U is 0 with a larger one. There are no ties.
func uCutoff(n, m int, alpha float64) (k int, tail float64) {
	if !exactU(n, m) {
		mean, sigma := float64(n)*float64(m)/2, normalSigmaU(n, m, nil)
		below := func(k int) float64 { return normalAbove((mean - float64(k) + 0.5) / sigma) } // U <= k-1, with continuity
		k = max(0, int(mean+0.5+normalQuantile(alpha)*sigma))
		for k > 0 && below(k) > alpha {
			k--
		}
		for below(k+1) <= alpha {
			k++
		}
		return k, below(k)
	}
	d := newUDist(n, m, untied(n+m))
	for sum := 0.0; k < n*m; k++ {
		if sum += d.ways[2*k] / d.total; sum > alpha*(1+1e-12) { // P(U <= k)
			break
		}
		tail = sum
	}
	return k, tail
}
