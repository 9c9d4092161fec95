package check

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/report/layout"
)

// everyForm calls hold with each fixture in each form.
func everyForm(t *testing.T, hold func(t *testing.T, form string, got []byte)) {
	for _, f := range fixtures {
		for form := range forms {
			for _, full := range []bool{false, true} {
				o := f.o
				o.Full = full
				t.Run(f.name+"."+form, func(t *testing.T) { hold(t, form, written(t, form, f.of(), o)) })
			}
		}
	}
}

// What a recording, a path or a configuration says does nothing to a terminal.
func TestNothingHostileGetsThrough(t *testing.T) {
	everyForm(t, func(t *testing.T, form string, got []byte) {
		if !utf8.Valid(got) {
			t.Error("it is not UTF-8")
		}
		for _, r := range string(got) {
			if form != "json" && (r < ' ' && r != '\n' || r == 0x7f || r == '\u202e') {
				t.Fatalf("it holds %U", r)
			}
		}
	})
}

func TestSameFromRunToRun(t *testing.T) {
	for _, f := range fixtures {
		for form := range forms {
			if first := written(t, form, f.of(), f.o); !bytes.Equal(first, written(t, form, f.of(), f.o)) {
				t.Errorf("%s.%s differs from run to run", f.name, form)
			}
		}
	}
}

func TestTextFitsItsWidth(t *testing.T) {
	for _, f := range fixtures {
		for _, width := range []int{layout.MinWidth, 100, 160} {
			o := f.o
			o.Width = width
			for line := range strings.Lines(string(written(t, "txt", f.of(), o))) {
				if n := layout.Cells(strings.TrimSuffix(line, "\n")); n > width && !strings.HasPrefix(line, "    see    daft-analyze diff ") { // to be copied
					t.Errorf("%s: a line of %d cells of %d: %s", f.name, n, width, line)
				}
			}
		}
	}
}

// Colours are the only difference that they make.
func TestColours(t *testing.T) {
	escapes := regexp.MustCompile("\x1b\\[[0-9]*m")
	for _, f := range fixtures {
		o := f.o
		o.Color = true
		got := written(t, "txt", f.of(), o)
		if plain := escapes.ReplaceAll(got, nil); !bytes.Equal(plain, written(t, "txt", f.of(), f.o)) {
			t.Errorf("%s is another without its colours", f.name)
		}
		if !bytes.Contains(got, []byte("\x1b[1m")) && f.name != "nothing" && f.name != "failed" {
			t.Errorf("%s has no colours", f.name)
		}
	}
}

// Whatever there is to say, it is short enough for a comment, and says what it left out.
func TestMarkdownFitsAComment(t *testing.T) {
	everyForm(t, func(t *testing.T, form string, got []byte) {
		if form == "md" && len(got) >= MaxMarkdown {
			t.Errorf("it has %d bytes", len(got))
		}
	})
	got := written(t, "md", many(1000), Options{}) // 3,000 checks
	if len(got) >= MaxMarkdown || len(got) < MaxMarkdown/2 {
		t.Errorf("of 3,000 checks it has %d bytes", len(got))
	}
	if !bytes.Contains(got, []byte("left out here")) {
		t.Error("it does not say that something is left out")
	}
	if open, closed := bytes.Count(got, []byte("<details>")), bytes.Count(got, []byte("</details>")); open != closed || open == 0 {
		t.Errorf("%d blocks are opened, %d closed", open, closed)
	}
}

// The marker is one comment that a hostile name does not end, and the same
// whatever the verdict.
func TestMarker(t *testing.T) {
	for name, want := range map[string]string{
		"": "<!-- daft-analyze check -->", "nightly": "<!-- daft-analyze check nightly -->",
		"a --> <script>": "<!-- daft-analyze check a ___ _script_ -->", "job-1": "<!-- daft-analyze check job_1 -->",
	} {
		if got := Marker(Options{Name: name}); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
	for _, f := range fixtures {
		first, _, _ := strings.Cut(string(written(t, "md", f.of(), f.o)), "\n")
		if first != Marker(f.o) || strings.Count(first, "--") != 2 {
			t.Errorf("%s begins with %s", f.name, first)
		}
	}
}

// Each check is in exactly one group, whatever it is like.
func TestEachCheckIsInOneGroup(t *testing.T) {
	for _, f := range fixtures {
		r := f.of()
		g := groupsOf(r)
		seen := map[int]int{}
		for _, group := range [][]numbered{g.failed, g.reported, g.incomparable, g.inconclusive, g.untold, g.ok, g.suppressed} {
			for _, c := range group {
				seen[c.index]++
			}
		}
		for i := range r.Checks {
			if seen[i] != 1 {
				t.Errorf("%s: check %d is in %d groups", f.name, i, seen[i])
			}
		}
	}
}

// JSON has all checks, in their order, and reads back.
func TestJSONHasAll(t *testing.T) {
	for _, f := range fixtures {
		r := f.of()
		var doc reportJSON
		if err := json.Unmarshal(written(t, "json", r, f.o), &doc); err != nil {
			t.Fatal(f.name, err)
		}
		if len(doc.Checks) != len(r.Checks) || len(doc.Base) != len(r.Base) || len(doc.New) != len(r.New) || len(doc.Notes) != len(r.Notes) {
			t.Errorf("%s: %d checks of %d", f.name, len(doc.Checks), len(r.Checks))
		}
		for i := range doc.Checks {
			if doc.Checks[i].Verdict != string(r.Checks[i].Verdict) || (doc.Checks[i].Cause != nil) != (r.Causes[i] != Cause{}) {
				t.Errorf("%s: check %d is another", f.name, i)
			}
		}
		n := doc.Counts
		if n.Regressions+n.Reported+n.Incomparable+n.Inconclusive+n.OK+n.Suppressed != n.Checks {
			t.Errorf("%s: groups do not sum to all checks: %+v", f.name, n)
		}
	}
}
