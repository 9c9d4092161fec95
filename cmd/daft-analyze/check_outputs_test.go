package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/report/check"
)

// slowed is a report with a regression and a name that GitHub would take for a command.
func slowed() check.Report {
	return check.Report{Result: &gate.Result{Verdict: gate.Regression, Checks: []gate.Check{
		{Query: "q", Label: "::error::by_tone", Metric: "rows", Node: -1, Exact: true, Unit: "rows", Verdict: gate.Regression, Gated: true, Base: []int64{1}, New: []int64{2}},
	}, Notes: []string{"##[error]x"}}}
}

// outputsOf are what some flags ask for.
func outputsOf(t *testing.T, args ...string) checkOutputs {
	t.Helper()
	var o checkOutputs
	c := &cobra.Command{Use: "check"}
	o.flags(c)
	if err := c.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	return o
}

func writeOutputs(t *testing.T, o checkOutputs) (stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	if err := o.write(streams{nil, &out, &errs}, slowed()); err != nil {
		t.Fatal(err)
	}
	return out.String(), errs.String()
}

func TestCheckWritesAllThatIsNamed(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("GITHUB_ACTIONS", "")
	t.Setenv("GITHUB_STEP_SUMMARY", "summary.md")
	if err := os.WriteFile("summary.md", []byte("before\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := outputsOf(t, "--json", "a.json", "--markdown", "a.md", "--junit", "a.xml", "--summary", "--name", "nightly")
	for range 2 { // what is there is overwritten, and the summary gets longer
		if err := o.refuses(); err != nil {
			t.Fatal(err)
		}
		out, _ := writeOutputs(t, o)
		if !strings.HasPrefix(out, "regression: ") || strings.Contains(out, "\n::error title") {
			t.Errorf("standard output: %s", out)
		}
	}
	for name, begins := range map[string]string{"a.json": "{\n", "a.md": "<!-- daft-analyze check nightly -->\n", "a.xml": "<?xml", "summary.md": "before\n<!-- daft"} {
		text, err := os.ReadFile(name)
		if err != nil || !strings.HasPrefix(string(text), begins) {
			t.Errorf("%s: %v: %s", name, err, text)
		}
		if n := strings.Count(string(text), "daft-analyze check nightly -->"); name == "summary.md" && n != 2 {
			t.Errorf("the summary has %d entries", n)
		}
	}
	left, err := filepath.Glob("*")
	if err != nil || len(left) != 4 {
		t.Errorf("there are %v", left)
	}
}

// On GitHub the text is fenced and annotations follow; where standard output is one
// document they go to standard error, which the runner reads as well.
func TestCheckOnGitHub(t *testing.T) {
	t.Setenv("GITHUB_ACTIONS", "true")
	out, _ := writeOutputs(t, outputsOf(t))
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if !strings.HasPrefix(lines[0], "::stop-commands::") || !strings.HasPrefix(lines[len(lines)-1], "::error title=daft-analyze check%3A ") {
		t.Errorf("it begins with %s and ends with %s", lines[0], lines[len(lines)-1])
	}
	for _, form := range []string{"json", "junit", "markdown"} {
		out, errs := writeOutputs(t, outputsOf(t, "--format", form))
		if strings.Contains(out, "\n::error title=") || !strings.HasPrefix(errs, "::error title=") {
			t.Errorf("%s: standard output %s; standard error %s", form, out, errs)
		}
	}
	if out, errs := writeOutputs(t, outputsOf(t, "--annotations=never")); strings.Contains(out+errs, "::error title=") {
		t.Errorf("annotations that nobody wants: %s%s", out, errs)
	}
	t.Setenv("GITHUB_ACTIONS", "")
	if out, _ := writeOutputs(t, outputsOf(t, "--annotations=always")); !strings.Contains(out, "::error title=") || strings.Contains(out, "stop-commands") {
		t.Errorf("asked for annotations: %s", out)
	}
}

func TestCheckSummaryKeepsToGitHubsLimit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "summary.md")
	if err := os.WriteFile(path, bytes.Repeat([]byte("x"), summaryLimit-10), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GITHUB_STEP_SUMMARY", path)
	_, errs := writeOutputs(t, outputsOf(t, "--summary"))
	if info, err := os.Stat(path); err != nil || info.Size() != summaryLimit-10 || !strings.Contains(errs, "nothing was added") {
		t.Errorf("it has %v bytes: %s", info.Size(), errs)
	}
	t.Setenv("GITHUB_STEP_SUMMARY", "")
	if _, errs := writeOutputs(t, outputsOf(t, "--summary")); !strings.Contains(errs, "GITHUB_STEP_SUMMARY is not set") {
		t.Errorf("without the variable: %s", errs)
	}
}

func TestCheckRefusesOutputs(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("run.arrow", demoRecording, 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"that is a recording":        {"--json", "run.arrow"},
		"name the same file":         {"--json", "a", "--junit", "./a"},
		"there is --format markdown": {"--markdown", "-"},
		"it is a directory":          {"--junit", "."},
	} {
		if err := outputsOf(t, args...).refuses(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", args, err)
		}
	}
}
