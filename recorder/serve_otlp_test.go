package recorder

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// clearHTTP2 is a client that begins with HTTP/2, as those of gRPC do.
func clearHTTP2(t *testing.T) *http.Client {
	var p http.Protocols
	p.SetUnencryptedHTTP2(true)
	c := &http.Client{Transport: &http.Transport{Protocols: &p}}
	t.Cleanup(c.CloseIdleConnections)
	return c
}

// oneSpan returns an export of one span as protobuf and as JSON.
func oneSpan(t *testing.T) (asProtobuf, asJSON []byte) {
	t.Helper()
	traces := ptrace.NewTraces()
	span := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetName("SortSink::sink")
	span.SetStartTimestamp(5)
	span.SetEndTimestamp(9)
	asProtobuf, err := new(ptrace.ProtoMarshaler).MarshalTraces(traces)
	if err != nil {
		t.Fatal(err)
	}
	if asJSON, err = new(ptrace.JSONMarshaler).MarshalTraces(traces); err != nil {
		t.Fatal(err)
	}
	return asProtobuf, asJSON
}

func packed(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Bytes()
}

// framed returns a message of gRPC.
func framed(packed byte, message []byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{packed}, uint32(len(message))), message...)
}

const traceMethod = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"

func TestGRPC(t *testing.T) {
	message, _ := oneSpan(t)
	const metricsMethod = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"
	const logsMethod = "/opentelemetry.proto.collector.logs.v1.LogsService/Export"
	secret := []string{tokenHeader, "secret"}
	for _, c := range []struct {
		name, path string
		body       []byte
		header     []string
		status     string // of gRPC
		kinds      string // of the events that come of it
	}{
		{"traces", traceMethod, framed(0, message), secret, "0", "span"},
		{"metrics without any", metricsMethod, framed(0, nil), secret, "0", ""},
		{"not logs", logsMethod, framed(0, []byte("x")), secret, "0", "bad_request"},
		{"gzip", traceMethod, framed(1, packed(message)), append(secret, "Grpc-Encoding", "gzip"), "0", "span"},
		{"not gzip", traceMethod, framed(1, message), append(secret, "Grpc-Encoding", "gzip"), "0", "bad_request"},
		{"not packed though gzip is announced", traceMethod, framed(0, message), append(secret, "Grpc-Encoding", "gzip"), "0", "span"},
		{"token in the path", "/secret" + traceMethod, framed(0, message), nil, "0", "span"},

		{"no token", traceMethod, framed(0, message), nil, "16", ""},
		{"wrong token", traceMethod, framed(0, message), []string{tokenHeader, "secre7"}, "16", ""},
		{"other method", "/opentelemetry.proto.collector.profiles.v1.ProfilesService/Export", framed(0, message), secret, "12", ""},
		{"other encoding", traceMethod, framed(1, message), append(secret, "Grpc-Encoding", "zstd"), "12", ""},
		{"browser", traceMethod, framed(0, message), append(secret, "Origin", "http://evil"), "7", ""},
		{"no frame", traceMethod, message[:3], secret, "3", "loss"},
		{"two messages", traceMethod, append(framed(0, message), framed(0, message)...), secret, "3", "loss"},
		{"broken off", traceMethod, framed(0, message)[:12], secret, "3", "loss"},
		{"too large", traceMethod, framed(0, make([]byte, 4096)), secret, "8", "loss"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &fakeWriter{}
			s := testSink(w, 8, nil)
			_, url := testServer(t, s, "secret", limits{4096, 8, time.Minute})
			r, _ := http.NewRequest("POST", url+c.path, bytes.NewReader(c.body))
			r.Header.Set("Content-Type", "application/grpc")
			r.Header.Set("Te", "trailers")
			for i := 0; i < len(c.header); i += 2 {
				r.Header.Set(c.header[i], c.header[i+1])
			}
			answer, err := clearHTTP2(t).Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			text, err := io.ReadAll(answer.Body)
			if err != nil || answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "application/grpc" {
				t.Errorf("answered %d, %v, %v", answer.StatusCode, answer.Header, err)
			}
			status := answer.Header.Get("Grpc-Status")
			if len(text) > 0 { // a message, and behind it the status
				status = answer.Trailer.Get("Grpc-Status")
			}
			if status != c.status || (status == "0") != bytes.Equal(text, framed(0, nil)) {
				t.Errorf("status %q with %q, want %s", status, text, c.status)
			}
			_ = s.close(theEnd(), time.Hour)
			if want := strings.TrimSpace(c.kinds + " recording_end"); w.kinds() != want {
				t.Errorf("events %s, want %s", w.kinds(), want)
			}
			if used := s.budget.used.Load(); used != 0 {
				t.Errorf("%d bytes of the budget are still in use", used)
			}
		})
	}
}

