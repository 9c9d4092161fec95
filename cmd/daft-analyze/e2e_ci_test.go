//go:build e2e

package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// root is the top of the repository.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// action is .github/actions/check with a folder of its own, run by
// testdata/ci/action.py, which stands for GitHub's runner.
type action struct {
	*bench
	state, comments string
}

func newAction(t *testing.T) *action {
	b := newBench(t)
	a := &action{b, b.path("state"), b.path("comments.json")}
	if err := os.Mkdir(a.state, 0o700); err != nil {
		t.Fatal(err)
	}
	return a
}

// run runs the action for an event, in a folder, and returns its exit code and verdict.
func (a *action) run(dir, event string, env []string, inputs ...string) (code int, verdict string) {
	a.t.Helper()
	path := a.path("event.json")
	if err := os.WriteFile(path, []byte(event), 0o600); err != nil {
		a.t.Fatal(err)
	}
	args := []string{filepath.Join(root(a.t), "testdata", "ci", "action.py"), filepath.Join(root(a.t), ".github", "actions", "check"), a.state, "--event", path,
		"--input", "program=" + a.program, "--input", "runs=3"}
	for _, i := range inputs {
		args = append(args, "--input", i)
	}
	c := exec.Command(a.python, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "PATH="+filepath.Join(root(a.t), "testdata", "ci")+":"+os.Getenv("PATH"), "GH_COMMENTS="+a.comments)
	c.Env = append(c.Env, env...)
	out, err := c.CombinedOutput()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		a.t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(a.state, "outputs.json"))
	if err != nil {
		a.t.Fatalf("%v\n%s", err, out)
	}
	var outputs map[string]string
	if err := json.Unmarshal(text, &outputs); err != nil {
		a.t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), outputs["verdict"]
}

func (a *action) read(name string) string {
	a.t.Helper()
	text, err := os.ReadFile(filepath.Join(a.state, name))
	if err != nil {
		a.t.Fatal(err)
	}
	return string(text)
}

const (
	pushEvent = `{"run": RUN, "github": {"event_name": "push", "ref_name": "main", "repository": "o/r", "sha": "aaaa"}, "event": {"repository": {"default_branch": "main"}}}`
	pullEvent = `{"run": 9, "github": {"event_name": "pull_request", "ref_name": "7/merge", "repository": "o/r", "sha": "bbbb"},
	  "event": {"repository": {"default_branch": "main"}, "pull_request": {"number": 7}}}`
)

// A name is part of a path that is removed and of lines of outputs: what could lead
// elsewhere is refused before anything is used.
func TestE2EActionRefusesNames(t *testing.T) {
	a := newAction(t)
	kept := a.path("state/kept")
	if err := os.WriteFile(kept, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"..", ".", ".x", "", "a/b", "../..", "a\nverdict=ok", "a b", "$(id)", "é"} {
		code, verdict := a.run(a.dir, pullEvent, nil, "command=true", "name="+name)
		if log := a.read("log"); code == 0 || verdict != "" || !strings.Contains(log, "the input name has letters") || strings.Contains(log, "warming up") {
			t.Errorf("%q ends with %d and is %q:\n%s", name, code, verdict, log)
		}
		c := exec.Command("bash", filepath.Join(root(t), ".github", "actions", "check", "record.sh"))
		c.Env = append(os.Environ(), "NAME="+name, "RUNS=1", "WARMUP=0", "COMMAND=true", "OUT="+filepath.Join(a.state, "temp", name), "GITHUB_OUTPUT="+a.path("output"))
		if out, err := c.CombinedOutput(); err == nil || !strings.Contains(string(out), "the input name has letters") {
			t.Errorf("record.sh takes %q: %s", name, out)
		}
	}
	if _, err := os.Stat(kept); err != nil {
		t.Error(err)
	}
}

