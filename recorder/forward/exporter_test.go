package forward

import (
	"compress/gzip"
	"context"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// A step is how the receiver of these tests answers one request.
type step struct {
	code   int
	header map[string]string
	body   string
}

// receiver answers requests one after the other as the steps say, and keeps what
// came.
type receiver struct {
	*httptest.Server
	steps  []step
	paths  []string
	bodies []string
	last   *http.Request
}

func newReceiver(t *testing.T, steps ...step) *receiver {
	r := &receiver{steps: steps}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body := ""
		if z, err := gzip.NewReader(q.Body); err == nil {
			b, _ := io.ReadAll(z)
			body = string(b)
		}
		r.paths, r.bodies, r.last = append(r.paths, q.URL.Path), append(r.bodies, body), q
		s := step{code: 200}
		if n := len(r.paths); n <= len(r.steps) {
			s = r.steps[n-1]
		}
		for k, v := range s.header {
			w.Header().Set(k, v)
		}
		w.WriteHeader(s.code)
		_, _ = io.WriteString(w, s.body)
	}))
	t.Cleanup(r.Close)
	return r
}

// exporter returns an exporter that does not really wait, and how long it would
// have.
func exporter(t *testing.T, endpoint string, env map[string]string) (*Exporter, *[]time.Duration) {
	t.Helper()
	e, err := NewExporter(endpoint, lookupOf(env))
	if err != nil {
		t.Fatal(err)
	}
	var waited []time.Duration
	e.wait = func(_ context.Context, d time.Duration) error { waited = append(waited, d); return nil }
	return e, &waited
}

func lookupOf(env map[string]string) Lookup {
	return func(name string) (string, bool) { v, ok := env[name]; return v, ok }
}

