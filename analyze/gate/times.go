package gate

import (
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/stat"
)

// TimesRule is by what a metric that has noise is judged.
type TimesRule struct {
	MinRatio    float64 // from which a change matters, such as 1.10
	MinAbsolute int64   // and in the metric's unit; 0: any
	// Alpha is how often, at most, a gate whose runs are all the same may call one of
	// its metrics a regression.
	Alpha float64
	// Assumed is the noise, as the standard deviation of logarithms, that is assumed
	// beside what the runs show: it weighs as much as assumedDegrees + 1 runs. So three
	// runs that happen to lie close together do not pass for a machine without noise.
	Assumed float64
	// Single is the ratio below which one new run alone is no evidence, however many the
	// baseline has: anything may have been in its way; CPU time of it suffers less, memory hardly. An interval from one run is so wide
	// at least.
	Single float64
}

// Defaults of a rule. docs/regression-gate.md has the measurements that they come from.
const (
	DefaultMinRatio = 1.10
	DefaultAlpha    = 0.01
	defaultSingle   = 2.0
	assumedDegrees  = 4
	// assumedOfFive is what is left of Assumed from five runs a side on: that all new
	// ones are above all base ones is rare enough in itself then.
	assumedOfFive = 0.88
	// confidence is of the interval of the ratio: "ok" says that the ratio is below
	// Limit, and is wrong where the truth is above High, one time of 20 at most.
	confidence = 0.90
)

// DefaultTimes is the rule for a metric that has noise, by its name.
func DefaultTimes(metric string) TimesRule {
	r := TimesRule{MinRatio: DefaultMinRatio, MinAbsolute: 200e6, Alpha: DefaultAlpha, Assumed: 0.25, Single: defaultSingle}
	switch metric {
	case "cpu":
		r.Assumed, r.Single = 0.10, 1.5
	case "memory":
		r.Assumed, r.Single, r.MinAbsolute = 0.05, 1.15, 64<<20
	}
	return r
}

// assumed is the noise that is assumed of n and m runs.
func (r TimesRule) assumed(n, m int) float64 {
	if min(n, m) >= 5 {
		return assumedOfFive * r.Assumed
	}
	return r.Assumed
}

// sample is the logarithms of one side. What is below 1 counts as 1: 0 has none, and
// less than a nanosecond or a byte nobody measures. Negative values are impossible
// and left out.
func sample(values []int64) []float64 {
	var logs []float64
	for _, v := range values {
		if v >= 0 {
			logs = append(logs, math.Log(float64(max(v, 1))))
		}
	}
	return logs
}

// JudgeTimes holds what was measured in new runs against that of base runs. What
// is made of it depends on what else is judged: see Settle.
//
// The test is exact Mann-Whitney. Where all new runs are above all base runs ranks
// have nothing more to say, and there may be too few of them to say it: then
// Student's test on logarithms, with some noise assumed beside that of the runs,
// decides where it is surer. With one new run that is a prediction interval.
func JudgeTimes(base, new []int64, r TimesRule) *Times {
	nan := math.NaN()
	t := &Times{BaseMedian: nan, NewMedian: nan, Ratio: nan, Low: nan, High: nan, Confidence: nan, P: nan, Adjusted: nan,
		MinRatio: r.MinRatio, MinAbsolute: r.MinAbsolute, Limit: nan, Smallest: nan, MoreRuns: -1, MoreNew: -1, Noise: nan, rule: r}
	b, n := sample(base), sample(new)
	t.baseRuns, t.newRuns = len(b), len(n)
	t.Rule = t.named()
	t.Noise = stat.CV(plain(base))
	t.BaseMedian, t.NewMedian = stat.Median(plain(base)), stat.Median(plain(new))
	if len(b) == 0 || len(n) == 0 {
		return t
	}
	t.Limit = max(1+2*(r.MinRatio-1), t.Matters())

	shift := stat.HodgesLehmann(n, b, confidence)
	if math.IsNaN(shift.Low) { // too few for one by ranks
		s := stat.ModeratedShift(n, b, r.assumed(len(n), len(b)), assumedDegrees, confidence)
		half := (s.High - s.Low) / 2
		if len(b) == 1 || len(n) == 1 { // which anything may have been in the way of
			half = max(half, math.Log(r.Single))
		}
		shift.Low, shift.High, shift.Confidence = shift.Estimate-half, shift.Estimate+half, s.Confidence
	}
	t.Ratio, t.Low, t.High, t.Confidence = math.Exp(shift.Estimate), math.Exp(shift.Low), math.Exp(shift.High), shift.Confidence

	t.P = stat.MannWhitney(n, b, stat.Greater).P
	if slices.Min(n) > slices.Max(b) {
		t.P = min(t.P, stat.Moderated(n, b, r.assumed(len(n), len(b)), assumedDegrees, stat.Greater).P)
	}
	t.sigma, t.sigmaKnown = spread(n, b, r.Assumed)
	return t
}

// named is what decides with so many runs.
func (t *Times) named() string {
	switch {
	case t.baseRuns == 0 || t.newRuns == 0:
		return "no runs"
	case min(t.baseRuns, t.newRuns) == 1 && max(t.baseRuns, t.newRuns) < 5:
		return "single run"
	case stat.SmallestP(t.newRuns, t.baseRuns, stat.Greater) <= t.rule.Alpha:
		return "mann-whitney"
	case t.newRuns <= 3 && t.baseRuns >= 5:
		return "prediction interval"
	}
	return "full separation"
}

// Matters is the ratio from which a change matters: MinRatio, or more where
// MinAbsolute is more.
func (t *Times) Matters() float64 {
	return max(t.MinRatio, 1+float64(t.MinAbsolute)/max(1, t.BaseMedian))
}

// needs is the ratio from which there may be a regression.
func (t *Times) needs() float64 { return t.needsOf(t.newRuns) }

func (t *Times) needsOf(newRuns int) float64 {
	if newRuns == 1 {
		return max(t.Matters(), t.rule.Single)
	}
	return t.Matters()
}

// plain is the values that are possible.
func plain(values []int64) []float64 {
	var list []float64
	for _, v := range values {
		if v >= 0 {
			list = append(list, float64(v))
		}
	}
	return list
}

// spread is the standard deviation of logarithms of both sides together. So few runs
// that it cannot be told count as half as noisy as is assumed: good for a guess of how
// many are needed, and for nothing else.
func spread(n, b []float64, assumed float64) (sigma float64, known bool) {
	moderated, all := stat.ModeratedSigma(n, b, assumed, assumedDegrees)
	degrees := all - assumedDegrees
	if degrees < 2 {
		return assumed / 2, false
	}
	return math.Sqrt(max(0, moderated*moderated*all-assumed*assumed*assumedDegrees) / degrees), true
}
