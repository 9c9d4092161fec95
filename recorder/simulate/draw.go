package simulate

import "math"

// draw makes random numbers that depend on nothing but the seed and what they
// are for. A simulation that differs in one thing from another draws the same
// numbers for all else.
type draw uint64

// What a number is for.
const (
	forWork uint64 = iota + 1
	forOverhead
	forSubmit
	forDispatch
	forHandoff
	forStage
	forFile
	forRetry
	forArrival
	forLoss
	forSide
	forWorker
	forShape
	forCause
	forPhase
	forChange
)

// bits mixes the seed with up to three numbers (SplitMix64's finalizer).
func (d draw) bits(what uint64, a, b int) uint64 {
	x := uint64(d)
	for _, y := range [...]uint64{what, uint64(a), uint64(b)} {
		x += 0x9e3779b97f4a7c15 ^ y*0xd1342543de82ef95
		x ^= x >> 30
		x *= 0xbf58476d1ce4e5b9
		x ^= x >> 27
		x *= 0x94d049bb133111eb
		x ^= x >> 31
	}
	return x
}

// uniform returns a number in (0, 1).
func (d draw) uniform(what uint64, a, b int) float64 {
	return (float64(d.bits(what, a, b)>>11) + 0.5) / (1 << 53)
}

// between returns a number between low and high, evenly.
func (d draw) between(low, high float64, what uint64, a, b int) float64 {
	return low + (high-low)*d.uniform(what, a, b)
}

// scale returns a number between low and high, evenly on the log scale.
func (d draw) scale(low, high float64, what uint64, a, b int) float64 {
	return low * math.Pow(high/low, d.uniform(what, a, b))
}

// count is scale for whole numbers.
func (d draw) count(low, high int, what uint64, a, b int) int {
	return int(d.scale(float64(low), float64(high)+0.999, what, a, b))
}

// lognormal returns a number of the given median, whose logarithm has the
// standard deviation sigma.
func (d draw) lognormal(median, sigma float64, what uint64, a, b int) float64 {
	return median * math.Exp(sigma*d.normal(what, a, b))
}

// normal returns a number of the standard normal distribution (Box-Muller).
func (d draw) normal(what uint64, a, b int) float64 {
	u, v := d.uniform(what, a, b), d.uniform(what+1<<32, a, b)
	return math.Sqrt(-2*math.Log(u)) * math.Cos(2*math.Pi*v)
}

// chance reports true with probability p.
func (d draw) chance(p float64, what uint64, a, b int) bool { return d.uniform(what, a, b) < p }
