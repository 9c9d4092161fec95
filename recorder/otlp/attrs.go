package otlp

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/payload"
)

// attrs are attributes on their way into an event.
type attrs []format.Attr

// add adds one attribute whose value is JSON text. What is beyond the limits of
// an event is counted.
func (a *attrs) add(key, value string) {
	if len(*a) < payload.MaxAttrs-1 { // one place is for the count
		*a = append(*a, format.Attr{Key: payload.Cut(key, payload.MaxID), Value: value})
		return
	}
	if last := &(*a)[len(*a)-1]; len(*a) == payload.MaxAttrs {
		n, _ := strconv.Atoi(last.Value)
		last.Value = strconv.Itoa(n + 1)
		return
	}
	*a = append(*a, format.Attr{Key: "attrs.left_out", Value: "1"})
}

func (a *attrs) addText(key, value string) {
	if value != "" {
		a.add(key, payload.Quoted(value, maxValue))
	}
}

func (a *attrs) addValue(key string, v pcommon.Value) { a.add(key, jsonOf(v)) }

func (a *attrs) addCount(key string, n uint64) { a.add(key, strconv.FormatUint(n, 10)) }

// size is what the attributes take in each event that has them, in bytes.
func (a attrs) size() int {
	size := 0
	for _, x := range a {
		size += len(x.Key) + len(x.Value)
	}
	return size
}

// put makes the attributes those of the event. Of a key that stands twice the
// last value counts.
func (a attrs) put(e *format.Event) {
	if len(a) > 0 {
		e.SetAttrs(append([]format.Attr(nil), a...))
	}
}

// jsonOf returns a value as JSON text, in which long text is cut.
func jsonOf(v pcommon.Value) string {
	b := appendJSON(nil, v, maxDepth)
	if len(b) > maxValue {
		return payload.Quoted(string(b), maxValue) // a text that says what can be said
	}
	return string(b)
}

func appendJSON(b []byte, v pcommon.Value, depth int) []byte {
	if depth == 0 || len(b) > maxValue {
		return append(b, "null"...)
	}
	switch v.Type() {
	case pcommon.ValueTypeStr:
		return append(b, payload.Quoted(v.Str(), maxValue)...)
	case pcommon.ValueTypeBool:
		return strconv.AppendBool(b, v.Bool())
	case pcommon.ValueTypeInt:
		return strconv.AppendInt(b, v.Int(), 10)
	case pcommon.ValueTypeDouble:
		return append(b, jsonNumber(v.Double())...)
	case pcommon.ValueTypeBytes:
		return append(b, payload.Quoted(base64.StdEncoding.EncodeToString(v.Bytes().AsRaw()), maxValue)...)
	case pcommon.ValueTypeSlice:
		b = append(b, '[')
		for i, element := range v.Slice().All() {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, element, depth-1)
		}
		return append(b, ']')
	case pcommon.ValueTypeMap:
		b = append(b, '{')
		first := true
		for key, member := range v.Map().All() {
			if !first {
				b = append(b, ',')
			}
			first = false
			b = append(append(b, payload.Quoted(key, payload.MaxID)...), ':')
			b = appendJSON(b, member, depth-1)
		}
		return append(b, '}')
	}
	return append(b, "null"...)
}

// jsonNumber returns a number as JSON, one that JSON has not as text.
func jsonNumber(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return `"` + strconv.FormatFloat(f, 'g', -1, 64) + `"`
	}
	b, err := json.Marshal(f)
	if err != nil {
		return "null" // no finite number fails
	}
	return string(b)
}
