package recorder

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/daft-analyze/daft-analyze/recorder/forward"
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
	last     atomic.Int64 // when the last request ended, by the sink's clock
	requests atomic.Int64 // that were queued
	rejected atomic.Int64 // that were not for us: wrong token, method or path
}

// serve answers on the listener until stop.
func serve(l net.Listener, s *sink, token string, limits limits, onward *forward.Forwarder) *server {
	srv := newServer(l, s, token, limits, onward)
	srv.start()
	return srv
}

func newServer(l net.Listener, s *sink, token string, limits limits, onward *forward.Forwarder) *server {
	crowded := func() { s.lost.add("connections", lossCrowded, 1) }
	srv := &server{listener: limit(l, limits.connections, crowded), sink: s, token: token, limits: limits, forward: onward}
	srv.http = &http.Server{
		Handler:           srv,
		ReadHeaderTimeout: limits.timeout,
		ReadTimeout:       limits.timeout,
		WriteTimeout:      limits.timeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          log.New(io.Discard, "", 0), // strangers' bad requests are no news
	}
	srv.last.Store(int64(s.now()))
	return srv
}

func (srv *server) start() {
	go func() { _ = srv.http.Serve(srv.listener) }() // always ends with an error, by stop
}

// ServeHTTP answers one request. The answer 200 means that it is queued.
func (srv *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if srv.answerHealth(w, r) {
		return
	}
	defer func() { srv.last.Store(int64(srv.sink.now())) }()
	path, ok := srv.below(r.URL.Path)
	job := ""
	if srv.ofJobs() {
		job, path = cutJob(path)
	}
	switch {
	case !ok:
		srv.reject(w, http.StatusNotFound, "no such address")
		return
	case r.Header.Get("Origin") != "":
		// A web page in a browser on this machine; Daft sends no Origin.
		srv.reject(w, http.StatusForbidden, "not for browsers")
		return
	case srv.forward.Looped(r.Header):
		srv.reject(w, http.StatusLoopDetected, "this recorder forwarded it before")
		return
	case r.Method == http.MethodGet && path == openPath:
		if srv.open.any() {
			w.WriteHeader(http.StatusAccepted)
		} else {
			w.WriteHeader(http.StatusNoContent)
		}
		return
	case r.Method == http.MethodGet && path == pingPath:
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		srv.reject(w, http.StatusMethodNotAllowed, "only POST, and GET "+pingPath)
		return
	case r.Header.Get("Content-Encoding") != "":
		srv.reject(w, http.StatusUnsupportedMediaType, "no content encoding is understood")
		return
	}
	if !srv.rate.allow(r.RemoteAddr) {
		srv.refuse(w, errRate)
		return
	}
	body, err := srv.readBody(r)
	if err == nil && srv.forward != nil {
		// Before the answer, after which the sender's next request may come.
		srv.forward.Dashboard(forward.Request{Method: r.Method, Path: srv.onward(r), Header: r.Header, Body: body})
	}
	if err == nil && !srv.sink.take(ofJob{dashboardMessage{Method: r.Method, Path: path, Body: body}, job}.plain()) {
		srv.sink.budget.release(int64(len(body)))
		err = errFull
	}
	if err != nil {
		srv.refuse(w, err)
		return
	}
	srv.requests.Add(1)
	srv.open.see(path)
	if r.Method == http.MethodGet {
		w.WriteHeader(http.StatusNoContent)
	}
}

const pingPath = "/api/ping"

var (
	errFull     = errors.New(lossQueueFull)
	errTooLarge = errors.New(lossTooLarge)
	errRate     = errors.New(lossRate)
)

// below returns the path behind the token, and whether the token is right.
func (srv *server) below(path string) (string, bool) {
	if srv.token == "" {
		return path, true
	}
	token, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return "/" + rest, subtle.ConstantTimeCompare([]byte(token), []byte(srv.token)) == 1
}

// ofJobs reports whether a path may name a job.
func (srv *server) ofJobs() bool { return srv.target != nil && srv.target.dir != nil }

// onward returns the path behind the token, and the job's name, as it came, with its query.
func (srv *server) onward(r *http.Request) string {
	path := r.URL.EscapedPath()
	if srv.token != "" {
		_, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
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

// readBody reads a request's body, reserving in the budget what it holds. On
// an error it holds nothing.
func (srv *server) readBody(r *http.Request) ([]byte, error) {
	if r.ContentLength > srv.limits.body {
		return nil, errTooLarge
	}
	size := min(max(r.ContentLength+1, 512), 64<<10) // room for the end of file
	if r.ContentLength == 0 {
		return nil, nil
	}
	var held int64
	var body []byte
	for {
		if len(body) == cap(body) {
			// The copy and the original are both held for a moment.
			if !srv.sink.budget.reserve(size) {
				srv.sink.budget.release(held)
				return nil, errFull
			}
			held += size
			body = append(make([]byte, 0, held), body...)
			size = held
		}
		n, err := r.Body.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		if int64(len(body)) > srv.limits.body {
			srv.sink.budget.release(held)
			return nil, errTooLarge
		}
		if err == io.EOF {
			srv.sink.budget.release(held - int64(len(body)))
			return body, nil
		}
		if err != nil {
			srv.sink.budget.release(held)
			return nil, err
		}
	}
}

// refuse answers a request that was for us and is lost.
func (srv *server) refuse(w http.ResponseWriter, err error) {
	status, why := http.StatusBadRequest, lossBroken
	switch {
	case errors.Is(err, errFull):
		status, why = http.StatusServiceUnavailable, lossQueueFull
	case errors.Is(err, errRate):
		status, why = http.StatusTooManyRequests, lossRate
		w.Header().Set("Retry-After", "1")
	case errors.Is(err, errTooLarge):
		status, why = http.StatusRequestEntityTooLarge, lossTooLarge
	}
	srv.sink.lost.add("requests", why, 1)
	if status != http.StatusServiceUnavailable {
		w.Header().Set("Connection", "close") // there may be more of the body
	}
	http.Error(w, why, status)
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
