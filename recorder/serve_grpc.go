package recorder

import (
	"encoding/binary"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/recorder/otlp"
)

// gRPC is HTTP/2 with a frame around each message and the status in a trailer.
// The exports are single requests with single answers, which is so little that
// net/http does it all: the gRPC library would be a third of the binary.

// exportMethods are the paths of OTLP by gRPC.
var exportMethods = map[string]otlp.Signal{
	"/opentelemetry.proto.collector.metrics.v1.MetricsService/Export": otlp.Metrics,
	"/opentelemetry.proto.collector.trace.v1.TraceService/Export":     otlp.Traces,
	"/opentelemetry.proto.collector.logs.v1.LogsService/Export":       otlp.Logs,
}

// isGRPC reports whether a request is a call by gRPC.
func isGRPC(r *http.Request) bool {
	return r.ProtoMajor == 2 && r.Method == http.MethodPost && strings.HasPrefix(r.Header.Get("Content-Type"), "application/grpc")
}

// Status codes of gRPC.
const (
	grpcOK                = 0
	grpcInvalidArgument   = 3
	grpcPermissionDenied  = 7
	grpcResourceExhausted = 8
	grpcUnimplemented     = 12
	grpcUnavailable       = 14
	grpcUnauthenticated   = 16
)

// frameHeader is the length of what stands before a message: whether it is
// compressed, and its length.
const frameHeader = 5

// serveGRPC answers one call by gRPC.
func (srv *server) serveGRPC(w http.ResponseWriter, r *http.Request, to purpose, admitted bool) {
	signal, known := exportMethods[to.path]
	encoding := r.Header.Get("Grpc-Encoding")
	status, why := grpcOK, ""
	switch {
	case !admitted:
		status, why = grpcUnauthenticated, "the token is missing or wrong"
	case r.Header.Get("Origin") != "":
		status, why = grpcPermissionDenied, "not for browsers"
	case srv.forward.Looped(r.Header):
		status, why = grpcPermissionDenied, loopedText
	case !known:
		status, why = grpcUnimplemented, "no such method"
	case encoding != "" && encoding != "identity" && encoding != "gzip":
		status, why = grpcUnimplemented, "no encoding but gzip is understood"
		w.Header().Set("Grpc-Accept-Encoding", "identity,gzip")
	}
	if status != grpcOK {
		srv.rejected.Add(1)
		endCall(w, status, why)
		return
	}
	body, err := srv.readBody(r)
	if err == nil {
		var message []byte
		var packed bool
		if message, packed, err = unframe(body); err != nil {
			srv.sink.budget.release(int64(len(body)))
		} else {
			err = srv.export(r, otlp.Request{Signal: signal, Gzip: packed && encoding == "gzip", Path: to.path}, to.job, body, message)
		}
	}
	switch {
	case err == nil:
		w.Header().Set("Content-Type", "application/grpc")
		w.Header().Set("Trailer", "Grpc-Status")
		_, _ = w.Write(make([]byte, frameHeader)) // all was taken: the protocol's answer with nothing in it
		w.Header().Set("Grpc-Status", "0")
		return
	case errors.Is(err, errFull):
		status, why = grpcUnavailable, lossQueueFull // that is: try again
	case errors.Is(err, errRate):
		status, why = grpcUnavailable, lossRate
	case errors.Is(err, errTooLarge):
		status, why = grpcResourceExhausted, lossTooLarge
	default:
		status, why = grpcInvalidArgument, lossBroken
	}
	srv.sink.lost.add("requests", why, 1)
	endCall(w, status, why)
}

var errFrame = errors.New("not one message of gRPC")

// unframe returns the one message that a body is to hold, and whether it is
// compressed.
func unframe(body []byte) (message []byte, packed bool, err error) {
	if len(body) < frameHeader || body[0] > 1 || uint64(binary.BigEndian.Uint32(body[1:])) != uint64(len(body)-frameHeader) {
		return nil, false, errFrame
	}
	return body[frameHeader:], body[0] == 1, nil
}

// endCall answers with a status and no message.
func endCall(w http.ResponseWriter, status int, why string) {
	w.Header().Set("Content-Type", "application/grpc")
	w.Header().Set("Grpc-Status", strconv.Itoa(status))
	w.Header().Set("Grpc-Message", why) // plain ASCII, without "%"
	w.WriteHeader(http.StatusOK)
}
