package whatif_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// variants are the queries of the recordings in testdata/whatif, in their order;
// see testdata/jobs/whatif.py. Those without a name warm up.
var variants = map[string][]string{
	"nodes-3": {"", "", "even", "skewed", "dropped", "fast", "computing", "even", "skewed", "dropped", "fast", "computing"},
	"nodes-2": {"", "", "even", "computing", "even", "computing"},
	"nodes-1": {"", "", "even", "computing", "even", "computing"},
	"cold-3":  {"cold", "even"},
}

var replayed = map[string]*analyze.Run{}

// runs returns the models of the queries of one variant in one recording.
func runs(t *testing.T, file, variant string) []*whatif.Model {
	t.Helper()
	run := replayed[file]
	if run == nil {
		run = whatif.ReplayOf(t, "../../testdata/whatif/"+file+".arrow")
		replayed[file] = run
	}
	if len(run.Queries) != len(variants[file]) {
		t.Fatalf("%s has %d queries, want %d", file, len(run.Queries), len(variants[file]))
	}
	var list []*whatif.Model
	for i, v := range variants[file] {
		if v == variant {
			list = append(list, whatif.Of(critical.Of(run, run.Queries[i])))
		}
	}
	return list
}

// What was predicted from one run, held against another in which the thing was
// really changed, goes into docs/what-if.md.
func TestPredictedAndMeasured(t *testing.T) {
	workers := func(by float64) func(*whatif.Model) whatif.Scenario {
		return func(*whatif.Model) whatif.Scenario { return whatif.Scenario{Workers: by} }
	}
	noSkew := func(m *whatif.Model) whatif.Scenario { return whatif.Scenario{TaskWall: skew.Evened(skew.Stages(m))} }
	twice := func(m *whatif.Model) whatif.Scenario {
		for _, o := range m.Path.Query.Operators {
			if strings.Contains(o.Name, "second") {
				return whatif.Scenario{Speedup: map[*analyze.Operator]float64{o: 2}}
			}
		}
		t.Fatal("no operator runs the function of the second stage")
		return whatif.Scenario{}
	}
	cold := func(*whatif.Model) whatif.Scenario { return whatif.Scenario{NoColdStart: true} }
	anything := math.Inf(1) // what the model cannot know: see the document
	var b strings.Builder
	b.WriteString("| the run | took | what if | predicted | between | measured | off by | held |\n| --- | ---: | --- | ---: | ---: | ---: | ---: | --- |\n")
	for _, c := range []struct {
		file, variant, what string
		change              func(*whatif.Model) whatif.Scenario
		toFile, toVariant   string
		most                float64 // that it may be off by
	}{
		{"nodes-3", "even", "2 workers", workers(2. / 3), "nodes-2", "even", 0.1},
		{"nodes-3", "even", "1 worker", workers(1. / 3), "nodes-1", "even", 0.1},
		{"nodes-2", "even", "3 workers", workers(1.5), "nodes-3", "even", 0.1},
		{"nodes-1", "even", "2 workers", workers(2), "nodes-2", "even", 0.1},
		{"nodes-1", "even", "3 workers", workers(3), "nodes-3", "even", 0.1},
		{"nodes-3", "skewed", "no skew", noSkew, "nodes-3", "dropped", 0.1},
		{"nodes-3", "skewed", "no skew, but the rows spread", noSkew, "nodes-3", "even", anything},
		{"nodes-3", "even", "second function twice as fast", twice, "nodes-3", "fast", 0.1},
		{"cold-3", "cold", "no cold start", cold, "cold-3", "even", 0.1},
		{"nodes-3", "computing", "1 worker", workers(1. / 3), "nodes-1", "computing", anything},
		{"nodes-1", "computing", "2 workers", workers(2), "nodes-2", "computing", anything},
		{"nodes-1", "computing", "3 workers", workers(3), "nodes-3", "computing", anything},
	} {
		took, predicted, low, high, measured := 0.0, 0.0, 0.0, 0.0, 0.0
		from, to := runs(t, c.file, c.variant), runs(t, c.toFile, c.toVariant)
		for _, m := range from {
			r := m.Try(c.change(m))
			if r.Refusal != "" {
				t.Errorf("%s %s, %s: %s", c.file, c.variant, c.what, r.Refusal)
			}
			n := 1e9 * float64(len(from))
			took += float64(m.Wall) / n
			predicted += float64(r.Wall) / n
			low += float64(m.Wall-r.High) / n
			high += float64(m.Wall-r.Low) / n
		}
		for _, m := range to {
			measured += float64(m.Wall) / 1e9 / float64(len(to))
		}
		off := (predicted - measured) / measured
		held := "no"
		if measured >= low && measured <= high {
			held = "yes"
		}
		fmt.Fprintf(&b, "| %s, %s | %.2f s | %s | %.2f s | %.2f and %.2f s | %.2f s | %+.1f %% | %s |\n", c.file, c.variant, took, c.what, predicted, low, high, measured, 100*off, held)
		if math.Abs(off) > c.most {
			t.Errorf("%s %s, %s: predicted %.2f s, measured %.2f s", c.file, c.variant, c.what, predicted, measured)
		}
	}
	whatif.InDocument(t, "measured", b.String())
}
