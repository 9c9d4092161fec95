package forward

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// How an Exporter tries again: what waits longer than patience is given up.
const (
	firstWait = time.Second
	mostWait  = 30 * time.Second
	patience  = 2 * time.Minute
)

// An Exporter sends export requests of OpenTelemetry's protocol to an endpoint,
// by HTTP, as protobuf, gzipped, one after the other.
type Exporter struct {
	base     *url.URL
	client   *http.Client
	timeouts [signals]time.Duration
	headers  [signals]http.Header
	reached  bool // the endpoint answered before: what fails now may be mended by waiting
	wait     func(context.Context, time.Duration) error
}

// Rejected is what an endpoint said it did not take of a request that it
// accepted.
type Rejected struct {
	Count int64
	Why   string
}

// NewExporter returns an Exporter to an endpoint, such as http://localhost:4318,
// with headers, timeouts and certificates by the variables of OpenTelemetry's
// specification. That of the endpoint itself is not read.
func NewExporter(endpoint string, env Lookup) (*Exporter, error) {
	u, err := url.Parse(endpoint)
	switch {
	case err != nil: // whose text has the whole address
		return nil, errors.New("the endpoint is no address; one is http://localhost:4318")
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return nil, errors.New("the endpoint is an address with http:// or https://, such as http://localhost:4318")
	}
	for s := range signals {
		u.Path = strings.TrimSuffix(strings.TrimSuffix(u.Path, "/"), "/v1/"+s.String())
	}
	trust, err := Traces.trust(env)
	if err != nil {
		return nil, fmt.Errorf("the certificates of %s: %w", envOTLP+"CERTIFICATE", err)
	}
	e := &Exporter{base: u, wait: sleep}
	e.client = &http.Client{
		Transport: transport(notForLoopback(proxyOf(env)), trust, false),
		// Headers may be secrets: they go nowhere but to what was named.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for s := range signals {
		e.timeouts[s], e.headers[s] = s.timeout(env), s.headers(env)
	}
	return e, nil
}

// notForLoopback returns a choice of a proxy that leaves this machine's own
// addresses alone, as Go's does.
func notForLoopback(proxy func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		host := r.URL.Hostname()
		if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
			return nil, nil
		}
		return proxy(r)
	}
}

// Where is the endpoint without what may be secret in it.
func (e *Exporter) Where() string { return whereOf(e.base) }

// Send sends the body of an export request and waits for the answer. It tries
// again where the endpoint says that this may help, or where it answered before and
// does not now.
func (e *Exporter) Send(ctx context.Context, s Signal, body []byte) (Rejected, error) {
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestSpeed) // which is a level
	_, _ = z.Write(body)                                 // a buffer takes everything
	_ = z.Close()
	waited, pause := time.Duration(0), firstWait
	for {
		rejected, after, err := e.try(ctx, s, packed.Bytes())
		if err == nil || after < 0 || ctx.Err() != nil {
			return rejected, err
		}
		wait := pause + rand.N(pause/2) // so that several do not come back at once
		pause = min(2*pause, mostWait)
		if after > 0 {
			wait = after
		}
		if waited += wait; waited > patience {
			if after > mostWait {
				return rejected, fmt.Errorf("%w, and asks to come back in %s", err, after.Round(time.Second))
			}
			return rejected, fmt.Errorf("%w, for %s", err, patience)
		}
		if err := e.wait(ctx, wait); err != nil {
			return rejected, err
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// try sends once. Where it fails, after says when to try again: 0 is for the
// caller to choose, below 0 is never.
func (e *Exporter) try(ctx context.Context, s Signal, body []byte) (rejected Rejected, after time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, e.timeouts[s])
	defer cancel()
	address := *e.base
	address.Path += "/v1/" + s.String()
	address.RawPath = ""
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), bytes.NewReader(body))
	if err != nil {
		return rejected, -1, errors.New("the endpoint is no address")
	}
	r.Header = e.headers[s].Clone()
	r.Header.Set("Content-Type", "application/x-protobuf")
	r.Header.Set("Content-Encoding", "gzip")
	if r.Header.Get("User-Agent") == "" {
		r.Header.Set("User-Agent", "daft-analyze")
	}
	answered, err := e.client.Do(r)
	if err != nil {
		hint := ""
		if e.base.Port() == "4317" {
			hint = "; 4317 is mostly the port of gRPC, which is not spoken here: that of HTTP is 4318"
		}
		err = fmt.Errorf("%s: %s%s", e.Where(), reason(err), hint) // the error itself has the whole address
		if e.reached {
			return rejected, 0, err
		}
		return rejected, -1, err
	}
	e.reached = true
	defer answered.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(answered.Body, answerBytes)) // what can be read of it
	if code := answered.StatusCode; code < http.StatusOK || code >= http.StatusMultipleChoices {
		return rejected, retryAfter(answered, time.Now()), fmt.Errorf("%s answered with %d %s%s", e.Where(), code, http.StatusText(code), e.because(answered, said, s))
	}
	if isProtobuf(answered) {
		rejected = partial(said)
		rejected.Why = e.quote(rejected.Why, s)
	}
	return rejected, -1, nil
}

