package stat

import (
	"math"
	"math/rand/v2"
	"sync"
)

// trial is one simulated pair of samples without a difference, in units of sigma.
// As every test of Rule changes its mind once as the first sample is shifted up,
// one trial says for all shifts, and for all sigmas, whether they would be found.
type trial struct {
	tested   float64 // the shift from which on the test finds it
	estimate float64 // Hodges-Lehmann estimate without a shift
}

const (
	trialCount = 1000
	// Samples are simulated unless both have this many values, as then the estimate
	// is as good as normal: what is then said of Smallest - 1 is right to 3 %.
	large = 25
	// More values than this on one side alone tell hardly more, as the other side's
	// few decide: they are simulated as so many.
	enoughOnOneSide = 400
)

// trialKey is all that the trials of a rule depend on.
type trialKey struct {
	test  RuleTest
	alpha float64
	n, m  int
}

// simulations keeps trials: a gate asks for the same sizes for each metric.
var simulations sync.Map // trialKey -> []trial

// trials are what the rule does in simulated samples of n and m; nil where it
// never finds anything.
func (r Rule) trials(n, m int) []trial {
	key := trialKey{r.Test, r.Alpha, n, m}
	if r.Test == ByFullSeparation {
		key.alpha = 0
	}
	if kept, ok := simulations.Load(key); ok {
		return kept.([]trial)
	}
	made := key.simulate()
	simulations.Store(key, made)
	return made
}

func (k trialKey) simulate() []trial {
	if k.test == ByFullSeparation && (min(k.n, k.m) >= large || max(k.n, k.m) > enoughOnOneSide) {
		return nil // the largest of many is hardly ever below the smallest of others
	}
	if min(k.n, k.m) >= large {
		return k.approximate()
	}
	k.n, k.m = min(k.n, enoughOnOneSide), min(k.m, enoughOnOneSide)
	above := k.threshold()
	if above == nil {
		return nil
	}
	random := rand.NewPCG(uint64(k.n), uint64(k.m))
	trials := make([]trial, trialCount)
	x, y := make([]float64, k.n), make([]float64, k.m)
	for i := range trials {
		draw(random, x)
		draw(random, y)
		d := newDifferences(x, y)
		pairs := d.count()
		trials[i] = trial{above(x, y, d), middle(d.kth((pairs+1)/2), d.kth(pairs/2+1))}
	}
	return trials
}

// threshold says of samples by how much the first must be shifted up for the test
// to find it; nil where no shift is enough.
func (k trialKey) threshold() func(x, y []float64, d differences) float64 {
	switch k.test {
	case ByMannWhitney, ByFullSeparation:
		// As U is the number of differences that are positive, its cutoff is where the
		// smallest but so many must get to.
		cutoff := 1
		if k.test == ByMannWhitney {
			cutoff, _ = uCutoff(k.n, k.m, k.alpha)
		}
		if cutoff < 1 {
			return nil
		}
		return func(_, _ []float64, d differences) float64 { return -d.kth(cutoff) }
	case ByPrediction:
		if k.m < 2 {
			return nil
		}
		t := quantileAbove(k.alpha, float64(k.m-1))
		return func(x, y []float64, _ differences) float64 {
			return t*StdDev(y)*math.Sqrt(1/float64(k.n)+1/float64(k.m)) - (Mean(x) - Mean(y))
		}
	case ByWelch:
		if k.n < 2 || k.m < 2 {
			return nil
		}
		return func(x, y []float64, _ differences) float64 {
			w := Welch(x, y, Greater)
			return (Mean(x) - Mean(y)) / w.T * (quantileAbove(k.alpha, w.DF) - w.T)
		}
	}
	return nil
}

// approximate is the trials of large samples: the estimate is normal, and the test
// finds it where it is so many of its deviations above 0. Ranks lose a little of
// normal samples: 3/pi is their efficiency (Lehmann, Nonparametrics, 1975, section 2.4).
func (k trialKey) approximate() []trial {
	deviation := math.Sqrt(1/float64(k.n) + 1/float64(k.m))
	if k.test == ByMannWhitney {
		deviation *= math.Sqrt(math.Pi / 3)
	}
	df := float64(k.n + k.m - 2)
	if k.test == ByPrediction {
		df = float64(k.m - 1)
	}
	need := quantileAbove(k.alpha, df)
	trials := make([]trial, trialCount)
	for i := range trials {
		at := normalQuantile((float64(i) + 0.5) / trialCount)
		trials[i] = trial{deviation * (need - at), deviation * at}
	}
	return trials
}

// quantileAbove is studentQuantile for any share: 0 of one half.
func quantileAbove(p, df float64) float64 {
	switch {
	case p == 0.5:
		return 0
	case p > 0.5:
		return -studentQuantile(1-p, df)
	}
	return studentQuantile(p, df)
}

// draw fills a sample with standard normal values, from the bits of the generator
// alone: what rand makes of them may change with Go.
func draw(random *rand.PCG, x []float64) {
	for i := range x {
		x[i] = normalQuantile((float64(random.Uint64()>>12) + 0.5) / (1 << 52))
	}
}
