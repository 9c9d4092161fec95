package align

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// nightly is a run of testdata/jobs/nightly.py: plans, what scans read, and counters.
func nightly(t testing.TB, name string) *analyze.Run {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	run, err := analyze.Replay(formattest.NewReader(formattest.Events(t, string(text))))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// The same job has the same fingerprints and shapes in each run, whatever Daft's
// version, its files and what it drew at random; a changed query has others, and its
// shape as long as it does the same in outline, on either engine.
func TestFingerprintsOfRealRuns(t *testing.T) {
	base, ray := Marks(nightly(t, "native-base-1")), Marks(nightly(t, "ray-base-1"))
	for _, c := range []struct {
		name    string
		of      []Mark
		changed int // the query that was changed, -1: none
	}{
		{"native-base-2", base, -1}, {"native-0.7.25", base, -1}, {"native-no-filter", base, 0}, {"native-by-row", base, 2},
		{"ray-base-2", ray, -1}, {"ray-many-files", ray, -1}, {"ray-no-filter", ray, 0}, {"ray-repartition", ray, 1}, {"ray-one-partition", ray, 1},
	} {
		marks := Marks(nightly(t, c.name))
		if len(marks) != 3 {
			t.Fatal(c.name, len(marks))
		}
		for i, m := range marks {
			same, known := SamePlan(m.Fingerprint, c.of[i].Fingerprint)
			if !known || same != (i != c.changed) || m.Shape != c.of[i].Shape {
				t.Errorf("%s, query %d: %s %s, of the base %s %s", c.name, i, m.Fingerprint, m.Shape, c.of[i].Fingerprint, c.of[i].Shape)
			}
		}
	}
	for i := range base {
		if base[i].Shape != ray[i].Shape || base[i].Fingerprint == ray[i].Fingerprint {
			t.Errorf("query %d: %s natively, %s on Ray", i, base[i].Shape, ray[i].Shape)
		}
	}
	// They are kept in files: whoever changes them raises FingerprintVersion.
	if m := base[0]; m.Fingerprint != "1.plo.62d43fc6a7afe30f" || m.Shape != "1.86f72da63ad0a582" || FingerprintVersion != 1 {
		t.Errorf("%+v of version %d", m, FingerprintVersion)
	}
	for _, c := range []struct {
		marks []Mark
		want  string
	}{
		{base, "Sort <- Aggregate <- Join (by o_orderpriority); TopN <- Aggregate <- Scan (by l_quantity desc); Sort <- Aggregate <- UDF score <- Scan (by l_shipmode)"},
		{ray, "Sort <- Aggregate <- Join (lineitem, orders); TopN <- Aggregate <- Scan (lineitem); Sort <- Aggregate <- UDF score <- Scan (lineitem)"},
	} {
		var labels []string
		for _, m := range c.marks {
			labels = append(labels, m.Label)
		}
		if got := strings.Join(labels, "; "); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

// Real pairs: what was changed, and nothing else, stands alone or is said to differ.
func TestGoldenPairs(t *testing.T) {
	var b strings.Builder
	for _, c := range [][2]string{
		{"native-base-1", "native-no-filter"}, {"native-base-1", "native-by-row"}, {"native-base-1", "ray-base-1"}, {"ray-base-1", "ray-repartition"},
		{"ray-base-1", "ray-one-partition"}, {"ray-base-1", "ray-many-files"}, {"ray-base-1", "ray-no-filter"}, {"native-base-1", "native-0.7.25"},
	} {
		b.WriteString(described(c[0], c[1], Of(nightly(t, c[0]), nightly(t, c[1]))))
	}
	for _, c := range [][2]string{{"tutorial-slow", "tutorial-fixed"}, {"tpch-native", "tpch-ray"}} {
		at := func(name string) *analyze.Run {
			return recorded(t, "../../testdata/recordings/"+name+".arrow")
		}
		b.WriteString(described(c[0], c[1], Of(at(c[0]), at(c[1]))))
	}
	formattest.Golden(t, filepath.Join("testdata", "pairs.golden"), b.String(), *update)
}

// described writes an alignment for people: queries of the same fingerprint in a line.
func described(base, current string, r Queries) string {
	var b strings.Builder
	fmt.Fprintf(&b, "== %s | %s\n", base, current)
	name := func(o *analyze.Operator) string { return fmt.Sprintf("#%d %s", o.ID, o.Name) }
	for _, p := range r.Pairs {
		fmt.Fprintf(&b, "%s | %s  %s: %s\n", p.Base.ID, p.New.ID, p.How, Label(p.New))
		for _, o := range p.Operators.Pairs {
			if p.How == ByFingerprint && o.How == ByFingerprint && o.Changed == "" {
				continue
			}
			fmt.Fprintf(&b, "    %s | %s  %s", name(o.Base), name(o.New), o.How)
			if o.Changed != "" {
				fmt.Fprintf(&b, "  (%s)", o.Changed)
			}
			b.WriteByte('\n')
		}
		for _, o := range p.Operators.BaseOnly {
			fmt.Fprintf(&b, "  - %s\n", name(o))
		}
		for _, o := range p.Operators.NewOnly {
			fmt.Fprintf(&b, "  + %s\n", name(o))
		}
		for _, w := range p.Rewritten {
			fmt.Fprintf(&b, "  rewritten: %q -> %q", w.Base, w.New)
			if w.Operator != nil {
				fmt.Fprintf(&b, ", part of %s", name(w.Operator))
			}
			b.WriteByte('\n')
		}
	}
	for _, q := range r.BaseOnly {
		fmt.Fprintf(&b, "- %s  %s\n", q.ID, Label(q))
	}
	for _, q := range r.NewOnly {
		fmt.Fprintf(&b, "+ %s  %s\n", q.ID, Label(q))
	}
	return b.String()
}