// retryAfter returns when to try again by an answer that is no success.
func retryAfter(r *http.Response, now time.Time) time.Duration {
	switch r.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
	default:
		return -1
	}
	text := r.Header.Get("Retry-After")
	if n, err := strconv.ParseInt(text, 10, 32); err == nil && n >= 0 {
		return max(time.Duration(n)*time.Second, time.Millisecond)
	}
	if t, err := http.ParseTime(text); err == nil {
		return max(t.Sub(now), time.Millisecond)
	}
	return 0
}

// because returns what an endpoint said of why it refused, or what is probably
// wrong.
func (e *Exporter) because(r *http.Response, said []byte, s Signal) string {
	switch {
	case r.StatusCode >= 300 && r.StatusCode < 400:
		return ": redirections are not followed"
	case isProtobuf(r):
		_, text := numberAndText(said, 1, 2) // google.rpc.Status
		said = []byte(text)
	case strings.HasPrefix(r.Header.Get("Content-Type"), "text/html"):
		said = nil
	}
	if text := e.quote(string(said), s); text != "" {
		return ": " + text
	}
	if r.StatusCode == http.StatusNotFound {
		return ": it is asked for /v1/" + s.String()
	}
	return ""
}

// quote makes a text of strangers fit to be shown.
func (e *Exporter) quote(text string, s Signal) string {
	if plain, err := url.PathUnescape(text); err == nil { // else a secret could hide in its escapes
		text = plain
	}
	return oneLine(e.hide(text, s))
}

// leastSecret is how long a value in the query of an address is at least that may
// be a secret: hiding shorter ones would hide much else.
const leastSecret = 4

// hide takes out of a text of strangers what must not be shown.
func (e *Exporter) hide(text string, s Signal) string {
	secrets := []string{}
	for _, values := range e.headers[s] {
		for _, v := range values {
			secrets = append(secrets, v)
			if _, token, ok := strings.Cut(v, " "); ok { // Bearer TOKEN
				secrets = append(secrets, token)
			}
		}
	}
	if password, ok := e.base.User.Password(); ok {
		secrets = append(secrets, password)
	}
	for _, values := range e.base.Query() {
		for _, v := range values {
			if len(v) >= leastSecret {
				secrets = append(secrets, v)
			}
		}
	}
	// The longest first: one may be a part of another.
	slices.SortFunc(secrets, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	for _, v := range secrets {
		if v != "" {
			text = strings.ReplaceAll(text, v, "***")
		}
	}
	return text
}

func isProtobuf(r *http.Response) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && (kind == "application/x-protobuf" || kind == "application/protobuf")
}

// partial reads the answer to an export request: an ExportPartialSuccess in its
// first field. What cannot be read says nothing.
func partial(answer []byte) (r Rejected) {
	for len(answer) > 0 {
		number, typ, n := protowire.ConsumeTag(answer)
		if n < 0 {
			return r
		}
		answer = answer[n:]
		if number == 1 && typ == protowire.BytesType {
			b, n := protowire.ConsumeBytes(answer)
			if n < 0 {
				return r
			}
			r.Count, r.Why = numberAndText(b, 1, 2)
			return r
		}
		if n = protowire.ConsumeFieldValue(number, typ, answer); n < 0 {
			return r
		}
		answer = answer[n:]
	}
	return r
}

// numberAndText reads two fields of a message.
func numberAndText(b []byte, numberField, textField protowire.Number) (number int64, text string) {
	for len(b) > 0 {
		field, typ, n := protowire.ConsumeTag(b)
		if n < 0 {
			return number, text
		}
		b = b[n:]
		switch {
		case field == numberField && typ == protowire.VarintType:
			v, n := protowire.ConsumeVarint(b)
			if n >= 0 {
				number = int64(v)
			}
		case field == textField && typ == protowire.BytesType:
			v, n := protowire.ConsumeBytes(b)
			if n >= 0 {
				text = string(v)
			}
		}
		if n = protowire.ConsumeFieldValue(field, typ, b); n < 0 {
			return number, text
		}
		b = b[n:]
	}
	return number, text
}
