package finding_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/format"
)

var (
	updateCauses = flag.Bool("causes.doc", false, "write the table of real causes into docs/findings.md")
	causesDir    = flag.String("causes.dir", filepath.Join("..", "..", "testdata", "causes"), "where the recordings of real causes are")
)

// namedReal returns the finding that names each cause of testdata/jobs/causes.py.
func namedReal(t *testing.T) map[string]string {
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "causes", "named.txt"))
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if cause, id, ok := strings.Cut(strings.TrimSpace(line), " "); ok && cause != "#" {
			named[cause] = id
		}
	}
	return named
}

// untimedCauses cost no time that could be told: their findings come last.
var untimedCauses = []string{"memory"}

// realCase is one query of a recording of causes.py.
type realCase struct {
	recording, cause string
	with             bool
	c                *finding.Case
}

func realCases(t *testing.T) (list []realCase) {
	files, err := filepath.Glob(filepath.Join(*causesDir, "*.arrow"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		f, err := format.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		run, err := analyze.Replay(f)
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
		var asked []string
		for _, a := range run.Job.Arguments {
			if strings.HasSuffix(a, "=with") || strings.HasSuffix(a, "=without") {
				asked = append(asked, a)
			}
		}
		study := finding.Of(run)
		if len(asked) > len(study.All()) {
			t.Fatalf("%s: %d queries for %d causes", file, len(study.All()), len(asked))
		}
		for i, c := range study.All()[len(study.All())-len(asked):] {
			cause, how, _ := strings.Cut(asked[i], "=")
			list = append(list, realCase{strings.TrimSuffix(filepath.Base(file), ".arrow"), cause, how == "with", c})
		}
	}
	return list
}

// Each real query with a known cause has a first finding that names it, and the
// same query without the cause has no such finding.
func TestRealCauses(t *testing.T) {
	var table strings.Builder
	fmt.Fprintln(&table, "| cause | on | with it | its wall | first finding | costs | fixing it saves | without it | first finding |")
	fmt.Fprintln(&table, "| --- | --- | --- | ---: | --- | ---: | ---: | ---: | --- |")
	list, named := realCases(t), namedReal(t)
	for _, r := range list {
		want, ok := named[r.cause]
		if !ok {
			t.Errorf("%s: nobody knows what names %q", r.recording, r.cause)
			continue
		}
		ids := idsOf(r.c.Findings)
		if !r.with {
			if slices.Contains(ids, want) {
				t.Errorf("%s: %s without its cause has %s: %v", r.recording, r.cause, want, ids)
			}
			continue
		}
		mark := "right"
		if ids[0] != want && !(slices.Contains(untimedCauses, r.cause) && slices.Contains(ids, want)) {
			t.Errorf("%s: %s with its cause: %v, want %v first", r.recording, r.cause, ids, want)
			mark = "wrong"
		}
		f := r.c.Findings[max(0, slices.Index(ids, want))]
		without := "| |"
		for _, o := range list {
			if o.cause == r.cause && !o.with && (o.recording == r.recording || without == "| |") {
				without = fmt.Sprintf("%s | %s |", humanize.Wall(o.c.Query.Wall.V), o.c.Findings[0].ID)
			}
		}
		fmt.Fprintf(&table, "| %s | %s | %s | %s | %s | %s | %s | %s\n", r.cause, r.recording, mark, humanize.Wall(r.c.Query.Wall.V), ids[0], lasts(f.Cost), lasts(f.Saving), without)
	}
	t.Log("\n" + table.String())
	if *updateCauses {
		intoDoc(t, filepath.Join("..", "..", "docs", "findings.md"), "real causes", table.String())
	}
}

func idsOf(list []finding.Finding) (ids []string) {
	for _, f := range list {
		ids = append(ids, f.ID)
	}
	return ids
}

func lasts(v analyze.Value) string {
	if !v.Known() {
		return "-"
	}
	return humanize.Duration(v.V)
}

// intoDoc puts text between two marks of a page.
func intoDoc(t *testing.T, path, mark, text string) {
	t.Helper()
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

// What holds of all findings of all real recordings.
func TestFindingsOfRealRecordings(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "*", "*.arrow"))
	if err != nil || len(files) < 10 {
		t.Fatal(len(files), err)
	}
	for _, file := range files {
		f, err := format.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		run, err := analyze.Replay(f)
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
		for _, c := range finding.Of(run).All() {
			checkFindings(t, filepath.Base(file)+" "+c.Query.ID, c)
		}
	}
}

// checkFindings holds findings against what must be true of any.
func checkFindings(t *testing.T, where string, c *finding.Case) {
	t.Helper()
	wall, sum, last := c.Path.Wall(), int64(0), int64(1<<62)
	for _, f := range c.Findings {
		if f.ID == "" || f.Title == "" || f.Severity == "" || strings.Contains(f.Title, "%!") {
			t.Errorf("%s: an empty finding: %+v", where, f)
		}
		if f.Severity != finding.Fine {
			if f.Advice == "" || f.Check == "" {
				t.Errorf("%s: %s has no advice or no check", where, f.ID)
			}
			if f.Cost.V > last {
				t.Errorf("%s: %s costs more than the one before it", where, f.ID)
			}
			last = f.Cost.V
			sum += f.Cost.V
		}
		if f.Saving.Known() && (f.Low.V < 0 || f.Low.V > f.Saving.V || f.Saving.V > f.High.V || f.High.V > f.Cost.V) {
			t.Errorf("%s: %s saves %d, from %d to %d, and costs %d", where, f.ID, f.Saving.V, f.Low.V, f.High.V, f.Cost.V)
		}
		for _, e := range append(f.Evidence, f.Title, f.Advice, f.Check) {
			if strings.ContainsAny(e, "\n\x1b") || strings.Contains(e, "%!") {
				t.Errorf("%s: %s says %q", where, f.ID, e)
			}
		}
	}
	if sum > wall {
		t.Errorf("%s: all findings cost %d of a path of %d", where, sum, wall)
	}
}
