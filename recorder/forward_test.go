//go:build unix

package recorder

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/forward"
)

// A testDashboard stands for the user's own.
type testDashboard struct {
	*httptest.Server
	mu       sync.Mutex
	requests []string
}

func newTestDashboard(t *testing.T) *testDashboard {
	t.Helper()
	d := &testDashboard{}
	d.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		d.mu.Lock()
		defer d.mu.Unlock()
		d.requests = append(d.requests, strings.TrimSpace(r.Method+" "+r.RequestURI+" "+string(body)))
	}))
	t.Cleanup(d.Close)
	return d
}

// reportByShell lets a shell be Daft.
const reportByShell = `curl -sf --noproxy '*' "$DAFT_DASHBOARD_URL/api/ping" &&
	curl -sf --noproxy '*' -d '{"start_sec":5}' "$DAFT_DASHBOARD_URL/engine/query/q/start" &&
	curl -sf --noproxy '*' -d '' "$DAFT_DASHBOARD_URL/engine/query/q/exec/1/start"`

var reportedByShell = []string{
	"GET /base/api/ping", `POST /base/engine/query/q/start {"start_sec":5}`, "POST /base/engine/query/q/exec/1/start",
}

// withoutProxy is the environment of this process without proxies.
func withoutProxy(more ...string) []string {
	env := slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return strings.HasSuffix(strings.ToLower(name), "_proxy")
	})
	return append(env, more...)
}

func TestRunForwards(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("needs curl")
	}
	d := newTestDashboard(t)
	o := quiet(t, "sh", "-c", reportByShell)
	o.Environ = withoutProxy("DAFT_DASHBOARD_URL=" + d.URL + "/base")
	r, err := Run(t.Context(), o)
	if err != nil || r.ExitCode != 0 {
		t.Fatalf("%+v %v", r, err)
	}
	if !slices.Equal(d.requests, reportedByShell) {
		t.Errorf("the dashboard got %q", d.requests)
	}
	if len(r.Forwarded) != 1 || r.Forwarded[0].Delivered != 3 || r.Forwarded[0].Missing() != 0 {
		t.Errorf("%+v", r.Forwarded)
	}
	if a := find(read(t, o.Output), format.RecordingEnd).Attrs(); !slices.Contains(a, format.Attr{Key: "forwarded_dashboard", Value: "3"}) {
		t.Errorf("attributes %v", a)
	}
}

// TestRunForwardsNested: a recorder in a recorder forwards to the outer one, and
// that to the user's dashboard: each has every request once.
func TestRunForwardsNested(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("needs curl")
	}
	d := newTestDashboard(t)
	inner := filepath.Join(t.TempDir(), "inner.arrow")
	o := quiet(t, os.Args[0], "sh", "-c", reportByShell)
	o.Environ = withoutProxy("DAFT_DASHBOARD_URL="+d.URL+"/base", recorderMain+"="+inner)
	r, err := Run(t.Context(), o)
	if err != nil || r.ExitCode != 0 {
		t.Fatalf("%+v %v", r, err)
	}
	if !slices.Equal(d.requests, reportedByShell) {
		t.Errorf("the dashboard got %q", d.requests)
	}
	for _, path := range []string{o.Output, inner} {
		n := 0
		for _, e := range read(t, path) {
			if e.Kind == format.Ping || e.Kind == format.QueryStart || e.Kind == format.OperatorStart {
				n++
			}
		}
		if n != 3 {
			t.Errorf("%s has %d of the 3 messages", path, n)
		}
	}
}

// TestRunForwardsToNobody: a dashboard that is gone does no harm, and is said.
func TestRunForwardsToNobody(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("needs curl")
	}
	d := newTestDashboard(t)
	d.Close()
	o := quiet(t, "sh", "-c", reportByShell)
	o.Environ = withoutProxy("DAFT_DASHBOARD_URL=" + d.URL)
	r, err := Run(t.Context(), o)
	if err != nil || r.ExitCode != 0 || r.Requests != 3 || r.Losses != nil {
		t.Fatalf("%+v %v", r, err)
	}
	want := "3 of 3 requests did not reach your dashboard at " + d.URL + " (3 connection refused); the recording has them"
	if len(r.Forwarded) != 1 || r.Forwarded[0].String() != want {
		t.Errorf("%+v", r.Forwarded)
	}
	if a := find(read(t, o.Output), format.RecordingEnd).Attrs(); !slices.Contains(a, format.Attr{Key: "not_forwarded_dashboard", Value: "3"}) {
		t.Errorf("attributes %v", a)
	}
}

// TestServerLoops: a request that comes round in a circle is taken once.
func TestServerLoops(t *testing.T) {
	w := &fakeWriter{}
	s := testSink(w, 8, nil)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	us := "http://" + l.Addr().String()
	env := environ{"DAFT_DASHBOARD_URL=" + us}
	f := forward.New(env.get, func(*url.URL) bool { return false }, nil) // as if the name did not tell
	srv := serve(l, s, "", serverLimits, f)
	t.Cleanup(srv.stop)
	if status, _ := send(t, "POST", us+"/engine/query/q/exec/1/start", nil); status != 200 {
		t.Error(status)
	}
	reports := f.Close(t.Context())
	if len(reports) != 1 || len(reports[0].Undelivered) != 1 || reports[0].Undelivered[0] != (forward.Undelivered{Why: "answered with 508 Loop Detected", Count: 1}) {
		t.Errorf("%+v", reports)
	}
	_ = s.close(theEnd(), time.Hour)
	if w.kinds() != "operator_start recording_end" {
		t.Errorf("events %s", w.kinds())
	}
}

func TestIsSelf(t *testing.T) {
	for _, c := range []struct {
		address, advertise, url string // PORT is the listener's
		want                    bool
	}{
		{"127.0.0.1:0", "", "http://127.0.0.1:PORT/x", true},
		{"127.0.0.1:0", "", "http://localhost:PORT", true},
		{"127.0.0.1:0", "", "http://127.0.0.1:1", false},
		{"127.0.0.1:0", "", "http://192.0.2.1:PORT", false},
		{"127.0.0.1:0", "", "http://127.0.0.1", false},
		{":0", "", "http://127.0.0.1:PORT", true},
		{":0", "", "http://[::1]:PORT", true},
		{":0", "", "http://0.0.0.0:PORT", true},
		{":0", "", "http://192.0.2.1:PORT", false},
		{":0", "head.invalid:80", "http://head.invalid:80", true},
		{":0", "head.invalid:80", "http://head.invalid:81", false},
	} {
		l, err := net.Listen("tcp", c.address)
		if err != nil {
			t.Fatal(err)
		}
		_, port, _ := net.SplitHostPort(l.Addr().String())
		u, err := url.Parse(strings.ReplaceAll(c.url, "PORT", port))
		if err != nil {
			t.Fatal(err)
		}
		if got := isSelf(l, c.advertise)(u); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
		l.Close()
	}
}

// TestForwardingIsBounded: the end of a recording waits for a user's endpoint
// for a few seconds at most.
func TestForwardingIsBounded(t *testing.T) {
	if forwardMost > 5*time.Second {
		t.Error(forwardMost)
	}
}
