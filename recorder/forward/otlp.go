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

// of returns a variable of the signal, or the general one. Headers, compression
// and protocol are not among those that are read: what came has them applied.
func (s Signal) of(env Lookup, name string) (string, bool) {
	v, ok := env(envOTLP + strings.ToUpper(s.String()) + "_" + name)
	if !ok {
		v, ok = env(envOTLP + name)
	}
	return strings.TrimSpace(v), ok
}

// Endpoint returns where Daft would send a signal, "" if nowhere. A variable
// that is set but empty is as one that is not set, by the specification.
func (s Signal) Endpoint(env Lookup) string {
	return strings.TrimSpace(env.first(envOTLP+strings.ToUpper(s.String())+"_ENDPOINT", envOTLP+"ENDPOINT", envOldEndpoint))
}

// otlpTimeout is the specification's; a variable may say otherwise, in
// milliseconds.
const otlpTimeout = 10 * time.Second

func (s Signal) timeout(env Lookup) time.Duration {
	if v, _ := s.of(env, "TIMEOUT"); v != "" {
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
	shown := envOTLP + strings.ToUpper(s.String()) + "_ENDPOINT or " + envOTLP + "ENDPOINT"
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
	timeout := s.timeout(env)
	plain := &http.Client{Transport: transport(proxyOf(env), trust, false)}
	streams := &http.Client{Transport: transport(nil, trust, true)} // Daft's gRPC client knows no proxies
	return newDestination(s.String(), whereOf(u), func(ctx context.Context, r *Request) error {
		if isGRPC(r) {
			return sendGRPC(ctx, streams, timeout, grpcAddress(u, r.Path), f.id, r)
		}
		// Daft posts to the endpoint as it is, without the signal's path.
		response, err := post(ctx, plain, timeout, u.String(), f.id, r, nil)
		if err != nil || response.StatusCode < http.StatusMultipleChoices {
			return err
		}
		why := fmt.Sprintf("answered with %d %s", response.StatusCode, http.StatusText(response.StatusCode))
		if response.StatusCode == http.StatusNotFound && strings.Trim(u.Path, "/") == "" {
			why += fmt.Sprintf(": Daft 0.7.26 posts to the endpoint as it is, so set %s%s_ENDPOINT to %s/v1/%s",
				envOTLP, strings.ToUpper(s.String()), whereOf(u), s)
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

func (s Signal) insecure(env Lookup) bool {
	v, _ := s.of(env, "INSECURE")
	return strings.EqualFold(v, "true")
}

// trust returns whom to trust and who we are, by the files that the variables
// name; nil for the system's own trust.
func (s Signal) trust(env Lookup) (*tls.Config, error) {
	authority, _ := s.of(env, "CERTIFICATE")
	certificate, _ := s.of(env, "CLIENT_CERTIFICATE")
	key, _ := s.of(env, "CLIENT_KEY")
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
