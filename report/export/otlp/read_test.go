package otlp

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// exported is an export as a stranger would read it.
type exported struct {
	study  *finding.Study
	counts Counts
	text   []byte // lines of JSON
	spans  []ptrace.Span
	logs   []plog.LogRecord
	byID   map[pcommon.SpanID]ptrace.Span
}

func study(t testing.TB, events []*format.Event) *finding.Study {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	return finding.Of(run)
}

// lines exports a study of events as lines of JSON.
func lines(t testing.TB, s *finding.Study, events []*format.Event) ([]byte, Counts) {
	t.Helper()
	var b bytes.Buffer
	sink, o := Sink(sound{JSON(&b), t}), Options{Name: "run.arrow", Program: "test", Version: "1"}
	counts, err := Export(sink, s, s.All(), o)
	if err != nil {
		t.Fatal(err)
	}
	logs := NewLogs(sink, s.Run, o)
	if _, err := analyze.Logs(formattest.NewReader(events), analyze.LogFilter{}, logs.Line); err != nil {
		t.Fatal(err)
	}
	if counts.Records, err = logs.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), counts
}

// exportOf exports events and reads the result line by line, as the Collector's
// receiver does.
func exportOf(t testing.TB, events []*format.Event) *exported {
	t.Helper()
	e := &exported{study: study(t, events), byID: make(map[pcommon.SpanID]ptrace.Span)}
	e.text, e.counts = lines(t, e.study, events)
	for line := range bytes.Lines(e.text) {
		traces, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(line)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range traces.ResourceSpans().All() {
			check(t, "resource", r.Resource().Attributes())
			for _, s := range r.ScopeSpans().All() {
				for _, span := range s.Spans().All() {
					e.spans = append(e.spans, span)
				}
			}
		}
		records, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs(line)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records.ResourceLogs().All() {
			check(t, "resource", r.Resource().Attributes())
			for _, s := range r.ScopeLogs().All() {
				for _, record := range s.LogRecords().All() {
					e.logs = append(e.logs, record)
				}
			}
		}
	}
	return e
}

// check holds attributes against what docs/otlp.md says of them.
func check(t testing.TB, on string, m pcommon.Map) {
	t.Helper()
	seen := make(map[string]bool)
	for key, v := range m.All() {
		a := catalogue[key]
		if a == nil {
			t.Errorf("%s has %s, of which nothing is said", on, key)
			continue
		}
		if seen[key] {
			t.Errorf("%s has %s twice", on, key)
		}
		seen[key] = true
		if got := typeOf(v); got != a.Type {
			t.Errorf("%s of %s is %s, not %s", key, on, got, a.Type)
		}
		if !strings.Contains(a.On, on) && a.On != "all" && !(a.On == "spans" || strings.HasPrefix(a.On, "spans,")) {
			t.Errorf("%s is on %s, not on %s alone", key, on, a.On)
		}
		texts(v, func(s string) {
			if !utf8.ValidString(s) || len(s) > 6*longBytes {
				t.Errorf("%s of %s is no text: %d bytes", key, on, len(s))
			}
		})
		written[key] = true
	}
}

var (
	catalogue = map[string]*Attribute{}
	written   = map[string]bool{} // attributes that some export had
)

func init() {
	for i := range Attributes {
		catalogue[Attributes[i].Name] = &Attributes[i]
	}
}

func typeOf(v pcommon.Value) string {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		return "string"
	case pcommon.ValueTypeInt:
		return "int"
	case pcommon.ValueTypeBool:
		return "bool"
	case pcommon.ValueTypeSlice:
		if s := v.Slice(); s.Len() > 0 {
			return typeOf(s.At(0)) + "[]"
		}
	}
	return v.Type().String()
}

func texts(v pcommon.Value, f func(string)) {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		f(v.Str())
	case pcommon.ValueTypeSlice:
		for _, x := range v.Slice().All() {
			texts(x, f)
		}
	}
}

// outline writes a trace for people: its spans as a tree, with when they began
// and how long they took.
func (e *exported) outline() string {
	var b strings.Builder
	children := make(map[pcommon.SpanID][]ptrace.Span)
	for _, s := range e.spans {
		if !s.ParentSpanID().IsEmpty() {
			children[s.ParentSpanID()] = append(children[s.ParentSpanID()], s)
		}
	}
	var write func(s ptrace.Span, depth int, base pcommon.Timestamp)
	write = func(s ptrace.Span, depth int, base pcommon.Timestamp) {
		fmt.Fprintf(&b, "%8.3f %8.3f  %s%s", ms(s.StartTimestamp()-base), ms(s.EndTimestamp()-s.StartTimestamp()), strings.Repeat("  ", depth), s.Name())
		for _, key := range []string{"daft.task.id", "daft.worker", "daft.query.outcome", "daft.operator.rows_out", "daft.task.attempts", "daft.stage.skew_cause"} {
			if v, ok := s.Attributes().Get(key); ok {
				fmt.Fprintf(&b, " %s=%s", key[strings.LastIndexByte(key, '.')+1:], v.AsString())
			}
		}
		if s.Status().Code() != ptrace.StatusCodeUnset {
			fmt.Fprintf(&b, " %s: %s", s.Status().Code(), s.Status().Message())
		}
		counts := map[string]int{}
		var names []string
		for _, x := range s.Events().All() {
			if counts[x.Name()]++; counts[x.Name()] == 1 {
				names = append(names, x.Name())
			}
		}
		for _, name := range names {
			fmt.Fprintf(&b, " [%dx %s]", counts[name], name)
		}
		if n := s.Links().Len(); n > 0 {
			fmt.Fprintf(&b, " [%d links]", n)
		}
		b.WriteByte('\n')
		for _, c := range children[s.SpanID()] {
			write(c, depth+1, base)
		}
	}
	for _, s := range e.spans {
		if s.ParentSpanID().IsEmpty() {
			id := s.TraceID()
			fmt.Fprintf(&b, "trace %s\n   at ms  for ms\n", hex.EncodeToString(id[:]))
			write(s, 0, s.StartTimestamp())
		}
	}
	for _, r := range e.logs {
		id := r.SpanID()
		of := "-"
		if s, ok := e.byID[id]; ok {
			of = s.Name()
		}
		text := []rune(strings.TrimSpace(r.Body().AsString()))
		fmt.Fprintf(&b, "log of %s: %q\n", of, string(text[:min(len(text), 60)]))
	}
	return b.String()
}

func ms(t pcommon.Timestamp) float64 { return float64(int64(t)) / 1e6 }

// recordings are all recordings of real runs that the repository has.
func recordings(t testing.TB) []string {
	// The largest hold more queries of kinds that others have: seconds, for nothing new.
	return formattest.UpTo(t, mostBytes, formattest.Recordings(t, "../../../analyze/testdata/*.events", "../../../testdata/*/*.arrow"))
}

// mostBytes is how large a recording may be that these tests read.
const mostBytes = 600 << 10
