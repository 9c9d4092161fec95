package otlp_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"runtime"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
	"github.com/daft-analyze/daft-analyze/recorder/otlp"
)

// in returns a protobuf field of the number that holds a message.
func in(field byte, message []byte) []byte {
	return append(binary.AppendUvarint([]byte{field<<3 | 2}, uint64(len(message))), message...)
}

// nested returns a span with an attribute whose value is a list in a list, n deep.
func nested(n int) []byte {
	value := []byte{}
	for range n {
		value = in(5, in(1, value))
	}
	return in(1, in(2, in(2, in(9, in(2, value)))))
}

// TestBounds checks that what a stranger sends does not grow in memory.
func TestBounds(t *testing.T) {
	zeros := func(n int) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(make([]byte, n))
		_ = z.Close()
		return b.Bytes()
	}
	for _, c := range []struct {
		name string
		r    otlp.Request
		why  string
	}{
		{"empty messages", otlp.Request{Signal: otlp.Traces, Body: in(1, in(2, bytes.Repeat([]byte{2<<3 | 2, 0}, 4<<20)))}, "it would take more than 256 MiB when decoded"},
		{"by the old field", otlp.Request{Signal: otlp.Metrics, Body: in(1, bytes.Repeat([]byte{0xc2, 0x3e, 0}, 4<<20))}, "it would take more than 256 MiB when decoded"},
		{"empty objects", otlp.Request{Signal: otlp.Logs, JSON: true, Body: []byte(`{"resourceLogs":[` + strings.Repeat("{},", 2<<20) + `{}]}`)}, "it would take more than 256 MiB when decoded"},
		{"nested", otlp.Request{Signal: otlp.Traces, Body: nested(40)}, "values are nested more than 64 deep"},
		{"nested without end", otlp.Request{Signal: otlp.Traces, Body: nested(2000)}, "values are nested more than 64 deep"},
		{"nested objects", otlp.Request{Signal: otlp.Traces, JSON: true, Body: []byte(`{"x":` + strings.Repeat("[", 300) + strings.Repeat("]", 300) + "}")}, "values are nested more than 64 deep"},
		{"bomb", otlp.Request{Signal: otlp.Logs, Gzip: true, Body: zeros(65 << 20)}, "more than 64 MiB when decompressed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			events := otlp.Decode(c.r)
			runtime.ReadMemStats(&after)
			if len(events) != 1 || events[0].Kind != format.BadRequest {
				t.Fatalf("%d events, first of kind %s", len(events), events[0].KindName())
			}
			if why, _ := events[0].Text(format.Text); why != c.why {
				t.Errorf("got %q, want %q", why, c.why)
			}
			if n := len(formattest.Text(events)); n > 4<<10 {
				t.Errorf("the event takes %d bytes", n)
			}
			if n := after.TotalAlloc - before.TotalAlloc; n > 600<<20 { // the race detector adds its own
				t.Errorf("%d bytes were allocated", n)
			}
		})
	}

	t.Run("events", func(t *testing.T) {
		events := otlp.Decode(otlp.Request{Signal: otlp.Logs, Body: in(1, in(2, bytes.Repeat(in(2, nil), 40_000)))})
		if len(events) != 32769 {
			t.Fatalf("%d events", len(events))
		}
		last, _ := events[32768].Text(format.Text)
		if last != "7232 more events than the 32768 that one request may have are left out" {
			t.Error(last)
		}
	})
	// What is said once for all events of a request must not be kept with each.
	t.Run("repeated", func(t *testing.T) {
		large := strings.Repeat("x", 8<<10)
		body := `{"resourceLogs":[{` + resource("service.name", "shop", "env", large) + `,"scopeLogs":[{"scope":{"name":"l"},"logRecords":[{"timeUnixNano":"9"},{"timeUnixNano":"9"}]}]}]}`
		events := decode(otlp.Logs, body)
		if len(events) != 2 || len(events[0].Attrs()) != 3 || len(events[1].Attrs()) != 0 {
			t.Error(text(events))
		}
	})
	t.Run("attributes", func(t *testing.T) {
		list := strings.Repeat(`{"key":"a","value":{"intValue":"1"}},`, 299) + `{"key":"b","value":{"intValue":"1"}}`
		e := decode(otlp.Logs, `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"9","attributes":[`+list+`]}]}]}]}`)[0]
		if got := text([]*format.Event{e}); got != `log_record clock=driver time_ns=9 attrs.a="1" attrs.attrs.left_out="46" attrs.scope="\"\""`+"\n" {
			t.Error(got)
		}
	})
	t.Run("text", func(t *testing.T) {
		e := decode(otlp.Logs, `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"9","body":{"stringValue":"`+strings.Repeat("é", 1<<16)+`"}}]}]}]}`)[0]
		if text, _ := e.Text(format.Text); len(text) != 64<<10 || e.Attrs()[1] != (format.Attr{Key: "text.bytes", Value: "131072"}) {
			t.Errorf("%d bytes, attrs %v", len(text), e.Attrs())
		}
	})
}
