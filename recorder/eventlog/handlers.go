package eventlog

import (
	"fmt"
	"maps"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/payload"
)

// A handler makes events of one name.
type handler struct {
	kind format.Kind
	// required names the members without which there is no event, beside
	// query_id and timestamp.
	required []string
	members  payload.Fields
}

var handlers = map[string]handler{
	"query_started": {kind: format.QueryStart, members: payload.Fields{
		"plan":           payload.TextField(format.Text),
		"runner":         payload.LabelField(format.Runner),
		"entrypoint":     payload.CommandField(format.Entrypoint),
		"daft_version":   payload.LabelField(format.DaftVersion),
		"python_version": payload.LabelField(format.PythonVersion),
		"runner_version": payload.LabelField(format.RayVersion),
	}},
	"optimization_started": {kind: format.PlanStart},
	"optimization_ended": {kind: format.PlanEnd, members: payload.Fields{
		"plan": payload.TextField(format.Text),
	}},
	"execution_started": {kind: format.ExecStart, members: payload.Fields{
		"physical_plan": payload.TextField(format.Text),
	}},
	"execution_ended":  {kind: format.ExecEnd},
	"operator_started": {kind: format.OperatorStart, required: []string{"node_id"}, members: operator},
	"operator_ended":   {kind: format.OperatorEnd, required: []string{"node_id"}, members: operator},
	"stats": {kind: format.OperatorStats, required: []string{"node_id", "metrics"}, members: payload.Fields{
		"node_id": payload.CountField(format.NodeID),
		"metrics": metricsField,
	}},
	"process_stats": {kind: format.ProcessStats, required: []string{"metrics"}, members: payload.Fields{
		"metrics": payload.ObjectField("metrics.", payload.Fields{
			"process.memory.rss":                payload.CountField(format.RSSBytes),
			"process.memory.jemalloc.allocated": payload.CountField(format.JemallocAllocatedBytes),
			"process.memory.jemalloc.resident":  payload.CountField(format.JemallocResidentBytes),
			"process.cpu.percent":               payload.FloatField(format.CPUPct),
		}),
	}},
	"query_ended": {kind: format.QueryEnd, required: []string{"state"}, members: payload.Fields{
		"state":         payload.LabelField(format.Outcome),
		"error_message": payload.TextField(format.Text), // Daft 0.7.26 does not log it, its dashboard reads it
	}},
}

var operator = payload.Fields{
	"node_id": payload.CountField(format.NodeID),
	"name":    payload.LabelField(format.Name),
}

// metrics are the counters of a "stats" event, whose durations are whole
// milliseconds.
var metrics = func() payload.Fields {
	f := payload.Fields{"duration": payload.NanosField(format.DaftDurationNS, 1_000_000)}
	for name, c := range payload.Counters {
		f[name] = c.Put
	}
	return f
}()

// metricsField is for {"rows.in": 5, "duration": 7, ...}. What has no column,
// such as counters of the user's own, is kept in attrs.
func metricsField(e *format.Event, v payload.Value) bool {
	return v.IsObject() && metrics.Fill(e, v, "metrics.") == nil
}

// envelope returns the members that every event has.
func envelope(c format.Clock) payload.Fields {
	return payload.Fields{
		"event":     func(*format.Event, payload.Value) bool { return true },
		"timestamp": payload.TimeField(c),
		"query_id":  queryField,
		"pid":       payload.CountField(format.PID),
		"component": func(_ *format.Event, v payload.Value) bool { name, ok := v.Text(); return ok && clocks[name] != "" },
	}
}

// queryField is for the id of a query, without which there is none.
func queryField(e *format.Event, v payload.Value) bool {
	return string(v) != `""` && payload.IDField(format.QueryID)(e, v)
}

// clocks are the clocks of Daft's processes. Natively the driver names none.
var clocks = map[string]format.Clock{
	"flotilla_runner":  format.ClockRunner,
	"swordfish_worker": format.ClockWorker,
}

// clockOf returns the clock that stamped an event. A component that this
// version does not know is kept in attrs, and taken for a worker: what it logs
// must not be mixed with what is known of the query.
func clockOf(object payload.Value) format.Clock {
	v := object.Member("component")
	if v == nil || v.IsNull() {
		return format.ClockDriver
	}
	name, _ := v.Text()
	if c := clocks[name]; c != "" {
		return c
	}
	return format.ClockWorker
}

// decode returns the event of a line, or why it has none.
func (h handler) decode(l Line, object payload.Value) (*format.Event, error) {
	e := l.newEvent(h.kind)
	f := envelope(clockOf(object))
	maps.Copy(f, h.members)
	lacks := map[string]string{"query_id": "is missing", "timestamp": "is missing"}
	for _, name := range h.required {
		lacks[name] = "is missing"
	}
	err := object.Members(func(key string, v payload.Value) error {
		if v.IsNull() {
			return nil
		}
		if put, known := f[key]; known && put(e, v) {
			delete(lacks, key)
			return nil
		}
		if lacks[key] != "" {
			lacks[key] = "does not fit: " + payload.Cut(string(v), maxShown)
			return nil
		}
		return payload.Keep(e, key, v)
	})
	for _, name := range append([]string{"query_id", "timestamp"}, h.required...) {
		if why := lacks[name]; why != "" && err == nil {
			err = fmt.Errorf("%s %s", name, why)
		}
	}
	return e, err
}
