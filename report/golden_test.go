package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format/eventtext"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// replay reads one of the recordings that analyze is tested with.
func replay(t *testing.T, name string) *analyze.Run {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "analyze", "testdata", name+".events"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	run, err := analyze.Replay(eventtext.NewReader(f))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func recordings(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, p := range formattest.Recordings(t, filepath.Join("..", "analyze", "testdata", "*.events")) {
		names = append(names, strings.TrimSuffix(filepath.Base(p), ".events"))
	}
	return names
}

func explain(t *testing.T, run *analyze.Run, o ExplainOptions) string {
	t.Helper()
	return explainStudy(t, finding.Of(run), o)
}

func explainStudy(t *testing.T, s *finding.Study, o ExplainOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := Explain(&b, s, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func explainAsJSON(t *testing.T, run *analyze.Run, o ExplainOptions) string {
	t.Helper()
	return studyAsJSON(t, finding.Of(run), o)
}

func studyAsJSON(t *testing.T, s *finding.Study, o ExplainOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := ExplainJSON(&b, s, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// someFile is a file of the given state that holds a run.
func someFile(run *analyze.Run) File {
	f := File{Path: "run.arrow", Size: 24_576, Format: "1.0", CreatedBy: "daft-analyze 0.1.0", State: string(run.Recording.State), Reason: run.Recording.Reason,
		Closed: run.Recording.State == analyze.StateComplete, Events: run.Events, Batches: 4, IntactBytes: 24_576, Kinds: []KindCount{{"query_start", 2}, {"operator_stats", 1_234}}}
	if f.State == string(analyze.StateDamaged) {
		f.IntactBytes, f.Offset = 900, 912
	}
	return f
}

func TestGolden(t *testing.T) {
	used := []string{}
	compare := func(t *testing.T, name, got string) {
		t.Helper()
		used = append(used, name)
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v: run with -update", err)
		}
		if got != string(want) {
			t.Errorf("%s differs; run with -update and look at the change. Got:\n%s", name, got)
		}
	}
	for _, name := range []string{"join-ray", "fail-cluster", "tpch-native", "tpch-ray", "node-killed-ray", "cancel-native", "fail-native", "consume-native", "consume-ray", "otlp-native", "otlp-ray"} {
		compare(t, name+".txt", explain(t, replay(t, name), ExplainOptions{Path: "run.arrow"}))
	}
	for name, run := range handmade() {
		compare(t, name+".txt", explain(t, run, ExplainOptions{Path: "run.arrow"}))
	}
	for _, c := range []struct {
		golden, recording string
		o                 ExplainOptions
	}{
		{"join-ray-80.txt", "join-ray", ExplainOptions{Width: 80}},
		{"join-ray-160.txt", "join-ray", ExplainOptions{Width: 160}},
		{"tpch-native-80.txt", "tpch-native", ExplainOptions{Width: 80, Query: "4"}},
		{"fail-cluster-full.txt", "fail-cluster", ExplainOptions{Width: 120, Full: true}},
		{"fail-cluster-color.txt", "fail-cluster", ExplainOptions{Color: true}},
	} {
		c.o.Path = "run.arrow"
		compare(t, c.golden, explain(t, replay(t, c.recording), c.o))
	}
	compare(t, "fail-cluster.md", markdown(t, finding.Of(replay(t, "fail-cluster")), ExplainOptions{Path: "run.arrow"}))
	compare(t, "many.md", markdown(t, finding.Of(manyRun()), ExplainOptions{Path: "run.arrow"}))
	compare(t, "fail-cluster.json", explainAsJSON(t, replay(t, "fail-cluster"), ExplainOptions{Path: "run.arrow"}))
	compare(t, "cancel-native.json", explainAsJSON(t, replay(t, "cancel-native"), ExplainOptions{Path: "run.arrow"}))
	compare(t, "blind.json", explainAsJSON(t, blindRun(), ExplainOptions{Path: "run.arrow"}))
	compare(t, "died.json", explainAsJSON(t, diedRun(), ExplainOptions{Path: "run.arrow"}))
	for name, run := range map[string]*analyze.Run{"info-job": jobRun(), "info-died": diedRun(), "info-blind": blindRun(), "info-silent": {Recording: completeRecording()}} {
		var text, doc bytes.Buffer
		if err := Info(&text, someFile(run), run, InfoOptions{}); err != nil {
			t.Fatal(err)
		}
		if err := InfoJSON(&doc, someFile(run), run); err != nil {
			t.Fatal(err)
		}
		compare(t, name+".txt", text.String())
		compare(t, name+".json", doc.String())
	}
	for name, text := range progressGoldens(t) {
		compare(t, name, text)
	}
	for name, text := range timelineGoldens(t) {
		compare(t, name, text)
	}
	for name, text := range tableGoldens(t) {
		compare(t, name, text)
	}

	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(used, e.Name()) {
			t.Errorf("testdata/%s is not the golden file of any case: remove it", e.Name())
		}
	}
}
