package main

import (
	"go/build"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/daft-analyze/daft-analyze"

// rooms states, for each package folder, which of the project's own packages
// its code may import, and why no others. Tests may import more.
var rooms = map[string]struct {
	imports []string
	reason  string
}{
	"format":   {nil, "the file format knows what was observed, not who records it or what it means"},
	"recorder": {[]string{"format"}, "recording must not depend on analysis: it keeps what it sees and interprets nothing"},
	"analyze":  {[]string{"format"}, "the only bridge from facts to meaning; it must not print"},
	"report":   {[]string{"analyze"}, "printers show what analyze understood; they never read files or compute"},
	"graph":    {[]string{"analyze"}, "drawings show what analyze understood; report and graph do not know each other"},
	"cmd":      {[]string{"format", "recorder", "analyze", "report", "graph"}, "commands turn flags into calls"},
}

// homes states the room, or the rooms, that may import each foreign package, and why.
// What is at home in tests:ROOM may be imported by tests of the room alone.
var homes = map[string]struct{ rooms, reason string }{
	"github.com/apache/arrow":           {"format", "arrow v17 is kept behind the format so that moving on touches one package"},
	"github.com/klauspost/compress":     {"format", "compression is part of the format"},
	"github.com/google/flatbuffers":     {"format", "the framing is part of the format"},
	"github.com/parquet-go/parquet-go":  {"format", "Parquet is a file format, kept behind one package"},
	"github.com/olekukonko/tablewriter": {"report", "tables are drawn in one place"},
	"github.com/clipperhouse":           {"report", "widths on a terminal are a matter of drawing"},
	"github.com/goccy/go-graphviz":      {"tests:graph", "it compiles Graphviz whenever a program starts that links it; what it is compared with is its module, run as it is needed"},
	"github.com/tetratelabs/wazero":     {"graph", "it runs Graphviz, and nothing else"},
	"git.sr.ht/~sbinet/gg":              {"graph", "pixels are a matter of drawing"},
	"golang.org/x/image":                {"graph", "fonts are a matter of drawing"},
	"github.com/google/pprof":           {"report", "a profile is a form that results are written in"},
	"gonum.org/v1/gonum":                {"analyze", "what is likely by chance is a matter of analysis"},
	"github.com/santhosh-tekuri":        {"tests:report", "what is written is held against its JSON Schema"},
	"github.com/spf13/cobra":            {"cmd", "flags are a matter of commands"},
	"github.com/creack/pty":             {"recorder", "only the recorder stands between a job and a terminal"},
	"go.opentelemetry.io":               {"recorder report", "the wire's own types end where events begin, and begin where results are written in them (decision 26)"},
	"net/http":                          {"recorder", "only the recorder talks to a network"},
	"os/exec":                           {"recorder", "only the recorder starts processes"},
	"github.com/pelletier/go-toml":      {"cmd", "a configuration file is a matter of commands"},
}

func TestImportsFollowTheFlowOfData(t *testing.T) {
	root := filepath.Join("..", "..")
	foreign := map[string]bool{}
	packages := 0
	err := filepath.WalkDir(root, func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name := d.Name(); dir != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "docs") {
			return fs.SkipDir
		}
		pkg, err := build.ImportDir(dir, 0)
		if err != nil {
			return nil // no Go files here
		}
		packages++
		rel, err := filepath.Rel(root, dir)
		if err != nil {
			return err
		}
		room := firstElement(filepath.ToSlash(rel))
		rule, ok := rooms[room]
		if !ok {
			t.Errorf("%s: no rule says what %q may import", rel, room)
			return nil
		}
		for _, path := range slices.Concat(pkg.TestImports, pkg.XTestImports) {
			for name, home := range homes {
				if contains(strings.Fields(home.rooms), "tests:"+room) && (path == name || strings.HasPrefix(path, name+"/")) {
					foreign[name] = true
				}
			}
		}
		for _, path := range pkg.Imports {
			if own, ok := strings.CutPrefix(path, module+"/"); ok {
				if to := firstElement(own); to != room && !contains(rule.imports, to) {
					t.Errorf("%s imports %s: %s", rel, own, rule.reason)
				}
				continue
			}
			for name, home := range homes {
				if path != name && !strings.HasPrefix(path, name+"/") {
					continue
				}
				foreign[name] = true
				if !contains(strings.Fields(home.rooms), room) {
					t.Errorf("%s imports %s, whose home is %s: %s", rel, path, home.rooms, home.reason)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if packages < 5 {
		t.Errorf("only %d packages were looked at", packages)
	}
	for name := range homes {
		if !foreign[name] {
			t.Errorf("nothing imports %s: its rule is stale", name)
		}
	}
}

// Every package says what it is, in exactly one file.
func TestEveryPackageHasOneDoc(t *testing.T) {
	root := filepath.Join("..", "..")
	_ = filepath.WalkDir(root, func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name := d.Name(); dir != root && (strings.HasPrefix(name, ".") || name == "testdata") {
			return fs.SkipDir
		}
		pkg, err := build.ImportDir(dir, build.ImportComment)
		if err != nil {
			return nil
		}
		docs := 0
		for _, name := range pkg.GoFiles {
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				return err
			}
			if strings.HasPrefix(string(text), "// Package ") || strings.HasPrefix(string(text), "// Command ") ||
				strings.Contains(string(text), "\n// Package ") || strings.Contains(string(text), "\n// Command ") {
				docs++
			}
		}
		if docs != 1 {
			t.Errorf("%s has %d package comments, want 1", dir, docs)
		}
		return nil
	})
}

func firstElement(path string) string {
	first, _, _ := strings.Cut(path, "/")
	return first
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