func TestOTLPByHTTP(t *testing.T) {
	message, text := oneSpan(t)
	proto, asJSON := []string{"Content-Type", typeProtobuf}, []string{"Content-Type", typeJSON + "; charset=utf-8"}
	for _, c := range []struct {
		name, path string
		body       []byte
		header     []string
		status     int
		answer     string
		kinds      string // of the events that come of it
	}{
		{"protobuf", "/secret/v1/traces", message, proto, 200, "", "span"},
		{"JSON", "/secret/v1/traces", text, asJSON, 200, "{}", "span"},
		{"gzip", "/secret/v1/traces", packed(message), append(proto, "Content-Encoding", "gzip"), 200, "", "span"},
		{"Daft's metrics", "/secret", nil, proto, 200, "", ""},
		{"Daft's metrics with a slash", "/secret/", nil, proto, 200, "", ""},
		{"token in the header", "/v1/traces", message, append(proto, tokenHeader, "secret"), 200, "", "span"},
		{"not what it says", "/secret/v1/logs", text, proto, 200, "", "bad_request"},

		{"no token", "/v1/traces", message, proto, 404, "no such address\n", ""},
		{"browser", "/secret/v1/traces", text, append(asJSON, "Origin", "http://evil"), 403, "not for browsers\n", ""},
		{"text", "/secret/v1/traces", text, []string{"Content-Type", "text/plain"}, 415, "only application/x-protobuf and application/json\n", ""},
		{"zstd", "/secret/v1/traces", text, append(proto, "Content-Encoding", "zstd"), 415, "no content encoding but gzip is understood\n", ""},
		{"too large", "/secret/v1/traces", make([]byte, 4097), proto, 413, "\x12\x2ethe request was larger than the recorder takes", "loss"},
		{"too large JSON", "/secret/v1/traces", make([]byte, 4097), asJSON, 413, `{"message":"the request was larger than the recorder takes"}`, "loss"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &fakeWriter{}
			s := testSink(w, 8, nil)
			_, url := testServer(t, s, "secret", limits{4096, 8, time.Minute})
			status, answer := send(t, "POST", url+c.path, bytes.NewReader(c.body), c.header...)
			if status != c.status || answer != c.answer {
				t.Errorf("answered %d %q, want %d %q", status, answer, c.status, c.answer)
			}
			_ = s.close(theEnd(), time.Hour)
			if want := strings.TrimSpace(c.kinds + " recording_end"); w.kinds() != want {
				t.Errorf("events %s, want %s", w.kinds(), want)
			}
			if used := s.budget.used.Load(); used != 0 {
				t.Errorf("%d bytes of the budget are still in use", used)
			}
		})
	}
}

// TestOTLPFull: what does not fit is refused in the words of the protocol, so
// that the sender may try again.
func TestOTLPFull(t *testing.T) {
	message, _ := oneSpan(t)
	w := &fakeWriter{hold: make(chan struct{})}
	s := testSink(w, 1<<10, nil)
	s.budget.limit = 100
	_, url := testServer(t, s, "", serverLimits)
	status, answer := send(t, "POST", url+"/v1/traces", bytes.NewReader(message), "Content-Type", typeProtobuf)
	if status != 503 || answer != "\x12\x1d"+lossQueueFull {
		t.Errorf("answered %d %q", status, answer)
	}
	r, _ := http.NewRequest("POST", url+traceMethod, bytes.NewReader(framed(0, message)))
	r.Header.Set("Content-Type", "application/grpc")
	called, err := clearHTTP2(t).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = called.Body.Close()
	if called.Header.Get("Grpc-Status") != "14" {
		t.Errorf("answered %v", called.Header)
	}
	close(w.hold)
	_ = s.close(theEnd(), time.Hour)
	if w.kinds() != "loss recording_end" || s.budget.used.Load() != 0 {
		t.Errorf("events %s, %d bytes in use", w.kinds(), s.budget.used.Load())
	}
}

// TestUnframe is what a fuzzer would try first.
func TestUnframe(t *testing.T) {
	for _, body := range []string{"", "\x00", "\x00\x00\x00\x00", "\x02\x00\x00\x00\x00", "\x00\x00\x00\x00\x01", "\x00\xff\xff\xff\xff", "\x00\x00\x00\x00\x00a"} {
		if _, _, err := unframe([]byte(body)); err == nil {
			t.Errorf("%q is taken for a message", body)
		}
	}
	if m, packed, err := unframe([]byte("\x01\x00\x00\x00\x01a")); string(m) != "a" || !packed || err != nil {
		t.Errorf("%q %v %v", m, packed, err)
	}
}
