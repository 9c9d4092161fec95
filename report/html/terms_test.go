package html

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// What the page says of a number is what docs/concepts.md says of it, sentence
// by sentence.
func TestTermsAreThoseOfConcepts(t *testing.T) {
	data, err := os.ReadFile("../../docs/concepts.md")
	if err != nil {
		t.Fatal(err)
	}
	plain := func(s string) string {
		s = regexp.MustCompile(`\[([^]]*)\]\([^)]*\)`).ReplaceAllString(s, "$1")
		s = strings.NewReplacer("*", "", "`", "", "|", " ").Replace(s)
		return strings.ToLower(strings.Join(strings.Fields(s), " "))
	}
	concepts := plain(string(data))
	seen := map[string]bool{}
	for _, x := range terms {
		if seen[x.Name] {
			t.Errorf("%s stands there twice", x.Name)
		}
		seen[x.Name] = true
		if x.Name == "origin" || x.Name == "path" { // put together from a table, and from two entries
			continue
		}
		for sentence := range strings.SplitSeq(x.Text, ". ") {
			if s := strings.TrimRight(plain(sentence), "."); !strings.Contains(concepts, s) {
				t.Errorf("%s: docs/concepts.md does not say %q", x.Name, s)
			}
		}
	}
	for head, name := range helps {
		if !seen[name] {
			t.Errorf("%s: no term %s", head, name)
		}
	}
}
