package collect

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
)

// A subject is what one file is about: a job, a query, or, if it has no id, the
// collector itself.
type subject struct {
	job bool
	id  string
}

// route returns the track that an event belongs to:
//
//  1. what comes by the address of a job, to that job
//  2. what names a query, to that query, or to the job that it belongs to; but to
//     the collector's own file once the query's file was closed after its end,
//     beyond Limits.Open, and what is no word of Daft's dashboard protocol of a
//     query that has no file
//  3. what names none but has a time of its own, such as a span, to the one
//     query that was open at that time
//  4. all else to the collector's own file
func (c *Collection) route(e *format.Event) *track {
	if c.job != "" {
		return c.track(subject{job: true, id: c.job}, e)
	}
	if id := queryOf(e); id != "" {
		s := subject{id: id}
		t := c.tracks[s]
		switch {
		case t != nil && t.home().file != nil:
			return t.home()
		case !beginsFile(e), t != nil && t.over && e.Kind != format.QueryStart:
			return c.own
		}
		return c.track(s, e)
	}
	if t := c.during(e); t != nil {
		return t
	}
	return c.own
}

// queryOf returns the id of the query that an event names, "" if none.
func queryOf(e *format.Event) string {
	if id := e.Label(format.QueryID); id != "" {
		return id
	}
	if e.Kind != format.BadRequest && e.Kind != format.UnknownRequest {
		return ""
	}
	path := e.Label(format.Path)
	rest, ok := strings.CutPrefix(path, "/engine/query/")
	if !ok {
		return ""
	}
	id, _, _ := strings.Cut(rest, "/")
	return id
}

// beginsFile reports whether an event is one that a query's file may begin
// with. A process goes on to report metrics of queries that are long over.
func beginsFile(e *format.Event) bool {
	return e.Kind != format.BadRequest && e.Kind != format.UnknownRequest &&
		e.Label(format.SourceName) == string(format.SourceDashboard)
}
