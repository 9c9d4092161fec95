package recorder

import (
	"context"
	"crypto/subtle"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/daft-analyze/daft-analyze/recorder/forward"
	"github.com/daft-analyze/daft-analyze/recorder/otlp"
)

// limits bound what strangers can make a server do.
type limits struct {
	body        int64         // bytes of one request's body
	connections int64         // open at a time
	timeout     time.Duration // for one request to arrive whole, and for its answer
}

// Daft sends a request at a time from each process, of a few KiB, and gives up
// after 5 s.
var serverLimits = limits{body: 32 << 20, connections: 2048, timeout: 10 * time.Second}

const (
	maxHeader   = 16 << 10
	maxStreams  = 16              // requests at a time on one connection of HTTP/2
	maxFrame    = 16 << 10        // one frame of HTTP/2, bytes
	maxWindow   = 128 << 10       // sent on one connection of HTTP/2 before it is read, bytes
	maxHeld     = 64 << 20        // of all requests that are held in memory, bytes
	idleTimeout = 3 * time.Minute // longer than Daft's client keeps a connection
	stopTimeout = 300 * time.Millisecond
)

// A server takes Daft's requests and passes them to a sink.
type server struct {
	listener *limitedListener
	http     *http.Server
	sink     *sink
	token    string // first part of every path, "" for none
	limits   limits
	rate     *rateLimit         // nil: none
	target   *target            // of a collector, whose health may be asked for, else nil
	stopping atomic.Bool        // nobody should begin to report
	forward  *forward.Forwarder // to the user's own dashboard; nil for none

	open     openQueries
	repeats  *otlp.Repeats // of the sink's goroutine; nil where each of several files has its own
	last     atomic.Int64  // when the last request ended, by the sink's clock
	requests atomic.Int64  // that were queued
	rejected atomic.Int64  // that were not for us: wrong token, method or path
}

// serve answers on the listener until stop.
func serve(l net.Listener, s *sink, token string, limits limits, onward *forward.Forwarder) *server {
	srv := newServer(l, s, token, limits, onward)
	srv.start()
	return srv
}

func newServer(l net.Listener, s *sink, token string, limits limits, onward *forward.Forwarder) *server {
	crowded := func() { s.lost.add("connections", lossCrowded, 1) }
	srv := &server{listener: limit(l, limits.connections, limits.timeout, crowded), sink: s, token: token, limits: limits, forward: onward, repeats: &otlp.Repeats{}}
	srv.http = &http.Server{
		Handler:           srv,
		ReadHeaderTimeout: limits.timeout,
		ReadTimeout:       limits.timeout,
		WriteTimeout:      limits.timeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ConnContext:       func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) },
		Protocols:         protocols(),
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: maxStreams, MaxReadFrameSize: maxFrame, MaxReceiveBufferPerConnection: maxWindow, MaxReceiveBufferPerStream: maxWindow, WriteByteTimeout: limits.timeout},
		ErrorLog:          log.New(io.Discard, "", 0), // strangers' bad requests are no news
	}
	srv.last.Store(int64(s.now()))
	return srv
}

func (srv *server) start() {
	go func() { _ = srv.http.Serve(srv.listener) }() // always ends with an error, by stop
}

// ServeHTTP answers one request. An answer of success means that it is queued.
func (srv *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if srv.answerHealth(w, r) {
		return
	}
	defer func() { srv.last.Store(int64(srv.sink.now())) }()
	to, ok := srv.admit(r)
	if isGRPC(r) {
		srv.serveGRPC(w, r, to, ok)
		return
	}
	switch {
	case !ok:
		srv.reject(w, http.StatusNotFound, "no such address")
	case r.Header.Get("Origin") != "":
		// A web page in a browser on this machine; Daft sends no Origin.
		srv.reject(w, http.StatusForbidden, "not for browsers")
	case srv.forward.Looped(r.Header):
		srv.reject(w, http.StatusLoopDetected, loopedText)
	case isExport(r, to.path):
		srv.serveOTLP(w, r, to)
	default:
		srv.serveDashboard(w, r, to)
	}
}

const loopedText = "this recorder forwarded it before"

// tokenHeader carries the token, and what follows it in the address, where a
// path does not reach us: a gRPC client uses of an endpoint nothing but host and
// port.
const tokenHeader = "Daft-Analyze-Token"

// senderHeader says which process sent an export. Where the recorder forwards to
// does not get it.
const senderHeader = "Daft-Analyze-Sender"

// A purpose is what a request is for.
type purpose struct {
	path string // behind the token and the job's name
	job  string // "" where the address names none
}

// admit returns what a request is for, and whether the token is right. The
// header that may hold it is for us alone, and taken out.
func (srv *server) admit(r *http.Request) (to purpose, ok bool) {
	token := r.Header.Get(tokenHeader)
	r.Header.Del(tokenHeader)
	if to.path, ok = srv.below(r.URL.Path); !ok {
		to.path, ok = srv.below("/" + token + r.URL.Path)
	}
	if srv.ofJobs() {
		to.job, to.path = cutJob(to.path)
	}
	if c, counted := r.Context().Value(connKey{}).(*countedConn); ok && counted {
		c.admit()
	}
	return to, ok
}

// connKey is where a request's context has its connection.
type connKey struct{}

func (srv *server) isToken(s string) bool {
	return subtle.ConstantTimeCompare([]byte(s), []byte(srv.token)) == 1
}

// protocols are those that share the port: the dashboard protocol is HTTP/1.1,
// and gRPC is HTTP/2, which its clients begin without asking.
func protocols() *http.Protocols {
	var p http.Protocols
	p.SetHTTP1(true)
	p.SetUnencryptedHTTP2(true)
	return &p
}

// below returns the path behind the token, and whether the token is right.
func (srv *server) below(path string) (string, bool) {
	if srv.token == "" {
		return path, true
	}
	token, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return "/" + rest, srv.isToken(token)
}

// ofJobs reports whether a path may name a job.
func (srv *server) ofJobs() bool { return srv.target != nil && srv.target.dir != nil }

// onward returns the path behind the token, and the job's name, as it came, with its query.
func (srv *server) onward(r *http.Request) string {
	path := r.URL.EscapedPath()
	if token, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/"); srv.token != "" && srv.isToken(token) {
		path = "/" + rest
	}
	if srv.ofJobs() {
		_, path = cutJob(path)
	}
	if r.URL.RawQuery != "" {
		path += "?" + r.URL.RawQuery
	}
	return path
}

// reject answers a request that was not for us.
func (srv *server) reject(w http.ResponseWriter, status int, why string) {
	srv.rejected.Add(1)
	w.Header().Set("Connection", "close")
	http.Error(w, why, status)
}

// drain waits until Daft's processes are quiet: none is connected, or none has
// sent anything for a while. They may send for a moment after the job has
// ended. It waits no longer than ctx allows.
func (srv *server) drain(ctx context.Context, quiet, poll time.Duration) {
	settled := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(poll):
		}
		if time.Duration(int64(srv.sink.now())-srv.last.Load()) >= quiet {
			return
		}
		// A connection may still wait to be accepted: look twice.
		if settled++; srv.listener.open() > 0 {
			settled = 0
		}
		if settled == 2 {
			return
		}
	}
}

// stop closes the listener and all connections, those in use after a moment.
func (srv *server) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	srv.http.SetKeepAlivesEnabled(false)
	if srv.http.Shutdown(ctx) != nil {
		_ = srv.http.Close()
	}
}
