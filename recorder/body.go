package recorder

import (
	"errors"
	"io"
	"net/http"
)

var (
	errFull     = errors.New(lossQueueFull)
	errTooLarge = errors.New(lossTooLarge)
	errRate     = errors.New(lossRate)
)

// readBody reads a request's body, if its sender may send any more, reserving in
// the budget what it holds. On an error it holds nothing.
func (srv *server) readBody(r *http.Request) ([]byte, error) {
	if !srv.rate.allow(r.RemoteAddr) {
		return nil, errRate
	}
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

// refusal returns how to answer a request that was for us and is lost, and the
// reason of the loss.
func refusal(err error) (status int, why string) {
	switch {
	case errors.Is(err, errFull):
		return http.StatusServiceUnavailable, lossQueueFull
	case errors.Is(err, errRate):
		return http.StatusTooManyRequests, lossRate
	case errors.Is(err, errTooLarge):
		return http.StatusRequestEntityTooLarge, lossTooLarge
	}
	return http.StatusBadRequest, lossBroken
}

// refuse answers a request that was for us and is lost.
func (srv *server) refuse(w http.ResponseWriter, err error) {
	status, why := refusal(err)
	srv.sink.lost.add("requests", why, 1)
	refusing(w.Header(), status)
	http.Error(w, why, status)
}

// refusing sets what the header of a refusal says beside its status.
func refusing(h http.Header, status int) {
	switch status {
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		h.Set("Retry-After", "1")
	}
	if status != http.StatusServiceUnavailable {
		h.Set("Connection", "close") // there may be more of the body
	}
}
