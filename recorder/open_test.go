package recorder

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

func TestOpenQueries(t *testing.T) {
	var o openQueries
	for _, c := range []struct {
		path string
		want bool
	}{
		{"/engine/query/a/start", true},
		{"/engine/query/b/start", true},
		{"/engine/query/a/exec/start", true},
		{"/engine/query/a/end", true},
		{"/engine/query/b/exec/end", true},
		{"/engine/query/b/task/end", true},
		{"/other/b/end", true},
		{"/engine/query/b/end", false},
		{"/engine/query/never/end", false},
		{"/engine/query", false},
	} {
		if o.see(c.path); o.any() != c.want {
			t.Errorf("after %s: %t, want %t", c.path, o.any(), c.want)
		}
	}
}

// A process of the job that used Daft waits at its exit until no query is open,
// but not for a recorder that is gone, nor for long, nor without Daft.
func TestJobWaitsForItsLastMessages(t *testing.T) {
	python, inject := pythonAndInject(t)
	dir := t.TempDir()
	for name, text := range map[string]string{"daft.py": "", "with.py": "import daft", "without.py": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var asked, open atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/token"+openPath {
			t.Errorf("asked for %s", r.URL.Path)
		}
		if asked.Add(1) <= open.Load() {
			w.WriteHeader(http.StatusAccepted)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer s.Close()
	gone := httptest.NewServer(nil)
	gone.Close()
	patient := t.TempDir() // a busy machine may not answer within 100 ms
	text := strings.ReplaceAll(string(sitecustomize), "0.1", "60")
	if err := os.WriteFile(filepath.Join(patient, "sitecustomize.py"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, inject, script, url string
		open                      int64
		least, most               int64
	}{
		{"no query is open", patient, "with.py", s.URL, 0, 1, 1},
		{"some end soon", patient, "with.py", s.URL, 3, 4, 4},
		{"one never ends", inject, "with.py", s.URL, 1 << 40, 1, 100},
		{"no Daft", patient, "without.py", s.URL, 3, 0, 0},
		{"no recorder", inject, "with.py", gone.URL, 3, 0, 0},
	} {
		asked.Store(0)
		open.Store(c.open)
		cmd := exec.Command(python, filepath.Join(dir, c.script))
		cmd.Env = append(os.Environ(), envPythonPath+"="+c.inject, envWorkers+"={}", envURL+"="+c.url+"/token")
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v, prints %q", c.name, err, out)
		}
		if n := asked.Load(); n < c.least || n > c.most {
			t.Errorf("%s: asked %d times, want %d to %d", c.name, n, c.least, c.most)
		}
	}
}
