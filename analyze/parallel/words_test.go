package parallel

import (
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// What is said of the time with at most one agrees with the mean, and a query
// that reads is not said to have all of its threads counted.
func TestWordsAgreeWithTheMean(t *testing.T) {
	const s = 1_000_000_000
	f := &Profile{Query: &analyze.Query{}, Unit: "threads", To: 10 * s, Mean: 1.4, Most: 2, Cores: 1,
		Room: analyze.Value{V: 2, Origin: analyze.Measured}, Curve: []Point{{0, 1.4}, {9 * s, 1}}, Level: []int64{0, 10 * s}}
	f.judge()
	if want := "on average 1.4 threads were at work at a time where there was room for 2; at most one through 10% of the execution; the job's processes used 1.0 processors"; f.Evidence != want {
		t.Errorf("%s", f.Evidence)
	}
	f.Query.Operators = []*analyze.Operator{{Name: "Read CSV", Type: "ScanTask", RowsOut: analyze.Value{V: 1, Origin: analyze.Measured}}}
	f.judge()
	if want := "on average 1.4 threads were seen at work at a time, reading not counted, where there was room for 2; "; !strings.HasPrefix(f.Evidence, want) {
		t.Errorf("%s", f.Evidence)
	}
	f.Room = analyze.Value{}
	f.judge()
	if want := "on average 1.4 threads were seen at work at a time, reading not counted; "; !strings.HasPrefix(f.Evidence, want) {
		t.Errorf("%s", f.Evidence)
	}
}
