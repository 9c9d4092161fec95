package forward

import (
	"context"
	"encoding/pem"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const exportTraces = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"

// frame is a gRPC message whose payload says that it is compressed.
const frame = "\x01\x00\x00\x00\x03zip"

func grpcRequest() Request {
	return Request{Method: "POST", Path: exportTraces, Body: []byte(frame), Header: http.Header{
		"Content-Type": {"application/grpc"}, "Te": {"trailers"}, "Grpc-Encoding": {"gzip"}, "Authorization": {"Bearer t"},
	}}
}

// grpcAnswer answers with a status behind the answer.
func grpcAnswer(status, message string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/grpc")
		w.Header().Set("Trailer", "Grpc-Status, Grpc-Message")
		w.Write([]byte{0, 0, 0, 0, 0})
		w.Header().Set("Grpc-Status", status)
		w.Header().Set("Grpc-Message", message)
	}
}

func TestEndpoints(t *testing.T) {
	for _, c := range []struct {
		name                  string
		env                   []string
		traces, metrics, logs string
	}{
		{"none", nil, "", "", ""},
		{"general", []string{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://a"}, "http://a", "http://a", "http://a"},
		{"metrics only", []string{"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://m"}, "", "http://m", ""},
		{"traces elsewhere", []string{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://a", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://t"}, "http://t", "http://a", "http://a"},
		{"empty is not set", []string{"OTEL_EXPORTER_OTLP_ENDPOINT", "", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", " http://l "}, "", "", "http://l"},
		{"Daft's old name", []string{"DAFT_DEV_OTEL_EXPORTER_OTLP_ENDPOINT", "http://o"}, "http://o", "http://o", "http://o"},
		{"the new name wins", []string{"DAFT_DEV_OTEL_EXPORTER_OTLP_ENDPOINT", "http://o", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://a"}, "http://a", "http://a", "http://a"},
	} {
		env := environment(c.env...)
		if Traces.Endpoint(env) != c.traces || Metrics.Endpoint(env) != c.metrics || Logs.Endpoint(env) != c.logs {
			t.Errorf("%s: %q %q %q", c.name, Traces.Endpoint(env), Metrics.Endpoint(env), Logs.Endpoint(env))
		}
	}
}

func TestParseEndpoint(t *testing.T) {
	for _, c := range []struct {
		endpoint string
		insecure bool
		want     string // of a gRPC call; "" for an error
	}{
		{"http://host:4317", false, "http://host:4317/m"},
		{"https://host:4317/path", true, "https://host:4317/m"},
		{"grpc://host:4317", false, "http://host:4317/m"}, // as tonic: without TLS
		{"host:4317", false, "https://host:4317/m"},
		{"host:4317", true, "http://host:4317/m"},
		{"http://", false, ""},
		{"http://[x", false, ""},
	} {
		u, err := parseEndpoint(c.endpoint, c.insecure)
		if (err != nil) != (c.want == "") || err == nil && grpcAddress(u, "/m") != c.want {
			t.Errorf("%s: %v %v", c.endpoint, u, err)
		}
	}
}

// TestSignalsGoWhereTheyWould: each signal to its own endpoint, and one that the
// job would not have sent to none.
func TestSignalsGoWhereTheyWould(t *testing.T) {
	general, metrics := newFake(t, nil), newFake(t, nil)
	general.Start()
	metrics.Start()
	f := New(environment("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", metrics.URL+"/v1/metrics"), nobody, nil)
	for s := range signals {
		f.OTLP(s, Request{Method: "POST", Path: "/", Body: []byte(s.String()), Header: http.Header{"Content-Type": {"application/x-protobuf"}, "Api-Key": {"k"}}})
	}
	if r := finish(t, f); r.Name != "metrics" || r.Delivered != 1 {
		t.Errorf("%+v", r)
	}
	if g := metrics.list[0]; len(metrics.list) != 1 || g.uri != "/v1/metrics" || g.body != "metrics" || g.header.Get("Api-Key") != "k" || g.proto != "HTTP/1.1" {
		t.Errorf("%+v", metrics.list)
	}
	if len(general.list) > 0 {
		t.Errorf("%+v", general.list)
	}
}

func TestGRPC(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer func(http.ResponseWriter, *http.Request)
		why    string
	}{
		{"taken", grpcAnswer("0", ""), ""},
		{"refused", grpcAnswer("14", "try%20later%0A"), "answered with gRPC status 14 try later"},
		{"status without an answer", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Grpc-Status", "16")
		}, "answered with gRPC status 16"},
		{"no status", func(http.ResponseWriter, *http.Request) {}, "answered without a gRPC status"},
		{"not gRPC", func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }, "answered with 404 Not Found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newFake(t, c.answer)
			d.Start()
			f := New(environment("OTEL_EXPORTER_OTLP_ENDPOINT", d.URL+"/ignored", "http_proxy", "http://no.such.proxy.invalid"), nobody, nil)
			f.OTLP(Traces, grpcRequest())
			if r := finish(t, f); r.why() != c.why || r.Requests != 1 {
				t.Errorf("%+v", r)
			}
			g := d.list[0]
			if g.proto != "HTTP/2.0" || g.uri != exportTraces || g.body != frame || g.header.Get("Te") != "trailers" ||
				g.header.Get("Grpc-Encoding") != "gzip" || g.header.Get("Authorization") != "Bearer t" {
				t.Errorf("%+v", g)
			}
		})
	}
}

// TestHeaders: what the job sent has the user's headers already; what it lacks
// is added, as the token of a recorder around this one.
func TestHeaders(t *testing.T) {
	d := newFake(t, grpcAnswer("0", ""))
	d.Start()
	f := New(environment("OTEL_EXPORTER_OTLP_ENDPOINT", d.URL, "OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20u, x-token = a%2Cb ,broken,=y,sp ace=1,line=a%0Ab",
		"OTEL_EXPORTER_OTLP_METRICS_HEADERS", "x-metrics=1"), nobody, nil)
	f.OTLP(Traces, grpcRequest())
	f.OTLP(Metrics, Request{Method: "POST", Path: "/v1/metrics", Header: http.Header{"Content-Type": {"application/x-protobuf"}}})
	if reports := f.Close(context.Background()); len(reports) != 2 || reports[0].Missing()+reports[1].Missing() != 0 {
		t.Fatalf("%+v", reports)
	}
	for _, g := range d.list {
		h := g.header
		if g.uri == exportTraces && (h.Get("Authorization") != "Bearer t" || h.Get("X-Token") != "a,b" || h["Line"] != nil) {
			t.Errorf("traces: %v", h)
		}
		if g.uri == "/v1/metrics" && (h.Get("X-Metrics") != "1" || h.Get("X-Token") != "" || h.Get("Authorization") != "") {
			t.Errorf("metrics: %v", h)
		}
	}
}

func TestHTTPAddress(t *testing.T) {
	for _, c := range []struct {
		endpoint string
		own      bool
		path     string
		want     string
	}{
		{"http://a", false, "/", "http://a"},
		{"http://a/b/", false, "/", "http://a/b/"},
		{"http://a", false, "/v1/traces", "http://a/v1/traces"},
		{"http://a/b/", false, "/v1/traces", "http://a/b/v1/traces"},
		{"http://a/b", true, "/v1/traces", "http://a/b"},
		{"http://a/b", true, "/", "http://a/b"},
	} {
		u, err := url.Parse(c.endpoint)
		if err != nil {
			t.Fatal(err)
		}
		if got := httpAddress(u, c.own, c.path); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestTLS(t *testing.T) {
	d := newFake(t, grpcAnswer("0", ""))
	d.EnableHTTP2 = true
	d.StartTLS()
	authority := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: d.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		env       []string
		why, warn string
	}{
		{"trusted", []string{"OTEL_EXPORTER_OTLP_CERTIFICATE", authority}, "", ""},
		{"trusted for traces", []string{"OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", authority, "OTEL_EXPORTER_OTLP_CERTIFICATE", empty}, "", "empty.pem holds no certificate"},
		{"unknown", nil, "its certificate is signed by an unknown authority", ""},
		{"no such file", []string{"OTEL_EXPORTER_OTLP_CERTIFICATE", authority + "x"}, "-", "no such file"},
		{"no key", []string{"OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", authority}, "-", "not forwarded"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var w warnings
			f := New(environment(append(c.env, "OTEL_EXPORTER_OTLP_ENDPOINT", d.URL)...), nobody, w.add)
			f.OTLP(Traces, grpcRequest())
			why := "-"
			if reports := f.Close(context.Background()); len(reports) == 1 {
				why = reports[0].why()
			}
			if all := strings.Join(w, "\n"); why != c.why || !strings.Contains(all, c.warn) || (c.warn == "") != (all == "") {
				t.Errorf("%q, warned %q", why, all)
			}
		})
	}
	if last := d.list[len(d.list)-1]; last.proto != "HTTP/2.0" {
		t.Error(last.proto)
	}
}

// TestHTTPAtTheRoot: Daft posts to an endpoint as it is, which a collector does
// not take; the reader is told what to set.
func TestHTTPAtTheRoot(t *testing.T) {
	d := newFake(t, http.NotFound)
	d.Start()
	f := New(environment("OTEL_EXPORTER_OTLP_ENDPOINT", d.URL), nobody, nil)
	f.OTLP(Metrics, Request{Method: "POST", Path: "/", Body: []byte("x")})
	if r := finish(t, f); !strings.HasSuffix(r.why(), "so set OTEL_EXPORTER_OTLP_METRICS_ENDPOINT to "+d.URL+"/v1/metrics") {
		t.Error(r.why())
	}
}

func TestOTLPAddress(t *testing.T) {
	var w warnings
	if f := New(environment("OTEL_EXPORTER_OTLP_ENDPOINT", "http://"), nobody, w.add); f != nil || len(w) != 3 {
		t.Errorf("%v %q", f, w)
	}
	w = nil
	if f := New(environment("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://us:1"), func(u *url.URL) bool { return u.Host == "us:1" }, w.add); f != nil ||
		len(w) != 1 || !strings.Contains(w[0], "own address: the job's logs are not forwarded") {
		t.Errorf("%v %q", f, w)
	}
}

// TestRecorderHeaders: what is between a job and its recorder goes no further,
// but for a recorder around it, which is told by its token.
func TestRecorderHeaders(t *testing.T) {
	d := newFake(t, grpcAnswer("0", ""))
	d.Start()
	for _, c := range []struct{ headers, token, sender string }{
		{"a=1", "", ""},
		{"a=1,daft-analyze-token=outer", "outer", "pid=7"},
	} {
		f := New(environment("OTEL_EXPORTER_OTLP_ENDPOINT", d.URL, "OTEL_EXPORTER_OTLP_HEADERS", c.headers), nobody, nil)
		r := grpcRequest()
		r.Header.Set("Daft-Analyze-Token", "inner")
		r.Header.Set("Daft-Analyze-Sender", "pid=7")
		f.OTLP(Traces, r)
		finish(t, f)
		h := d.list[len(d.list)-1].header
		if h.Get("Daft-Analyze-Token") != c.token || h.Get("Daft-Analyze-Sender") != c.sender || h.Get("A") != "1" {
			t.Errorf("%s: %v", c.headers, h)
		}
	}
}
