//go:build e2e

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

// The gate and its cause, with real Daft: a job is recorded some times, then somebody
// changes it. Each change is found, and what was changed is the first cause; the job
// as it was passes.

// recordTimes records a job so often under a name; changes are those of nightly.py.
func (b *bench) recordTimes(n int, name, engine string, changes ...string) (paths []string) {
	b.t.Helper()
	for i := range n {
		b.record(0, b.job("nightly.py", append([]string{engine}, changes...)...)...)
		path := b.path(fmt.Sprintf("%s-%d.arrow", name, i))
		if err := os.Rename(b.path("run.arrow"), path); err != nil {
			b.t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

// checked is what check says as JSON, as far as these tests ask.
type checked struct {
	Verdict string `json:"verdict"`
	Checks  []struct {
		Label, Metric, Verdict, Why string
		Exact, Gated                bool
	} `json:"checks"`
}

// check runs check and returns its exit code and what it says.
func (b *bench) check(base, current []string, more ...string) (int, checked) {
	b.t.Helper()
	args := []string{"check", "--format", "json"}
	for _, path := range base {
		args = append(args, "--baseline", path)
	}
	p := b.start(nil, b.program, append(append(args, more...), current...)...)
	code := b.wait(p)
	var said checked
	if err := json.Unmarshal(p.out.Bytes(), &said); err != nil {
		b.t.Fatalf("exit code %d: %v\n%s%s", code, err, p.out.String(), p.err.String())
	}
	return code, said
}

// regressions lists what check held against the new runs.
func (c checked) regressions() (list []string) {
	for _, x := range c.Checks {
		if x.Gated && x.Verdict == "regression" {
			list = append(list, x.Label+" "+x.Metric+": "+x.Why)
		}
	}
	return list
}

// firstCause returns the first cause of the query of a diff that differs most.
func (b *bench) firstCause(base, current string) string {
	b.t.Helper()
	var diff struct {
		Queries []struct {
			DeltaNS int64 `json:"delta_ns"`
			Causes  []struct{ Title string }
		}
	}
	if err := json.Unmarshal([]byte(b.ask("diff", base, current, "--format", "json")), &diff); err != nil {
		b.t.Fatal(err)
	}
	most, title := int64(0), ""
	for _, q := range diff.Queries {
		if d := max(q.DeltaNS, -q.DeltaNS); d > most && len(q.Causes) > 0 {
			most, title = d, q.Causes[0].Title
		}
	}
	return title
}

type change struct {
	name   string
	causes []string // words that the first cause has one of
}

func (b *bench) catches(base []string, engine string, runs int, changes ...change) {
	for _, c := range changes {
		b.t.Run(c.name, func(t *testing.T) {
			b := &bench{t, b.program, b.python, b.data, b.jobs, b.dir}
			slowed := b.recordTimes(runs, engine+"-"+c.name, engine, c.name)
			code, said := b.check(base, slowed)
			if code != 1 || said.Verdict != "regression" {
				t.Errorf("exit code %d, %s: %+v", code, said.Verdict, said.Checks)
			}
			for _, r := range said.regressions() {
				t.Log(r)
			}
			title := b.firstCause(base[len(base)/2], slowed[runs/2])
			t.Log("first cause: " + title)
			for _, want := range c.causes {
				if strings.Contains(title, want) {
					return
				}
			}
			t.Errorf("the first cause is %q, want one of %q", title, c.causes)
		})
	}
}

func TestE2ECheckNative(t *testing.T) {
	b := newBench(t)
	b.recordTimes(1, "warm", "native") // the files are in the system's cache from here on
	runs := b.recordTimes(10, "base", "native")
	base, again := runs[:5], runs[5:]
	code, said := b.check(base, again)
	t.Logf("the same job: exit code %d, %s", code, said.Verdict)
	for _, x := range said.Checks {
		if x.Exact && x.Gated && x.Verdict == "regression" {
			t.Errorf("of unchanged runs: %s %s: %s", x.Label, x.Metric, x.Why)
		}
	}
	if r := said.regressions(); code != 0 || len(r) > 0 {
		t.Errorf("nothing changed, and check says (exit code %d): %q", code, r)
	}
	b.catches(base, "native", 5,
		change{"sleep", []string{"UDF score"}},
		change{"no-filter", []string{"o_orderdate"}},
		change{"many-files", []string{"batches", "files"}},
		change{"by-row", []string{"UDF score"}})
}

func TestE2ECheckRay(t *testing.T) {
	b := newBench(t)
	base := b.recordTimes(4, "base", "ray")
	b.catches(base, "ray", 4, change{"repartition", []string{"Repartition", "l_comment"}})
}
