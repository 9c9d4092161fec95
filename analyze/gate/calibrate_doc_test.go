package gate_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/stat"
)

var calibrateOnly = flag.String("calibrate.only", "", "of these tables of docs/regression-gate.md alone, with commas between")

// TestCalibrationDoc measures at length, and writes the tables of docs/regression-gate.md.
func TestCalibrationDoc(t *testing.T) {
	if !*calibrate {
		t.Skip("no -calibrate")
	}
	sets := noiseSets(t)
	tables := []struct {
		name string
		of   func(map[string]*noise) string
	}{
		{"noise", noiseTable}, {"false alarms", falseAlarmTable}, {"verdicts", verdictTable}, {"power", powerTable},
		{"family", familyTable}, {"real", realTable}, {"drift", driftTable}, {"sessions", sessionTable}, {"history", historyTable},
	}
	if *calibrateOnly != "" {
		only := strings.Split(*calibrateOnly, ",")
		kept := tables[:0]
		for _, table := range tables {
			if slices.Contains(only, table.name) {
				kept = append(kept, table)
			}
		}
		tables = kept
	}
	texts := make([]string, len(tables))
	var group sync.WaitGroup
	slots := make(chan bool, 2) // at a time
	for i, table := range tables {
		group.Go(func() {
			slots <- true
			texts[i] = table.of(sets)
			<-slots
			t.Log(table.name)
		})
	}
	group.Wait()
	const path = "../../docs/regression-gate.md"
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, table := range tables {
		begin, end := fmt.Sprintf("<!-- begin %s -->\n", table.name), fmt.Sprintf("<!-- end %s -->", table.name)
		_, rest, ok := strings.Cut(string(doc), begin)
		_, after, ended := strings.Cut(rest, end)
		if !ok || !ended {
			t.Fatalf("%s has no place for %s", path, table.name)
		}
		doc = []byte(strings.TrimSuffix(string(doc), begin+rest) + begin + texts[i] + end + after)
	}
	if err := os.WriteFile(path, doc, 0o644); err != nil {
		t.Fatal(err)
	}
}

// markdown is a table, the first column to the left.
func markdown(head []string, rows [][]string) string {
	var b strings.Builder
	line := func(cells []string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	line(head)
	rule := []string{"---"}
	for range head[1:] {
		rule = append(rule, "---:")
	}
	line(rule)
	for _, r := range rows {
		line(r)
	}
	return b.String()
}

func percent(count, of int) string {
	v := 100 * float64(count) / float64(max(1, of))
	if v < 10 {
		return fmt.Sprintf("%.1f %%", v)
	}
	return fmt.Sprintf("%.0f %%", v)
}

// called is what people read of a column.
func called(column string) string {
	parts := strings.Split(column, "_")
	who := map[string]string{"job": "job", "priority": "query 1", "part": "query 2", "tone": "query 3"}[parts[0]]
	what := map[string]string{"wall": "wall", "cpu": "CPU", "memory": "peak memory", "busy": "busy"}[parts[1]]
	return who + ", " + what
}

func noiseTable(sets map[string]*noise) string {
	var rows [][]string
	for _, set := range []string{"native-base", "noisy-base", "shared-base", "ray-base"} {
		s := sets[set]
		if s == nil {
			continue
		}
		for _, column := range noiseColumns[3:] {
			values := make([]float64, 0, len(s.logs[column]))
			for _, v := range s.logs[column] {
				values = append(values, math.Exp(v))
			}
			slices.Sort(values)
			m := stat.Median(values)
			size := fmt.Sprintf("%.2f s", m/1e9)
			if metricOf(column) == "memory" {
				size = fmt.Sprintf("%.0f MB", m/1e6)
			}
			rows = append(rows, []string{set, called(column), size, fmt.Sprintf("%.1f %%", 100*stat.CV(values)), fmt.Sprintf("%.1f %%", 100*stat.RobustLogSigma(values)),
				fmt.Sprintf("%.2f", values[0]/m), fmt.Sprintf("%.2f", values[len(values)-1]/m)})
		}
	}
	return markdown([]string{"runs", "metric", "median", "CV", "without outliers", "least / median", "most / median"}, rows)
}
