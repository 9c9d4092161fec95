package gatefile

import (
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
)

// What --print-config prints says of each thing what stands where nothing is
// configured.
func TestDefaultIsTheDefault(t *testing.T) {
	f, err := Parse([]byte(Default()))
	if err != nil {
		t.Fatal(err, Default())
	}
	want := gate.DefaultPolicy()
	if f.Policy.Alpha != want.Alpha || !reflect.DeepEqual(f.Policy.Gated, want.Gated) || f.FailOnInconclusive || len(f.Policy.Queries)+len(f.Policy.Suppressions) > 0 {
		t.Errorf("%+v", f)
	}
	if len(f.Policy.Metrics) < 8 {
		t.Errorf("only %d metrics are in it", len(f.Policy.Metrics))
	}
	for n, m := range f.Policy.Metrics {
		ratio, absolute, ok := gate.DefaultLimits(n)
		if !ok || m.MinRatio != ratio || m.MinAbsolute == nil || *m.MinAbsolute != absolute || m.Gated != nil {
			t.Errorf("%s: %+v, by default %g and %d", n, m, ratio, absolute)
		}
	}
	// What is commented out can be put in.
	var lines []string
	for _, l := range strings.Split(Default(), "\n") {
		if rest, ok := strings.CutPrefix(l, "# "); ok && (strings.Contains(rest, " = ") || strings.HasPrefix(rest, "[")) {
			l = rest
		}
		lines = append(lines, l)
	}
	f, err = Parse([]byte(strings.Join(lines, "\n")))
	if err != nil || len(f.Policy.Queries) != 1 || len(f.Policy.Suppressions) != 1 {
		t.Errorf("%v: %+v", err, f)
	}
}

// What is no configuration but a large file, or a device without end, is not read whole.
func TestLargeFilesAreNotRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gate.toml")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 128<<20); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Read(path)
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), "at most 1 MiB") {
		t.Errorf("%v", err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 32<<20 {
		t.Errorf("%d bytes were taken to refuse it", n)
	}
}

func TestParse(t *testing.T) {
	f, err := Parse([]byte(`
alpha = 0.05
fail_on = ["rows", "plan", "inconclusive"]
input_tolerance = 0.1

[metric.wall]
min_ratio = 1.25
min_absolute = "1.5s"

[[query]]
match = "*Sort*"
[query.metric.memory]
min_absolute = "1.5GiB"
fail = true

[[suppress]]
query = "*Sort*"
metric = "wall"
reason = "known"
until = 2026-12-31
`))
	if err != nil {
		t.Fatal(err)
	}
	p := f.Policy
	if p.Alpha != 0.05 || !reflect.DeepEqual(p.Gated, []string{"rows", "plan"}) || !f.FailOnInconclusive || p.InputTolerance != 0.1 {
		t.Errorf("%+v", f)
	}
	if m := p.Metrics["wall"]; m.MinRatio != 1.25 || *m.MinAbsolute != 1_500_000_000 {
		t.Errorf("%+v", m)
	}
	if q := p.Queries; len(q) != 1 || q[0].Match != "*Sort*" || *q[0].Metrics["memory"].MinAbsolute != 3<<29 || !*q[0].Metrics["memory"].Gated {
		t.Errorf("%+v", q)
	}
	if s := p.Suppressions; len(s) != 1 || s[0] != (gate.Suppression{Query: "*Sort*", Metric: "wall", Reason: "known", Until: "2026-12-31"}) {
		t.Errorf("%+v", s)
	}
}

// An error names the line, and what is allowed.
func TestErrors(t *testing.T) {
	for _, x := range []struct{ text, want string }{
		{"\nalpa = 1\n", "2: alpa is unknown here; known are alpha, fail_on, input_tolerance, [metric.NAME], [[query]], [[suppress]]"},
		{"[metric.wall]\nmin_ration = 1.1\n", "2: metric.wall.min_ration is unknown here; known are min_ratio, min_absolute, fail"},
		{"[[suppress]]\nbecause = \"x\"\n", "2: suppress.because is unknown here; known are query, metric, reason, until"},
		{"[[query]]\nname = \"x\"\n", "2: query.name is unknown here; known are match, [query.metric.NAME]"},
		{"alpha = \n", "1: column "},
		{"alpha = \"x\"\n", "1: column "},
		{"\n\nalpha = 2\n", "3: alpha is above 0 and at most 0.2"},
		{"alpha = nan\n", "1: alpha is above 0"},
		{"input_tolerance = -1\n", "1: input_tolerance is a share from 0 to 1: 0.05 is 5 %"},
		{"\nfail_on = [\"walls\"]\n", `2: "walls" is nothing that can fail: it is one of inconclusive, engine,`},
		{"# x\n[metric.walls]\n", `2: there is no metric "walls": it is one of engine,`},
		{"# x\n[metric.wall]\nmin_ratio = 0.9\n", "2: min_ratio of wall is 1 or more: 1.10 is 10 % more than the baseline"},
		{"[metric.wall]\nmin_absolute = 200\n", `1: min_absolute of wall: 200 is not allowed: it is a time, such as "200ms"`},
		{"[metric.wall]\nmin_absolute = \"64MiB\"\n", `1: min_absolute of wall: 64MiB is not allowed`},
		{"[metric.memory]\nmin_absolute = \"64 Mb\"\n", `1: min_absolute of memory: 64 Mb is not allowed: it is a size, such as "64MiB"`},
		{"[metric.memory]\nmin_absolute = \"1e300TiB\"\n", `1: min_absolute of memory`},
		{"[metric.rows]\nmin_absolute = \"5\"\n", "1: min_absolute of rows: 5 is not allowed: it is a whole number of 0 or more"},
		{"[metric.plan]\nmin_absolute = 5\n", "1: min_absolute of plan: it is no number: only fail can be set"},
		{"[[query]]\nmatch=\"a\"\n[[query]]\n[query.metric.wall]\nfail=true\n", "3: a query has match"},
		{"[[suppress]]\nreason=\"x\"\nuntil=2026-01-01\n[[suppress]]\nuntil=2026-01-01\n", `4: a suppression has reason = "..."`},
		{"[[suppress]]\nreason=\"x\"\n", "1: a suppression has until = 2026-12-31"},
		{"[[suppress]]\nreason=\"x\"\nuntil=\"soon\"\n", `1: until is a day, such as 2026-12-31, not "soon"`},
		{"[[suppress]]\nreason=\"x\"\nuntil=2026-01-01\nmetric=\"wal\"\n", `1: there is no metric "wal"`},
	} {
		_, err := Parse([]byte(x.text))
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%q: %v, want %s", x.text, err, x.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(Default())
	f.Add("[[query]]\nmatch=\"*\"\n[query.metric.wall]\nmin_absolute=\"1s\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := Parse([]byte(text)); err != nil && !strings.Contains(err.Error(), ": ") {
			t.Errorf("%v", err)
		}
	})
}
