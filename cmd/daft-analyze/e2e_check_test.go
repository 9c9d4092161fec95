//go:build e2e

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
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

// firstCause returns the first cause of a query of a diff, by number from 0.
func (b *bench) firstCause(base, current string, query int) string {
	b.t.Helper()
	var diff struct {
		Queries []struct {
			BaseWallNS int64 `json:"base_wall_ns"`
			NewWallNS  int64 `json:"new_wall_ns"`
			Causes     []struct{ Title string }
		}
	}
	if err := json.Unmarshal([]byte(b.ask("diff", base, current, "--format", "json")), &diff); err != nil {
		b.t.Fatal(err)
	}
	if query >= len(diff.Queries) || len(diff.Queries[query].Causes) == 0 {
		b.t.Fatalf("query %d of %d has no cause", query, len(diff.Queries))
	}
	if q := diff.Queries[query]; 10*q.NewWallNS < 11*q.BaseWallNS {
		return "" // the base run was disturbed: these two say nothing of the change
	}
	return diff.Queries[query].Causes[0].Title
}

type change struct {
	name   string
	query  int      // the query that it is in, from 0
	sure   bool     // it is found however noisy the machine is: as counters tell, or as it is so much
	causes []string // words that the first cause has one of
}

// catches records the job with each change and holds it against base. On a machine
// where something else is at work a change of times may stay inconclusive: then the
// gate must say so, and not that all is well.
func (b *bench) catches(base []string, engine string, runs int, changes ...change) {
	for _, c := range changes {
		b.t.Run(c.name, func(t *testing.T) {
			b := &bench{t, b.program, b.python, b.data, b.jobs, b.dir}
			slowed := b.recordTimes(runs, engine+"-"+c.name, engine, c.name)
			code, said := b.check(base, slowed)
			found := said.regressions()
			t.Logf("exit code %d, %s: %q", code, said.Verdict, found)
			switch {
			case said.Verdict == "regression" && code == 1:
			case said.Verdict == "inconclusive" && code == 0 && !c.sure:
				t.Log("too noisy a machine to tell, it says")
				return
			default:
				t.Fatalf("%+v", said.Checks)
			}
			title := b.firstCause(base[len(base)/2], slowed[runs/2], c.query)
			t.Log("first cause: " + title)
			if title == "" && !c.sure {
				return
			}
			if !slices.ContainsFunc(c.causes, func(want string) bool { return strings.Contains(title, want) }) {
				t.Errorf("the first cause is %q, want one of %q", title, c.causes)
			}
		})
	}
}

func TestE2ECheckNative(t *testing.T) {
	b := newBench(t)
	b.recordTimes(1, "warm", "native") // the files are in the system's cache from here on
	var base, again []string           // in turns, as docs/howto/ci.md advises
	for i, run := range b.recordTimes(10, "base", "native") {
		if i%2 == 0 {
			base = append(base, run)
		} else {
			again = append(again, run)
		}
	}
	code, said := b.check(base, again)
	t.Logf("the same job: exit code %d, %s", code, said.Verdict)
	if r := said.regressions(); code != 0 || len(r) > 0 {
		t.Errorf("nothing changed, and check says (exit code %d): %q", code, r)
	}
	b.catches(base, "native", 5,
		change{"sleep", 2, false, []string{"UDF score"}},
		change{"no-filter", 0, true, []string{"o_orderdate"}},
		change{"many-files", 1, false, []string{"batches", "files"}},
		change{"by-row", 2, true, []string{"UDF score"}})
}

func TestE2ECheckRay(t *testing.T) {
	b := newBench(t)
	b.catches(b.recordTimes(4, "base", "ray"), "ray", 4, change{"repartition", 1, false, []string{"Repartition", "l_comment"}})
}
