package report

import (
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// The busiest workers stay, and so does one that died, in their own order.
func TestBusiest(t *testing.T) {
	use := func(label string, ns int64, died bool) analyze.WorkerUse {
		return analyze.WorkerUse{Worker: &analyze.Worker{Label: label}, Wall: analyze.Spread{Sum: ns}, Died: died}
	}
	uses := []analyze.WorkerUse{use("w1", 5, false), use("w2", 9, false), use("w3", 1, true), use("w4", 7, false), use("w5", 7, false)}
	var got string
	for _, u := range busiest(uses, 2) {
		got += u.Worker.Label + " "
	}
	if want := "w2 w3 w4 "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
