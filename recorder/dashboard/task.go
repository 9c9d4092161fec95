package dashboard

import (
	"fmt"
	"maps"

	"github.com/daft-analyze/daft-analyze/format"
)

// taskFields returns the members that all events of a task have, and more.
func taskFields(more fields) fields {
	f := fields{
		"task_id":          countField(format.TaskID),
		"last_node_id":     countField(format.LastNodeID),
		"node_ids":         countsField(format.NodeIDs),
		"plan_fingerprint": countField(format.PlanFingerprint),
		"worker_id":        idField(format.WorkerID),
	}
	maps.Copy(f, more)
	return f
}

// totals are a task's counters. cpu_us is the sum of Daft's durations, not CPU
// time.
var totals = fields{
	"cpu_us":    microsField(format.DaftDurationNS),
	"rows_in":   countField(format.RowsIn),
	"rows_out":  countField(format.RowsOut),
	"bytes_in":  countField(format.BytesIn),
	"bytes_out": countField(format.BytesOut),
}

// outcomeField is for {"status": "Failed", "message": "..."}.
func outcomeField(e *format.Event, v value) bool {
	if !v.isObject() {
		return false
	}
	if status, ok := v.member("status").text(); !ok || status == "" {
		return false
	}
	return outcome.fill(e, v, "outcome.") == nil
}

var outcome = fields{
	"status":  labelField(format.Outcome),
	"message": textField(format.Text),
}

// checkSources is for the inputs of a task. It fits if every element can be
// made an event of its own, see expandSources.
func checkSources(_ *format.Event, v value) bool {
	n := 0
	return v.isArray() && v.elements(func(source value) error {
		if n++; n >= maxEvents || !source.isObject() {
			return errNoFit
		}
		members := 0
		return source.members(func(_ string, input value) error {
			if members++; members > 1 || !input.isObject() {
				return errNoFit
			}
			return nil
		})
	}) == nil
}

// inputs are the kinds of a task's inputs: Daft's name, ours, the members.
var inputs = map[string]struct {
	name    string
	members fields
}{
	"PhysicalScan": {"scan", fields{
		"source_id":              countField(format.SourceNodeID),
		"scan_tasks":             countField(format.ScanTasks),
		"paths":                  urlsField(format.Paths),
		"storage_bytes":          countField(format.StorageBytes),
		"estimated_memory_bytes": countField(format.EstimatedBytes),
	}},
	"InMemoryScan": {"memory", fields{
		"source_id":   countField(format.SourceNodeID),
		"partitions":  countField(format.Partitions),
		"total_bytes": countField(format.InputBytes),
	}},
}

// expandSources makes one event of a task's submission and one of each input:
// "sources": [{"PhysicalScan": {...}}, {"InMemoryScan": {...}}].
func expandSources(e *format.Event, body value) ([]*format.Event, error) {
	events := []*format.Event{e}
	sources := body.member("sources")
	if sources == nil || !checkSources(e, sources) {
		return events, nil // kept in attrs if there are any
	}
	task, _ := e.Int(format.TaskID)
	err := sources.elements(func(source value) error {
		return source.members(func(kind string, input value) error {
			in := format.NewEvent(format.TaskInput).SetInt(format.TaskID, task).SetLabel(format.QueryID, e.Label(format.QueryID))
			shareArrival(in, e)
			spec, known := inputs[kind]
			if !known {
				spec.name = kind
			}
			setCut(in, format.Input, spec.name, maxID)
			events = append(events, in)
			return spec.members.fill(in, input, "")
		})
	})
	return events, err
}

// expandTasks makes one event a task of what tasks/stats carries:
// "tasks": [{"task_id": 3, "totals": {...}}, ...].
func expandTasks(e *format.Event, body value) ([]*format.Event, error) {
	var events []*format.Event
	err := body.member("tasks").elements(func(entry value) error {
		if len(events) == maxEvents {
			return fmt.Errorf("more than %d tasks", maxEvents)
		}
		if !entry.isObject() {
			return fmt.Errorf("entry %d of tasks is not an object", len(events))
		}
		t := another(e, len(events))
		events = append(events, t)
		if err := taskEntry.fill(t, entry, ""); err != nil {
			return err
		}
		if _, ok := t.Int(format.TaskID); !ok {
			return fmt.Errorf("entry %d of tasks: task_id is missing or does not fit", len(events)-1)
		}
		return nil
	})
	return events, err
}

var taskEntry = fields{
	"task_id": countField(format.TaskID),
	"totals":  objectField("totals.", totals),
}
