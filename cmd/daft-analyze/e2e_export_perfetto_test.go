//go:build e2e

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// A trace for Perfetto is read by Perfetto's own messages for Python, which knows
// all of its fields; slices are paired, ids unique, arrows have two ends. A trace
// of which a packet is missing is found out.
func TestE2EExportPerfetto(t *testing.T) {
	python := readerPython(t)
	program, err := buildProgram()
	if err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs(filepath.Join("..", "..", "testdata", "readers", "perfetto_trace.py"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]map[string]int{
		"tpch-ray": {"flows": 57}, "node-killed-ray": {"flows": 3, "instants": 6}, "udf-fails-ray": {"flows": 2}, "memory-native": {"flows": 0}, "no-query": {"slices": 2}, "burst-ray": {"flows": 749},
	} {
		out := filepath.Join(t.TempDir(), "run.pftrace")
		if text, err := exec.Command(program, "export", filepath.Join("..", "..", "testdata", "recordings", name+".arrow"), "--to", "perfetto", "-o", out).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		text, err := exec.Command(python, script, out).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v: %s", name, err, text)
		}
		var found struct {
			Counts    map[string]int
			Processed map[string]int
		}
		if err := json.Unmarshal(text, &found); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		for kind, n := range want {
			if found.Counts[kind] != n {
				t.Errorf("%s: %d %s, want %d", name, found.Counts[kind], kind, n)
			}
		}
		switch p := found.Processed; {
		case p == nil:
			t.Logf("%s: not opened with Perfetto's trace processor: PERFETTO_TRACE_PROCESSOR does not name one", name)
		case p["slices"] != found.Counts["slices"]+found.Counts["instants"] || p["flows"] != found.Counts["flows"] || p["unended"] != 0:
			t.Errorf("%s: the trace processor has %v, the trace %v", name, p, found.Counts)
		}
		whole, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		if name != "no-query" && os.WriteFile(out, whole[:len(whole)-lastPacket(whole)], 0o600) == nil && exec.Command(python, script, out).Run() == nil {
			t.Errorf("%s: nobody minds that the last packet is missing", name)
		}
	}
}

// lastPacket returns how many bytes the last packet of a trace takes.
func lastPacket(b []byte) int {
	at := 0
	for i := 0; i < len(b); {
		at = i
		n, shift := 0, 0
		for i++; ; i++ { // the tag is one byte, then comes the length
			n |= int(b[i]&0x7f) << shift
			if shift += 7; b[i] < 0x80 {
				i++
				break
			}
		}
		i += n
	}
	return len(b) - at
}
