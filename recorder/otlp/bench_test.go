package otlp_test

import (
	"testing"

	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/daft-analyze/daft-analyze/recorder/otlp"
)

func benchmark(b *testing.B, signal otlp.Signal, each func(otlp.Request)) {
	var all []otlp.Request
	var bytes int64
	for _, r := range requests(b, "tpch-ray", false) {
		if r.Signal == signal {
			all = append(all, r)
			bytes += int64(len(r.Body))
		}
	}
	b.SetBytes(bytes)
	b.ReportAllocs()
	for b.Loop() {
		for _, r := range all {
			each(r)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, s := range []otlp.Signal{otlp.Metrics, otlp.Traces} {
		b.Run(s.String(), func(b *testing.B) {
			var repeats otlp.Repeats
			benchmark(b, s, func(r otlp.Request) { repeats.Without(otlp.Decode(r)) })
		})
	}
}

// BenchmarkUnmarshal is the peer of BenchmarkDecode: the protocol package alone,
// which decoding includes.
func BenchmarkUnmarshal(b *testing.B) {
	b.Run("metrics", func(b *testing.B) {
		benchmark(b, otlp.Metrics, func(r otlp.Request) {
			if _, err := new(pmetric.ProtoUnmarshaler).UnmarshalMetrics(r.Body); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("traces", func(b *testing.B) {
		benchmark(b, otlp.Traces, func(r otlp.Request) {
			if _, err := new(ptrace.ProtoUnmarshaler).UnmarshalTraces(r.Body); err != nil {
				b.Fatal(err)
			}
		})
	})
}
