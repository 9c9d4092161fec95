package otlp

import (
	"encoding/base64"
	"strconv"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/payload"
)

// A Signal is one of the sorts of telemetry.
type Signal uint8

// The signals that have events.
const (
	Metrics Signal = iota
	Traces
	Logs

	numSignals
)

// String returns the name of a signal in OpenTelemetry's terms.
func (s Signal) String() string { return [numSignals]string{"metrics", "traces", "logs"}[s] }

// A Request is one export request that was received.
type Request struct {
	Signal  Signal
	JSON    bool        // Body is JSON, else protobuf
	Gzip    bool        // Body is compressed
	Body    []byte      // not kept, not changed
	Path    string      // where it was sent to
	Sender  string      // what sitecustomize.py says of the process, "" for nothing
	Arrival format.Time // by the recorder's clock
	Payload int64       // number of the request within the recording
}

// Limits on what one request may hold. Sizes are bytes. No limit is near what
// Daft sends; they bound what a stranger can make the recorder keep.
const (
	maxInflated = 64 << 20  // body after decompression
	maxDecoded  = 256 << 20 // decoded messages, as estimated beforehand
	maxDepth    = 64        // nested values
	maxEvents   = 32768     // events of one request
	maxShared   = 1 << 10   // attrs that each event of a request repeats
	maxValue    = 16 << 10  // text of one attribute
	maxText     = 64 << 10  // text of one log record
	maxBad      = 256       // body kept of a request that could not be read
	maxPath     = 1 << 10   // path of a request that was not understood
)

// newEvent returns an event of the given kind that says when and how it came.
func (r Request) newEvent(k format.Kind) *format.Event {
	return format.NewEvent(k).Received(format.SourceOTLP, r.Arrival).SetInt(format.Payload, r.Payload)
}

// bad returns the event that says why a request could not be read, or that a
// part of it is left out.
func (r Request) bad(why string) *format.Event {
	e := r.newEvent(format.BadRequest).SetText(format.Text, payload.Cut(why, maxPath))
	payload.SetCut(e, format.Path, r.Path, maxPath)
	e.SetAttr("body.bytes", strconv.Itoa(len(r.Body)))
	if n := min(len(r.Body), maxBad); n > 0 {
		e.SetAttr("body.base64", payload.Quoted(base64.StdEncoding.EncodeToString(r.Body[:n]), 2*maxBad))
	}
	return e
}
