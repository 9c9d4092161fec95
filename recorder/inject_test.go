package recorder

import (
	"archive/zip"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pythonAndInject returns a Python and the directory of the injected file.
func pythonAndInject(t *testing.T) (python, inject string) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("needs python3")
	}
	if inject, err = writeInject(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(inject) })
	return python, inject
}

// TestSitecustomize runs the injected file in Python, with a Ray that is made
// up, and with a sitecustomize of the user's that it hides.
func TestSitecustomize(t *testing.T) {
	python, inject := pythonAndInject(t)
	users := t.TempDir()
	for name, text := range map[string]string{
		"sitecustomize.py": "print('users')\n",
		"ray/__init__.py":  "",
		"ray/job_config.py": `
class JobConfig:
    def __init__(self, runtime_env=None):
        self.env = dict(runtime_env or {})
    def _validate_runtime_env(self):
        return dict(self.env)
`,
		"ray/client_builder.py": `
class ClientBuilder:
    def env(self, env):
        return env
`,
		"job.py": `
from ray.job_config import JobConfig
from ray.client_builder import ClientBuilder
print(JobConfig()._validate_runtime_env())
print(JobConfig({"pip": ["x"], "env_vars": {"A": "2", "MINE": "1"}})._validate_runtime_env())
mine = {"working_dir": "."}
print(ClientBuilder().env(mine), mine)
`,
		"other/ray/__init__.py": "",
		"other/ray/job_config.py": `
class JobConfig:
    def _validate_runtime_env(self):
        return None
`,
		"other/ray/client_builder.py": `
class ClientBuilder:
    def env(self, env):
        return env
`,
		"other/job.py": `
import os
os.environ.clear()
from ray.job_config import JobConfig
from ray.client_builder import ClientBuilder
print(JobConfig()._validate_runtime_env())
print(ClientBuilder().env({"env_vars": {"MINE": "1"}}))
print(ClientBuilder().env(None), ClientBuilder().env({"env_vars": 7}))
`,
		"broken/ray/job_config.py": "class JobConfig: pass\n",
		"broken/ray/__init__.py":   "",
		"broken/job.py":            "import ray.job_config\nprint('ran')\n",
	} {
		path := filepath.Join(users, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(script, env string) string {
		cmd := exec.Command(python, filepath.Join(users, script))
		cmd.Env = append(os.Environ(), "PYTHONPATH="+inject+":"+users, "PYTHONUNBUFFERED=1")
		if env != "" {
			cmd.Env = append(cmd.Env, envWorkers+"="+env)
		}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v", script, err)
		}
		return strings.ReplaceAll(string(out), "\r", "")
	}
	const said = "daft-analyze: Ray's workers may not be recorded: "
	for _, c := range []struct{ name, script, env, want string }{
		{"adds", "job.py", `{"A":"1"}`, "users\n{'env_vars': {'A': '1'}}\n" +
			"{'pip': ['x'], 'env_vars': {'A': '2', 'MINE': '1'}}\n" +
			"{'working_dir': '.', 'env_vars': {'A': '1'}} {'working_dir': '.'}\n"},
		{"does nothing without the variable", "job.py", "", "users\n{}\n" +
			"{'pip': ['x'], 'env_vars': {'A': '2', 'MINE': '1'}}\n{'working_dir': '.'} {'working_dir': '.'}\n"},
		{"leaves a Ray alone that it does not know", "broken/job.py", `{"A":"1"}`, "users\n" +
			said + "type object 'JobConfig' has no attribute '_validate_runtime_env'\nran\n"},
		{"leaves a job alone that does what it does not expect", "other/job.py", `{"A":"1"}`, "users\n" +
			said + "'NoneType' object has no attribute 'get'\nNone\n" +
			"{'env_vars': {'A': '1', 'MINE': '1'}}\n" +
			said + "'NoneType' object is not a mapping\n" + said + "'int' object is not a mapping\nNone {'env_vars': 7}\n"},
		{"does nothing with a variable that it cannot read", "job.py", `{`, "users\n" +
			strings.Repeat(said+"Expecting property name enclosed in double quotes: line 1 column 2 (char 1)\n", 2) + "{}\n" +
			"{'pip': ['x'], 'env_vars': {'A': '2', 'MINE': '1'}}\n{'working_dir': '.'} {'working_dir': '.'}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := run(c.script, c.env); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

// TestSitecustomizeSharedLoader: all modules of a zip archive have one loader.
func TestSitecustomizeSharedLoader(t *testing.T) {
	python, inject := pythonAndInject(t)
	archive := filepath.Join(t.TempDir(), "job.zip")
	f, err := os.Create(archive)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for name, text := range map[string]string{
		"ray/__init__.py":   "",
		"ray/other.py":      "",
		"ray/job_config.py": "class JobConfig:\n    def _validate_runtime_env(self):\n        return {}\n",
		"daft/__init__.py":  "",
		"daft/daft.py":      "import os\nprint(os.environ.get('OTEL_A'))\n",
		"daft/other.py":     "import os\nprint(os.environ.get('OTEL_A'))\n",
		"__main__.py":       "from ray.job_config import JobConfig\nimport ray.other, daft.daft, daft.other\nprint(JobConfig()._validate_runtime_env())\n",
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, archive)
	cmd.Env = append(os.Environ(), "PYTHONPATH="+inject, envWorkers+`={"A":"1"}`, envExporters+`={"OTEL_A":"ours"}`)
	out, err := cmd.CombinedOutput()
	const want = "ours\nNone\n{'env_vars': {'A': '1'}}\n"
	if got := strings.ReplaceAll(string(out), "\r", ""); err != nil || got != want {
		t.Errorf("%v, got\n%swant\n%s", err, got, want)
	}
}

// TestSitecustomizeImportsNothing: Python programs that do not use Daft start as
// fast as without us, of which most is what they import.
func TestSitecustomizeImportsNothing(t *testing.T) {
	python, inject := pythonAndInject(t)
	modules := func(env ...string) string {
		cmd := exec.Command(python, "-c", "import sys; print(*sys.modules)")
		cmd.Env = append(os.Environ(), env...)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	plain := strings.Fields(modules("PYTHONPATH="))
	for _, m := range strings.Fields(modules("PYTHONPATH="+inject, envWorkers+"={}", envExporters+"={}", envURL+"=http://127.0.0.1:1")) {
		switch m {
		case "sitecustomize", "atexit", "importlib.machinery", "importlib", "importlib._bootstrap", "importlib._bootstrap_external", "warnings":
		default:
			if !slices.Contains(plain, m) {
				t.Errorf("%s is imported", m)
			}
		}
	}
}
