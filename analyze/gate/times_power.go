package gate

import (
	"math"

	"github.com/daft-analyze/daft-analyze/analyze/stat"
)

const (
	mostMoreRuns = 100 // more than so many nobody takes
	mostSeparate = 24  // of more runs there is hardly ever a full separation where ranks do not find the change as well
	nineOfTen    = 1.2815515655446004
	// rankLoss is by how much wider ranks are than means of normal values: the square
	// root of pi/3 (Lehmann, Nonparametrics, 1975, section 2.4).
	rankLoss = 1.0233267079464885
)

// foresee says what so many runs could have found, and how many would do. alpha is
// what is left of it for one of the family.
func (t *Times) foresee(alpha float64, v Verdict) {
	if t.baseRuns == 0 || t.newRuns == 0 || !(alpha > 0) {
		return
	}
	if t.sigmaKnown {
		t.Smallest = t.smallest(alpha)
	}
	t.MoreRuns, t.MoreNew = 0, 0
	if v != Inconclusive {
		return
	}
	// Where so many should have done, and did not, half as many again are another try.
	least := max(2, (max(t.baseRuns, t.newRuns)+1)/2)
	t.MoreRuns = t.more(alpha, least, func(k int) (int, int) { return t.newRuns + k, t.baseRuns + k })
	t.MoreNew = t.more(alpha, max(1, (t.newRuns+1)/2), func(k int) (int, int) { return t.newRuns + k, t.baseRuns })
}

// more is the least k from which the sizes are enough, at least least where they
// already are.
func (t *Times) more(alpha float64, least int, sizes func(k int) (n, m int)) int64 {
	if t.enough(sizes(0))(alpha) {
		return int64(least)
	}
	for k := 1; k <= mostMoreRuns; k++ {
		if t.enough(sizes(k))(alpha) {
			return int64(k)
		}
	}
	return -1
}

// enough says whether n new runs and m base runs would mostly tell a change twice as
// large as matters from none: the first found, and the second ok, nine times of ten.
// Where the change that was seen is larger, whether they would find that.
func (t *Times) enough(n, m int) func(alpha float64) bool {
	return func(alpha float64) bool {
		large := math.Log(1 + 2*(t.Matters()-1))
		deviation := t.sigma * math.Sqrt(1/float64(n)+1/float64(m))
		if t.Ratio >= t.Limit {
			seen := max(math.Log(t.Ratio), large)
			return math.Log(t.needsOf(n))+nineOfTen*deviation*rankLoss <= seen &&
				(t.byRanks(alpha, n, m, deviation) <= seen || t.bySeparation(alpha, n, m) <= seen)
		}
		return stat.SmallestP(n, m, stat.Greater) <= (1-confidence)/2 &&
			(stat.NormalQuantile((1+confidence)/2)+nineOfTen)*deviation*rankLoss <= math.Log(t.Limit) &&
			math.Log(t.Matters())+nineOfTen*deviation*rankLoss <= large &&
			(t.byRanks(alpha, n, m, deviation) <= large || t.bySeparation(alpha, n, m) <= large)
	}
}

// byRanks is the logarithm of the ratio that Mann-Whitney finds nine times of ten,
// as if it had a normal distribution, but for what few runs lose (simulated: a third with
// 5 a side, a tenth with 10). It is for how many runs are needed, where many sizes are
// looked at.
func (t *Times) byRanks(alpha float64, n, m int, deviation float64) float64 {
	if stat.SmallestP(n, m, stat.Greater) > alpha || n == 1 {
		return math.Inf(1)
	}
	return (nineOfTen - stat.NormalQuantile(alpha)) * deviation * rankLoss * (1 + 3.2/float64(n+m))
}

// bySeparation is the logarithm of the ratio at which, nine times of ten, all new
// runs are above all base runs, and Student's test finds them to be.
func (t *Times) bySeparation(alpha float64, n, m int) float64 {
	if n+m > mostSeparate {
		return math.Inf(1)
	}
	size := math.Sqrt(1/float64(n) + 1/float64(m))
	apart := stat.Rule{Test: stat.ByFullSeparation}.Smallest(n, m, t.sigma)
	if math.IsNaN(apart) {
		return math.Inf(1)
	}
	degrees := float64(n+m-2) + assumedDegrees
	assumed := t.rule.assumed(n, m)
	moderated := math.Sqrt((float64(n+m-2)*t.sigma*t.sigma + assumedDegrees*assumed*assumed) / degrees)
	tested := (stat.StudentQuantile(min(alpha, 0.49), degrees)*moderated + nineOfTen*t.sigma) * size
	return max(math.Log(apart), tested)
}

// smallest is the ratio that so many runs find nine times of ten.
func (t *Times) smallest(alpha float64) float64 {
	n, m := t.newRuns, t.baseRuns
	deviation := t.sigma * math.Sqrt(1/float64(n)+1/float64(m))
	found := t.bySeparation(alpha, n, m)
	if byRanks := (stat.Rule{Test: stat.ByMannWhitney, Alpha: alpha}).Smallest(n, m, t.sigma); !math.IsNaN(byRanks) && n > 1 {
		found = min(found, math.Log(byRanks))
	}
	ratio := math.Exp(max(found, math.Log(t.needs())+nineOfTen*deviation*rankLoss))
	if math.IsInf(ratio, 0) {
		return math.NaN()
	}
	return ratio
}
