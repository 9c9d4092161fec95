package eventlog

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/payload"
	"github.com/daft-analyze/daft-analyze/recorder/secret"
)

// Line is one line of a log.
type Line struct {
	Text   []byte // without its end; not kept, not changed
	Path   string // of the file, as it shall stand in the recording
	Number int64  // in the file, from 1
	Index  int64  // among all lines that are imported, from 1

	Unended bool   // the file ends before the line does
	Broken  string // why the text is not the whole line, "" where it is
}

// Limits, in bytes. No limit is near what Daft writes.
const (
	maxUnknown = 1 << 20  // line kept of an unknown event
	maxBad     = 16 << 10 // line kept that could not be read
	maxPath    = 1 << 10
	maxShown   = 64 // value that an error message quotes
)

// Decode returns the event that a line carries: that of its "event", or an
// unknown_event where this version does not know it, or a bad_line that says
// why the line could not be read.
func Decode(l Line) *format.Event {
	if l.Broken != "" {
		return l.bad(errors.New(l.Broken))
	}
	object, err := payload.Valid(finite(l.Text))
	switch {
	case err != nil && l.Unended:
		return l.bad(fmt.Errorf("the file ends within it: %w", err))
	case err != nil:
		return l.bad(err)
	case !object.IsObject():
		return l.bad(errors.New("it is not a JSON object"))
	}
	name, ok := object.Member("event").Text()
	if !ok || name == "" {
		return l.bad(errors.New("it names no event"))
	}
	h, known := handlers[name]
	if !known {
		return l.unknown(name, object)
	}
	e, err := h.decode(l, object)
	if err != nil {
		return l.bad(err)
	}
	return e
}

// IsDaft reports whether an event that Decode returned shows that its file is a
// log of Daft's. Lines of other programs may hold events, too.
func IsDaft(e *format.Event) bool {
	switch e.Kind {
	case format.BadLine:
		return false
	case format.UnknownEvent:
		return kept[e.Label(format.Name)] && e.HasLabel(format.QueryID)
	}
	return true
}

// kept are the events of Daft 0.7.26 that have no kind.
var kept = map[string]bool{"event_log_started": true}

// newEvent returns an event of the given kind that says where it comes from.
func (l Line) newEvent(k format.Kind) *format.Event {
	return format.NewEvent(k).SetLabel(format.SourceName, string(format.SourceEventLog)).SetInt(format.Payload, l.Index)
}

// unknown returns the event that keeps a line whole.
func (l Line) unknown(name string, object payload.Value) *format.Event {
	e := l.newEvent(format.UnknownEvent)
	payload.SetCut(e, format.Name, name, payload.MaxID)
	e.SetText(format.Text, payload.Cut(string(l.Text), maxUnknown))
	if len(l.Text) > maxUnknown {
		e.SetAttr("text.bytes", strconv.Itoa(len(l.Text)))
	}
	common := envelope(clockOf(object))
	_ = object.Members(func(key string, v payload.Value) error {
		if put := common[key]; put != nil {
			put(e, v) // else it stands in text
		}
		return nil
	})
	return e
}

// bad returns the event that says why a line could not be read.
func (l Line) bad(why error) *format.Event {
	e := l.newEvent(format.BadLine).SetText(format.Text, payload.Cut(why.Error(), maxBad)).SetAttr("line", strconv.FormatInt(l.Number, 10))
	payload.SetCut(e, format.Path, l.Path, maxPath)
	if len(l.Text) > 0 {
		e.SetAttr("body", payload.Quoted(secret.MaskLine(payload.Cut(string(l.Text), maxBad)), maxBad))
	}
	return e
}

// TooLarge returns the event that stands for one that is larger than a
// recording can hold.
func TooLarge(l Line) *format.Event {
	return l.bad(fmt.Errorf("its event is larger than a recording can hold (%d bytes)", len(l.Text)))
}
