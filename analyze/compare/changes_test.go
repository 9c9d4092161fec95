package compare

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// changed is what a change of testdata/jobs/nightly.py must be told by: the query
// that it slows down, and what the first cause of that is.
type changed struct {
	query int // from 1; 0: each
	right func(Cause) bool
}

var changes = map[string]changed{
	"native-sleep":      {3, isOf("UDF", Rate)},
	"native-no-filter":  {1, isOf("Read Parquet", PlanChange)},
	"native-many-files": {0, isOf("Read Parquet", Pieces)},
	"native-more-rows":  {0, isOf("Read Parquet", Rows)},
	"native-by-row":     {3, isOf("UDF", PlanChange)},
	"noisy-sleep":       {3, isOf("UDF", Rate)},
	"ray-sleep":         {3, isOf("UDF", Rate)},
	"ray-no-filter":     {1, isOf("Scan", PlanChange)},
	"ray-many-files":    {0, isOf("Scan", Pieces)},
	"ray-repartition":   {2, isOf("Repartition", PlanChange)},
	"ray-one-partition": {2, isOf("IntoPartitions", PlanChange)},
}

func isOf(name string, kind CauseKind) func(Cause) bool {
	return func(c Cause) bool {
		has := func(o *analyze.Operator) bool { return o != nil && strings.Contains(o.Name+" "+o.Type, name) }
		return c.Kind == kind && (has(c.New) || has(c.Base))
	}
}

// TestChangesOfCorpus scores the first cause of each known change, over pairs of
// recordings in the directory that CHANGES_CORPUS names: ENGINE-base-NN.arrow and
// ENGINE-CHANGE-NN.arrow.
func TestChangesOfCorpus(t *testing.T) {
	dir := os.Getenv("CHANGES_CORPUS")
	if dir == "" {
		t.Skip("CHANGES_CORPUS names no directory of recordings with known changes")
	}
	studies := map[string][]*finding.Study{}
	for _, path := range list(t, dir) {
		name := strings.TrimSuffix(filepath.Base(path), ".arrow")
		name = name[:strings.LastIndex(name, "-")]
		if len(studies[name]) < 10 {
			if s := open(t, path); s.Run.Recording.State == analyze.StateComplete && len(s.Run.Queries) == 3 {
				studies[name] = append(studies[name], s)
			}
		}
	}
	names := make([]string, 0, len(changes))
	for name := range changes {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		engine, _, _ := strings.Cut(name, "-")
		var right, all int
		wrong := map[string]int{}
		for _, base := range studies[engine+"-base"] {
			for _, now := range studies[name] {
				c := Of(base, now, align.Of(base.Run, now.Run))
				check(t, c)
				for i, q := range c.Queries {
					if want := changes[name]; want.query == 0 || want.query == i+1 {
						all++
						if len(q.Causes) > 0 && want.right(q.Causes[0]) {
							right++
							continue
						}
						title := "none"
						if len(q.Causes) > 0 {
							title = fmt.Sprintf("%s %s", q.Causes[0].Kind, op(q.Causes[0].New))
						}
						wrong[fmt.Sprintf("query %d: %s", i+1, title)]++
					}
				}
			}
		}
		if all == 0 {
			t.Logf("%-18s no recordings", name)
			continue
		}
		t.Logf("%-18s %d of %d  %v", name, right, all, wrong)
		if 10*right < 9*all {
			t.Errorf("%s: the first cause is right in %d of %d", name, right, all)
		}
	}
}

func list(t *testing.T, dir string) []string {
	paths, err := filepath.Glob(filepath.Join(dir, "*-[0-9][0-9].arrow"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no recordings in %s: %v", dir, err)
	}
	return paths
}
