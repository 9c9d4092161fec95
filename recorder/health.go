package recorder

import (
	"encoding/json"
	"errors"
	"net/http"
	"sync/atomic"
	"syscall"
	"time"
)

// Addresses, beside the token, that say how a collector is doing. They say
// nothing of what it records.
const (
	healthPath = "/healthz" // 200 while it records, else 503 and why
	livePath   = "/livez"   // 200 while it answers at all
)

// stuckAfter is how long the sink may take for one message before it counts as
// stuck.
const stuckAfter = 10 * time.Second

// pulse is what a sink lets other goroutines see of its own. Its time is that of
// the process, not that of events.
type pulse struct {
	began  time.Time
	last   atomic.Int64 // when the sink was last between two messages, in ns since began
	broken atomic.Bool  // writing has failed for good
}

func (p *pulse) beat() { p.last.Store(int64(time.Since(p.began))) }

// stuck reports whether the sink has been at one message for too long.
func (p *pulse) stuck(now time.Time) bool {
	return now.Sub(p.began)-time.Duration(p.last.Load()) >= stuckAfter
}

// healthAnswer is the body of an answer, see docs/collect.md.
type healthAnswer struct {
	Status        string  `json:"status"`
	Reason        *string `json:"reason"`
	QueueFill     float64 `json:"queue_fill"`
	HeldFill      float64 `json:"held_fill"`
	Connections   int64   `json:"connections"`
	Requests      int64   `json:"requests"`
	Rejected      int64   `json:"rejected"`
	Lost          int64   `json:"lost"`
	OpenFiles     int64   `json:"open_files"`
	FinishedFiles int64   `json:"finished_files"`
}

// answerHealth answers a question for the health of a collector, and reports
// whether the request was one.
func (srv *server) answerHealth(w http.ResponseWriter, r *http.Request) bool {
	if srv.target == nil || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	switch r.URL.Path {
	case livePath:
		w.WriteHeader(http.StatusOK)
		return true
	case healthPath:
	default:
		return false
	}
	a := srv.health()
	status := http.StatusOK
	if a.Reason != nil {
		status = http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(a) // who asked may have gone
	return true
}

func (srv *server) health() healthAnswer {
	s := srv.sink
	a := healthAnswer{
		Status: "recording", QueueFill: float64(len(s.queue)) / float64(cap(s.queue)),
		HeldFill:    float64(s.budget.used.Load()) / float64(s.budget.limit),
		Connections: srv.listener.open(), Requests: srv.requests.Load(), Rejected: srv.rejected.Load(),
		OpenFiles: 1,
	}
	for _, l := range s.lost.all() {
		a.Lost += l.Count
	}
	var failing error
	if srv.target.dir != nil {
		a.OpenFiles, a.FinishedFiles, failing = srv.target.dir.Health()
	}
	reason := ""
	switch {
	case srv.stopping.Load():
		a.Status, reason = "stopping", "the collector was told to stop"
	case s.pulse.stuck(time.Now()):
		reason = "writing does not come to an end"
	case errors.Is(failing, syscall.ENOSPC), errors.Is(failing, syscall.EDQUOT):
		reason = "the disk is full"
	case failing != nil, s.pulse.broken.Load():
		reason = lossWrite
	}
	if reason != "" {
		a.Reason = &reason
		if a.Status == "recording" {
			a.Status = "failing"
		}
	}
	return a
}
