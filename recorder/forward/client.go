package forward

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// connectTimeout is that of Daft's own client.
const connectTimeout = 3 * time.Second

// answerBytes is how much of an answer is read, so that the connection can be
// used again.
const answerBytes = 64 << 10

// transport returns a client's connections: by HTTP/1.1, or HTTP/2 where the
// server offers it, and for gRPC always by HTTP/2.
func transport(proxy func(*http.Request) (*url.URL, error), trust *tls.Config, grpc bool) *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(!grpc)
	protocols.SetHTTP2(true)
	protocols.SetUnencryptedHTTP2(grpc)
	return &http.Transport{
		Proxy:               proxy,
		DialContext:         (&net.Dialer{Timeout: connectTimeout}).DialContext,
		TLSClientConfig:     trust,
		TLSHandshakeTimeout: connectTimeout,
		DisableCompression:  true, // or Go would ask for an encoding that the job did not
		IdleConnTimeout:     time.Minute,
		Protocols:           protocols,
	}
}

// post sends a request to an address within a time and reads the answer. The
// headers are added where the request lacks them.
func post(ctx context.Context, client *http.Client, within time.Duration, address, id string, r *Request, headers http.Header) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, r.Method, address, bytes.NewReader(r.Body))
	if err != nil {
		return nil, err
	}
	req.Header = onward(r.Header, id, headers)
	response, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, io.LimitReader(response.Body, answerBytes))
	return response, err
}

// tlsReason says what was wrong with TLS.
func tlsReason(err error) (string, bool) {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &authority):
		return "its certificate is signed by an unknown authority", true
	case errors.As(err, &host):
		return "its certificate is for another host", true
	case errors.As(err, &invalid):
		return "its certificate is not valid", true
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return "it does not speak TLS", true
	}
	return "", false
}

// whereOf returns what of a URL may be shown: it may hold a token or a password.
func whereOf(u *url.URL) string { return fmt.Sprintf("%s://%s", u.Scheme, u.Host) }
