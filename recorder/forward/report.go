package forward

import (
	"fmt"
	"strings"
)

// A Report says how forwarding to one destination went.
type Report struct {
	Name        string // "dashboard", "traces", "metrics" or "logs"
	Where       string // scheme and host of the destination
	Requests    int64  // that were meant for it
	Delivered   int64  // that it took
	Undelivered []Undelivered
}

// Undelivered says how many requests were not delivered for one reason.
type Undelivered struct {
	Why   string
	Count int64
}

// Missing returns how many requests the destination did not get or did not take.
func (r Report) Missing() int64 { return r.Requests - r.Delivered }

// String says in one line what was not delivered and why, for a report with
// something missing.
func (r Report) String() string {
	var why []string
	for _, u := range r.Undelivered {
		why = append(why, fmt.Sprintf("%d %s", u.Count, u.Why))
	}
	noun := "requests"
	if r.Requests == 1 {
		noun = "request"
	}
	return fmt.Sprintf("%d of %d %s did not reach your %s at %s (%s); the recording has them",
		r.Missing(), r.Requests, noun, r.what(), r.Where, strings.Join(why, ", "))
}

func (r Report) what() string {
	if r.Name == nameDashboard {
		return "dashboard"
	}
	return "OpenTelemetry " + r.Name + " endpoint"
}
