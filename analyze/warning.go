package analyze

import "fmt"

// Warning says what is odd about the data, and where. It is a value, not an
// error: the analysis goes on with what can be believed.
type Warning struct {
	Code  string // stable, such as "counter-decreased"
	Text  string // one line, in plain words
	Place Place
	Count int64 // how many times the same thing was seen at this place, at least 1
}

// Place says what a warning or a note is about. Fields that do not apply are
// zero or missing.
type Place struct {
	Event    int64 // 1-based number of the event in the recording, 0: no single event
	QueryID  string
	NodeID   Value
	TaskID   Value
	WorkerID string
}

// String returns the place in a few words, "" for no place.
func (p Place) String() string {
	var s string
	add := func(format string, v any) {
		if s != "" {
			s += ", "
		}
		s += fmt.Sprintf(format, v)
	}
	if p.QueryID != "" {
		add("query %s", p.QueryID)
	}
	if p.NodeID.Known() {
		add("operator #%d", p.NodeID.V)
	}
	if p.TaskID.Known() {
		add("task %d", p.TaskID.V)
	}
	if p.WorkerID != "" {
		add("worker %s", p.WorkerID)
	}
	if p.Event > 0 {
		add("event %d", p.Event)
	}
	return s
}

// warnings collects warnings, counting what is seen again at the same place,
// so that hostile data cannot make them grow without bound.
type warnings struct {
	list  []Warning
	index map[warningKey]int
}

type warningKey struct {
	code, text string
	place      Place
}

// maxWarnings bounds the distinct warnings of one query.
const maxWarnings = 200

func (w *warnings) add(code, text string, p Place) {
	key := warningKey{code, text, p}
	key.place.Event = 0
	if i, ok := w.index[key]; ok {
		w.list[i].Count++
		return
	}
	if len(w.list) == maxWarnings {
		w.list = append(w.list, Warning{Code: "more-warnings", Text: "further warnings are not listed", Place: Place{QueryID: p.QueryID}})
	}
	if len(w.list) > maxWarnings {
		w.list[maxWarnings].Count++
		return
	}
	if w.index == nil {
		w.index = make(map[warningKey]int)
	}
	w.index[key] = len(w.list)
	w.list = append(w.list, Warning{Code: code, Text: text, Place: p, Count: 1})
}
