package payload

import (
	"fmt"
	"math"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/secret"
)

// A Field puts the value of one JSON member into an event, and reports whether
// it fitted.
type Field func(e *format.Event, v Value) bool

// Fields are the members of a JSON object that have columns.
type Fields map[string]Field

// Fill puts the members of an object into e. A null says nothing. A member
// that has no field, or whose value does not fit, is kept in attrs under
// prefix and its name. Of two members of one name the last counts.
func (f Fields) Fill(e *format.Event, object Value, prefix string) error {
	return object.Members(func(key string, v Value) error {
		if put, known := f[key]; v.IsNull() || known && put(e, v) {
			return nil
		}
		return Keep(e, prefix+key, v)
	})
}

// Keep puts a value into attrs, within the limits.
func Keep(e *format.Event, key string, v Value) error {
	if len(e.Attrs()) >= MaxAttrs {
		return fmt.Errorf("more than %d members are unknown or do not fit", MaxAttrs)
	}
	if len(key) > MaxID {
		return fmt.Errorf("a member's name has more than %d bytes", MaxID)
	}
	e.SetAttr(key, string(v))
	return nil
}

// field is for values that read understands and set takes as they are.
func field[T any](read func(Value) (T, bool), set func(*format.Event, T)) Field {
	return func(e *format.Event, v Value) bool {
		x, ok := read(v)
		if ok {
			set(e, x)
		}
		return ok
	}
}

// TimeField is for seconds since the epoch, by the given clock.
func TimeField(c format.Clock) Field {
	return field(Value.Seconds, func(e *format.Event, t format.Time) { e.Stamp(c, t) })
}

// CountField is for a whole number that is not negative.
func CountField(c format.IntColumn) Field {
	return field(Value.Count, func(e *format.Event, n int64) { e.SetInt(c, n) })
}

// NanosField is for a duration in units of so many nanoseconds.
func NanosField(c format.IntColumn, unit int64) Field {
	return func(e *format.Event, v Value) bool {
		n, ok := v.Count()
		if ok = ok && n <= math.MaxInt64/unit; ok {
			e.SetInt(c, n*unit)
		}
		return ok
	}
}

// FloatField is for a finite number.
func FloatField(c format.FloatColumn) Field {
	return field(Value.Number, func(e *format.Event, n float64) { e.SetFloat(c, n) })
}

// LabelField is for text that repeats; what is too long is cut, see SetCut.
func LabelField(c format.LabelColumn) Field {
	return field(Value.Text, func(e *format.Event, s string) { SetCut(e, c, s, MaxName) })
}

// IDField is for ids, which are useless when cut.
func IDField(c format.LabelColumn) Field {
	return func(e *format.Event, v Value) bool {
		s, ok := v.Text()
		if ok = ok && len(s) <= MaxID; ok {
			e.SetLabel(c, s)
		}
		return ok
	}
}

// TextField is for text that does not repeat.
func TextField(c format.TextColumn) Field {
	return field(Value.Text, func(e *format.Event, s string) { e.SetText(c, s) })
}

// CountsField is for a list of whole numbers that are not negative.
func CountsField(c format.IntsColumn) Field {
	return field(Value.Counts, func(e *format.Event, list []int64) { e.SetInts(c, list) })
}

// CommandField is for a command line, whose secrets are masked.
func CommandField(c format.LabelColumn) Field {
	return field(Value.Text, func(e *format.Event, s string) {
		SetCut(e, c, s, MaxName)
		e.SetLabel(c, secret.MaskLine(e.Label(c)))
	})
}

// URLsField is for paths and URLs, whose credentials are masked.
func URLsField(c format.TextsColumn) Field {
	return func(e *format.Event, v Value) bool {
		list, ok := v.Texts()
		if ok {
			for i, s := range list {
				list[i] = secret.MaskURL(s)
			}
			e.SetTexts(c, list)
		}
		return ok
	}
}

// ObjectField is for an object whose members have columns themselves.
func ObjectField(prefix string, members Fields) Field {
	return func(e *format.Event, v Value) bool {
		return v.IsObject() && members.Fill(e, v, prefix) == nil
	}
}

// ArrayField is for a list that makes events of its own.
func ArrayField(_ *format.Event, v Value) bool { return v.IsArray() }
