package forward

import (
	"net/http"
	"net/url"
	"testing"
)

func TestProxy(t *testing.T) {
	for _, c := range []struct {
		name, url string
		env       []string
		want      string
	}{
		{"none", "http://a", nil, ""},
		{"plain", "http://a", []string{"http_proxy", "http://p:1"}, "http://p:1"},
		{"capitals win", "http://a", []string{"HTTP_PROXY", "http://P:1", "http_proxy", "http://p:1"}, "http://P:1"},
		{"not for TLS", "https://a", []string{"http_proxy", "http://p:1"}, ""},
		{"TLS", "https://a", []string{"HTTPS_PROXY", "http://s:1", "http_proxy", "http://p:1"}, "http://s:1"},
		{"all", "https://a", []string{"ALL_PROXY", "http://all:1", "http_proxy", "http://p:1"}, "http://all:1"},
		{"no scheme", "http://a", []string{"http_proxy", "p:1"}, "http://p:1"},
		{"this machine too", "http://127.0.0.1:3238", []string{"http_proxy", "http://p:1"}, "http://p:1"},
		{"CGI", "http://a", []string{"HTTP_PROXY", "http://p:1", "REQUEST_METHOD", "GET"}, ""},
		{"exempt", "http://a.b.c", []string{"http_proxy", "http://p:1", "no_proxy", "x, .B.c"}, ""},
		{"exempt domain", "http://a.b.c", []string{"http_proxy", "http://p:1", "NO_PROXY", "b.c"}, ""},
		{"not that domain", "http://ab.c", []string{"http_proxy", "http://p:1", "NO_PROXY", "b.c"}, "http://p:1"},
		{"exempt address", "http://127.0.0.1:3238", []string{"http_proxy", "http://p:1", "NO_PROXY", "127.0.0.1,localhost"}, ""},
		{"exempt network", "http://10.1.2.3", []string{"http_proxy", "http://p:1", "NO_PROXY", "10.0.0.0/8"}, ""},
		{"exempt all", "http://10.1.2.3", []string{"http_proxy", "http://p:1", "NO_PROXY", "*"}, ""},
	} {
		u, err := url.Parse(c.url)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if p, err := proxyOf(environment(c.env...))(&http.Request{URL: u}); err != nil {
			t.Error(err)
		} else if p != nil {
			got = p.String()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestThroughProxy: the dashboard is reached through the proxy that Daft would use.
func TestThroughProxy(t *testing.T) {
	proxy := newFake(t, nil)
	proxy.Start()
	f := New(environment("DAFT_DASHBOARD_URL", "http://far.invalid:3238/d", "http_proxy", proxy.URL), nobody, nil)
	f.Dashboard(Request{Method: "GET", Path: "/api/ping"})
	if r := finish(t, f); r.Delivered != 1 {
		t.Errorf("%+v", r)
	}
	if g := proxy.list[0]; g.uri != "http://far.invalid:3238/d/api/ping" {
		t.Error(g.uri)
	}
}
