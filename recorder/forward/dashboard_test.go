package forward

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// environment returns a lookup of name, value, name, value, ...
func environment(list ...string) Lookup {
	return func(name string) (string, bool) {
		for i := 0; i < len(list); i += 2 {
			if list[i] == name {
				return list[i+1], true
			}
		}
		return "", false
	}
}

// warnings collects what a Forwarder warns of.
type warnings []string

func (w *warnings) add(line string) { *w = append(*w, line) }

func nobody(*url.URL) bool { return false }

// A got is a request that a fake destination received.
type got struct {
	proto, method, uri string
	header             http.Header
	body               string
}

// A fake is a destination that keeps what it receives.
type fake struct {
	*httptest.Server
	mu   sync.Mutex
	list []got
}

// newFake returns a destination that answers by answer, if that is not nil.
func newFake(t *testing.T, answer func(http.ResponseWriter, *http.Request)) *fake {
	t.Helper()
	f := &fake{}
	f.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		f.mu.Lock()
		f.list = append(f.list, got{r.Proto, r.Method, r.RequestURI, r.Header, string(body)})
		f.mu.Unlock()
		if answer != nil {
			answer(w, r)
		}
	}))
	f.Config.Protocols = new(http.Protocols)
	f.Config.Protocols.SetHTTP1(true)
	f.Config.Protocols.SetHTTP2(true)
	f.Config.Protocols.SetUnencryptedHTTP2(true)
	t.Cleanup(f.Close)
	return f
}

// finish closes a Forwarder, with all the time it needs, and returns its only report.
func finish(t *testing.T, f *Forwarder) Report {
	t.Helper()
	reports := f.Close(context.Background())
	if len(reports) != 1 {
		t.Fatalf("%d reports: %v", len(reports), reports)
	}
	return reports[0]
}

func (r Report) why() string {
	var list []string
	for _, u := range r.Undelivered {
		list = append(list, u.Why)
	}
	return strings.Join(list, "; ")
}

func TestDashboardGetsTheSameRequests(t *testing.T) {
	d := newFake(t, nil)
	d.Start()
	f := New(environment("DAFT_DASHBOARD_URL", d.URL+"/base"), nobody, nil)
	header := http.Header{"Content-Type": {"application/json"}, "User-Agent": {"daft/1"}, "Connection": {"X-Hop"}, "X-Hop": {"1"}, "Content-Length": {"9"}}
	requests := []Request{
		{"GET", "/api/ping", http.Header{}, nil},
		{"POST", "/engine/query/a%20b/start?x=1", header, []byte("\x00{}")},
		{"POST", "/engine/query/a%20b/exec/1/start", http.Header{"Content-Encoding": {"gzip"}}, nil},
	}
	for range 200 {
		for _, r := range requests {
			f.Dashboard(r)
		}
	}
	if r := finish(t, f); r.Requests != 600 || r.Delivered != 600 || r.Undelivered != nil || r.Name != "dashboard" || r.Where != d.URL {
		t.Errorf("%+v", r)
	}
	for i, g := range d.list {
		want := requests[i%len(requests)]
		if g.method != want.Method || g.uri != "/base"+want.Path || g.body != string(want.Body) {
			t.Fatalf("request %d: %s %s %q, want %s %s", i, g.method, g.uri, g.body, want.Method, want.Path)
		}
	}
	h := d.list[1].header
	if h.Get("Content-Type") != "application/json" || h.Get("User-Agent") != "daft/1" || h.Get("X-Hop") != "" || h.Get("Accept-Encoding") != "" {
		t.Errorf("headers %v", h)
	}
	if h := d.list[2].header; h.Get("Content-Encoding") != "gzip" || h.Get("User-Agent") != "" {
		t.Errorf("headers %v", h)
	}
}

