package otlp_test

import (
	"bytes"
	"testing"

	"github.com/daft-analyze/daft-analyze/format/formattest"
	"github.com/daft-analyze/daft-analyze/recorder/otlp"
)

// FuzzDecode: whatever comes, the events are valid, their text is UTF-8, the
// body is left alone, and what repeats is taken out without harm.
func FuzzDecode(f *testing.F) {
	for _, capture := range captures {
		for _, asJSON := range []bool{false, true} {
			for _, r := range requests(f, capture, asJSON) {
				if len(r.Body) < 16<<10 {
					f.Add(uint8(r.Signal), r.JSON, false, r.Body)
				}
			}
		}
	}
	f.Add(uint8(otlp.Traces), false, false, nested(20))
	f.Add(uint8(otlp.Logs), true, false, []byte(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"9","body":{"bytesValue":"AAE="},"traceId":"00000000000000000000000000000001"}]}]}]}`))
	f.Add(uint8(otlp.Metrics), true, false, []byte(`{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"n","exponentialHistogram":{"dataPoints":[{"positive":{"bucketCounts":["1"]}}]}},{"name":"s","summary":{"dataPoints":[{"quantileValues":[{"quantile":0.5,"value":1}]}]}}]}]}]}`))
	f.Fuzz(func(t *testing.T, signal uint8, asJSON, packed bool, body []byte) {
		before := bytes.Clone(body)
		r := otlp.Request{Signal: otlp.Signal(signal % 3), JSON: asJSON, Gzip: packed, Body: body, Path: "/v1/x", Arrival: 1, Payload: 2}
		events := otlp.Decode(r)
		if !bytes.Equal(body, before) {
			t.Error("the body was changed")
		}
		for _, e := range events {
			checkValid(t, e)
			formattest.CheckText(t, e)
			for i, a := range e.Attrs() {
				if i > 0 && e.Attrs()[i-1].Key >= a.Key {
					t.Errorf("attrs are out of order: %q, %q", e.Attrs()[i-1].Key, a.Key)
				}
			}
		}
		var repeats otlp.Repeats
		n := len(events)
		if kept := repeats.Without(events); len(kept) > 2*n {
			t.Errorf("%d events of %d", len(kept), n)
		}
		repeats.Without(otlp.Decode(r))
	})
}
