package dashboard

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/format"
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
	maxID      = 256      // query and worker ids
	maxName    = 16 << 10 // labels
	maxPath    = 1 << 10  // path of a request that was not understood
	maxUnknown = 64 << 10 // body kept of a request to an unknown endpoint
	maxBad     = 1 << 10  // body kept of a request that could not be read
	maxShown   = 64       // value that an error message quotes
	maxEvents  = 16384    // events of one request
	maxList    = 65536    // elements of a list column
	maxAttrs   = 256      // attrs of one event
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
	setCut(e, format.Path, r.Path, maxPath)
	if r.Method != "POST" {
		e.SetAttr("method", quoted(r.Method, maxID))
	}
	if len(r.Body) > 0 {
		e.SetText(format.Text, cut(string(r.Body), maxUnknown))
		if len(r.Body) > maxUnknown {
			e.SetAttr("text.bytes", strconv.Itoa(len(r.Body)))
		}
	}
	return []*format.Event{e}
}

// bad returns the event that says why a request could not be read.
func (r Request) bad(why error) []*format.Event {
	e := r.newEvent(format.BadRequest).SetText(format.Text, cut(why.Error(), maxBad))
	setCut(e, format.Path, r.Path, maxPath)
	if len(r.Body) > 0 {
		e.SetAttr("body", quoted(string(r.Body), maxBad))
	}
	return []*format.Event{e}
}

// setCut sets a label that may be too long: then its beginning is kept, and
// its full length in attrs.
func setCut(e *format.Event, c format.LabelColumn, s string, limit int) {
	e.SetLabel(c, cut(s, limit))
	if len(s) > limit {
		e.SetAttr(labelName[c]+".bytes", strconv.Itoa(len(s)))
	}
}

// labelName has the names of the label columns that setCut is used for.
var labelName = map[format.LabelColumn]string{
	format.Path:          "path",
	format.Name:          "name",
	format.Runner:        "runner",
	format.Entrypoint:    "entrypoint",
	format.DaftVersion:   "daft_version",
	format.PythonVersion: "python_version",
	format.RayVersion:    "ray_version",
	format.Input:         "input",
	format.Outcome:       "outcome",
}

// cut returns at most limit bytes of s as valid UTF-8.
func cut(s string, limit int) string {
	if len(s) > limit {
		for limit > 0 && !utf8.RuneStart(s[limit]) {
			limit--
		}
		s = s[:limit]
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
