package recorder

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/daft-analyze/daft-analyze/recorder/burst"
)

// BenchmarkReceive takes real requests by eight connections and writes them to
// a file. The sender is in the same process: for the receiver alone see
// testdata/bench/ingest.py.
func BenchmarkReceive(b *testing.B) {
	c, err := burst.Read(filepath.Join("testdata", "join-ray.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	url := make(chan string)
	result := make(chan Result)
	go func() {
		r, err := Listen(ctx, Options{Output: filepath.Join(b.TempDir(), "run.arrow"), Address: "127.0.0.1:0"}, func(u string) { url <- u })
		if err != nil {
			b.Error(err)
		}
		result <- r
	}()
	b.ResetTimer()
	report, err := burst.Send(burst.Target{URL: <-url, Connections: 8}, c.Spread(b.N, 8, ""), nil, nil)
	stop()
	r := <-result
	if err != nil || report.Accepted != int64(b.N) || r.Requests != int64(b.N) || r.WriteError != nil {
		b.Errorf("%v; %+v; %+v", err, report, r)
	}
	b.ReportMetric(float64(r.Events)/float64(b.N), "events/op")
}
