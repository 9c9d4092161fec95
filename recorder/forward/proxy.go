package forward

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// Lookup returns a variable of the environment that the job would have had.
type Lookup func(name string) (string, bool)

// first returns the value of the first variable that is set and not empty.
func (env Lookup) first(names ...string) string {
	for _, name := range names {
		if v, _ := env(name); v != "" {
			return v
		}
	}
	return ""
}

// proxyOf returns the choice of a proxy as Daft's HTTP client makes it: unlike
// Go's own, for this machine as well, and by ALL_PROXY too.
func proxyOf(env Lookup) func(*http.Request) (*url.URL, error) {
	all := env.first("ALL_PROXY", "all_proxy")
	plain, secure := env.first("HTTP_PROXY", "http_proxy"), env.first("HTTPS_PROXY", "https_proxy")
	if cgi, _ := env("REQUEST_METHOD"); cgi != "" {
		plain = "" // a client of a CGI script could set HTTP_PROXY
	}
	direct := strings.Split(env.first("NO_PROXY", "no_proxy"), ",")
	return func(r *http.Request) (*url.URL, error) {
		proxy := plain
		if r.URL.Scheme == "https" {
			proxy = secure
		}
		if proxy == "" {
			proxy = all
		}
		if proxy == "" || isDirect(r.URL.Hostname(), direct) {
			return nil, nil
		}
		if !strings.Contains(proxy, "://") {
			proxy = "http://" + proxy
		}
		return url.Parse(proxy)
	}
}

// isDirect reports whether a list of NO_PROXY has the host: by name, by a
// domain that it is in, by address or network, or as *.
func isDirect(host string, list []string) bool {
	address, err := netip.ParseAddr(host)
	for _, entry := range list {
		entry = strings.TrimSpace(entry)
		if name, _, err := net.SplitHostPort(entry); err == nil {
			entry = name
		}
		switch {
		case entry == "":
		case entry == "*":
			return true
		case err == nil:
			if network, bad := netip.ParsePrefix(entry); bad == nil && network.Contains(address.Unmap()) {
				return true
			}
			if a, bad := netip.ParseAddr(strings.Trim(entry, "[]")); bad == nil && a == address {
				return true
			}
		default:
			domain := strings.ToLower(strings.TrimPrefix(entry, "."))
			host := strings.ToLower(host)
			if host == domain || strings.HasSuffix(host, "."+domain) {
				return true
			}
		}
	}
	return false
}
