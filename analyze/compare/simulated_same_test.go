package compare_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// TestSimulatedSame compares pairs between which there is nothing but noise: no
// cause stands out, that is makes more than a tenth of the wall, whether it is
// outweighed by others or not.
func TestSimulatedSame(t *testing.T) {
	n := pairsOf(40)
	list := judgeAll(n, func(seed uint64) simulate.Pair { return simulate.Same(seed, tasksOf(seed)) })
	var largest, delta []float64
	over := 0
	for _, v := range list {
		for _, w := range v.wrong {
			t.Errorf("same, seed %d: %s", v.seed, w)
		}
		largest, delta = append(largest, v.largest), append(delta, max(v.delta, -v.delta))
		if v.largest > matters {
			over++
			t.Logf("same, seed %d (%s): %+.1f %% in all, and %s", v.seed, v.wire, 100*v.delta, strings.Join(v.list, ", "))
		}
	}
	var table strings.Builder
	fmt.Fprintln(&table, "| between equal runs | median | nine tenths within | largest |")
	fmt.Fprintln(&table, "| --- | ---: | ---: | ---: |")
	fmt.Fprintf(&table, "| the difference in wall | %s |\n", marks(delta))
	fmt.Fprintf(&table, "| its largest cause, up or down | %s |\n\n", marks(largest))
	fmt.Fprintf(&table, "Of %d pairs without a change %d (%.1f %%) have a cause of more than 10 %% of the wall.\n", len(list), over, 100*float64(over)/float64(len(list)))
	if over > len(list)/10 {
		t.Errorf("%d of %d pairs without a change have a cause of more than a tenth of the wall", over, len(list))
	}
	finish(t, "simulated noise", table.String())
}

// marks is the median, the nine-tenths mark and the largest.
func marks(x []float64) string {
	x = slices.Sorted(slices.Values(x))
	at := func(p float64) string { return percent(x[int(p*float64(len(x)-1))]) }
	return at(0.5) + " | " + at(0.9) + " | " + at(1)
}

// TestSimulatedBoth has two changes at a time: of each the cause is one of the
// first three.
func TestSimulatedBoth(t *testing.T) {
	n := pairsOf(24)
	var can []*simulate.Change
	for _, c := range simulate.Changes {
		if c.With {
			can = append(can, c)
		}
	}
	var two [][2]*simulate.Change
	for i, a := range can {
		for _, b := range can[i+1:] {
			two = append(two, [2]*simulate.Change{a, b})
		}
	}
	list := judgeAll(n, func(seed uint64) simulate.Pair {
		x := two[int(seed*7)%len(two)]
		return simulate.Both(x[0], x[1], seed, tasksOf(seed))
	})
	counted, found := 0, 0
	for i, v := range list {
		x := two[int((*from+uint64(i))*7)%len(two)]
		for _, w := range v.wrong {
			t.Errorf("%s and %s, seed %d: %s", x[0].Name, x[1].Name, v.seed, w)
		}
		if p := simulate.Both(x[0], x[1], v.seed, tasksOf(v.seed)); !p.EachMatters(matters) {
			continue
		}
		counted++
		if slices.Max(v.rank) < 3 && slices.Min(v.rank) >= 0 {
			found++
			continue
		}
		t.Logf("%s and %s, seed %d (%s): in places %d and %d: %s", x[0].Name, x[1].Name, v.seed, v.wire, v.rank[0]+1, v.rank[1]+1, strings.Join(v.list, ", "))
	}
	line := fmt.Sprintf("Of %d pairs with two changes, each of which makes more than 10 %% of the wall, %d (%.1f %%) have both among the first three causes.\n", counted, found, 100*float64(found)/float64(counted))
	if float64(found) < 0.9*float64(counted) || counted == 0 {
		t.Error(line)
	}
	finish(t, "simulated two", line)
}

// finish logs a table and writes it into the documentation where that was asked
// for.
func finish(t *testing.T, mark, text string) {
	t.Helper()
	t.Log("\n" + text)
	if !*writeDoc {
		return
	}
	path := filepath.Join("..", "..", "docs", "simulation.md")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- begin "+mark+" -->\n", "<!-- end "+mark+" -->\n"
	before, rest, ok := strings.Cut(string(page), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for %s", path, mark)
	}
	if err := os.WriteFile(path, []byte(before+begin+text+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
