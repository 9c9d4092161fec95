package report

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// legends are what the documents have of them: a section for each.
var legends = []struct {
	file   string
	legend []terms
}{{"legend.go", legend}, {"diff_legend.go", diffLegend}}

// Every column that the operators of any run can have, and every kind of
// segment, has an entry of the legend.
func TestLegendExplainsEveryColumn(t *testing.T) {
	entries := map[string]bool{}
	for _, g := range legend {
		for _, x := range g.terms {
			for name := range strings.SplitSeq(x.name, ", ") {
				if entries[name] {
					t.Errorf("%q is explained twice", name)
				}
				entries[name] = true
			}
			if x.is == "" || strings.HasSuffix(x.is, ".") || strings.HasSuffix(x.isNot, ".") {
				t.Errorf("%q: an entry is a phrase without a full stop", x.name)
			}
		}
	}
	heads := []string{}
	for name, s := range studies(t) {
		for _, c := range s.All() {
			for _, full := range []bool{false, true} {
				for _, f := range figures(c, newOperatorNotes(c), false, full) {
					head := strings.TrimPrefix(f.head, "~")
					heads = append(heads, head)
					if head != "" && !entries[head] {
						t.Errorf("%s: nothing explains the column %q", name, head)
					}
				}
			}
		}
	}
	for _, k := range kinds {
		if !entries[k.Called()] {
			t.Errorf("nothing explains %q", k.Called())
		}
	}
	for _, head := range []string{"path", "if free", "finding", "busy", "starved", "queued", "rows in", "tasks", "batches", "daft dur."} {
		if !slices.Contains(heads, head) {
			t.Errorf("no run has a column %q: the test proves less than it seems", head)
		}
	}
}

const legendEnd = "<!-- end of what is made -->\n"

// docs/concepts.md has the legends.
func TestConceptsHaveTheLegend(t *testing.T) {
	path := filepath.Join("..", "docs", "concepts.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := string(text)
	for _, l := range legends {
		begin := "<!-- made from report/" + l.file + " by 'go test ./report -update' -->\n"
		before, rest, ok := strings.Cut(want, begin)
		_, after, closed := strings.Cut(rest, legendEnd)
		if !ok || !closed {
			t.Fatalf("%s has no place for the legend of %s", path, l.file)
		}
		var b strings.Builder
		for _, g := range l.legend {
			b.WriteString("\n**" + g.about + "**\n\n| in print | is | is not |\n| --- | --- | --- |\n")
			for _, x := range g.terms {
				b.WriteString("| `" + x.name + "` | " + x.is + " | " + x.isNot + " |\n")
			}
		}
		want = before + begin + b.String() + "\n" + legendEnd + after
	}
	if want == string(text) {
		return
	}
	if !*update {
		t.Fatalf("%s does not have the legends; 'go test ./report -update' writes them", path)
	}
	if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The legend fits and names no mark that is not used.
func TestLegendFits(t *testing.T) {
	var b, diff strings.Builder
	if err := Legend(&b, LegendOptions{Width: 80}); err != nil {
		t.Fatal(err)
	}
	check(t, "legend", b.String(), 80)
	if err := DiffLegend(&diff, LegendOptions{Width: 80}); err != nil {
		t.Fatal(err)
	}
	check(t, "legend of diff", diff.String(), 80)
	for _, mark := range []string{"~", ">", "?", "-"} {
		if !strings.Contains(b.String(), "\n  "+mark+" ") {
			t.Errorf("the legend does not explain %q", mark)
		}
	}
}

// A name that is too long for its column does not touch what it means.
func TestLegendNamesStandApart(t *testing.T) {
	for _, l := range legends {
		var b strings.Builder
		if err := printLegend(&b, l.legend, LegendOptions{}); err != nil {
			t.Fatal(err)
		}
		for _, g := range l.legend {
			for _, x := range g.terms {
				first, _, _ := strings.Cut(x.is, " ")
				if strings.Contains(b.String(), x.name+first) {
					t.Errorf("%s: %q touches its text", l.file, x.name)
				}
			}
		}
	}
}
