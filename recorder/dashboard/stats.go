package dashboard

import (
	"fmt"
	"math"

	"github.com/daft-analyze/daft-analyze/format"
)

// sourceField is for source_id, which says nothing when it repeats the query's
// id (native) or is "unknown" (Ray).
func sourceField(e *format.Event, v value) bool {
	s, ok := v.text()
	return ok && (s == e.Label(format.QueryID) || s == "unknown")
}

// A stat is one counter of an operator as Daft sends it:
// {"type": "Count", "value": 5}.
type stat struct {
	kind string // the type that Daft gives it
	put  field  // takes the member "value"
}

// stats are the counters that have columns. Daft's names are in
// src/common/metrics/src, most in lib.rs, those of joins in snapshot.rs.
var stats = map[string]stat{
	"duration":                  {"Duration", durationField},
	"rows.in":                   {"Count", countField(format.RowsIn)},
	"rows.out":                  {"Count", countField(format.RowsOut)},
	"rows.written":              {"Count", countField(format.RowsWritten)},
	"bytes.in":                  {"Bytes", countField(format.BytesIn)},
	"bytes.out":                 {"Bytes", countField(format.BytesOut)},
	"bytes.read":                {"Bytes", countField(format.BytesRead)},
	"bytes.written":             {"Bytes", countField(format.BytesWritten)},
	"task.count":                {"Count", countField(format.Batches)},
	"selectivity":               {"Percent", floatField(format.SelectivityPct)},
	"amplification":             {"Float", floatField(format.Amplification)},
	"build rows inserted":       {"Count", countField(format.BuildRows)},
	"probe rows in":             {"Count", countField(format.ProbeRowsIn)},
	"probe rows out":            {"Count", countField(format.ProbeRowsOut)},
	"bytes.join.build_inserted": {"Bytes", countField(format.BuildBytes)},
	"bytes.join.probe_in":       {"Bytes", countField(format.ProbeBytesIn)},
	"bytes.join.probe_out":      {"Bytes", countField(format.ProbeBytesOut)},
	"task.active":               {"Count", countField(format.TasksActive)},
	"task.completed":            {"Count", countField(format.TasksCompleted)},
	"task.failed":               {"Count", countField(format.TasksFailed)},
	"task.cancelled":            {"Count", countField(format.TasksCancelled)},
}

// fill puts the value of a stat into e, and reports whether v is a stat of this
// type, no more, whose value fits. A value of null says nothing: it is how
// Daft's JSON writes a number that is not finite.
func (s stat) fill(e *format.Event, v value) bool {
	if !v.isObject() {
		return false
	}
	ok := true
	var val value
	_ = v.members(func(key string, m value) error {
		switch key {
		case "type":
			kind, _ := m.text()
			ok = ok && kind == s.kind
		case "value":
			val = m
		default:
			ok = false
		}
		return nil
	})
	return ok && val != nil && (val.isNull() || s.put(e, val))
}

// durationField is for {"secs": 1, "nanos": 5}.
func durationField(e *format.Event, v value) bool {
	if !v.isObject() {
		return false
	}
	var secs, nanos int64
	known, others := 0, 0
	_ = v.members(func(key string, m value) error {
		n, ok := m.count()
		switch {
		case ok && key == "secs":
			secs, known = n, known|1
		case ok && key == "nanos":
			nanos, known = n, known|2
		default:
			others++
		}
		return nil
	})
	if known != 3 || others > 0 || secs > math.MaxInt64/1_000_000_000-1 || nanos >= 1e9 {
		return false
	}
	e.SetInt(format.DaftDurationNS, secs*1e9+nanos)
	return true
}

// expandStats makes one event an operator of what exec/emit_stats carries:
// "stats": [[3, {"rows.in": {"type": "Count", "value": 5}, ...}], ...].
func expandStats(e *format.Event, body value) ([]*format.Event, error) {
	var events []*format.Event
	err := body.member("stats").elements(func(entry value) error {
		if len(events) == maxEvents {
			return fmt.Errorf("more than %d operators", maxEvents)
		}
		o := another(e, len(events))
		events = append(events, o)
		if err := fillOperator(o, entry); err != nil {
			return fmt.Errorf("entry %d of stats: %w", len(events)-1, err)
		}
		return nil
	})
	return events, err
}

// fillOperator puts the counters of one operator into e.
func fillOperator(e *format.Event, entry value) error {
	if !entry.isArray() {
		return fmt.Errorf("not [node id, counters]: %s", cut(string(entry), maxShown))
	}
	n, fits := 0, 0
	err := entry.elements(func(part value) error {
		n++
		switch {
		case n == 1:
			id, ok := part.count()
			if ok {
				fits++
				e.SetInt(format.NodeID, id)
			}
			return nil
		case n == 2 && part.isObject():
			fits++
			return fillCounters(e, part)
		}
		return keep(e, fmt.Sprintf("stats[%d]", n-1), part)
	})
	if err == nil && fits < 2 {
		err = fmt.Errorf("not [node id, counters]: %s", cut(string(entry), maxShown))
	}
	return err
}

// fillCounters puts counters by name into e. What has no column, such as
// counters of the user's own, is kept in attrs with its type.
func fillCounters(e *format.Event, counters value) error {
	taken := map[string]bool{} // attrs of the request itself
	for _, a := range e.Attrs() {
		taken[a.Key] = true
	}
	return counters.members(func(name string, v value) error {
		if s, known := stats[name]; v.isNull() || known && s.fill(e, v) {
			return nil
		}
		if taken[name] {
			name = "stats." + name
		}
		return keep(e, name, v)
	})
}
