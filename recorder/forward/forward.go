package forward

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
)

// A Forwarder sends requests on to the destinations that an environment names.
// It is safe for concurrent use; a nil Forwarder forwards nothing.
type Forwarder struct {
	id     string // of this recorder, in the header via
	isSelf func(*url.URL) bool
	warn   func(string)

	board *destination
	otlp  [signals]*destination
}

// New returns a Forwarder to the dashboard and the endpoints of the
// environment, which is the one that the job would have had. isSelf tells
// whether an address is our own, to which nothing may be forwarded. warn is told,
// in a line each, what of the environment cannot be used. If there is nothing to
// forward to, New returns nil.
func New(env Lookup, isSelf func(*url.URL) bool, warn func(line string)) *Forwarder {
	f := &Forwarder{id: rand.Text(), isSelf: isSelf, warn: warn}
	f.board = f.dashboard(env)
	any := f.board != nil
	for s := range signals {
		f.otlp[s] = f.signal(env, s)
		any = any || f.otlp[s] != nil
	}
	if !any {
		return nil
	}
	return f
}

// Looped reports whether a request was forwarded by this very recorder before:
// it came round in a circle, and must not be taken.
func (f *Forwarder) Looped(h http.Header) bool {
	return f != nil && slices.Contains(h[via], f.id)
}

// Dashboard forwards a request of Daft's dashboard protocol. It never waits.
func (f *Forwarder) Dashboard(r Request) {
	if f != nil && f.board != nil {
		f.board.take(&r)
	}
}

// OTLP forwards a request that carries a signal. It never waits.
func (f *Forwarder) OTLP(s Signal, r Request) {
	if f != nil && f.otlp[s] != nil {
		f.otlp[s].take(&r)
	}
}

// Close sends what waits until ctx is done, gives up the rest, and returns how
// it went, for each destination that requests were meant for.
func (f *Forwarder) Close(ctx context.Context) []Report {
	if f == nil {
		return nil
	}
	var reports []Report
	for _, d := range append([]*destination{f.board}, f.otlp[:]...) {
		if d == nil {
			continue
		}
		d.close(ctx) // the others go on sending meanwhile
		if r := d.report(); r.Requests > 0 {
			reports = append(reports, r)
		}
	}
	return reports
}
