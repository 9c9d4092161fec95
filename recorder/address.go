package recorder

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// address returns where to listen: by default where only this machine reaches
// it, or, for an advertised host, on every address and the advertised port.
func address(o Options) string {
	if o.Address != "" {
		return o.Address
	}
	if o.Advertise == "" {
		return "127.0.0.1:0"
	}
	if _, port, err := net.SplitHostPort(o.Advertise); err == nil {
		return ":" + port
	}
	return ":0"
}

// listen opens the address of the options.
func listen(o Options) (net.Listener, error) {
	if err := checkAdvertise(o.Advertise); err != nil {
		return nil, err
	}
	address := address(o)
	l, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("cannot listen on %s: another program, perhaps another recorder, listens there; take another port, 0 for any that is free", address)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	return l, nil
}

// checkAdvertise returns an error unless a URL can be made of the host.
func checkAdvertise(host string) error {
	if host == "" {
		return nil
	}
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name, port = strings.Trim(host, "[]"), "0"
	}
	_, err = strconv.ParseUint(port, 10, 16)
	if u, parseErr := url.Parse("http://" + net.JoinHostPort(name, port)); err != nil || parseErr != nil || u.Hostname() != name {
		return fmt.Errorf("cannot advertise %q: it is a host, or host:port", host)
	}
	return nil
}

// isLoopback reports whether only this machine reaches the listener.
func isLoopback(l net.Listener) bool {
	a, ok := l.Addr().(*net.TCPAddr)
	return ok && a.IP.IsLoopback()
}

// isSelf returns what tells whether a URL is one of the listener's, as far as
// names and addresses of this machine say.
func isSelf(l net.Listener, advertise string) func(*url.URL) bool {
	return func(u *url.URL) bool {
		own, ok := l.Addr().(*net.TCPAddr)
		host, port := u.Hostname(), u.Port()
		if h, p, err := net.SplitHostPort(advertise); err == nil && h == host && p == port {
			return true
		}
		if !ok || port != strconv.Itoa(own.Port) {
			return false
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		addresses, _ := net.DefaultResolver.LookupIPAddr(ctx, host)
		ours, _ := net.InterfaceAddrs()
		for _, a := range addresses {
			if a.IP.Equal(own.IP) || a.IP.IsUnspecified() {
				return true
			}
			if !own.IP.IsUnspecified() {
				continue
			}
			for _, o := range ours {
				if n, ok := o.(*net.IPNet); ok && n.IP.Equal(a.IP) {
					return true
				}
			}
		}
		return false
	}
}

// dashboardURL returns what DAFT_DASHBOARD_URL must be for a server on l. It
// has no slash at its end, because Daft appends one.
func dashboardURL(l net.Listener, advertise, token string) string {
	host, port, _ := net.SplitHostPort(l.Addr().String())
	if a, ok := l.Addr().(*net.TCPAddr); ok && a.IP.IsUnspecified() {
		host = "127.0.0.1"
		if name, err := os.Hostname(); err == nil {
			host = name
		}
	}
	if advertise != "" {
		if h, p, err := net.SplitHostPort(advertise); err == nil {
			host, port = h, p
		} else {
			host = strings.Trim(advertise, "[]")
		}
	}
	base := "http://" + net.JoinHostPort(host, port)
	if token != "" {
		base += "/" + token
	}
	return base
}
