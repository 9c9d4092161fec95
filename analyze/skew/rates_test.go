package skew

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the tables and goldens anew")

// rate returns the share of stages that are judged skewed, of so many.
func rate(seeds, n int, sigma float64, spoil func(walls []float64, rows []int64)) float64 {
	found := 0
	for seed := range uint64(seeds) {
		random := rand.New(rand.NewPCG(seed, uint64(n)*1000+uint64(sigma*100)))
		walls, rows := varied(random, n, 1, sigma), evenRows(random, n)
		spoil(walls, rows)
		m := newQuery()
		m.run(0, 0, 4, 4, walls, rows)
		if Stages(m.model())[0].Verdict == Skewed {
			found++
		}
	}
	return float64(found) / float64(seeds)
}

func clean([]float64, []int64) {}

// TestRates keeps the table of docs/skew.md true: how often the rule cries wolf
// over stages whose tasks vary and nothing more, and how often it finds one long
// task.
func TestRates(t *testing.T) {
	const path = "../../docs/skew.md"
	sigmas := []float64{0.1, 0.2, 0.3, 0.4, 0.5}
	var b strings.Builder
	line := func(n int, what string, seeds int, spoil func([]float64, []int64)) []float64 {
		fmt.Fprintf(&b, "| %d | %s | %d |", n, what, seeds)
		var rates []float64
		for _, sigma := range sigmas {
			r := rate(seeds, n, sigma, spoil)
			rates = append(rates, r)
			fmt.Fprintf(&b, " %.1f |", 100*r)
		}
		b.WriteString("\n")
		return rates
	}
	b.WriteString("| tasks | the stage | stages | sigma 0.1 | 0.2 | 0.3 | 0.4 | 0.5 |\n| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	sizes := []struct{ n, seeds int }{{2, 500}, {3, 500}, {4, 500}, {5, 500}, {8, 500}, {16, 400}, {64, 200}, {256, 100}, {1024, 40}}
	for _, s := range sizes {
		for i, r := range line(s.n, "varies", s.seeds, clean) {
			if s.n >= fewTasks && r > 0.025 {
				t.Errorf("%.3f of even stages of %d tasks, sigma %.1f, are called skewed", r, s.n, sigmas[i])
			}
		}
	}
	for _, s := range []struct{ n, seeds int }{{4, 500}, {16, 400}, {256, 100}} {
		long := line(s.n, "and one task takes 5 times as long", s.seeds, func(walls []float64, rows []int64) { walls[s.n/2] *= 5 })
		data := line(s.n, "and for 5 times the rows", s.seeds, func(walls []float64, rows []int64) { walls[s.n/2] *= 5; rows[s.n/2] *= 5 })
		for i := range sigmas {
			if data[i] < 0.9 || sigmas[i] <= 0.2 && long[i] < 0.9 {
				t.Errorf("of stages of %d tasks, sigma %.1f, with one 5 times as long only %.2f are found, with data %.2f", s.n, sigmas[i], long[i], data[i])
			}
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(text), "<!-- rates -->\n")
	_, tail, closed := strings.Cut(rest, "<!-- end -->")
	if !ok || !closed {
		t.Fatal("docs/skew.md has no place for the table")
	}
	want := head + "<!-- rates -->\n" + b.String() + "<!-- end -->" + tail
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(text) {
		t.Error("the table of docs/skew.md is another: go test ./analyze/skew -update")
	}
}
