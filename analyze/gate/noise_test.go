package gate_test

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/stat"
)

// noise is what repeated runs of one job measured, in the order of time.
type noise struct {
	set     string
	seconds []int64
	logs    map[string][]float64 // by column of testdata/noise.csv, such as job_wall_ns
}

// noiseSets reads testdata/noise.csv.
func noiseSets(t testing.TB) map[string]*noise {
	t.Helper()
	f, err := os.Open("testdata/noise.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(rows[0], noiseColumns) {
		t.Fatalf("columns %v", rows[0])
	}
	number := func(s string) int64 {
		v, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	slices.SortStableFunc(rows[1:], func(a, b []string) int { return int(number(a[2]) - number(b[2])) })
	sets := make(map[string]*noise)
	for _, row := range rows[1:] {
		s := sets[row[0]]
		if s == nil {
			s = &noise{set: row[0], logs: make(map[string][]float64)}
			sets[row[0]] = s
		}
		s.seconds = append(s.seconds, number(row[2]))
		for c := 3; c < len(row); c++ {
			s.logs[noiseColumns[c]] = append(s.logs[noiseColumns[c]], math.Log(float64(number(row[c]))))
		}
	}
	return sets
}

// metricOf is the metric of a column: wall, cpu, memory, busy.
func metricOf(column string) string { return strings.Split(column, "_")[1] }

// smoothing is by what share of the standard deviation resampled values are moved,
// on the logarithmic scale: of 24 values 40 would be drawn with many ties else.
const smoothing = 0.15

// draw resamples n values of a column, smoothed, times a factor.
func (s *noise) draw(r *rand.Rand, column string, n int, factor float64, out []int64) []int64 {
	logs := s.logs[column]
	deviation := smoothing * stat.StdDev(logs)
	out = out[:0]
	for range n {
		out = append(out, int64(factor*math.Exp(logs[r.IntN(len(logs))]+deviation*r.NormFloat64())))
	}
	return out
}
