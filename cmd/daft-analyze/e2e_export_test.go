//go:build e2e

package main

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// readerPython returns a Python with what testdata/readers/requirements.txt
// names. Without one the test is skipped.
func readerPython(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("DAFT_ANALYZE_READERS")
	if _, err := os.Stat(filepath.Join(dir, ".ready")); dir == "" || err != nil {
		t.Skip("what reads exports is not installed: make readers")
	}
	return filepath.Join(dir, "bin", "python")
}

// otlpFound is what testdata/readers/otlp.py says of an export.
type otlpFound struct {
	Spans                       map[string]int
	Failed, Records, Correlated int
	Requests, Largest           int
	Key                         string
}

// Exports are read by OpenTelemetry's own messages for Python: from both kinds of
// file, and by an endpoint that is busy at first. All three say the same.
func TestE2EExportOTLP(t *testing.T) {
	python := readerPython(t)
	program, err := buildProgram()
	if err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs(filepath.Join("..", "..", "testdata", "readers", "otlp.py"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"tpch-ray", "udf-fails-ray", "node-killed-ray", "several-native", "burst-ray"} {
		run, err := filepath.Abs(filepath.Join("..", "..", "testdata", "recordings", name+".arrow"))
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		do := func(env []string, command string, args ...string) []byte {
			t.Helper()
			c := exec.Command(command, args...)
			c.Dir, c.Env = dir, append(os.Environ(), env...)
			var said bytes.Buffer
			c.Stderr = &said
			out, err := c.Output()
			if err != nil {
				t.Fatalf("%s %v: %v\n%s", command, args, err, said.String())
			}
			return out
		}
		found := func(text []byte) (f otlpFound) {
			t.Helper()
			if err := json.Unmarshal(text, &f); err != nil {
				t.Fatal(err)
			}
			return f
		}
		do(nil, program, "export", run, "--to", "otlp", "-o", "run.otlp.json")
		do(nil, program, "export", run, "--to", "otlp-logs", "-o", "run.otlp-logs.json")
		do(nil, program, "export", run, "--to", "otlp", "-o", "run.pb")
		do(nil, program, "export", run, "--to", "otlp-logs", "-o", "logs.pb")
		lines := found(do(nil, python, script, "check", "run.otlp.json", "run.otlp-logs.json"))
		message := found(do(nil, python, script, "check", "run.pb", "logs.pb"))

		server := exec.Command(python, script, "serve", "served.json", "2")
		server.Dir = dir
		stdin, err := server.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		stdout, err := server.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { server.Process.Kill() })
		port := make([]byte, 16)
		n, err := stdout.Read(port)
		if err != nil {
			t.Fatal(err)
		}
		do([]string{"OTEL_EXPORTER_OTLP_HEADERS=x-key=secret"}, program, "export", run, "--to", "otlp", "--endpoint", "http://127.0.0.1:"+strings.TrimSpace(string(port[:n])))
		stdin.Close()
		_, _ = io.Copy(io.Discard, stdout)
		if err := server.Wait(); err != nil {
			t.Fatalf("%s: what was sent is not sound: %v", name, err)
		}
		text, err := os.ReadFile(filepath.Join(dir, "served.json"))
		if err != nil {
			t.Fatal(err)
		}
		served := found(text)

		if !maps.Equal(lines.Spans, message.Spans) || !maps.Equal(lines.Spans, served.Spans) || lines.Records != message.Records || lines.Records != served.Records || lines.Correlated != served.Correlated || lines.Failed != served.Failed {
			t.Errorf("%s: read from lines %+v, from a message %+v, by the endpoint %+v", name, lines, message, served)
		}
		if served.Requests < 3 || served.Key != "secret" || served.Largest > 4<<20 {
			t.Errorf("%s: %d requests, the largest of %d bytes, with the key %q", name, served.Requests, served.Largest, served.Key)
		}
		var explained struct {
			Queries []struct {
				Tasks []any `json:"tasks"`
			}
		}
		if err := json.Unmarshal(do(nil, program, "explain", run, "--format", "json"), &explained); err != nil {
			t.Fatal(err)
		}
		tasks := 0
		for _, q := range explained.Queries {
			tasks += len(q.Tasks)
		}
		if lines.Spans["query"] != len(explained.Queries) || lines.Spans["task"] != tasks {
			t.Errorf("%s: %v, and explain has %d queries of %d tasks", name, lines.Spans, len(explained.Queries), tasks)
		}
	}
}
