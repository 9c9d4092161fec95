package dashboard

import (
	"fmt"
	"math"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/payload"
)

// sourceField is for source_id, which says nothing when it repeats the query's
// id (native) or is "unknown" (Ray).
func sourceField(e *format.Event, v payload.Value) bool {
	s, ok := v.Text()
	return ok && (s == e.Label(format.QueryID) || s == "unknown")
}

// A stat is one counter of an operator as Daft sends it:
// {"type": "Count", "value": 5}.
type stat struct {
	kind string        // the type that Daft gives it
	put  payload.Field // takes the member "value"
}

// counters are the counters that have columns, with the type that Daft gives them.
var counters = func() map[string]stat {
	m := map[string]stat{"duration": {"Duration", durationField}}
	for name, c := range payload.Counters {
		m[name] = stat{c.Type, c.Put}
	}
	return m
}()

// fill puts the value of a stat into e, and reports whether v is a stat of this
// type, no more, whose value fits. A value of null says nothing: it is how
// Daft's JSON writes a number that is not finite.
func (s stat) fill(e *format.Event, v payload.Value) bool {
	if !v.IsObject() {
		return false
	}
	ok := true
	var val payload.Value
	_ = v.Members(func(key string, m payload.Value) error {
		switch key {
		case "type":
			kind, _ := m.Text()
			ok = ok && kind == s.kind
		case "value":
			val = m
		default:
			ok = false
		}
		return nil
	})
	return ok && val != nil && (val.IsNull() || s.put(e, val))
}

// durationField is for {"secs": 1, "nanos": 5}.
func durationField(e *format.Event, v payload.Value) bool {
	if !v.IsObject() {
		return false
	}
	var secs, nanos int64
	known, others := 0, 0
	_ = v.Members(func(key string, m payload.Value) error {
		n, ok := m.Count()
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
func expandStats(e *format.Event, body payload.Value) ([]*format.Event, error) {
	var events []*format.Event
	err := body.Member("stats").Elements(func(entry payload.Value) error {
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
func fillOperator(e *format.Event, entry payload.Value) error {
	if !entry.IsArray() {
		return fmt.Errorf("not [node id, counters]: %s", payload.Cut(string(entry), maxShown))
	}
	n, fits := 0, 0
	err := entry.Elements(func(part payload.Value) error {
		n++
		switch {
		case n == 1:
			id, ok := part.Count()
			if ok {
				fits++
				e.SetInt(format.NodeID, id)
			}
			return nil
		case n == 2 && part.IsObject():
			fits++
			return fillCounters(e, part)
		}
		return payload.Keep(e, fmt.Sprintf("stats[%d]", n-1), part)
	})
	if err == nil && fits < 2 {
		err = fmt.Errorf("not [node id, counters]: %s", payload.Cut(string(entry), maxShown))
	}
	return err
}

// fillCounters puts counters by name into e. What has no column, such as
// counters of the user's own, is kept in attrs with its type.
func fillCounters(e *format.Event, object payload.Value) error {
	taken := map[string]bool{} // attrs of the request itself
	for _, a := range e.Attrs() {
		taken[a.Key] = true
	}
	return object.Members(func(name string, v payload.Value) error {
		if s, known := counters[name]; v.IsNull() || known && s.fill(e, v) {
			return nil
		}
		if taken[name] {
			name = "stats." + name
		}
		return payload.Keep(e, name, v)
	})
}
