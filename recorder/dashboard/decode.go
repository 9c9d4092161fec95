package dashboard

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
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
	members  fields
	// expand makes the events of a request that carries several. It gets the
	// event that the members have filled.
	expand func(e *format.Event, body value) ([]*format.Event, error)
}

var endpoints = map[string]endpoint{
	"start": {kind: format.QueryStart, required: []string{"start_sec"}, members: fields{
		"start_sec":        timeField(format.ClockDriver),
		"unoptimized_plan": textField(format.Text),
		"runner":           labelField(format.Runner),
		"entrypoint":       commandField(format.Entrypoint),
		"python_version":   labelField(format.PythonVersion),
		"daft_version":     labelField(format.DaftVersion),
		"ray_version":      labelField(format.RayVersion),
	}},
	"heartbeat": {kind: format.QueryHeartbeat, required: []string{"timestamp_sec"}, members: fields{
		"timestamp_sec": timeField(format.ClockDriver),
	}},
	"plan_start": {kind: format.PlanStart, required: []string{"plan_start_sec"}, members: fields{
		"plan_start_sec": timeField(format.ClockDriver),
	}},
	"plan_end": {kind: format.PlanEnd, required: []string{"plan_end_sec"}, members: fields{
		"plan_end_sec":   timeField(format.ClockDriver),
		"optimized_plan": textField(format.Text),
	}},
	"exec/start": {kind: format.ExecStart, required: []string{"exec_start_sec"}, members: fields{
		"exec_start_sec": timeField(format.ClockDriver),
		"physical_plan":  textField(format.Text),
	}},
	"exec/end": {kind: format.ExecEnd, required: []string{"exec_end_sec"}, members: fields{
		"exec_end_sec": timeField(format.ClockDriver),
	}},
	"end": {kind: format.QueryEnd, required: []string{"end_sec", "end_state"}, members: fields{
		"end_sec":       timeField(format.ClockDriver),
		"end_state":     labelField(format.Outcome),
		"error_message": textField(format.Text),
	}},
	"exec/{id}/start": {kind: format.OperatorStart},
	"exec/{id}/end":   {kind: format.OperatorEnd},
	"exec/emit_stats": {kind: format.OperatorStats, required: []string{"stats"}, members: fields{
		"source_id": sourceField,
		"stats":     arrayField,
	}, expand: expandStats},
	"task/submit": {kind: format.TaskSubmit, required: []string{"submit_sec", "task_id"}, members: taskFields(fields{
		"submit_sec": timeField(format.ClockRunner),
		"name":       labelField(format.Name),
		"sources":    checkSources,
	}), expand: expandSources},
	"task/schedule": {kind: format.TaskSchedule, required: []string{"scheduled_sec", "task_id"}, members: taskFields(fields{
		"scheduled_sec": timeField(format.ClockRunner),
	})},
	"task/end": {kind: format.TaskEnd, required: []string{"end_sec", "task_id", "outcome"}, members: taskFields(fields{
		"end_sec": timeField(format.ClockRunner),
		"outcome": outcomeField,
		"totals":  objectField("totals.", totals),
	})},
	"tasks/stats": {kind: format.TaskStats, required: []string{"timestamp_sec", "tasks"}, members: fields{
		"timestamp_sec": timeField(format.ClockWorker),
		"tasks":         arrayField,
	}, expand: expandTasks},
}

// decode returns the events of a request to the endpoint, or why it has none.
func (ep endpoint) decode(r Request, query, operator string) ([]*format.Event, error) {
	switch {
	case query == "":
		return nil, errors.New("the path names no query")
	case len(query) > maxID:
		return nil, fmt.Errorf("the query's id has more than %d bytes", maxID)
	}
	e := r.newEvent(ep.kind).SetLabel(format.QueryID, cut(query, maxID))
	if operator != "" {
		n, err := strconv.ParseUint(operator, 10, 63)
		if err != nil {
			return nil, fmt.Errorf("the path names no operator: %q", cut(operator, maxID))
		}
		e.SetInt(format.NodeID, int64(n))
	}
	if !stampedByDaft(ep.kind) {
		e.Stamp(format.ClockRecorder, r.Arrival)
	}
	if len(r.Body) == 0 && len(ep.required) == 0 {
		return []*format.Event{e}, nil
	}
	body, err := valid(r.Body)
	if err != nil {
		return nil, err
	}
	if !body.isObject() {
		return nil, errNotObject
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
func (ep endpoint) fill(e *format.Event, body value) error {
	lacks := make(map[string]string, len(ep.required))
	for _, name := range ep.required {
		lacks[name] = "is missing"
	}
	err := body.members(func(key string, v value) error {
		if v.isNull() {
			return nil
		}
		if put, known := ep.members[key]; known && put(e, v) {
			delete(lacks, key)
			return nil
		}
		if lacks[key] != "" {
			lacks[key] = "does not fit: " + cut(string(v), maxShown)
			return nil
		}
		return keep(e, key, v)
	})
	for _, name := range ep.required {
		if why := lacks[name]; why != "" && err == nil {
			err = fmt.Errorf("%s %s", name, why)
		}
	}
	return err
}
