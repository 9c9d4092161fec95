package stat

import "math"

// normalAbove is the probability that a standard normal value is above z.
func normalAbove(z float64) float64 {
	return math.Erfc(z/math.Sqrt2) / 2
}

// normalQuantile is the standard normal value that a share p of values is below.
func normalQuantile(p float64) float64 {
	return -math.Sqrt2 * math.Erfcinv(2*p)
}
