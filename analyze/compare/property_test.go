package compare

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// check fails where a comparison breaks a promise of its own.
func check(t testing.TB, c *Comparison) {
	t.Helper()
	for i, q := range c.Queries {
		if !q.BaseWall.Known() || !q.NewWall.Known() {
			if q.Delta.Known() || len(q.Parts) > 0 || len(q.Causes) > 0 {
				t.Errorf("query %d: parts of a difference that is not known", i)
			}
			continue
		}
		if want := q.NewWall.V - q.BaseWall.V; q.Delta.V != want {
			t.Errorf("query %d: the difference is %d, not %d", i, q.Delta.V, want)
		}
		var parts, causes, operators int64
		for k, p := range q.Parts {
			parts += p.NS
			if p.Base == nil && p.New == nil {
				operators += p.NS
			}
			if p.NS == 0 || k > 0 && magnitude(p.NS) > magnitude(q.Parts[k-1].NS) {
				t.Errorf("query %d: part %d is 0 or out of order: %+v", i, k, p)
			}
		}
		for k, x := range q.Causes {
			causes += x.NS
			var own int64
			for _, p := range x.Parts {
				own += p.NS
			}
			if own != x.NS {
				t.Errorf("query %d, cause %d: its parts sum to %d, not %d", i, k, own, x.NS)
			}
			if x.Title == "" || len(x.Title) > 2000 {
				t.Errorf("query %d, cause %d has a title of %d bytes", i, k, len(x.Title))
			}
			printable(t, x.Title)
			for _, e := range x.Evidence {
				printable(t, e)
			}
		}
		for k, o := range q.Operators {
			operators += o.NS + o.Beside
			var own int64
			for _, p := range o.Parts {
				own += p.NS
			}
			if own != o.NS+o.Beside {
				t.Errorf("query %d, operator %d: its parts sum to %d, not %d", i, k, own, o.NS+o.Beside)
			}
		}
		if parts != q.Delta.V || causes != q.Delta.V || operators != q.Delta.V {
			t.Errorf("query %d: the difference is %d, parts sum to %d, causes to %d, operators to %d", i, q.Delta.V, parts, causes, operators)
		}
	}
	if j := c.Job; j != nil {
		sum := int64(0)
		for _, p := range j.Parts {
			sum += p.Delta
		}
		if sum != j.Delta || j.NewWall-j.BaseWall != j.Delta {
			t.Errorf("the job's difference is %d, its parts sum to %d", j.Delta, sum)
		}
	}
}

func printable(t testing.TB, line string) {
	t.Helper()
	for _, r := range line {
		if r < ' ' || r == 0x7f || r == '\u202e' {
			t.Errorf("%q has a character that does something to a terminal", line)
			return
		}
	}
}

type partKey struct {
	base, now *analyze.Operator
	kind      critical.Kind
	cause     CauseKind
	beside    bool
}

// negated fails unless swapping the two runs negates each part and each cause.
func negated(t testing.TB, c, back *Comparison) {
	t.Helper()
	for i, q := range c.Queries {
		sums := map[partKey]int64{}
		for _, p := range q.Parts {
			sums[partKey{p.Base, p.New, p.Kind, p.Cause, p.Beside}] += p.NS
		}
		for _, p := range back.Queries[i].Parts {
			sums[partKey{p.New, p.Base, p.Kind, p.Cause, p.Beside}] += p.NS
		}
		for k, ns := range sums {
			if ns != 0 {
				t.Errorf("query %d: %s %s differs by %d when the runs are swapped", i, k.kind, k.cause, ns)
			}
		}
	}
}

func recordings(t testing.TB) []string {
	root := filepath.Join("..", "..", "testdata")
	return formattest.Recordings(t, filepath.Join(root, "recordings", "*.arrow"), filepath.Join(root, "causes", "*.arrow"), filepath.Join(root, "whatif", "*.arrow"), filepath.Join(root, "progress", "*.arrow"))
}

// The parts of every difference sum to it, whatever two recordings are held
// against each other: each against itself, the next, and one that is drawn.
func TestPartsSumToTheWhole(t *testing.T) {
	paths := recordings(t)
	studies := make([]*finding.Study, len(paths))
	for i, path := range paths {
		studies[i] = open(t, path)
	}
	random := rand.New(rand.NewPCG(7, 1))
	for i, base := range studies {
		same := Of(base, base, align.Of(base.Run, base.Run))
		check(t, same)
		for k, q := range same.Queries {
			if q.Pair.Base == q.Pair.New && (len(q.Parts) > 0 || len(q.Causes) > 0 || q.Delta.V != 0) {
				t.Errorf("%s, query %d: it differs from itself: %v", paths[i], k, q.Parts)
			}
		}
		for _, j := range []int{(i + 1) % len(studies), random.IntN(len(studies))} {
			now := studies[j]
			c, back := Of(base, now, align.Of(base.Run, now.Run)), Of(now, base, align.Of(now.Run, base.Run))
			check(t, c)
			check(t, back)
			if len(c.Queries) == len(back.Queries) {
				pairs := true
				for k := range c.Queries {
					pairs = pairs && c.Queries[k].Pair.Base == back.Queries[k].Pair.New && c.Queries[k].Pair.New == back.Queries[k].Pair.Base
				}
				if pairs {
					negated(t, c, back)
				}
			}
			if t.Failed() {
				t.Fatalf("%s against %s", paths[i], paths[j])
			}
		}
	}
}

