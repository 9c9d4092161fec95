package forward

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// A Signal is a sort of telemetry of OpenTelemetry.
type Signal int

// The signals that Daft sends.
const (
	Traces Signal = iota
	Metrics
	Logs
	signals
)

var signalNames = [signals]string{Traces: "traces", Metrics: "metrics", Logs: "logs"}

func (s Signal) String() string { return signalNames[s] }

// Variables of the OpenTelemetry specification. Each but envOldEndpoint has one
// for each signal, which comes before it.
const (
	envOTLP        = "OTEL_EXPORTER_OTLP_"
	envOldEndpoint = "DAFT_DEV_OTEL_EXPORTER_OTLP_ENDPOINT" // of Daft, deprecated
)

// variable returns the name of the signal's own variable.
func (s Signal) variable(name string) string {
	return envOTLP + strings.ToUpper(s.String()) + "_" + name
}

// of returns a variable of the signal, or the general one. Compression and
// protocol are not among those that are read: what came has them applied.
func (s Signal) of(env Lookup, name string) string {
	v, ok := env(s.variable(name))
	if !ok {
		v, _ = env(envOTLP + name)
	}
	return strings.TrimSpace(v)
}

// Endpoint returns where Daft would send a signal, "" if nowhere. A variable
// that is set but empty is as one that is not set, by the specification.
func (s Signal) Endpoint(env Lookup) string {
	return strings.TrimSpace(env.first(s.variable("ENDPOINT"), envOTLP+"ENDPOINT", envOldEndpoint))
}

// otlpTimeout is the specification's; a variable may say otherwise, in
// milliseconds.
const otlpTimeout = 10 * time.Second

func (s Signal) timeout(env Lookup) time.Duration {
	if v := s.of(env, "TIMEOUT"); v != "" {
		if n, err := strconv.ParseInt(v, 10, 32); err == nil && n > 0 {
			return time.Duration(n) * time.Millisecond
		}
	}
	return otlpTimeout
}

// signal returns the destination of a signal, nil if the job would not have
// sent it anywhere.
func (f *Forwarder) signal(env Lookup, s Signal) *destination {
	endpoint := s.Endpoint(env)
	if endpoint == "" {
		return nil
	}
	shown := s.variable("ENDPOINT") + " or " + envOTLP + "ENDPOINT"
	u, err := parseEndpoint(endpoint, s.insecure(env))
	if err != nil {
		f.warn(fmt.Sprintf("%s holds no address: the job's %s are not forwarded", shown, s))
		return nil
	}
	if f.isSelf(u) {
		f.warn(fmt.Sprintf("%s is this recorder's own address: the job's %s are not forwarded", shown, s))
		return nil
	}
	trust, err := s.trust(env)
	if err != nil {
		f.warn(fmt.Sprintf("the job's %s are not forwarded to %s: %v", s, whereOf(u), err))
		return nil
	}
	timeout, headers := s.timeout(env), s.headers(env)
	own := env.first(s.variable("ENDPOINT")) != ""
	plain := &http.Client{Transport: transport(proxyOf(env), trust, false)}
	streams := &http.Client{Transport: transport(nil, trust, true)} // Daft's gRPC client knows no proxies
	return newDestination(s.String(), whereOf(u), func(ctx context.Context, r *Request) error {
		if isGRPC(r) {
			return sendGRPC(ctx, streams, timeout, grpcAddress(u, r.Path), f.id, r, headers)
		}
		response, err := post(ctx, plain, timeout, httpAddress(u, own, r.Path), f.id, r, headers)
		if err != nil || response.StatusCode < http.StatusMultipleChoices {
			return err
		}
		why := fmt.Sprintf("answered with %d %s", response.StatusCode, http.StatusText(response.StatusCode))
		if response.StatusCode == http.StatusNotFound && r.Path == "/" && strings.Trim(u.Path, "/") == "" {
			why += fmt.Sprintf(": Daft 0.7.26 posts to the endpoint as it is, so set %s to %s/v1/%s", s.variable("ENDPOINT"), whereOf(u), s)
		}
		return answer(why)
	})
}

// parseEndpoint parses an endpoint, which for gRPC may lack the scheme.
func parseEndpoint(endpoint string, insecure bool) (*url.URL, error) {
	if !strings.Contains(endpoint, "://") {
		scheme := "https://"
		if insecure {
			scheme = "http://"
		}
		endpoint = scheme + endpoint
	}
	u, err := url.Parse(endpoint)
	if err == nil && u.Host == "" {
		err = fmt.Errorf("no host in it")
	}
	return u, err
}

// httpAddress returns the address for a request that came at a path: Daft posts
// to any endpoint as it is, and OpenTelemetry's own libraries add the signal's
// path to the general one, though not to the signal's own.
func httpAddress(endpoint *url.URL, own bool, path string) string {
	if own || path == "/" {
		return endpoint.String()
	}
	return strings.TrimSuffix(endpoint.String(), "/") + path
}

func (s Signal) insecure(env Lookup) bool { return strings.EqualFold(s.of(env, "INSECURE"), "true") }

// headers returns the headers that the variables ask for. What the job sent has
// them, unless they are for a recorder around this one, whose token it does not
// get to see.
func (s Signal) headers(env Lookup) http.Header {
	h := http.Header{}
	for pair := range strings.SplitSeq(s.of(env, "HEADERS"), ",") {
		name, value, ok := strings.Cut(pair, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if v, err := url.PathUnescape(value); err == nil {
			value = v
		}
		if ok && isHeader(name, value) {
			h.Set(name, value)
		}
	}
	return h
}

// isHeader reports whether a header can have the name and value. One that cannot
// is left out, as Daft does.
func isHeader(name, value string) bool {
	bad := func(r rune) bool {
		return !strings.ContainsRune("!#$%&'*+-.^_`|~", r) && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z')
	}
	return name != "" && !strings.ContainsFunc(name, bad) && strings.Map(printable, value) == value
}

// trust returns whom to trust and who we are, by the files that the variables
// name; nil for the system's own trust.
func (s Signal) trust(env Lookup) (*tls.Config, error) {
	authority := s.of(env, "CERTIFICATE")
	certificate, key := s.of(env, "CLIENT_CERTIFICATE"), s.of(env, "CLIENT_KEY")
	if authority == "" && certificate == "" {
		return nil, nil
	}
	c := &tls.Config{}
	if authority != "" {
		text, err := os.ReadFile(authority)
		if err != nil {
			return nil, err
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("%s holds no certificate", authority)
		}
	}
	if certificate != "" {
		pair, err := tls.LoadX509KeyPair(certificate, key)
		if err != nil {
			return nil, err
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}