func TestExporterSends(t *testing.T) {
	for _, c := range []struct{ at, path string }{{"", "/v1/traces"}, {"/", "/v1/traces"}, {"/otlp", "/otlp/v1/traces"}, {"/otlp/v1/traces", "/otlp/v1/traces"}, {"/v1/logs", "/v1/traces"}} {
		r := newReceiver(t)
		e, waited := exporter(t, r.URL+c.at, map[string]string{"OTEL_EXPORTER_OTLP_HEADERS": "api-key=abc%20d,x-b=2", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"})
		if _, err := e.Send(context.Background(), Traces, []byte("spans")); err != nil {
			t.Fatal(err)
		}
		h := r.last.Header
		if r.paths[0] != c.path || r.bodies[0] != "spans" || h.Get("Api-Key") != "abc d" || h.Get("X-B") != "2" || h.Get("Content-Type") != "application/x-protobuf" || len(*waited) > 0 {
			t.Errorf("%s: %s %q %v", c.at, r.paths, r.bodies, h)
		}
	}
}

// With TLS, trusting whom the variables say, and by no proxy to this machine.
func TestExporterTLS(t *testing.T) {
	plain := newReceiver(t)
	r := httptest.NewTLSServer(plain.Config.Handler)
	t.Cleanup(r.Close)
	trusted := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(trusted, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: r.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"OTEL_EXPORTER_OTLP_CERTIFICATE": trusted, "HTTPS_PROXY": "http://127.0.0.1:1"}
	e, _ := exporter(t, r.URL, env)
	if _, err := e.Send(context.Background(), Logs, []byte("x")); err != nil || plain.paths[0] != "/v1/logs" {
		t.Errorf("%v, %v", plain.paths, err)
	}
	e, _ = exporter(t, r.URL, nil)
	if _, err := e.Send(context.Background(), Logs, nil); err == nil || !strings.Contains(err.Error(), "unknown authority") {
		t.Error(err)
	}
	e, _ = exporter(t, "http://example.invalid", map[string]string{"HTTP_PROXY": "http://127.0.0.1:1"})
	if _, err := e.Send(context.Background(), Logs, nil); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("not by the proxy: %v", err)
	}
}

func TestExporterTriesAgain(t *testing.T) {
	r := newReceiver(t, step{code: 503}, step{code: 429, header: map[string]string{"Retry-After": "7"}}, step{code: 504}, step{code: 502})
	e, waited := exporter(t, r.URL, nil)
	if _, err := e.Send(context.Background(), Logs, []byte("x")); err != nil {
		t.Fatal(err)
	}
	w := *waited
	if len(r.paths) != 5 || len(w) != 4 || w[0] < firstWait || w[1] != 7*time.Second || w[2] < 4*firstWait || w[3] < 8*firstWait {
		t.Errorf("%d requests, waited %s", len(r.paths), w)
	}
	for _, b := range r.bodies {
		if b != "x" {
			t.Errorf("sent %q", b)
		}
	}
}

func TestExporterGivesUp(t *testing.T) {
	busy := make([]step, 50)
	for i := range busy {
		busy[i] = step{code: 503}
	}
	status := string(protowire.AppendString(protowire.AppendTag(protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), 3), 2, protowire.BytesType), "bad span"))
	for name, c := range map[string]struct {
		steps []step
		want  string
		most  int // requests
	}{
		"always busy":        {busy, "answered with 503 Service Unavailable, for 2m0s", 12},
		"busy for long":      {[]step{{code: 429, header: map[string]string{"Retry-After": "3600"}}}, "asks to come back in 1h0m0s", 1},
		"wrong path":         {[]step{{code: 404}}, "404 Not Found: it is asked for /v1/traces", 1},
		"says why":           {[]step{{code: 400, body: "too old\x1b[31m\nspans"}}, "400 Bad Request: too old [31m spans", 1},
		"says why by status": {[]step{{code: 400, header: map[string]string{"Content-Type": "application/x-protobuf"}, body: status}}, ": bad span", 1},
		"says the address":   {[]step{{code: 404, body: "no route /v1/traces?token=hidden"}}, "404 Not Found: no route /v1/traces?token=***", 1},
		"says it in escapes": {[]step{{code: 401, body: "bad key s3cr3t%2Dtoken"}}, "401 Unauthorized: bad key ***", 1},
		"says the secret":    {[]step{{code: 401, body: "no such key: Bearer s3cr3t-token, s3cr3t-token"}}, "401 Unauthorized: no such key: ***, ***", 1},
		"redirects":          {[]step{{code: 307, header: map[string]string{"Location": "/else"}}}, "redirections are not followed", 1},
		"a page":             {[]step{{code: 403, header: map[string]string{"Content-Type": "text/html"}, body: "<html>"}}, "403 Forbidden", 1},
	} {
		r := newReceiver(t, c.steps...)
		e, _ := exporter(t, strings.Replace(r.URL, "http://", "http://me:pass@", 1)+"/?token=hidden", map[string]string{"OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Bearer%20s3cr3t-token"})
		_, err := e.Send(context.Background(), Traces, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) || len(r.paths) > c.most {
			t.Errorf("%s: %v after %d requests, want %q", name, err, len(r.paths), c.want)
			continue
		}
		for _, secret := range []string{"s3cr3t", "hidden", "pass@", "me:"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// What was never reached is not waited for; what was, is.
func TestExporterUnreachable(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	e, waited := exporter(t, gone.URL+"/?token=hidden", nil)
	_, err := e.Send(context.Background(), Traces, nil)
	if err == nil || !strings.Contains(err.Error(), "connection refused") || strings.Contains(err.Error(), "hidden") || len(*waited) > 0 {
		t.Errorf("%v, waited %s", err, *waited)
	}
	e.reached = true
	if _, err := e.Send(context.Background(), Traces, nil); err == nil || len(*waited) < 5 {
		t.Errorf("%v, waited %s", err, *waited)
	}
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
		_, _ = io.Copy(io.Discard, q.Body) // or the server does not see that the client left
		<-q.Context().Done()
	}))
	t.Cleanup(slow.Close)
	e, _ = exporter(t, slow.URL, map[string]string{"OTEL_EXPORTER_OTLP_TIMEOUT": "20"})
	if _, err := e.Send(context.Background(), Traces, nil); err == nil || !strings.Contains(err.Error(), "no answer in time") {
		t.Error(err)
	}
	e.wait = func(context.Context, time.Duration) error { return context.Canceled }
	e.reached = true
	if _, err := e.Send(context.Background(), Traces, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestExporterPartialSuccess(t *testing.T) {
	inner := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), 3)
	inner = protowire.AppendString(protowire.AppendTag(inner, 2, protowire.BytesType), "too many attributes")
	answer := protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), inner)
	answer = protowire.AppendVarint(protowire.AppendTag(answer, 9, protowire.VarintType), 1)
	for n := range len(answer) + 1 { // cut anywhere it must not panic
		r := newReceiver(t, step{code: 200, header: map[string]string{"Content-Type": "application/x-protobuf"}, body: string(answer[:n])})
		e, _ := exporter(t, r.URL, nil)
		got, err := e.Send(context.Background(), Traces, nil)
		if err != nil {
			t.Fatal(err)
		}
		if n == len(answer) && got != (Rejected{3, "too many attributes"}) {
			t.Errorf("%+v", got)
		}
	}
}

func TestExporterEndpoints(t *testing.T) {
	for _, endpoint := range []string{"", "localhost:4318", "grpc://localhost:4317", "http://", "http://user:hidden@[bad/", "\x00"} {
		_, err := NewExporter(endpoint, lookupOf(nil))
		if err == nil || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%q: %v", endpoint, err)
		}
	}
	if _, err := NewExporter("http://localhost", lookupOf(map[string]string{"OTEL_EXPORTER_OTLP_CERTIFICATE": "missing.pem"})); err == nil {
		t.Error("a certificate that is not there")
	}
	e, err := NewExporter("https://me:hidden@host:1/a?token=hidden", lookupOf(nil))
	if err != nil || e.Where() != "https://host:1" {
		t.Error(e.Where(), err)
	}
}

func TestRetryAfterDate(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	r := &http.Response{StatusCode: 503, Header: http.Header{"Retry-After": {now.Add(9 * time.Second).Format(http.TimeFormat)}}}
	if got := retryAfter(r, now); got != 9*time.Second {
		t.Error(got)
	}
	r.Header.Set("Retry-After", "-5")
	if got := retryAfter(r, now); got != 0 {
		t.Error(got)
	}
}
