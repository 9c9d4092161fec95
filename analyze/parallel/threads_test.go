package parallel

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format/eventtext"
)

// Without spans batches under way are counted, from Daft's durations.
func TestBatchesUnderWay(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "testdata", "tpch-native.events"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	run, err := analyze.Replay(eventtext.NewReader(f))
	if err != nil {
		t.Fatal(err)
	}
	q := run.Queries[0]
	sum := int64(0)
	for _, o := range q.Operators {
		if len(o.Children) > 0 { // of a scan it is waiting
			sum += o.DaftDuration.V
		}
	}
	p := Of(run, critical.Of(run, q), SeenIn(run))
	if got := p.Mean * float64(p.To-p.From); p.Unit != "batches" || got < 0.9*float64(sum) || got > 1.1*float64(sum) {
		t.Errorf("%.0f ns of %s under way, Daft's durations are %d ns", got, p.Unit, sum)
	}
}
