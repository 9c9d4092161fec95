package html

import (
	"encoding/json"
	"flag"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/report"
)

var update = flag.Bool("update", false, "rewrite what the app's numbers are held against")

// The app writes numbers as analyze/humanize does: web/src/format.test.ts holds it
// against the examples that are written here.
func TestExamplesOfNumbers(t *testing.T) {
	type example struct{ In, Duration, Bytes, Count string }
	type part struct{ Part, Whole, Percent, Mark string }
	type factor struct {
		In   float64
		Text string
	}
	var doc struct {
		Numbers []example
		Parts   []part
		Factors []factor
	}
	numbers := []int64{0, 1, 5, 9, 10, 99, 999, 1000, 1023, 1024, 1025, math.MaxInt64, math.MinInt64, mostExact}
	for n := int64(1); n < math.MaxInt64/1000; n *= 10 {
		for _, d := range []int64{1, 994, 995, 999, 1234, 2345, 9994, 9995, 9996} {
			numbers = append(numbers, n*d/1000, -n*d/1000)
		}
	}
	for _, unit := range []int64{1e3, 1e6, 1e9, 60e9, 3600e9, 86400e9} {
		numbers = append(numbers, unit-1, unit, unit+unit/2, 2*unit-1, 120*unit, 119*unit+unit/2, 999*unit+unit/2)
	}
	for shift := 10; shift < 63; shift += 5 {
		numbers = append(numbers, 1<<shift, 1<<shift-1, 1<<shift*999/1000, 3<<(shift-1))
	}
	for _, n := range numbers {
		doc.Numbers = append(doc.Numbers, example{strconv.FormatInt(n, 10), humanize.Duration(n), humanize.Bytes(n), humanize.Count(n)})
	}
	for _, whole := range []int64{3, 1000, 61_468_300, 9_999_999, 10_000_000, 999_999_999, 1_000_000_000, 99e9, 100e9, 1000e9} {
		for _, p := range []int64{0, 1, whole / 1000, whole / 200, whole/200 + 1, whole / 2, whole - 1, whole, -whole / 7} {
			doc.Parts = append(doc.Parts, part{strconv.FormatInt(p, 10), strconv.FormatInt(whole, 10), humanize.Percent(p, whole), humanize.Mark(p, whole)})
		}
	}
	for _, v := range []float64{0, 0.04, 0.05, 0.15, 0.25, 0.35, 0.75, 0.95, 1, 1.25, 2.75, 6.8, 9.94, 9.95, 9.96, 99.94, 99.95, 99.99, 100, 100.5, 1234.9, 1e9, 1.5e15} {
		doc.Factors = append(doc.Factors, factor{v, report.Times(v)})
	}
	got, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	const path = "web/src/format.golden.json"
	if *update {
		if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != string(got)+"\n" {
		t.Errorf("%s is not what humanize writes (%v): -update rewrites it", path, err)
	}
}
