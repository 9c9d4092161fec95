package dashboard_test

import (
	"encoding/json"
	"testing"

	"github.com/daft-analyze/daft-analyze/recorder/dashboard"
)

func BenchmarkDecode(b *testing.B) {
	all := requests(b, "join-ray")
	var bytes, events int
	for _, r := range all {
		bytes += len(r.Body)
		events += len(dashboard.Decode(r))
	}
	b.SetBytes(int64(bytes))
	b.ReportAllocs()
	for b.Loop() {
		for _, r := range all {
			dashboard.Decode(r)
		}
	}
	b.ReportMetric(float64(events*b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkValid is the peer of BenchmarkDecode: encoding/json's check of the
// same bodies, which decoding includes.
func BenchmarkValid(b *testing.B) {
	all := requests(b, "join-ray")
	bytes := 0
	for _, r := range all {
		bytes += len(r.Body)
	}
	b.SetBytes(int64(bytes))
	for b.Loop() {
		for _, r := range all {
			if len(r.Body) > 0 && !json.Valid(r.Body) {
				b.Fatal("not JSON")
			}
		}
	}
}
