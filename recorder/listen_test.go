package recorder

import (
	"context"
	"net"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

func TestListen(t *testing.T) {
	for _, c := range []struct {
		name    string
		options Options
		url     string // pattern
		use     func(url string, port string) string
	}{
		{"loopback", Options{Address: "127.0.0.1:0"}, `^http://127\.0\.0\.1:\d+$`, func(url, _ string) string { return url }},
		{"beyond", Options{Address: "0.0.0.0:0", Advertise: "head.example"}, `^http://head\.example:\d+/[\w-]{22}$`,
			func(url, port string) string { return strings.Replace(url, "head.example:"+port, "127.0.0.1:"+port, 1) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := c.options
			o.Output = filepath.Join(t.TempDir(), "run.arrow")
			ctx, stop := context.WithCancel(t.Context())
			r, err := Listen(ctx, o, func(url string) {
				defer stop()
				if !regexp.MustCompile(c.url).MatchString(url) {
					t.Errorf("the URL is %s", url)
				}
				_, rest, _ := strings.Cut(strings.TrimPrefix(url, "http://"), ":")
				port, _, _ := strings.Cut(rest, "/")
				url = c.use(url, port)
				if status, _ := send(t, "GET", url+"/api/ping", nil); status != 204 {
					t.Errorf("answered %d", status)
				}
				if status, _ := send(t, "POST", url+"/engine/query/q/start", strings.NewReader(`{"start_sec":1}`)); status != 200 {
					t.Errorf("answered %d", status)
				}
				if status, _ := send(t, "GET", "http://127.0.0.1:"+port+"/wrong/api/ping", nil); status != 404 && status != 405 {
					t.Errorf("answered %d", status)
				}
			})
			if err != nil || r.WriteError != nil || r.Requests != 2 || r.Rejected != 1 {
				t.Fatalf("%+v %v", r, err)
			}
			var kinds []string
			events := read(t, o.Output)
			for _, e := range events {
				kinds = append(kinds, e.KindName())
			}
			if got := strings.Join(kinds, " "); got != "recording_start ping query_start recording_end" {
				t.Error(got)
			}
			end := find(events, format.RecordingEnd)
			if a := end.Attrs(); len(a) != 1 || a[0] != (format.Attr{Key: "rejected_requests", Value: "1"}) || end.Label(format.Outcome) != "stopped" {
				t.Errorf("outcome %s, attrs %v", end.Label(format.Outcome), a)
			}
		})
	}
}

func TestDashboardURL(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	for _, c := range []struct{ advertise, token, want string }{
		{"", "", "http://127.0.0.1:" + port},
		{"", "t", "http://127.0.0.1:" + port + "/t"},
		{"head", "t", "http://head:" + port + "/t"},
		{"head:80", "", "http://head:80"},
		{"::1", "", "http://[::1]:" + port},
		{"[::1]", "", "http://[::1]:" + port},
		{"[::1]:80", "", "http://[::1]:80"},
	} {
		if got := dashboardURL(l, c.advertise, c.token); got != c.want {
			t.Errorf("%q %q: got %s, want %s", c.advertise, c.token, got, c.want)
		}
	}
}

// A host that is advertised to other machines must be reachable from them.
func TestAddress(t *testing.T) {
	for _, c := range []struct{ address, advertise, want string }{
		{"", "", "127.0.0.1:0"},
		{"127.0.0.1:7070", "", "127.0.0.1:7070"},
		{"127.0.0.1:7070", "gateway:80", "127.0.0.1:7070"},
		{"", "10.0.0.1", ":0"},
		{"", "10.0.0.1:7070", ":7070"},
		{"", "[fd00::1]:7070", ":7070"},
	} {
		if got := address(Options{Address: c.address, Advertise: c.advertise}); got != c.want {
			t.Errorf("address %q, advertise %q: %q, want %q", c.address, c.advertise, got, c.want)
		}
	}
}
