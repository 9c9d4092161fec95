package recorder

import (
	"net/http"

	"github.com/daft-analyze/daft-analyze/recorder/forward"
)

const pingPath = "/api/ping"

// serveDashboard answers one request of Daft's dashboard protocol.
func (srv *server) serveDashboard(w http.ResponseWriter, r *http.Request, to purpose) {
	switch {
	case r.Method == http.MethodGet && to.path == openPath:
		if srv.open.any() {
			w.WriteHeader(http.StatusAccepted)
		} else {
			w.WriteHeader(http.StatusNoContent)
		}
		return
	case r.Method == http.MethodGet && to.path == pingPath:
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		srv.reject(w, http.StatusMethodNotAllowed, "only POST, and GET "+pingPath)
		return
	case r.Header.Get("Content-Encoding") != "":
		srv.reject(w, http.StatusUnsupportedMediaType, "no content encoding is understood")
		return
	}
	body, err := srv.readBody(r)
	if err == nil && srv.forward != nil {
		// Before the answer, after which the sender's next request may come.
		srv.forward.Dashboard(forward.Request{Method: r.Method, Path: srv.onward(r), Header: r.Header, Body: body})
	}
	if err == nil && !srv.sink.take(ofJob{dashboardMessage{Method: r.Method, Path: to.path, Body: body}, to.job}.plain()) {
		srv.sink.budget.release(int64(len(body)))
		err = errFull
	}
	if err != nil {
		srv.refuse(w, err)
		return
	}
	srv.requests.Add(1)
	srv.open.see(to.path)
	if r.Method == http.MethodGet {
		w.WriteHeader(http.StatusNoContent)
	}
}
