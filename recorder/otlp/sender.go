package otlp

import (
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/payload"
)

// attrPID is the resource attribute for a process id, of the specification.
const attrPID = "process.pid"

// A sender is the process that sent a part of a request, and within it the
// instrumentation scope, as far as they tell.
type sender struct {
	pid    int64  // 0 if unknown
	role   string // "worker" or unknown
	worker string // its Ray node's id, "" if unknown
	query  string
	scope  string
	daft   bool // the scope is one of Daft's

	attrs attrs // of the resource and the scope, without what has a column
	given bool  // that attrs were put into an event
}

// senderOf returns what a resource and the request itself say of the sender.
func (r Request) senderOf(resource pcommon.Resource) sender {
	s := resourceOf(resource)
	for part := range strings.SplitSeq(r.Sender, ";") {
		name, value, _ := strings.Cut(part, "=")
		if len(value) > payload.MaxID {
			continue
		}
		switch name {
		case "pid":
			if n, err := strconv.ParseUint(value, 10, 31); err == nil {
				s.pid = int64(n)
			}
		case "role":
			s.role = payload.Cut(value, payload.MaxID)
		case "worker_id":
			s.worker = payload.Cut(value, payload.MaxID)
		}
	}
	return s
}

// resourceOf returns what a resource says of the sender.
func resourceOf(r pcommon.Resource) sender {
	var s sender
	foreign := false
	for key, v := range r.Attributes().All() {
		switch key {
		case attrPID:
			if n, err := strconv.ParseUint(v.AsString(), 10, 31); err == nil {
				s.pid = int64(n)
				continue
			}
		case "service.name":
			if v.AsString() == "daft" {
				continue
			}
			foreign = true
		case "telemetry.sdk.name", "telemetry.sdk.language", "telemetry.sdk.version":
			continue // added below if it is not Daft's
		}
		s.attrs.addValue("resource."+key, v)
	}
	if foreign {
		for key, v := range r.Attributes().All() {
			if strings.HasPrefix(key, "telemetry.sdk.") {
				s.attrs.addValue("resource."+key, v)
			}
		}
	}
	return s
}

// Scopes of Daft.
const (
	scopeLocal       = "daft.execution.local"
	scopeDistributed = "daft.execution.distributed"
	scopeMonitor     = "daft-process-monitor"
	scopeTracer      = "daft-otel-tracer"
	scopeUDFErrors   = "python-udf-error"
)

// scopeOf returns the sender with what a scope adds.
func (s sender) scopeOf(scope pcommon.InstrumentationScope) *sender {
	s.attrs = append(attrs(nil), s.attrs...)
	s.scope = scope.Name()
	switch s.scope {
	case scopeLocal, scopeDistributed, scopeMonitor, scopeTracer, scopeUDFErrors:
		s.daft = true
	default:
		s.attrs.add("scope", payload.Quoted(s.scope, maxValue)) // also "": it marks what is not Daft's
		s.attrs.addText("scope.version", scope.Version())
	}
	for key, v := range scope.Attributes().All() {
		if text := v.AsString(); key == "query.id" && s.daft && len(text) <= payload.MaxID {
			s.query = payload.Cut(text, payload.MaxID)
			continue
		}
		s.attrs.addValue("scope."+key, v)
	}
	return &s
}

// clock returns whose clock the sender stamps by.
func (s *sender) clock() format.Clock {
	switch {
	case s.scope == scopeDistributed:
		return format.ClockRunner
	case s.worker != "" || s.role == "worker":
		return format.ClockWorker
	}
	return format.ClockDriver
}

// newEvent returns an event of the sender's, of a kind that may have all that is
// known of a sender, and the attributes that it begins with: those of the sender if
// they are short, else only those of its first event.
func (s *sender) newEvent(r Request, k format.Kind) (*format.Event, attrs) {
	e := r.newEvent(k)
	if s.pid != 0 {
		e.SetInt(format.PID, s.pid)
	}
	if s.worker != "" {
		e.SetLabel(format.WorkerID, s.worker)
	}
	if s.query != "" {
		e.SetLabel(format.QueryID, s.query)
	}
	if s.given && s.attrs.size() > maxShared {
		return e, nil
	}
	s.given = true
	return e, append(attrs(nil), s.attrs...)
}
