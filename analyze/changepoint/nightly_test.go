package changepoint

import (
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"testing"
)

// nightly is the wall time of each query of testdata/jobs/nightly.py in runs on a
// machine with two processors: native-base 24 times, with changes 10 times each, and
// both beside a neighbour that takes a processor at random moments (noisy). By runs and
// query, nanoseconds.
func nightly(t *testing.T) map[string][]float64 {
	t.Helper()
	f, err := os.Open("testdata/nightly.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]float64{}
	for _, row := range rows[1:] {
		for q, text := range row[2:] {
			ns, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			key := fmt.Sprintf("%s q%d", row[0], q)
			out[key] = append(out[key], float64(ns))
		}
	}
	return out
}

// What was done to the job is found in the queries that it was done to, where it
// was done, and nothing else is: after 24 runs, of which some were disturbed.
func TestRealRuns(t *testing.T) {
	runs := nightly(t)
	for _, c := range []struct {
		base, changed string
		queries       []int // that the change makes slower
		off           int   // places that it may be off: runs 20 and 21 of native-base took half as long again
	}{
		{"native-base", "native-sleep", []int{2}, 0},
		{"native-base", "native-by-row", []int{2}, 0},
		{"native-base", "native-no-filter", []int{0}, 0},
		{"native-base", "native-more-rows", []int{0, 1, 2}, 4},
		{"native-base", "native-many-files", []int{0, 1, 2}, 4},
		{"noisy-base", "noisy-sleep", []int{2}, 0},
	} {
		for q := range 3 {
			base, changed := runs[fmt.Sprintf("%s q%d", c.base, q)], runs[fmt.Sprintf("%s q%d", c.changed, q)]
			if len(base) != 24 || len(changed) != 10 {
				t.Fatalf("%d and %d runs", len(base), len(changed))
			}
			if got := FindRatios(base, Options{}); len(got) != 0 {
				t.Errorf("%s q%d did not change: %+v", c.base, q, got)
			}
			real := false
			for _, known := range c.queries {
				real = real || known == q
			}
			all := append(base[:24:24], changed...)
			got := FindRatios(all, Options{})
			if !real {
				if len(got) != 0 {
					t.Errorf("%s q%d did not change: %+v", c.changed, q, got)
				}
				continue
			}
			if len(got) != 1 || got[0].Index > 24 || got[0].Index < 24-c.off || got[0].After <= got[0].Before {
				t.Errorf("%s q%d: %+v", c.changed, q, got)
				continue
			}
			seen := 10
			for n := 1; n < 10; n++ {
				if len(FindRatios(all[:24+n], Options{})) > 0 {
					seen = n
					break
				}
			}
			t.Logf("%s q%d: %.2f times as long, from run %d on, seen after %d runs", c.changed, q, got[0].Change+1, got[0].Index, seen)
		}
	}
}
