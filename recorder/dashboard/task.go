package dashboard

import (
	"fmt"
	"maps"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/payload"
)

// taskFields returns the members that all events of a task have, and more.
func taskFields(more payload.Fields) payload.Fields {
	f := payload.Fields{
		"task_id":          payload.CountField(format.TaskID),
		"last_node_id":     payload.CountField(format.LastNodeID),
		"node_ids":         payload.CountsField(format.NodeIDs),
		"plan_fingerprint": payload.CountField(format.PlanFingerprint),
		"worker_id":        payload.IDField(format.WorkerID),
	}
	maps.Copy(f, more)
	return f
}

// totals are a task's counters. cpu_us is the sum of Daft's durations, not CPU
// time.
var totals = payload.Fields{
	"cpu_us":    payload.NanosField(format.DaftDurationNS, 1000),
	"rows_in":   payload.CountField(format.RowsIn),
	"rows_out":  payload.CountField(format.RowsOut),
	"bytes_in":  payload.CountField(format.BytesIn),
	"bytes_out": payload.CountField(format.BytesOut),
}

// outcomeField is for {"status": "Failed", "message": "..."}.
func outcomeField(e *format.Event, v payload.Value) bool {
	if !v.IsObject() {
		return false
	}
	if status, ok := v.Member("status").Text(); !ok || status == "" {
		return false
	}
	return outcome.Fill(e, v, "outcome.") == nil
}

var outcome = payload.Fields{
	"status":  payload.LabelField(format.Outcome),
	"message": payload.TextField(format.Text),
}

// checkSources is for the inputs of a task. It fits if every element can be
// made an event of its own, see expandSources.
func checkSources(_ *format.Event, v payload.Value) bool {
	n := 0
	return v.IsArray() && v.Elements(func(source payload.Value) error {
		if n++; n >= maxEvents || !source.IsObject() {
			return payload.ErrNoFit
		}
		members := 0
		return source.Members(func(_ string, input payload.Value) error {
			if members++; members > 1 || !input.IsObject() {
				return payload.ErrNoFit
			}
			return nil
		})
	}) == nil
}

// inputs are the kinds of a task's inputs: Daft's name, ours, the members.
var inputs = map[string]struct {
	name    string
	members payload.Fields
}{
	"PhysicalScan": {"scan", payload.Fields{
		"source_id":              payload.CountField(format.SourceNodeID),
		"scan_tasks":             payload.CountField(format.ScanTasks),
		"paths":                  payload.URLsField(format.Paths),
		"storage_bytes":          payload.CountField(format.StorageBytes),
		"estimated_memory_bytes": payload.CountField(format.EstimatedBytes),
	}},
	"InMemoryScan": {"memory", payload.Fields{
		"source_id":   payload.CountField(format.SourceNodeID),
		"partitions":  payload.CountField(format.Partitions),
		"total_bytes": payload.CountField(format.InputBytes),
	}},
}

// expandSources makes one event of a task's submission and one of each input:
// "sources": [{"PhysicalScan": {...}}, {"InMemoryScan": {...}}].
func expandSources(e *format.Event, body payload.Value) ([]*format.Event, error) {
	events := []*format.Event{e}
	sources := body.Member("sources")
	if sources == nil || !checkSources(e, sources) {
		return events, nil // kept in attrs if there are any
	}
	task, _ := e.Int(format.TaskID)
	err := sources.Elements(func(source payload.Value) error {
		return source.Members(func(kind string, input payload.Value) error {
			in := format.NewEvent(format.TaskInput).SetInt(format.TaskID, task).SetLabel(format.QueryID, e.Label(format.QueryID))
			shareArrival(in, e)
			spec, known := inputs[kind]
			if !known {
				spec.name = kind
			}
			payload.SetCut(in, format.Input, spec.name, payload.MaxID)
			events = append(events, in)
			return spec.members.Fill(in, input, "")
		})
	})
	return events, err
}

// expandTasks makes one event a task of what tasks/stats carries:
// "tasks": [{"task_id": 3, "totals": {...}}, ...].
func expandTasks(e *format.Event, body payload.Value) ([]*format.Event, error) {
	var events []*format.Event
	err := body.Member("tasks").Elements(func(entry payload.Value) error {
		if len(events) == maxEvents {
			return fmt.Errorf("more than %d tasks", maxEvents)
		}
		if !entry.IsObject() {
			return fmt.Errorf("entry %d of tasks is not an object", len(events))
		}
		t := another(e, len(events))
		events = append(events, t)
		if err := taskEntry.Fill(t, entry, ""); err != nil {
			return err
		}
		if _, ok := t.Int(format.TaskID); !ok {
			return fmt.Errorf("entry %d of tasks: task_id is missing or does not fit", len(events)-1)
		}
		return nil
	})
	return events, err
}

var taskEntry = payload.Fields{
	"task_id": payload.CountField(format.TaskID),
	"totals":  payload.ObjectField("totals.", totals),
}
