package dashboard

import (
	"fmt"
	"math"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/secret"
)

// A field puts the value of one JSON member into an event, and reports whether
// it fitted.
type field func(e *format.Event, v value) bool

// fields are the members of a JSON object that have columns.
type fields map[string]field

// fill puts the members of an object into e. A null says nothing. A member
// that has no field, or whose value does not fit, is kept in attrs under
// prefix and its name. Of two members of one name the last counts.
func (f fields) fill(e *format.Event, object value, prefix string) error {
	return object.members(func(key string, v value) error {
		if put, known := f[key]; v.isNull() || known && put(e, v) {
			return nil
		}
		return keep(e, prefix+key, v)
	})
}

// keep puts a value into attrs.
func keep(e *format.Event, key string, v value) error {
	if len(e.Attrs()) >= maxAttrs {
		return fmt.Errorf("more than %d members are unknown or do not fit", maxAttrs)
	}
	if len(key) > maxID {
		return fmt.Errorf("a member's name has more than %d bytes", maxID)
	}
	e.SetAttr(key, string(v))
	return nil
}

func timeField(c format.Clock) field {
	return func(e *format.Event, v value) bool {
		t, ok := v.seconds()
		if ok {
			e.Stamp(c, t)
		}
		return ok
	}
}

func countField(c format.IntColumn) field {
	return func(e *format.Event, v value) bool {
		n, ok := v.count()
		if ok {
			e.SetInt(c, n)
		}
		return ok
	}
}

// microsField is for microseconds that are kept as nanoseconds.
func microsField(c format.IntColumn) field {
	return func(e *format.Event, v value) bool {
		n, ok := v.count()
		if ok = ok && n <= math.MaxInt64/1000; ok {
			e.SetInt(c, n*1000)
		}
		return ok
	}
}

func floatField(c format.FloatColumn) field {
	return func(e *format.Event, v value) bool {
		n, ok := v.number()
		if ok {
			e.SetFloat(c, n)
		}
		return ok
	}
}

func labelField(c format.LabelColumn) field {
	return func(e *format.Event, v value) bool {
		s, ok := v.text()
		if ok {
			setCut(e, c, s, maxName)
		}
		return ok
	}
}

// idField is for ids, which are useless when cut.
func idField(c format.LabelColumn) field {
	return func(e *format.Event, v value) bool {
		s, ok := v.text()
		if ok = ok && len(s) <= maxID; ok {
			e.SetLabel(c, s)
		}
		return ok
	}
}

func textField(c format.TextColumn) field {
	return func(e *format.Event, v value) bool {
		s, ok := v.text()
		if ok {
			e.SetText(c, s)
		}
		return ok
	}
}

func countsField(c format.IntsColumn) field {
	return func(e *format.Event, v value) bool {
		list, ok := v.counts()
		if ok {
			e.SetInts(c, list)
		}
		return ok
	}
}

// commandField is for a command line, whose secrets are masked.
func commandField(c format.LabelColumn) field {
	return func(e *format.Event, v value) bool {
		s, ok := v.text()
		if ok {
			setCut(e, c, s, maxName)
			e.SetLabel(c, secret.MaskLine(e.Label(c)))
		}
		return ok
	}
}

// urlsField is for paths and URLs, whose credentials are masked.
func urlsField(c format.TextsColumn) field {
	return func(e *format.Event, v value) bool {
		list, ok := v.texts()
		if ok {
			for i, s := range list {
				list[i] = secret.MaskURL(s)
			}
			e.SetTexts(c, list)
		}
		return ok
	}
}

// objectField is for an object whose members have columns themselves.
func objectField(prefix string, members fields) field {
	return func(e *format.Event, v value) bool {
		return v.isObject() && members.fill(e, v, prefix) == nil
	}
}

// arrayField is for a list that makes events of its own.
func arrayField(_ *format.Event, v value) bool { return v.isArray() }
