//go:build e2e

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Daft's own dashboard shows the same of a job that is recorded as of one that
// is not.
func TestE2EDashboardSeesTheSame(t *testing.T) {
	b := newBench(t)
	port := freePort(t)
	b.start(nil, filepath.Join(filepath.Dir(b.python), "daft"), "dashboard", "start",
		"--addr", "127.0.0.1", "--port", fmt.Sprint(port), "--pid-dir", b.dir, "--log-dir", b.dir)
	awaitPort(t, port)
	url := fmt.Sprint("http://127.0.0.1:", port)
	job := b.job("several.py", "native", "AIR")

	plain := b.start([]string{"DAFT_DASHBOARD_URL=" + url}, job[0], job[1:]...)
	b.exits(plain, 0)
	without := shown(t, url)
	recorded := b.start([]string{"DAFT_DASHBOARD_URL=" + url}, b.program, append([]string{"record", "-o", b.path("run.arrow"), "--"}, job...)...)
	b.exits(recorded, 0)
	both := shown(t, url)

	if len(without) != 1 || len(both) != 2 {
		t.Fatalf("the dashboard shows %d queries of the plain job and %d of both", len(without), len(both))
	}
	var a, c map[string]string
	for id, q := range both {
		if without[id] != nil {
			a = q
		} else {
			c = q
		}
	}
	if len(a) < 50 || a["/state/status"] != "Finished" {
		t.Fatalf("the dashboard shows %d values, status %s", len(a), a["/state/status"])
	}
	keys := maps.Clone(a)
	maps.Copy(keys, c)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		x, known := a[key]
		y, same := c[key]
		if known != same || x != y && !differs(key) {
			t.Errorf("%s: %s %t without a recorder, %s %t with one", key, x, known, y, same)
		}
	}
	if run := b.explain(b.path("run.arrow")); !run.Queries[0].Trust.Complete {
		t.Error("the recording is not complete")
	}
	if strings.Contains(recorded.err.String(), "did not reach") {
		t.Error(recorded.err.String())
	}
}

// differs says which values differ between two runs of one job.
func differs(key string) bool {
	return key == "/id" || strings.HasSuffix(key, "_sec") || strings.Contains(key, "/duration/") || strings.Contains(key, "/task.count/")
}

// shown returns what the dashboard's own interface says of each query, by path.
func shown(t *testing.T, url string) map[string]map[string]string {
	t.Helper()
	get := func(path string, v any) {
		answer, err := (&http.Client{Transport: &http.Transport{}}).Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err == nil {
			err = json.Unmarshal(text, v)
		}
		if err != nil {
			t.Fatalf("%s: %v: %s", path, err, text)
		}
	}
	var ids map[string]any
	get("/client/queries", &ids)
	queries := map[string]map[string]string{}
	for id := range ids {
		var q any
		get("/client/query/"+id, &q)
		queries[id] = map[string]string{}
		flatten(q, "", queries[id])
	}
	return queries
}

func flatten(v any, path string, into map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			flatten(inner, path+"/"+key, into)
		}
	case []any:
		for i, inner := range v {
			flatten(inner, fmt.Sprint(path, "/", i), into)
		}
	default:
		into[path] = fmt.Sprint(v)
	}
}
