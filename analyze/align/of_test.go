package align

import (
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

var (
	readOnce sync.Once
	allRuns  map[string]*analyze.Run
)

// recordings are the runs of all real recordings of the repository, by file.
func recordings(t *testing.T) map[string]*analyze.Run {
	t.Helper()
	readOnce.Do(func() {
		allRuns = map[string]*analyze.Run{}
		for _, g := range []string{"recordings", "causes", "whatif"} {
			files, err := filepath.Glob("../../testdata/" + g + "/*.arrow")
			if err != nil || len(files) == 0 {
				t.Fatal(g, err)
			}
			for _, f := range files {
				allRuns[filepath.Base(f)] = recorded(t, f)
			}
		}
	})
	return allRuns
}

func recorded(t *testing.T, path string) *analyze.Run {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(formattest.Recorded(t, path)))
	if err != nil {
		t.Fatal(path, err)
	}
	return run
}

// whole checks that each query and each operator is in exactly one list.
func whole(t *testing.T, what string, base, current *analyze.Run, r Queries) {
	t.Helper()
	left, right := map[*analyze.Query]int{}, map[*analyze.Query]int{}
	for _, p := range r.Pairs {
		left[p.Base]++
		right[p.New]++
		once(t, what+" "+p.New.ID, p)
	}
	for _, q := range r.BaseOnly {
		left[q]++
	}
	for _, q := range r.NewOnly {
		right[q]++
	}
	for _, q := range base.Queries {
		if left[q] != 1 {
			t.Errorf("%s: query %s of the base is in %d lists", what, q.ID, left[q])
		}
	}
	for _, q := range current.Queries {
		if right[q] != 1 {
			t.Errorf("%s: query %s of the new run is in %d lists", what, q.ID, right[q])
		}
	}
	if len(left) != len(base.Queries) || len(right) != len(current.Queries) {
		t.Errorf("%s: queries that are in no run", what)
	}
}

func once(t *testing.T, what string, p QueryPair) {
	t.Helper()
	left, right := map[*analyze.Operator]int{}, map[*analyze.Operator]int{}
	for _, o := range p.Operators.Pairs {
		left[o.Base]++
		right[o.New]++
	}
	for _, o := range p.Operators.BaseOnly {
		left[o]++
	}
	for _, o := range p.Operators.NewOnly {
		right[o]++
	}
	for _, o := range p.Base.Operators {
		if left[o] != 1 {
			t.Errorf("%s: operator %d of the base is in %d lists", what, o.ID, left[o])
		}
	}
	for _, o := range p.New.Operators {
		if right[o] != 1 {
			t.Errorf("%s: operator %d of the new query is in %d lists", what, o.ID, right[o])
		}
	}
	if len(left) != len(p.Base.Operators) || len(right) != len(p.New.Operators) {
		t.Errorf("%s: operators that are in no query", what)
	}
}

// A run aligned with itself gives each query and each operator to itself.
func TestIdentity(t *testing.T) {
	for name, run := range recordings(t) {
		r := Of(run, run)
		whole(t, name, run, run, r)
		for _, p := range r.Pairs {
			if p.Base != p.New || p.How != ByFingerprint && p.Base.Plan.Known {
				t.Errorf("%s: query %s is paired with %s by %s", name, p.Base.ID, p.New.ID, p.How)
			}
			for _, o := range p.Operators.Pairs {
				if o.Base != o.New || o.Changed != "" || o.How != ByFingerprint && o.How != ByOrder {
					t.Errorf("%s %s: operator %d is paired with %d by %s, changed %q", name, p.New.ID, o.Base.ID, o.New.ID, o.How, o.Changed)
				}
			}
			if len(p.Operators.BaseOnly)+len(p.Operators.NewOnly)+len(p.Rewritten) > 0 {
				t.Errorf("%s %s: left alone", name, p.New.ID)
			}
		}
	}
}

// Between any two recordings everything is in exactly one list, and the answer does
// not depend on which of the two is the base.
func TestSymmetry(t *testing.T) {
	runs := recordings(t)
	names := slices.Sorted(maps.Keys(runs))
	for i, a := range names {
		for k, b := range names[i:] {
			if k%3 != 0 { // a third of all is enough
				continue
			}
			base, current := runs[a], runs[b]
			there, back := Of(base, current), Of(current, base)
			whole(t, a+" and "+b, base, current, there)
			of := map[*analyze.Query]QueryPair{}
			for _, p := range back.Pairs {
				of[p.New] = p
			}
			if len(there.Pairs) != len(back.Pairs) {
				t.Errorf("%s and %s: %d pairs, the other way round %d", a, b, len(there.Pairs), len(back.Pairs))
			}
			for _, p := range there.Pairs {
				q := of[p.Base]
				if q.Base != p.New || q.How != p.How {
					t.Errorf("%s and %s: %s is paired with %s, but not the other way round", a, b, p.Base.ID, p.New.ID)
					continue
				}
				was := map[*analyze.Operator]OperatorPair{}
				for _, o := range q.Operators.Pairs {
					was[o.New] = o
				}
				for _, o := range p.Operators.Pairs {
					if w := was[o.Base]; w.Base != o.New || w.How != o.How {
						t.Errorf("%s and %s, %s: operator %d is paired with %d, but not the other way round", a, b, p.New.ID, o.Base.ID, o.New.ID)
					}
				}
			}
		}
	}
}
