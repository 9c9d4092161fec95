package gate_test

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

var noiseFrom = flag.String("noise.from", "", "a directory of recordings SET-NN.arrow, of which testdata/noise.csv is made anew")

// noiseColumns are the columns of testdata/noise.csv: what is noisy of a run of
// testdata/jobs/nightly.py, whose queries are by_priority, by_part and by_tone. An empty cell is unknown.
var noiseColumns = []string{"set", "run", "second", "job_wall_ns", "job_cpu_ns", "job_memory_bytes",
	"priority_wall_ns", "part_wall_ns", "tone_wall_ns", "priority_busy_ns", "part_busy_ns", "tone_busy_ns"}

// TestNoiseExtract makes testdata/noise.csv of recordings. It does nothing
// unless it is given some.
func TestNoiseExtract(t *testing.T) {
	if *noiseFrom == "" {
		t.Skip("no -noise.from")
	}
	paths, err := filepath.Glob(filepath.Join(*noiseFrom, "*.arrow"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(paths)
	name := regexp.MustCompile(`^((?:native|noisy|ray|shared)-[a-z-]+)-([0-9]{2,3})\.arrow$`)
	var rows [][]string
	first := map[string]int64{} // when the earliest run of an engine's recordings began
	for _, path := range paths {
		m := name.FindStringSubmatch(filepath.Base(path))
		if m == nil {
			continue
		}
		run := replayed(t, path)
		row := []string{m[1], m[2], "", cell(run.Job.Wall), "", ""}
		if u := run.Job.Use; u != nil {
			row[4], row[5] = cell(u.CPU), cell(u.PeakRSS)
		}
		if len(run.Queries) != 3 || run.Job.ExitCode != analyze.Measured.Of(0) {
			t.Logf("%s: %d queries, exit code %v: left out", filepath.Base(path), len(run.Queries), run.Job.ExitCode)
			continue
		}
		for _, q := range run.Queries {
			row = append(row, cell(q.Wall))
		}
		for _, q := range run.Queries {
			var busy analyze.Value
			for _, o := range q.Operators {
				busy = busy.PlusKnown(o.Work.Busy)
			}
			row = append(row, cell(busy))
		}
		start := int64(run.Job.Start.Time)
		if f, ok := first["all"]; !ok || start < f {
			first["all"] = start
		}
		row[2] = strconv.FormatInt(start, 10)
		rows = append(rows, row)
	}
	for _, row := range rows {
		at, _ := strconv.ParseInt(row[2], 10, 64)
		row[2] = fmt.Sprint((at - first["all"]) / 1e9)
	}
	f, err := os.Create("testdata/noise.csv")
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	if err := w.WriteAll(append([][]string{noiseColumns}, rows...)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func cell(v analyze.Value) string {
	if !v.Known() {
		return ""
	}
	return strconv.FormatInt(v.V, 10)
}

func replayed(t *testing.T, path string) *analyze.Run {
	t.Helper()
	r, err := format.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	run, err := analyze.Replay(r)
	if err != nil {
		t.Fatal(err)
	}
	if run.Job == nil {
		t.Fatalf("%s has no job", path)
	}
	return run
}