// The action records real jobs: first there is no baseline, then a history, then a
// pull request that drops a filter and sleeps, and one that is as it was.
func TestE2EActionKeepsAHistory(t *testing.T) {
	a := newAction(t)
	job := "command=" + a.python + " " + filepath.Join(root(t), "testdata", "ci", "job.py")
	// Who else works on this machine must not fail this test: times are reported only.
	if err := os.WriteFile(a.path("gate.toml"), []byte(`fail_on = ["engine", "query", "outcome", "input", "rows", "bytes"]`), 0o600); err != nil {
		t.Fatal(err)
	}
	const config = "config=gate.toml"
	push := func(run string) string { return strings.Replace(pushEvent, "RUN", run, 1) }

	if err := os.WriteFile(a.comments, []byte(`[{"id": 1, "user": {"type": "User"}, "body": "<!-- daft-analyze check -->\nmine"}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, verdict := a.run(a.dir, pullEvent, nil, job, "comment=true"); code != 0 || verdict != "recorded" || !strings.Contains(a.read("summary"), "no baseline yet") ||
		!strings.Contains(a.read("log"), "a comment is written") {
		t.Fatalf("without a baseline it ends with %d and is %s:\n%s", code, verdict, a.read("log"))
	}
	if kept, _ := filepath.Glob(filepath.Join(a.state, "caches", "*")); len(kept) != 0 {
		t.Errorf("a pull request wrote into the history: %v", kept)
	}
	for _, run := range []string{"1", "2"} { // a second one is held against the first
		if code, verdict := a.run(a.dir, push(run), nil, job, config); code != 0 || verdict == "regression" {
			t.Fatalf("push %s ends with %d and is %s:\n%s", run, code, verdict, a.read("log"))
		}
	}
	if runs, _ := filepath.Glob(filepath.Join(a.state, "caches", "*-2-1", "run-*.json")); len(runs) != 6 {
		t.Errorf("the history has %d runs, want 6", len(runs))
	}
	for range 2 {
		code, verdict := a.run(a.dir, pullEvent, nil, job+" slow", "comment=true", config)
		log := a.read("log")
		if code != 1 || verdict != "regression" || !strings.Contains(log, "is rewritten") {
			t.Fatalf("a slower job ends with %d and is %s:\n%s", code, verdict, log)
		}
		if !strings.Contains(log, "\n::error title=daft-analyze check%3A ") || !strings.Contains(a.read("summary"), "regression") {
			t.Errorf("neither annotations nor a summary:\n%s", log)
		}
	}
	var comments []struct{ Body string }
	kept, err := os.ReadFile(a.comments)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(kept, &comments); err != nil || len(comments) != 2 || comments[0].Body != "<!-- daft-analyze check -->\nmine" ||
		!strings.Contains(comments[1].Body, "### daft-analyze check: regression") {
		t.Errorf("%v: comments: %+v", err, comments)
	}

	// What the reports tell to run runs, from the artifact as it is downloaded.
	report := a.read(filepath.Join("artifacts", "daft-analyze-check", "check.md"))
	command := regexp.MustCompile("`daft-analyze (diff [^`]+)`").FindStringSubmatch(report)
	if command == nil {
		t.Fatalf("the report tells no command: %s", report)
	}
	c := exec.Command(a.program, strings.Fields(command[1])...)
	c.Dir = filepath.Join(a.state, "artifacts", "daft-analyze-check")
	if out, err := c.CombinedOutput(); err != nil || !strings.Contains(string(out), "score") {
		t.Errorf("%s: %v\n%s", command[1], err, out)
	}

	// A pull request of a fork may not comment; a job that fails is a regression.
	if code, verdict := a.run(a.dir, pullEvent, []string{"GH_FAILS=1"}, job, "comment=true", config); code != 0 || verdict == "regression" || !strings.Contains(a.read("log"), "::warning::the comments") {
		t.Errorf("without the right to comment it ends with %d and is %s:\n%s", code, verdict, a.read("log"))
	}
	if code, verdict := a.run(a.dir, pullEvent, nil, job+" && exit 3", config); code != 1 || verdict != "regression" {
		t.Errorf("a job that fails ends with %d and is %s:\n%s", code, verdict, a.read("log"))
	}
	// What is wrong with the inputs fails at once.
	for _, input := range []string{"runs=many", "record-baseline=perhaps", "config=none.toml"} {
		if code, _ := a.run(a.dir, pullEvent, nil, job, "runs=1", "warmup=0", input); code == 0 {
			t.Errorf("with %s nothing fails", input)
		}
	}
}

// With two checkouts both run in turns, each first every other time, and the one is
// held against the other.
func TestE2EActionInTurns(t *testing.T) {
	a := newAction(t)
	source, err := os.ReadFile(filepath.Join(root(t), "testdata", "ci", "job.py"))
	if err != nil {
		t.Fatal(err)
	}
	for dir, text := range map[string]string{"base": string(source), "head": regexp.MustCompile(`(?m)^slow = .*$`).ReplaceAllString(string(source), "slow = True")} {
		if err := os.MkdirAll(a.path(dir), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(a.path(dir), "job.py"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, verdict := a.run(a.dir, pullEvent, nil, "command="+a.python+" job.py", "working-directory=head", "base-directory=base", "name=in-turns")
	log := a.read("log")
	if code != 1 || verdict != "regression" {
		t.Fatalf("it ends with %d and is %s:\n%s", code, verdict, log)
	}
	order := strings.Join(regexp.MustCompile(`(?m)^(?:base|new) run`).FindAllString(log, -1), ", ")
	if want := "base run, new run, new run, base run, base run, new run"; order != want {
		t.Errorf("they ran in the order %s, want %s", order, want)
	}
	if !strings.Contains(log, "only the baseline's plan has Filter") {
		t.Errorf("the cause is not told:\n%s", log)
	}
}

// The loop of docs/howto/ci.md runs as it stands there, twice instead of six times.
func TestE2EInTurnsByHand(t *testing.T) {
	b := newBench(t)
	text, err := os.ReadFile(filepath.Join(root(t), "docs", "howto", "ci.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, script, found := strings.Cut(string(text), "    mkdir -p runs\n")
	script, _, ended := strings.Cut(script, "\n\n")
	if !found || !ended || !strings.Contains(script, "in 1 2 3 4 5 6;") {
		t.Fatalf("there is no such loop: %s", script)
	}
	script = "set -e; mkdir -p runs\n" + strings.Replace(script, "in 1 2 3 4 5 6;", "in 1 2;", 1)
	source, err := os.ReadFile(filepath.Join(root(t), "testdata", "ci", "job.py"))
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"bin", "base", "head"} {
		if err := os.Mkdir(b.path(dir), 0o700); err != nil {
			t.Fatal(err)
		}
		text := string(source)
		if dir == "head" {
			text = regexp.MustCompile(`(?m)^slow = .*$`).ReplaceAllString(text, "slow = True")
		}
		if err := os.WriteFile(filepath.Join(b.path(dir), "job.py"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(b.program, filepath.Join(b.path("bin"), "daft-analyze")); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("sh", "-c", script)
	c.Dir = b.dir
	c.Env = append(os.Environ(), "PATH="+b.path("bin")+":"+filepath.Dir(b.python)+":"+os.Getenv("PATH"))
	out, _ := c.CombinedOutput()
	if c.ProcessState.ExitCode() != exitRegression || !strings.Contains(string(out), "\nregression: ") {
		t.Errorf("it ends with %d:\n%s", c.ProcessState.ExitCode(), out)
	}
}

// The example for GitLab runs as it stands, in a branch and on the default branch.
func TestE2EGitLab(t *testing.T) {
	b := newBench(t)
	if err := os.Mkdir(b.path("bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(b.program, filepath.Join(b.path("bin"), "daft-analyze")); err != nil {
		t.Fatal(err)
	}
	job := b.python + " " + filepath.Join(root(t), "testdata", "ci", "job.py")
	run := func(branch, job string) (int, string) {
		c := exec.Command(b.python, filepath.Join(root(t), "testdata", "ci", "gitlab.py"), filepath.Join(root(t), "docs", "howto", "gitlab-ci.yml"), "performance",
			"JOB="+job, "RUNS=3", "CI_COMMIT_BRANCH="+branch, "CI_DEFAULT_BRANCH=main", "CI_COMMIT_SHA=cccc")
		c.Dir = b.dir
		c.Env = append(os.Environ(), "PATH="+b.path("bin")+":"+os.Getenv("PATH"))
		out, err := c.CombinedOutput()
		if _, exited := err.(*exec.ExitError); err != nil && !exited {
			t.Fatal(err)
		}
		return c.ProcessState.ExitCode(), string(out)
	}
	if code, out := run("feature", job); code != 0 || !strings.Contains(out, "no baseline yet") {
		t.Fatalf("without a baseline it ends with %d:\n%s", code, out)
	}
	if code, out := run("main", job); code != 0 || !strings.Contains(out, "put 3 of 3 runs into history") {
		t.Fatalf("on the default branch it ends with %d:\n%s", code, out)
	}
	code, out := run("feature", job+" slow")
	if code != 1 || !strings.Contains(out, "regression: ") || !strings.Contains(out, "junit: .daft-analyze/check.xml") {
		t.Errorf("a slower job ends with %d:\n%s", code, out)
	}
	if code, out := run("feature", "no-such-program"); code != 127 {
		t.Errorf("a job that is not there ends with %d:\n%s", code, out)
	}
}

// What a linter says of the action's scripts and of workflows that use it.
func TestE2EWorkflowsAreLinted(t *testing.T) {
	top := root(t)
	scripts, err := filepath.Glob(filepath.Join(top, ".github", "actions", "check", "*.sh"))
	if err != nil || len(scripts) < 4 {
		t.Fatal(scripts, err)
	}
	if shellcheck, err := exec.LookPath("shellcheck"); err != nil {
		t.Log("there is no shellcheck here: the scripts are not linted")
	} else if out, err := exec.Command(shellcheck, scripts...).CombinedOutput(); err != nil {
		t.Errorf("shellcheck: %v\n%s", err, out)
	}
	// actionlint holds inputs against an action only where that is in the same repository.
	repository := t.TempDir()
	if err := os.CopyFS(filepath.Join(repository, ".github", "actions"), os.DirFS(filepath.Join(top, ".github", "actions"))); err != nil {
		t.Fatal(err)
	}
	example, err := fs.ReadFile(os.DirFS(top), "docs/howto/github-workflow.yml")
	if err != nil {
		t.Fatal(err)
	}
	local := strings.ReplaceAll(string(example), "daft-analyze/daft-analyze/.github/actions/check@main", "./.github/actions/check")
	for name, text := range map[string]string{"example.yml": string(example), "local.yml": local} {
		path := filepath.Join(repository, ".github", "workflows", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("git", "init", "-q", repository).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	lint := func() (string, error) {
		c := exec.Command("go", "run", "github.com/rhysd/actionlint/cmd/actionlint@v1.7.7", "-no-color")
		c.Dir = repository
		out, err := c.CombinedOutput()
		return string(out), err
	}
	out, err := lint()
	if err != nil && !strings.Contains(out, ".yml:") {
		t.Skipf("actionlint cannot be had here: %v\n%s", err, out)
	}
	if err != nil {
		t.Errorf("actionlint: %v\n%s", err, out)
	}
	// It would say so.
	wrong := strings.Replace(local, "comment:", "remark:", 1)
	if err := os.WriteFile(filepath.Join(repository, ".github", "workflows", "local.yml"), []byte(wrong), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := lint(); err == nil || !strings.Contains(out, `input "remark" is not defined`) {
		t.Errorf("of an input that is not there actionlint says: %v\n%s", err, out)
	}
}
