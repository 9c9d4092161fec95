package forward

import (
	"net/http"
	"slices"
	"strings"
)

// A Request is what a server of ours was sent. It is not changed any more, so
// that several may hold it.
type Request struct {
	Method string
	Path   string // escaped, with its query, below what is the recorder's own
	Header http.Header
	Body   []byte // as it came, compressed or not
}

// Headers of recorders, between a job, its recorder, and one around that.
const (
	token  = "Daft-Analyze-Token"
	sender = "Daft-Analyze-Sender"
)

// via lists the recorders that forwarded a request, so that it does not come
// round in a circle.
const via = "Daft-Analyze-Via"

// dropped are the headers that are between two neighbours only, and those that
// the sending client makes itself.
var dropped = []string{
	"Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization",
	"Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
}

// onward returns the headers to send on by the recorder id. Those added are set
// where they are missing; if they hold a token, it goes to another recorder.
func onward(h http.Header, id string, added http.Header) http.Header {
	out := make(http.Header, len(h)+2)
	named := strings.Split(strings.Join(h["Connection"], ","), ",")
	for i := range named {
		named[i] = http.CanonicalHeaderKey(strings.TrimSpace(named[i]))
	}
	for name, values := range h {
		if !slices.Contains(dropped, name) && !slices.Contains(named, name) {
			out[name] = values
		}
	}
	delete(out, token) // ours
	if added[token] == nil {
		delete(out, sender)
	}
	for name, values := range added {
		if out[name] == nil {
			out[name] = values
		}
	}
	if out["User-Agent"] == nil {
		out["User-Agent"] = []string{""} // or Go would add its own
	}
	out[via] = append(slices.Clone(h[via]), id)
	return out
}

// size is what a request holds while it waits, in bytes.
func (r *Request) size() int64 {
	size := int64(len(r.Body) + len(r.Path) + 256)
	for name, values := range r.Header {
		size += int64(len(name) + 48)
		for _, v := range values {
			size += int64(len(v) + 16)
		}
	}
	return size
}
