package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every "$ daft-analyze" block of the documents shows what the program really
// prints: for run.arrow, which is the recording of the demo, and for slow.arrow and
// fixed.arrow, which are those of the tutorial, and nightly.arrow and no-filter.arrow of testdata/changes. The pictures that they draw into images/ are
// those of docs/images.
func TestDocumentsShowRealOutput(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	documents, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, more := range []string{filepath.Join(root, "docs", "howto", "*.md"), filepath.Join(root, "README.md")} {
		found, err := filepath.Glob(more)
		if err != nil || len(found) == 0 {
			t.Fatal(more, err)
		}
		documents = append(documents, found...)
	}
	t.Chdir(t.TempDir())
	t.Setenv("COLUMNS", "100")
	if err := os.WriteFile("run.arrow", demoRecording, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, of := range map[string]string{"slow.arrow": "recordings/tutorial-slow.arrow", "fixed.arrow": "recordings/tutorial-fixed.arrow",
		"nightly.arrow": "changes/native-base.arrow", "no-filter.arrow": "changes/native-no-filter.arrow"} {
		if err := os.Symlink(filepath.Join(root, "testdata", of), name); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir("images", 0o700); err != nil {
		t.Fatal(err)
	}
	blocks := 0
	for _, path := range documents {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		shown := withOutput(t, string(text), &blocks)
		if shown == string(text) {
			continue
		}
		if !*update {
			t.Errorf("%s does not show what the program prints; 'go test ./cmd/daft-analyze -update' rewrites it", path)
			continue
		}
		if err := os.WriteFile(path, []byte(shown), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if blocks == 0 {
		t.Error("no document shows a command")
	}
	comparePictures(t, filepath.Join(root, "docs", "images"))
}

// comparePictures holds what the documents' commands drew against the pictures
// that the documents show.
func comparePictures(t *testing.T, dir string) {
	drawn, err := os.ReadDir("images")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range drawn {
		got, err := os.ReadFile(filepath.Join("images", d.Name()))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, d.Name())
		shown, err := os.ReadFile(path)
		switch {
		case err == nil && bytes.Equal(got, shown):
		case !*update:
			t.Errorf("docs/images/%s is not what the program draws; 'go test ./cmd/daft-analyze -update' rewrites it", d.Name())
		default:
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

const (
	indent = "    "
	prompt = indent + "$ daft-analyze "
)

// withOutput returns a document with what the program prints in each of its
// indented blocks that begin with a prompt.
func withOutput(t *testing.T, text string, blocks *int) string {
	var out strings.Builder
	lines := strings.SplitAfter(text, "\n")
	for i := 0; i < len(lines); i++ {
		out.WriteString(lines[i])
		command, ok := strings.CutPrefix(lines[i], prompt)
		if !ok {
			continue
		}
		*blocks++
		for i+1 < len(lines) && belongs(lines, i+1) {
			i++
		}
		var stdout, stderr bytes.Buffer
		if code := run(words(command), strings.NewReader(""), &stdout, &stderr); code != exitOK && code != exitRegression { // a gate that finds something is worth showing
			t.Errorf("%s: exit code %d: %s", strings.TrimSpace(command), code, stderr.String())
		}
		for line := range strings.Lines(strings.TrimRight(stdout.String(), "\n")) {
			out.WriteString(strings.TrimRight(indent+line, " \n") + "\n")
		}
	}
	return out.String()
}

// words splits a command line as a shell does that knows single quotes only, within
// which documents have no blanks.
func words(command string) []string { return strings.Fields(strings.ReplaceAll(command, "'", "")) }

// belongs reports whether line i belongs to the output that stands before it:
// it is indented, or empty with an indented line after it.
func belongs(lines []string, i int) bool {
	for ; i < len(lines); i++ {
		if strings.TrimSpace(lines[i]) != "" {
			return strings.HasPrefix(lines[i], indent) && !strings.HasPrefix(lines[i], prompt)
		}
	}
	return false
}
