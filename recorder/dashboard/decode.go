package dashboard

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/payload"
)

// Decode returns the events that a request carries, at least one: the events
// of its endpoint, or one unknown_request where this version does not know the
// endpoint, or one bad_request that says why the request could not be read.
func Decode(r Request) []*format.Event {
	if r.Method == "GET" && r.Path == "/api/ping" {
		return []*format.Event{r.newEvent(format.Ping)}
	}
	rest, ok := strings.CutPrefix(r.Path, "/engine/query/")
	if !ok || r.Method != "POST" {
		return r.unknown()
	}
	id, rest, _ := strings.Cut(rest, "/")
	operator := ""
	if s := strings.Split(rest, "/"); len(s) == 3 && s[0] == "exec" {
		operator, rest = s[1], "exec/{id}/"+s[2]
	}
	ep, ok := endpoints[rest]
	if !ok {
		return r.unknown()
	}
	events, err := ep.decode(r, id, operator)
	switch {
	case err != nil:
		return r.bad(err)
	case len(events) == 0:
		return r.unknown() // nothing to say, such as a list of no operators
	}
	return events
}

// An endpoint is what Daft posts to one path below /engine/query/{id}/.
type endpoint struct {
	kind format.Kind
	// required names the members without which there is no event.
	required []string
	members  payload.Fields
	// expand makes the events of a request that carries several. It gets the
	// event that the members have filled.
	expand func(e *format.Event, body payload.Value) ([]*format.Event, error)
}

var endpoints = map[string]endpoint{
	"start": {kind: format.QueryStart, required: []string{"start_sec"}, members: payload.Fields{
		"start_sec":        payload.TimeField(format.ClockDriver),
		"unoptimized_plan": payload.TextField(format.Text),
		"runner":           payload.LabelField(format.Runner),
		"entrypoint":       payload.CommandField(format.Entrypoint),
		"python_version":   payload.LabelField(format.PythonVersion),
		"daft_version":     payload.LabelField(format.DaftVersion),
		"ray_version":      payload.LabelField(format.RayVersion),
	}},
	"heartbeat": {kind: format.QueryHeartbeat, required: []string{"timestamp_sec"}, members: payload.Fields{
		"timestamp_sec": payload.TimeField(format.ClockDriver),
	}},
	"plan_start": {kind: format.PlanStart, required: []string{"plan_start_sec"}, members: payload.Fields{
		"plan_start_sec": payload.TimeField(format.ClockDriver),
	}},
	"plan_end": {kind: format.PlanEnd, required: []string{"plan_end_sec"}, members: payload.Fields{
		"plan_end_sec":   payload.TimeField(format.ClockDriver),
		"optimized_plan": payload.TextField(format.Text),
	}},
	"exec/start": {kind: format.ExecStart, required: []string{"exec_start_sec"}, members: payload.Fields{
		"exec_start_sec": payload.TimeField(format.ClockDriver),
		"physical_plan":  payload.TextField(format.Text),
	}},
	"exec/end": {kind: format.ExecEnd, required: []string{"exec_end_sec"}, members: payload.Fields{
		"exec_end_sec": payload.TimeField(format.ClockDriver),
	}},
	"end": {kind: format.QueryEnd, required: []string{"end_sec", "end_state"}, members: payload.Fields{
		"end_sec":       payload.TimeField(format.ClockDriver),
		"end_state":     payload.LabelField(format.Outcome),
		"error_message": payload.TextField(format.Text),
	}},
	"exec/{id}/start": {kind: format.OperatorStart},
	"exec/{id}/end":   {kind: format.OperatorEnd},
	"exec/emit_stats": {kind: format.OperatorStats, required: []string{"stats"}, members: payload.Fields{
		"source_id": sourceField,
		"stats":     payload.ArrayField,
	}, expand: expandStats},
	"task/submit": {kind: format.TaskSubmit, required: []string{"submit_sec", "task_id"}, members: taskFields(payload.Fields{
		"submit_sec": payload.TimeField(format.ClockRunner),
		"name":       payload.LabelField(format.Name),
		"sources":    checkSources,
	}), expand: expandSources},
	"task/schedule": {kind: format.TaskSchedule, required: []string{"scheduled_sec", "task_id"}, members: taskFields(payload.Fields{
		"scheduled_sec": payload.TimeField(format.ClockRunner),
	})},
	"task/end": {kind: format.TaskEnd, required: []string{"end_sec", "task_id", "outcome"}, members: taskFields(payload.Fields{
		"end_sec": payload.TimeField(format.ClockRunner),
		"outcome": outcomeField,
		"totals":  payload.ObjectField("totals.", totals),
	})},
	"tasks/stats": {kind: format.TaskStats, required: []string{"timestamp_sec", "tasks"}, members: payload.Fields{
		"timestamp_sec": payload.TimeField(format.ClockWorker),
		"tasks":         payload.ArrayField,
	}, expand: expandTasks},
}

// decode returns the events of a request to the endpoint, or why it has none.
func (ep endpoint) decode(r Request, query, operator string) ([]*format.Event, error) {
	switch {
	case query == "":
		return nil, errors.New("the path names no query")
	case len(query) > payload.MaxID:
		return nil, fmt.Errorf("the query's id has more than %d bytes", payload.MaxID)
	}
	e := r.newEvent(ep.kind).SetLabel(format.QueryID, payload.Cut(query, payload.MaxID))
	if ep.kind == format.OperatorStart || ep.kind == format.OperatorEnd {
		n, err := strconv.ParseUint(operator, 10, 63)
		if err != nil {
			return nil, fmt.Errorf("the path names no operator: %q", payload.Cut(operator, payload.MaxID))
		}
		e.SetInt(format.NodeID, int64(n))
	}
	if !stampedByDaft(ep.kind) {
		e.Stamp(format.ClockRecorder, r.Arrival)
	}
	if len(r.Body) == 0 && len(ep.required) == 0 {
		return []*format.Event{e}, nil
	}
	body, err := payload.Valid(r.Body)
	if err != nil {
		return nil, err
	}
	if !body.IsObject() {
		return nil, errors.New("the body is not a JSON object")
	}
	if err := ep.fill(e, body); err != nil {
		return nil, err
	}
	if ep.expand != nil {
		return ep.expand(e, body)
	}
	return []*format.Event{e}, nil
}

// stampedByDaft reports whether the bodies of a kind carry a time.
func stampedByDaft(k format.Kind) bool {
	return k != format.OperatorStart && k != format.OperatorEnd && k != format.OperatorStats
}

// fill puts the members of the body into e, and returns an error unless every
// required one has a value that fits.
func (ep endpoint) fill(e *format.Event, body payload.Value) error {
	lacks := make(map[string]string, len(ep.required))
	for _, name := range ep.required {
		lacks[name] = "is missing"
	}
	err := body.Members(func(key string, v payload.Value) error {
		if v.IsNull() {
			return nil
		}
		if put, known := ep.members[key]; known && put(e, v) {
			delete(lacks, key)
			return nil
		}
		if lacks[key] != "" {
			lacks[key] = "does not fit: " + payload.Cut(string(v), maxShown)
			return nil
		}
		return payload.Keep(e, key, v)
	})
	for _, name := range ep.required {
		if why := lacks[name]; why != "" && err == nil {
			err = fmt.Errorf("%s %s", name, why)
		}
	}
	return err
}
