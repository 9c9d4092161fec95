//go:build e2e

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Some of the queries with a known cause of slowness, recorded here and now: the
// first finding names the cause, and no finding does where it was left out. All of
// them: make causes.
func TestE2ECauses(t *testing.T) {
	named := map[string]string{}
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "causes", "named.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if cause, id, ok := strings.Cut(strings.TrimSpace(line), " "); ok && cause != "#" {
			named[cause] = id
		}
	}
	for _, engine := range []struct {
		name   string
		causes []string
	}{
		{"native", []string{"slow-udf", "udf-cold-start", "small-files", "exploding-join", "sort", "slow-consumer", "late-filter"}},
		{"cluster", []string{"uneven-partitions", "one-partition", "tiny-tasks", "killed-node"}},
	} {
		t.Run(engine.name, func(t *testing.T) {
			b := newBench(t)
			var asked []string
			for _, cause := range engine.causes {
				asked = append(asked, cause+"=without", cause+"=with")
			}
			b.record(0, b.job("causes.py", append([]string{engine.name}, asked...)...)...)
			var doc struct {
				Queries []struct {
					Findings []struct{ ID string }
				}
			}
			if err := json.Unmarshal([]byte(b.ask("explain", b.path("run.arrow"), "--format", "json")), &doc); err != nil {
				t.Fatal(err)
			}
			if len(doc.Queries) < len(asked) {
				t.Fatalf("%d queries for %d causes", len(doc.Queries), len(asked))
			}
			for i, q := range doc.Queries[len(doc.Queries)-len(asked):] {
				cause, how, _ := strings.Cut(asked[i], "=")
				var ids []string
				for _, f := range q.Findings {
					ids = append(ids, f.ID)
				}
				t.Log(cause, how, ids)
				switch has := contains(ids, named[cause]); {
				case how == "without" && has:
					t.Errorf("%s without its cause: %v", cause, ids)
				case how == "with" && (len(ids) == 0 || ids[0] != named[cause]):
					t.Errorf("%s with its cause: %v, want %s first", cause, ids, named[cause])
				}
			}
		})
	}
}

// What findings advise is there in the Daft that they speak of.
func TestE2EAdvice(t *testing.T) {
	b := newBench(t)
	terms, err := filepath.Abs(filepath.Join("..", "..", "analyze", "finding", "testdata", "terms.txt"))
	if err != nil {
		t.Fatal(err)
	}
	job := b.job("advice.py", terms)
	p := b.start(nil, job[0], job[1:]...)
	if code := b.wait(p); code != 0 {
		t.Error(p.out.String(), p.err.String())
	}
}
