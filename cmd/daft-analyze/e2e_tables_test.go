//go:build e2e

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// Tables are opened by pyarrow, Polars, DuckDB and pandas, from Parquet and from
// CSV, and held against JSON and against each other.
func TestE2EExportTables(t *testing.T) {
	python := readerPython(t)
	program, err := buildProgram()
	if err != nil {
		t.Fatal(err)
	}
	abs := func(path ...string) string {
		p, err := filepath.Abs(filepath.Join(path...))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	runs := map[string]string{"hostile": hostileRecording(t, abs("..", "..", "testdata", "recordings", "udf-fails-ray.arrow"))}
	for _, name := range []string{"skew-ray", "tpch-native", "udf-fails-ray", "node-killed-ray", "burst-ray", "memory-native", "killed-recorder-native", "no-query"} {
		runs[name] = abs("..", "..", "testdata", "recordings", name+".arrow")
	}
	for name, run := range runs {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for _, args := range [][]string{{"parquet", "-o", "parquet"}, {"csv", "-o", "csv"}, {"json", "-o", "run.json"}} {
				c := exec.Command(program, append([]string{"export", run, "--to"}, args...)...)
				c.Dir = dir
				if out, err := c.CombinedOutput(); err != nil {
					t.Fatalf("%v: %v\n%s", args, err, out)
				}
			}
			c := exec.Command(python, abs("..", "..", "testdata", "readers", "tables.py"), "parquet", "csv", "run.json")
			c.Dir = dir
			out, err := c.CombinedOutput()
			t.Logf("%s", out)
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// hostileRecording is a recording whose texts would be more than text to a careless
// reader, and whose numbers are as large as they can be.
func hostileRecording(t *testing.T, from string) string {
	t.Helper()
	texts := []string{"a,b\"c", "line\nline", "carriage\r\nreturn", "=1+1", "\x1b[31mred\x1b[0m", "\u202eoverride", "</script>", "'; DROP TABLE tasks; --", "|pipe|", "`tick`",
		"NULL", "null", "NaN", "1e5", "true", " blank ", `back\slash`, "ünïcödé 漢字 🙂", strings.Repeat("long ", 200_000), "\t", "[1,2]", "{}", "\ufeffbom", "\u2028"}
	numbers := []int64{0, 1, -1, 1<<63 - 1, -1 << 63, 1 << 53, 1<<53 + 1}
	path := filepath.Join(t.TempDir(), "hostile.arrow")
	events := formattest.Recorded(t, from)
	n := 0
	for _, e := range events {
		for _, c := range format.Columns() {
			v, known := e.Value(c)
			switch {
			case !known:
				continue
			case c.Type == format.TypeText:
				v.Text = texts[n%len(texts)]
			case c.Type == format.TypeInt && n%11 == 0:
				v.Int = numbers[n/11%len(numbers)]
			case c.Name == "name" || c.Name == "worker_id" || c.Name == "query_id":
				v.Text += texts[(len(v.Text)*7)%len(texts)%13]
			}
			n++
			e.SetValue(c, v)
		}
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := format.NewWriter(f, format.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events[:len(events)-1] {
		if err := w.Write(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(events[len(events)-1]); err != nil {
		t.Fatal(err)
	}
	return path
}
