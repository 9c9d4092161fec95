package dashboard

import (
	"strconv"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/payload"
)

// Request is one HTTP request that Daft sent.
type Request struct {
	Method  string
	Path    string      // unescaped, below the dashboard's URL: "/engine/query/..."
	Body    []byte      // not kept, not changed
	Arrival format.Time // by the recorder's clock
	Payload int64       // number of the request within the recording
}

// Limits on what one request may hold. Sizes are bytes. No limit is near what
// Daft sends; they bound what a stranger can make the recorder keep.
const (
	maxPath    = 1 << 10  // path of a request that was not understood
	maxUnknown = 64 << 10 // body kept of a request to an unknown endpoint
	maxBad     = 1 << 10  // body kept of a request that could not be read
	maxShown   = 64       // value that an error message quotes
	maxEvents  = 16384    // events of one request
	maxShared  = 1 << 10  // attrs that each event of a request repeats
)

// newEvent returns an event of the given kind that says when and how it came.
func (r Request) newEvent(k format.Kind) *format.Event {
	return format.NewEvent(k).Received(format.SourceDashboard, r.Arrival).SetInt(format.Payload, r.Payload)
}

// unknown returns the event that keeps a request to an endpoint that this
// version does not know, or whose body says nothing that has an event.
func (r Request) unknown() []*format.Event {
	e := r.newEvent(format.UnknownRequest)
	payload.SetCut(e, format.Path, r.Path, maxPath)
	if r.Method != "POST" {
		e.SetAttr("method", payload.Quoted(r.Method, payload.MaxID))
	}
	if len(r.Body) > 0 {
		e.SetText(format.Text, payload.Cut(string(r.Body), maxUnknown))
		if len(r.Body) > maxUnknown {
			e.SetAttr("text.bytes", strconv.Itoa(len(r.Body)))
		}
	}
	return []*format.Event{e}
}

// bad returns the event that says why a request could not be read.
func (r Request) bad(why error) []*format.Event {
	e := r.newEvent(format.BadRequest).SetText(format.Text, payload.Cut(why.Error(), maxBad))
	payload.SetCut(e, format.Path, r.Path, maxPath)
	if len(r.Body) > 0 {
		e.SetAttr("body", payload.Quoted(string(r.Body), maxBad))
	}
	return []*format.Event{e}
}
