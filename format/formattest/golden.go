package formattest

import (
	"os"
	"testing"
)

// Golden fails the test unless got is what the file holds. With update it
// writes the file first: the difference is to be read.
func Golden(t testing.TB, path, got string, update bool) {
	t.Helper()
	if update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("differs from %s; run with -update and look at the difference", path)
	}
}
