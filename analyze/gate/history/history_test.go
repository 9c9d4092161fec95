package history_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/analyze/gate/history"
)

// recording writes a file that stands for one, and a measurement of it.
func recording(t *testing.T, n int) (string, gate.Measurement) {
	t.Helper()
	path := filepath.Join(t.TempDir(), fmt.Sprintf("r%d.arrow", n))
	if err := os.WriteFile(path, fmt.Appendf(nil, "recording %d", n), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, gate.Measurement{Path: path, Time: int64(n) * 1e9, Complete: true, Labels: map[string]string{"commit": fmt.Sprint(n)},
		Metrics: map[string]int64{gate.Wall: int64(n)}, Queries: []gate.QueryMeasurement{{Key: "k", Outcome: "finished"}}}
}

func add(t *testing.T, dir string, n, keep int) bool {
	t.Helper()
	path, m := recording(t, n)
	added, err := history.Add(dir, path, m, keep)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func read(t *testing.T, dir string) ([]history.Entry, []string) {
	t.Helper()
	list, warnings, err := history.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return list, warnings
}

func TestHistory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "history")
	if history.Is(dir) {
		t.Error("what is not there is a history")
	}
	for _, n := range []int{5, 1, 3, 2, 4} {
		if !add(t, dir, n, 2) {
			t.Errorf("run %d was not put in", n)
		}
	}
	if add(t, dir, 3, 2) {
		t.Error("a run was put in twice")
	}
	list, warnings := read(t, dir)
	if len(list) != 5 || len(warnings) > 0 || !history.Is(dir) {
		t.Fatalf("%d runs, %q", len(list), warnings)
	}
	for i, e := range list {
		if e.Measurement.Time != int64(i+1)*1e9 || e.Measurement.Labels["commit"] != fmt.Sprint(i+1) {
			t.Errorf("run %d: %+v", i, e.Measurement)
		}
		if want := i >= 3; e.Kept != want || want != strings.HasSuffix(e.Measurement.Path, ".arrow") {
			t.Errorf("run %d: kept %v as %s", i, e.Kept, e.Measurement.Path)
		}
		if e.Kept {
			text, err := os.ReadFile(e.Measurement.Path)
			if err != nil || string(text) != fmt.Sprintf("recording %d", i+1) {
				t.Errorf("run %d: %q, %v", i, text, err)
			}
		}
		text, err := os.ReadFile(filepath.Join(dir, e.File))
		if err != nil || strings.Count(string(text), "\n") != 1 || strings.Contains(string(text), os.TempDir()) {
			t.Errorf("%s is no line, or names a folder: %s, %v", e.File, text, err)
		}
	}
}

// A regression that is put in again without asking is taken for good.
func TestARegressionIsTakenForGood(t *testing.T) {
	dir := t.TempDir()
	path, m := recording(t, 1)
	for i, x := range []struct {
		verdict gate.Verdict
		added   bool
		stands  gate.Verdict
	}{{gate.Regression, true, gate.Regression}, {gate.Regression, false, gate.Regression}, {"", true, ""}, {gate.Regression, false, ""}} {
		m.Verdict = x.verdict
		added, err := history.Add(dir, path, m, 1)
		list, _ := read(t, dir)
		if err != nil || added != x.added || len(list) != 1 || list[0].Measurement.Verdict != x.stands {
			t.Errorf("%d: %v, %v, %+v", i, added, err, list)
		}
	}
}

// Beside recordings there may be files called run-1.json: that is no history.
func TestWhatIsNoHistory(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "run-1.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if history.Is(dir) {
		t.Error("a directory with run-1.json is a history")
	}
	add(t, dir, 1, 1)
	if !history.Is(dir) {
		t.Error("a history with run-1.json beside is none")
	}
}

// What is torn, of a later version, or made up is left out with a warning.
func TestOddFiles(t *testing.T) {
	dir := t.TempDir()
	add(t, dir, 1, 1)
	list, _ := read(t, dir)
	whole, err := os.ReadFile(filepath.Join(dir, list[0].File))
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("run-a-torn.json", string(whole[:len(whole)/2]))
	write("run-b-empty.json", "")
	write("run-c-later.json", `{"history_version":2,"something":"else"}`)
	write("run-d-path.json", `{"history_version":1,"digest":"../../../../etc/passwd","measurement":{}}`)
	write("run-e-short.json", `{"history_version":1,"digest":"ab","measurement":{}}`)
	write("run-f-again.json", string(whole))
	write("other.json", "is none of ours")
	write(".new-123", "half")
	if err := os.Mkdir(filepath.Join(dir, "run-g.json"), 0o700); err != nil {
		t.Fatal(err)
	}
	list, warnings := read(t, dir)
	if len(list) != 1 || len(warnings) != 5 {
		t.Fatalf("%d runs; %q", len(list), warnings)
	}
	for i, want := range []string{"run-a-torn.json: it is no run of a history, or torn; it is left out", "run-b-empty.json: it is no run", "run-c-later.json: it is of version 2 of the history, and this program reads up to 1", "run-d-path.json: it is no run", "run-e-short.json: it is no run"} {
		if !strings.Contains(warnings[i], want) {
			t.Errorf("%q, want %q", warnings[i], want)
		}
	}
	add(t, dir, 2, 1) // among all that
	if list, _ := read(t, dir); len(list) != 2 {
		t.Errorf("%d runs", len(list))
	}
}

// Many that write at once leave nothing torn, and no more than was asked for.
func TestAtOnce(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for n := range 24 {
		path, m := recording(t, n/2+1) // each twice
		all.Go(func() {
			if _, err := history.Add(dir, path, m, 3); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	add(t, dir, 99, 3)
	list, warnings := read(t, dir)
	kept := 0
	for _, e := range list {
		if e.Kept {
			kept++
		}
	}
	if len(list) != 13 || len(warnings) > 0 || kept < 1 || kept > 3 || !list[12].Kept {
		t.Errorf("%d runs, %d kept, %q", len(list), kept, warnings)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*", ".new-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left over: %q", left)
	}
}

// A project may keep recordings of its own in a directory of the name of the copies'.
func TestOtherRecordingsStay(t *testing.T) {
	dir := t.TempDir()
	own := filepath.Join(dir, "recordings", "nightly.arrow")
	if err := os.MkdirAll(filepath.Dir(own), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(own, []byte("not the history's"), 0o600); err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		add(t, dir, n+1, n%2)
	}
	if _, err := os.Stat(own); err != nil {
		t.Error(err)
	}
}