// Any query may be held against any other.
func TestAnyTwoQueries(t *testing.T) {
	var cases []*finding.Case
	for _, path := range recordings(t) {
		s := open(t, path)
		cases = append(cases, s.All()[:min(6, len(s.Run.Queries))]...)
	}
	random := rand.New(rand.NewPCG(7, 2))
	for range 300 {
		b, c := cases[random.IntN(len(cases))], cases[random.IntN(len(cases))]
		there, _ := queryOf(align.Pair(b.Query, c.Query, align.ByName), b, c)
		back, _ := queryOf(swapped(there.Pair), c, b)
		check(t, &Comparison{Queries: []Query{there}})
		check(t, &Comparison{Queries: []Query{back}})
		negated(t, &Comparison{Queries: []Query{there}}, &Comparison{Queries: []Query{back}})
		if t.Failed() {
			t.Fatalf("%s %s against %s %s", b.Query.Engine, b.Query.ID, c.Query.Engine, c.Query.ID)
		}
	}
}

func swapped(p align.QueryPair) align.QueryPair {
	back := align.QueryPair{Base: p.New, New: p.Base, How: p.How}
	for _, o := range p.Operators.Pairs {
		back.Operators.Pairs = append(back.Operators.Pairs, align.OperatorPair{Base: o.New, New: o.Base, How: o.How})
	}
	back.Operators.BaseOnly, back.Operators.NewOnly = p.Operators.NewOnly, p.Operators.BaseOnly
	return back
}

// Whatever numbers a recording holds.
func TestHostile(t *testing.T) {
	paths := formattest.UpTo(t, 120_000, recordings(t))
	random := rand.New(rand.NewPCG(7, 3))
	extremes := []int64{math.MinInt64, math.MinInt64 + 1, -1, 0, 1, 2, math.MaxInt64 / 2, math.MaxInt64}
	disturbed := func(path string, often int) *finding.Study {
		events := formattest.Recorded(t, path)
		for _, e := range events {
			formattest.Disturb(e, random, often, func(was int64) int64 {
				if random.IntN(3) == 0 {
					return was + random.Int64N(1_000_000_000) - 500_000_000
				}
				return extremes[random.IntN(len(extremes))]
			})
		}
		run, err := analyze.Replay(formattest.NewReader(events))
		if err != nil {
			t.Fatal(err)
		}
		return finding.Of(run)
	}
	for i, path := range paths {
		often := []int{5, 50, 1000}[i%3]
		base, now := disturbed(path, often), disturbed(paths[(i+i%2)%len(paths)], often)
		check(t, Of(base, now, align.Of(base.Run, now.Run)))
		if t.Failed() {
			t.Fatalf("%s", path)
		}
	}
	if len(paths) < 8 {
		t.Errorf("only %d recordings are small enough", len(paths))
	}
}

// Dividing is exact, symmetric, and gives everything to the rest where a time is 0.
func TestDivide(t *testing.T) {
	for _, c := range []struct {
		was, now int64
		logs     []float64
		want     string
	}{
		{100, 200, []float64{math.Log(2)}, "[100 0]"},
		{100, 400, []float64{math.Log(2), math.Log(2)}, "[150 150 0]"},
		{100, 100, []float64{math.Log(2)}, "[69 -69]"},
		{0, 100, []float64{math.Log(2)}, "[0 100]"},
		{100, 0, []float64{math.Log(2)}, "[0 -100]"},
		{0, 0, []float64{1}, "[0 0]"},
		{7, 7, nil, "[0]"},
		{1000, 1001, []float64{0.0005, 0.0005}, "[1 0 0]"},
		{math.MaxInt64, 1, []float64{-40}, "[-8448579744663062526 -774792292191713280]"},
	} {
		var factors []factor
		for _, l := range c.logs {
			factors = append(factors, factor{Rows, l})
		}
		got := divide(c.was, c.now, factors)
		if fmt.Sprint(got) != c.want {
			t.Errorf("%d -> %d by %v: %v, want %s", c.was, c.now, c.logs, got, c.want)
		}
	}
	random := rand.New(rand.NewPCG(7, 4))
	for range 20_000 {
		was, now := random.Int64N(1<<random.Int64N(62)+1), random.Int64N(1<<random.Int64N(62)+1)
		var there, back []factor
		for range random.IntN(5) {
			l := random.NormFloat64() * 5
			there, back = append(there, factor{Rows, l}), append(back, factor{Rows, -l})
		}
		a, b := divide(was, now, there), divide(now, was, back)
		sum := int64(0)
		for i := range a {
			sum += a[i]
			if a[i] != -b[i] {
				t.Fatalf("%d -> %d: %v, and back %v", was, now, a, b)
			}
		}
		if sum != now-was {
			t.Fatalf("%d -> %d: %v sums to %d", was, now, a, sum)
		}
	}
}
