package report

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The foot explains Daft's own durations exactly where a column of them is
// shown: a word that stands nowhere else sends its reader searching.
func TestFootExplainsWhatIsShown(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	explained, heads := regexp.MustCompile(`(?m)^  daft dur\.: `), regexp.MustCompile(`daft dur\.( |$|\n)`)
	seen := map[bool]int{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		if !strings.Contains(text, "all numbers: ") { // of another command
			continue
		}
		foot, head := explained.MatchString(text), heads.MatchString(text)
		if foot != head {
			t.Errorf("%s: explained %t, shown %t", file, foot, head)
		}
		seen[foot]++
	}
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("no output of both kinds: %v", seen)
	}
}
