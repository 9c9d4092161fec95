package finding

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// Every id has its paragraph in docs/findings.md, and every paragraph an id.
func TestEveryFindingIsDocumented(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "findings.md"))
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for _, m := range regexp.MustCompile(`(?m)^### ([a-z-]+)\n[^\n#]`).FindAllStringSubmatch(string(text), -1) {
		documented = append(documented, m[1])
	}
	ids := []string{"nothing-stands-out"}
	for _, d := range detectors {
		ids = append(ids, d.ids...)
	}
	slices.Sort(documented)
	slices.Sort(ids)
	if !slices.Equal(documented, ids) {
		t.Errorf("docs/findings.md has\n%q, the detectors\n%q", documented, ids)
	}
	if len(slices.Compact(ids)) != len(detectorIDs()) {
		t.Error("two detectors have one id")
	}
}

func detectorIDs() []string {
	ids := []string{"nothing-stands-out"}
	for _, d := range detectors {
		ids = append(ids, d.ids...)
	}
	return ids
}
