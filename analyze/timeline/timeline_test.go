package timeline

import (
	"path/filepath"
	"testing"

	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// Timelines of all real recordings hold together.
func TestRecordings(t *testing.T) {
	for _, path := range recordings(t) {
		s := studyOf(t, formattest.Recorded(t, path))
		for _, c := range s.All() {
			x := Of(c)
			name := filepath.Base(path) + " " + c.Query.ID
			hold(t, name, x)
			if len(c.Query.Tasks) > 0 && x.Tasks+x.Left+x.Unrun != len(c.Query.Tasks) {
				t.Errorf("%s: of %d tasks %d are drawn, %d left out, %d never ran", name, len(c.Query.Tasks), x.Tasks, x.Left, x.Unrun)
			}
		}
		holdJob(t, path, OfJob(s))
	}
}