// TestSlowDestination: nothing waits for a destination that never answers, and
// the end waits as long as it is told.
func TestSlowDestination(t *testing.T) {
	stuck, release := make(chan struct{}, 1), make(chan struct{})
	d := newFake(t, func(http.ResponseWriter, *http.Request) { stuck <- struct{}{}; <-release })
	t.Cleanup(func() { close(release) })
	d.Start()
	f := New(environment("DAFT_DASHBOARD_URL", d.URL), nobody, nil)
	for range queueRequests + 10 {
		f.Dashboard(Request{Method: "POST", Path: "/x"})
	}
	<-stuck
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r := f.Close(ctx)[0]
	counts := map[string]int64{}
	for _, u := range r.Undelivered {
		counts[u.Why] = u.Count
	}
	// One is being sent; whether it left the queue before it was full depends.
	if full := counts[whyFull]; r.Requests != queueRequests+10 || r.Delivered != 0 || full < 9 || full > 10 || full+counts[whyStopped] != r.Requests {
		t.Errorf("%+v", r)
	}
	if s := r.String(); !strings.HasPrefix(s, "8202 of 8202 requests did not reach your dashboard at http://127.0.0.1:") {
		t.Error(s)
	}
}

func TestUndelivered(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refusing := "http://" + closed.Addr().String()
	closed.Close()
	failing := newFake(t, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", 500) })
	failing.Start()
	hanging := newFake(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	hanging.Start()
	broken := newFake(t, func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) })
	broken.Start()
	private := newFake(t, nil)
	private.StartTLS()
	for _, c := range []struct{ name, url, why string }{
		{"refused", refusing, "connection refused"},
		{"500", failing.URL, "answered with 500 Internal Server Error"},
		{"hangs up", broken.URL, "the connection failed"},
		{"no TLS there", strings.Replace(failing.URL, "http:", "https:", 1), "it does not speak TLS"},
		{"this machine's certificate", private.URL, ""}, // as Daft: not looked at
	} {
		t.Run(c.name, func(t *testing.T) {
			f := New(environment("DAFT_DASHBOARD_URL", c.url), nobody, nil)
			f.Dashboard(Request{Method: "POST", Path: "/x", Body: []byte("b")})
			if r := finish(t, f); r.why() != c.why {
				t.Errorf("%+v", r)
			}
		})
	}
	t.Run("no answer", func(t *testing.T) {
		f := New(environment("OTEL_EXPORTER_OTLP_ENDPOINT", hanging.URL, "OTEL_EXPORTER_OTLP_TIMEOUT", "20"), nobody, nil)
		f.OTLP(Metrics, Request{Method: "POST", Path: "/", Body: []byte("b")})
		if r := finish(t, f); r.why() != "no answer in time" {
			t.Errorf("%+v", r)
		}
	})
}

func TestDashboardAddress(t *testing.T) {
	for _, c := range []struct {
		value string
		self  bool
		warn  string
	}{
		{"", false, ""},
		{"nonsense", false, "is no http:// or https:// address"},
		{"ftp://host", false, "is no http:// or https:// address"},
		{"http://[broken", false, "is no http:// or https:// address"},
		{"http://own:1/secret", true, "is this recorder's own address"},
	} {
		var w warnings
		if f := New(environment("DAFT_DASHBOARD_URL", c.value), func(*url.URL) bool { return c.self }, w.add); f != nil {
			t.Errorf("%q: forwards", c.value)
		}
		if all := strings.Join(w, "\n"); !strings.Contains(all, c.warn) || (c.warn == "") != (all == "") || strings.Contains(all, "secret") {
			t.Errorf("%q: %q", c.value, all)
		}
	}
	var none *Forwarder
	none.Dashboard(Request{})
	none.OTLP(Logs, Request{})
	if none.Close(context.Background()) != nil || none.Looped(http.Header{}) {
		t.Error("a nil Forwarder does something")
	}
}

func TestLooped(t *testing.T) {
	d := newFake(t, nil)
	d.Start()
	env := environment("DAFT_DASHBOARD_URL", d.URL)
	first, second := New(env, nobody, nil), New(env, nobody, nil)
	first.Dashboard(Request{Method: "GET", Path: "/api/ping"})
	finish(t, first)
	h := d.list[0].header
	if !first.Looped(h) || second.Looped(h) {
		t.Errorf("once: %v", h)
	}
	second.Dashboard(Request{Method: "GET", Path: "/api/ping", Header: h})
	finish(t, second)
	if h := d.list[1].header; !first.Looped(h) || !second.Looped(h) {
		t.Errorf("twice: %v", h)
	}
}

func TestDashboardTimeoutIsDafts(t *testing.T) {
	if dashboardTimeout != 5*time.Second || connectTimeout != 3*time.Second {
		t.Error("Daft's client waits 5 s for an answer and 3 s for a connection")
	}
}
