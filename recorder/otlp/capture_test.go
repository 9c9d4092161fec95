package otlp_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
	"github.com/daft-analyze/daft-analyze/recorder/otlp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// captures are the recorded exports in testdata.
var captures = []string{"tpch-native", "tpch-ray", "udf-error"}

// requests reads a capture, as JSON or as the protobuf that Daft sent. Arrivals
// count from 1 ms in steps of 1 ms, so that golden files stay readable.
func requests(t testing.TB, capture string, asJSON bool) []otlp.Request {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", capture+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []otlp.Request
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line struct {
			Signal string
			Body   json.RawMessage
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		n := int64(len(all) + 1)
		r := otlp.Request{JSON: asJSON, Body: line.Body, Path: "/v1/" + line.Signal, Payload: n, Arrival: format.Time(n * 1e6)}
		for _, s := range []otlp.Signal{otlp.Metrics, otlp.Traces, otlp.Logs} {
			if s.String() == line.Signal {
				r.Signal = s
			}
		}
		if !asJSON {
			r.Body = protobuf(t, r.Signal, line.Body)
		}
		all = append(all, r)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// protobuf returns what Daft sent where the capture has JSON.
func protobuf(t testing.TB, signal otlp.Signal, text []byte) (body []byte) {
	t.Helper()
	var err error
	switch signal {
	case otlp.Metrics:
		var m pmetric.Metrics
		if m, err = new(pmetric.JSONUnmarshaler).UnmarshalMetrics(text); err == nil {
			body, err = new(pmetric.ProtoMarshaler).MarshalMetrics(m)
		}
	case otlp.Traces:
		var m ptrace.Traces
		if m, err = new(ptrace.JSONUnmarshaler).UnmarshalTraces(text); err == nil {
			body, err = new(ptrace.ProtoMarshaler).MarshalTraces(m)
		}
	default:
		var m plog.Logs
		if m, err = new(plog.JSONUnmarshaler).UnmarshalLogs(text); err == nil {
			body, err = new(plog.ProtoMarshaler).MarshalLogs(m)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func decodeAll(requests []otlp.Request) []*format.Event {
	var events []*format.Event
	for _, r := range requests {
		events = append(events, otlp.Decode(r)...)
	}
	return events
}

func TestGolden(t *testing.T) {
	for _, capture := range captures {
		t.Run(capture, func(t *testing.T) {
			var repeats otlp.Repeats
			var kept []*format.Event
			for _, r := range requests(t, capture, false) {
				kept = append(kept, repeats.Without(otlp.Decode(r))...)
			}
			formattest.Golden(t, filepath.Join("testdata", capture+".events"), formattest.Text(kept), *update)
		})
	}
}

// TestJSON checks that JSON and protobuf are one to the decoder.
func TestJSON(t *testing.T) {
	for _, capture := range captures {
		asProto, asJSON := formattest.Text(decodeAll(requests(t, capture, false))), formattest.Text(decodeAll(requests(t, capture, true)))
		if asProto != asJSON {
			t.Errorf("%s: the events of JSON differ from those of protobuf", capture)
		}
	}
}

// TestCapturesFit checks that of a real run nothing is misunderstood: every
// event is valid, and nothing of metrics goes to attrs.
func TestCapturesFit(t *testing.T) {
	for _, capture := range captures {
		for _, e := range decodeAll(requests(t, capture, false)) {
			checkValid(t, e)
			if e.Kind == format.BadRequest || e.Kind == format.Metric {
				t.Errorf("%s: %s", capture, formattest.Text([]*format.Event{e}))
			}
			if e.Kind != format.Span && e.Kind != format.LogRecord && len(e.Attrs()) > 0 {
				t.Errorf("%s: %s", capture, formattest.Text([]*format.Event{e}))
			}
		}
	}
}

// checkValid checks an event that was received: its arrival is known.
func checkValid(t testing.TB, e *format.Event) {
	t.Helper()
	formattest.CheckKind(t, e, "arrival_ns")
}

// TestNumbersAreKept compares a sum over decoded events with a sum over the
// JSON text that knows nothing of the decoder.
func TestNumbersAreKept(t *testing.T) {
	columns := map[string]format.IntColumn{
		"daft.rows.in": format.RowsIn, "daft.rows.out": format.RowsOut, "daft.bytes.in": format.BytesIn, "daft.bytes.out": format.BytesOut,
		"daft.rows.join.build_inserted": format.BuildRows, "daft.rows.join.probe_in": format.ProbeRowsIn, "daft.task.count": format.Batches,
		"daft.task.completed": format.TasksCompleted, "daft.duration": format.DaftDurationNS,
	}
	for _, capture := range captures[:2] {
		want, got := map[string]int64{}, map[string]int64{}
		for _, r := range requests(t, capture, true) {
			var body struct {
				ResourceMetrics []struct {
					ScopeMetrics []struct {
						Metrics []struct {
							Name string
							Sum  struct {
								DataPoints []struct {
									AsInt int64 `json:",string"`
								}
							}
						}
					}
				}
			}
			if err := json.Unmarshal(r.Body, &body); err != nil {
				t.Fatal(err)
			}
			for _, ofResource := range body.ResourceMetrics {
				for _, ofScope := range ofResource.ScopeMetrics {
					for _, m := range ofScope.Metrics {
						for _, p := range m.Sum.DataPoints {
							want[m.Name] += p.AsInt
						}
					}
				}
			}
		}
		for _, e := range decodeAll(requests(t, capture, false)) {
			for name, c := range columns {
				n, _ := e.Int(c)
				got[name] += n
			}
		}
		want["daft.duration"] *= 1000
		for name := range columns {
			if got[name] != want[name] || want[name] == 0 && capture == "tpch-ray" {
				t.Errorf("%s: %s sums to %d, want %d", capture, name, got[name], want[name])
			}
		}
	}
}

// TestBodyIsLeftAlone checks that decoding does not change what it decodes:
// others may hold it.
func TestBodyIsLeftAlone(t *testing.T) {
	for _, capture := range captures {
		for _, r := range requests(t, capture, false) {
			before := bytes.Clone(r.Body)
			otlp.Decode(r)
			if !bytes.Equal(before, r.Body) {
				t.Errorf("%s: request %d was changed", capture, r.Payload)
			}
		}
	}
}
