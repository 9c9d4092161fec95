//go:build e2e

package stat_test

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// SciPy is asked anew, about samples that nobody has seen.
func TestE2ELikeSciPy(t *testing.T) {
	python, err := filepath.Abs(filepath.Join(os.Getenv("DAFT_ANALYZE_READERS"), "bin", "python"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(python); err != nil {
		t.Skip("there is no SciPy: run make readers")
	}
	seed := strconv.Itoa(rand.IntN(1_000_000))
	script := filepath.Join("..", "..", "testdata", "readers", "statistics.py")
	out, err := exec.Command(python, script, seed, "400").Output()
	if err != nil {
		t.Fatalf("seed %s: %v", seed, err)
	}
	t.Logf("seed %s", seed)
	likeSciPy(t, out)
}
