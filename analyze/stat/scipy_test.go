package stat_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/stat"
)

// TestLikeSciPy holds everything against what SciPy said once. The table is what
// testdata/readers/statistics.py prints for seed 1 and 45 cases, with the versions that its
// first line names; TestE2ELikeSciPy asks it anew.
func TestLikeSciPy(t *testing.T) {
	table, err := os.ReadFile("testdata/scipy.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	likeSciPy(t, table)
}

// likeSciPy compares each fact of each line, to 9 digits.
func likeSciPy(t *testing.T, table []byte) {
	t.Helper()
	compared := map[string]int{}
	for number, line := range bytes.Split(bytes.TrimSpace(table), []byte("\n")) {
		var c struct {
			X, Y     []float64
			DF, P, T float64
			Facts    map[string]float64
		}
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatalf("line %d: %v", number+1, err)
		}
		for name, want := range c.Facts {
			var got float64
			switch name {
			case "t quantile":
				got = stat.StudentQuantile(c.P, c.DF)
			case "t above":
				got = stat.StudentAbove(c.T, c.DF)
			default:
				got = fact(name, c.X, c.Y)
			}
			compared[name]++
			// What is 0 but for rounding is compared by how far from 0 it is.
			if math.Abs(got-want) > 1e-9*math.Abs(want) && math.Abs(got-want) > 1e-14 || math.IsNaN(got) {
				t.Errorf("line %d: %s is %v, SciPy has %v\n%.300s", number+1, name, got, want, line)
			}
		}
	}
	total := 0
	for name, n := range compared {
		total += n
		if n < 10 {
			t.Errorf("%s was compared %d times alone", name, n)
		}
	}
	if len(compared) < 38 {
		t.Errorf("only %d facts were compared", len(compared))
	}
	t.Logf("%d facts compared %d times", len(compared), total)
}

// fact is what this package makes of two samples, by the name that it has in
// statistics.py.
func fact(name string, x, y []float64) float64 {
	alternative := stat.TwoSided
	if strings.HasSuffix(name, "greater") {
		alternative = stat.Greater
	} else if strings.HasSuffix(name, "less") {
		alternative = stat.Less
	}
	welch, predict, interval, confidence := stat.Welch, stat.Prediction, stat.PredictionInterval, 0.99
	if strings.Contains(name, "of logs") {
		welch, predict, interval, confidence = stat.WelchLog, stat.PredictionLog, stat.PredictionIntervalLog, 0.95
	}
	percent := 0.95
	if strings.HasPrefix(name, "interval 80") {
		percent = 0.8
	}
	switch strings.Replace(name, " of logs", "", 1) {
	case "median":
		return stat.Median(x)
	case "standard deviation":
		return stat.StdDev(x)
	case "coefficient of variation":
		return stat.CV(x)
	case "log sigma":
		return stat.LogSigma(x)
	case "median absolute deviation":
		return stat.RobustLogSigma(x) / stat.SmallSampleMAD(len(x))
	case "u":
		return stat.MannWhitney(x, y, stat.TwoSided).U
	case "mann-whitney exact two-sided", "mann-whitney exact greater", "mann-whitney exact less":
		test := stat.MannWhitney(x, y, alternative)
		if !test.Exact {
			return math.NaN()
		}
		return test.P
	case "mann-whitney normal two-sided", "mann-whitney normal greater", "mann-whitney normal less":
		return stat.NormalMannWhitney(x, y, alternative).P
	case "hodges-lehmann":
		return stat.HodgesLehmann(x, y, 0.95).Estimate
	case "hodges-lehmann ratio":
		return stat.HodgesLehmannRatio(x, y, 0.95).Estimate
	case "interval 95 low", "interval 80 low":
		return stat.HodgesLehmann(x, y, percent).Low
	case "interval 95 high", "interval 80 high":
		return stat.HodgesLehmann(x, y, percent).High
	case "interval 95 reached", "interval 80 reached":
		return stat.HodgesLehmann(x, y, percent).Confidence
	case "welch two-sided", "welch greater", "welch less":
		return welch(x, y, alternative).P
	case "welch t":
		return welch(x, y, stat.Less).T
	case "welch df":
		return welch(x, y, stat.Less).DF
	case "prediction greater":
		return predict(x, y, stat.Greater).P
	case "prediction low":
		return interval(y, len(x), confidence).Low
	case "prediction high":
		return interval(y, len(x), confidence).High
	}
	return math.NaN()
}
