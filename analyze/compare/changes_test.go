package compare

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

var update = flag.Bool("update", false, "write golden files anew")

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

// The recordings of testdata/changes: the first cause in words, with its numbers.
func TestFirstCauseOfChanges(t *testing.T) {
	dir := filepath.Join("..", "..", "testdata", "changes")
	var got strings.Builder
	for _, engine := range []string{"native", "ray"} {
		base := open(t, filepath.Join(dir, engine+"-base.arrow"))
		for _, name := range changesOf(engine) {
			path := filepath.Join(dir, name+".arrow")
			if _, err := os.Stat(path); err != nil {
				continue // too large to keep
			}
			now := open(t, path)
			c := Of(base, now, align.Of(base.Run, now.Run))
			check(t, c)
			for i, q := range c.Queries {
				if want := changes[name]; want.query == 0 || want.query == i+1 {
					if len(q.Causes) == 0 || !want.right(q.Causes[0]) {
						t.Errorf("%s, query %d: the first of %v is wrong", name, i+1, q.Causes)
					}
					fmt.Fprintf(&got, "%s, query %d: %s -> %s\n", name, i+1, humanize.Wall(q.BaseWall.V), humanize.Wall(q.NewWall.V))
					for _, x := range q.Causes[:min(2, len(q.Causes))] {
						fmt.Fprintf(&got, "  %-9s %-13s %s\n", humanize.Change(x.NS), x.Kind, x.Title)
					}
					for _, e := range q.Causes[0].Evidence {
						fmt.Fprintf(&got, "      %s\n", e)
					}
				}
			}
		}
	}
	formattest.Golden(t, filepath.Join("testdata", "changes.txt"), got.String(), *update)
}

// changesOf returns the changes of an engine, in order.
func changesOf(engine string) (names []string) {
	for name := range changes {
		if strings.HasPrefix(name, engine+"-") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
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
	for _, name := range slices.Concat(changesOf("native"), changesOf("noisy"), changesOf("ray")) {
		engine, _, _ := strings.Cut(name, "-")
		var right, all, hidden int
		wrong := map[string]int{}
		for _, base := range studies[engine+"-base"] {
			for _, now := range studies[name] {
				c := Of(base, now, align.Of(base.Run, now.Run))
				check(t, c)
				for i, q := range c.Queries {
					if want := changes[name]; want.query == 0 || want.query == i+1 {
						if name == "ray-no-filter" && q.Delta.V < 0 {
							hidden++ // the base was so slow for other reasons that dropping the filter does not show
							continue
						}
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
		t.Logf("%-18s %d of %d, %d more in which the change does not show  %v", name, right, all, hidden, wrong)
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
