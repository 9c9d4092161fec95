package finding

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// term is what an advice may name: a call of a DataFrame, something of Daft's or
// pyarrow's, or a word with an underscore, which is a setting or an argument.
var term = regexp.MustCompile(`\b(?:(?:df|daft|pyarrow)(?:\.[A-Za-z_]+)+|[a-z]+(?:_[a-z]+)+=?|[a-z]+=|"[a-z]+_[a-z_]+")`)

// Every call and setting that an advice names is in testdata/terms.txt, with the
// Python by which make e2e looks it up in the installed Daft; and nothing else is.
func TestAdviceNamesKnownTerms(t *testing.T) {
	used := map[string][]string{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || file == "ask.go" || file == "late_filter_plan.go" {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if _, ok := n.(*ast.ImportSpec); ok {
				return false
			}
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				text, _ := strconv.Unquote(lit.Value)
				for _, word := range term.FindAllString(text, -1) {
					used[word] = append(used[word], file)
				}
			}
			return true
		})
	}
	var listed []string
	for _, line := range terms(t) {
		listed = append(listed, line[0])
		if len(used[line[0]]) == 0 {
			t.Errorf("testdata/terms.txt lists %q, which no advice names", line[0])
		}
	}
	for word, files := range used {
		if !slices.Contains(listed, word) {
			t.Errorf("%v names %q, which testdata/terms.txt does not list", files, word)
		}
	}
}

// terms reads testdata/terms.txt: a term and a Python expression.
func terms(t *testing.T) (list [][2]string) {
	text, err := os.ReadFile(filepath.Join("testdata", "terms.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		word, python, ok := strings.Cut(line, "\t")
		if !ok {
			t.Fatalf("no tab in %q", line)
		}
		list = append(list, [2]string{word, strings.TrimSpace(python)})
	}
	return list
}
