package recorder

import (
	"encoding/binary"
	"encoding/json"
	"mime"
	"net/http"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/forward"
	"github.com/daft-analyze/daft-analyze/recorder/otlp"
)

// otlpMessage is an export request of OpenTelemetry's protocol.
type otlpMessage struct {
	otlp.Request
	held    int64         // of the budget, bytes
	repeats *otlp.Repeats // of the sink's goroutine; nil where each of several files has its own
	over    *otlp.Over    // of the sink's goroutine
}

func (m otlpMessage) events(payload int64, arrival format.Time) []*format.Event {
	m.Payload, m.Arrival = payload, arrival
	m.Body = m.over.Without(m.Request)
	events := otlp.Decode(m.Request)
	if m.repeats == nil {
		return events
	}
	return m.repeats.Without(events)
}

func (m otlpMessage) size() int64 { return m.held }

// Media types of OTLP by HTTP.
const (
	typeProtobuf = "application/x-protobuf"
	typeJSON     = "application/json"
)

// exportPaths are the paths of OTLP by HTTP. Daft posts its metrics to the
// endpoint itself, where OpenTelemetry's own SDKs append the path.
var exportPaths = map[string]otlp.Signal{
	"/v1/metrics": otlp.Metrics,
	"/v1/traces":  otlp.Traces,
	"/v1/logs":    otlp.Logs,
	"/":           otlp.Metrics,
}

// isExport reports whether a request is an export by HTTP.
func isExport(r *http.Request, path string) bool {
	_, ok := exportPaths[path]
	return ok && r.Method == http.MethodPost && (path != "/" || mediaType(r) == typeProtobuf)
}

func mediaType(r *http.Request) string {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind
}

// serveOTLP answers one export by HTTP.
func (srv *server) serveOTLP(w http.ResponseWriter, r *http.Request, to purpose) {
	kind, encoding := mediaType(r), r.Header.Get("Content-Encoding")
	request := otlp.Request{Signal: exportPaths[to.path], JSON: kind == typeJSON, Gzip: encoding == "gzip", Path: to.path}
	switch {
	case kind != typeJSON && kind != typeProtobuf:
		srv.reject(w, http.StatusUnsupportedMediaType, "only "+typeProtobuf+" and "+typeJSON)
		return
	case encoding != "" && encoding != "gzip" && encoding != "identity":
		srv.reject(w, http.StatusUnsupportedMediaType, "no content encoding but gzip is understood")
		return
	}
	body, err := srv.readBody(r)
	if err == nil {
		err = srv.export(r, request, to.job, body, body)
	}
	w.Header().Set("Content-Type", kind)
	if err != nil {
		status, why := refusal(err)
		srv.sink.lost.add("requests", why, 1)
		refusing(w.Header(), status)
		w.WriteHeader(status)
		_, _ = w.Write(statusMessage(why, request.JSON))
		return
	}
	if request.JSON {
		_, _ = w.Write([]byte("{}")) // all was taken: the protocol's answer with nothing in it
	}
}

// statusMessage returns what the protocol wants as the body of an error:
// google.rpc.Status with a message.
func statusMessage(why string, asJSON bool) []byte {
	if asJSON {
		b, _ := json.Marshal(map[string]string{"message": why}) // text never fails
		return b
	}
	return append(binary.AppendUvarint([]byte{2<<3 | 2}, uint64(len(why))), why...)
}

// export hands on an export request whose body was read: whole as it came, and
// the message within. What it holds of the budget is given back on an error.
func (srv *server) export(r *http.Request, request otlp.Request, job string, whole, message []byte) error {
	if srv.forward != nil {
		srv.forward.OTLP(forwardSignals[request.Signal], forward.Request{Method: r.Method, Path: srv.onward(r), Header: r.Header, Body: whole})
	}
	request.Body, request.Sender = message, r.Header.Get(senderHeader)
	if !srv.sink.take(ofJob{otlpMessage{request, int64(len(whole)), srv.repeats, &srv.sink.over}, job}.plain()) {
		srv.sink.budget.release(int64(len(whole)))
		return errFull
	}
	srv.requests.Add(1)
	return nil
}

var forwardSignals = map[otlp.Signal]forward.Signal{
	otlp.Metrics: forward.Metrics,
	otlp.Traces:  forward.Traces,
	otlp.Logs:    forward.Logs,
}
