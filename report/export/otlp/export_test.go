package otlp

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

var rounds = flag.Int("hostile.rounds", 1, "how often each recording is disturbed")

var update = flag.Bool("update", false, "rewrite the expected output, and the table of docs/otlp.md")

// hold checks what must be so of every export.
func hold(t *testing.T, e *exported) {
	t.Helper()
	kinds := make(map[string]int)
	traces := make(map[pcommon.TraceID]bool)
	for _, s := range e.spans {
		if _, twice := e.byID[s.SpanID()]; twice || s.SpanID().IsEmpty() || s.TraceID().IsEmpty() {
			t.Errorf("span %s has an id that another has, or none", s.Name())
		}
		if s.EndTimestamp() < s.StartTimestamp() || s.StartTimestamp() > 1<<63 {
			t.Errorf("span %s is from %d to %d", s.Name(), s.StartTimestamp(), s.EndTimestamp())
		}
		kind, _, _ := strings.Cut(s.Name(), " ")
		on := kind
		switch _, ok := s.Attributes().Get("daft.segment.kind"); {
		case ok:
			on = "path"
		case s.Name() == "critical path":
			on = "critical path"
		case kind != "query" && kind != "stage" && kind != "task":
			on = "operator"
		}
		kinds[on]++
		check(t, on, s.Attributes())
		if s.ParentSpanID().IsEmpty() {
			if traces[s.TraceID()] || on != "query" {
				t.Errorf("the trace of %s has two roots, or it is no query", s.Name())
			}
			traces[s.TraceID()] = true
		} else {
			parent, ok := e.byID[s.ParentSpanID()] // a parent stands before its children
			if !ok || parent.TraceID() != s.TraceID() {
				t.Errorf("span %s has no parent in its trace before it", s.Name())
				continue
			}
			_, named := s.Attributes().Get("daft.time.outside_parent_ns")
			if within := s.StartTimestamp() >= parent.StartTimestamp() && s.EndTimestamp() <= parent.EndTimestamp(); within == named {
				t.Errorf("span %s: within its parent %t, named as not within it %t", s.Name(), within, named)
			}
		}
		for _, x := range s.Events().All() {
			check(t, "events", x.Attributes())
		}
		for _, x := range s.Links().All() {
			check(t, "link", x.Attributes())
		}
		e.byID[s.SpanID()] = s
	}
	for _, s := range e.spans {
		for _, x := range s.Links().All() {
			if to, ok := e.byID[x.SpanID()]; !ok || x.TraceID() != to.TraceID() {
				t.Errorf("span %s has a link to nothing", s.Name())
			}
		}
	}
	for _, r := range e.logs {
		check(t, "log", r.Attributes())
		if !r.TraceID().IsEmpty() && (!traces[r.TraceID()] || e.byID[r.SpanID()].TraceID() != r.TraceID()) {
			t.Errorf("a log record is of a span that there is not")
		}
	}
	want := map[string]int{}
	left := e.counts.LeftOut
	for _, c := range e.study.All() {
		if q := c.Query; q.Start.Known && q.End.Known {
			want["query"]++
			want["task"] += len(q.Tasks)
			want["operator"] += len(q.Operators)
			want["path"] += len(c.Path.Segments)
		} else {
			left--
		}
	}
	if missing := int64(want["task"] + want["operator"] - kinds["task"] - kinds["operator"]); want["query"] != kinds["query"] || want["path"] != kinds["path"] || missing != left {
		t.Errorf("spans %v, want %v, %d of them left out", kinds, want, left)
	}
	if e.counts.Spans != int64(len(e.spans)) || e.counts.Records != int64(len(e.logs)) {
		t.Errorf("%d spans and %d log records, and counted %+v", len(e.spans), len(e.logs), e.counts)
	}
	e.holdPath(t)
}

// holdPath checks that the spans of a critical path tile their query.
func (e *exported) holdPath(t *testing.T) {
	t.Helper()
	at := make(map[pcommon.SpanID]pcommon.Timestamp)
	for _, s := range e.spans {
		if s.Name() == "critical path" {
			at[s.SpanID()] = s.StartTimestamp()
		}
		if _, ok := s.Attributes().Get("daft.segment.kind"); ok {
			if at[s.ParentSpanID()] != s.StartTimestamp() {
				t.Errorf("segment %s begins at %d, and the one before it ends at %d", s.Name(), s.StartTimestamp(), at[s.ParentSpanID()])
			}
			at[s.ParentSpanID()] = s.EndTimestamp()
		}
	}
	for id, end := range at {
		if query := e.byID[e.byID[id].ParentSpanID()]; end != query.EndTimestamp() || e.byID[id].EndTimestamp() != end {
			t.Errorf("the path ends at %d, its query at %d", end, query.EndTimestamp())
		}
	}
}

func TestRealRecordings(t *testing.T) {
	for _, path := range recordings(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			events := formattest.Recorded(t, path)
			e := exportOf(t, events)
			hold(t, e)
			for line := range bytes.Lines(e.text) {
				if len(line) > 1<<20 {
					t.Errorf("a line of %d bytes, which the Collector's otlpjsonfile receiver would part", len(line))
				}
			}
			if again, _ := lines(t, e.study, events); !bytes.Equal(again, e.text) {
				t.Error("exported twice it differs")
			}
		})
	}
	for _, a := range Attributes {
		if !written[a.Name] && !rare[a.Name] {
			t.Errorf("no recording has %s: is it still written?", a.Name)
		}
	}
}

// rare attributes are of no recording that the repository has, or not of its
// events alone.
var rare = map[string]bool{
	"daft.recording.created_by": true, "daft.job.name": true, "daft.cut": true, "daft.time.outside_parent_ns": true, "daft.time.reversed_ns": true,
	"daft.query.row_errors": true, "daft.clock.moved": true, "daft.operator.row_errors": true, "daft.log.ip": true,
	"daft.log.worker": true, "daft.log.bytes": true, "daft.log.repeated": true, "daft.log.rewritten": true, "daft.log.lost": true,
}

// Whatever numbers and texts a recording says, an export is sound.
func TestHostileRecordings(t *testing.T) {
	bad := []string{"\xff\xfe\x00 </script> \x1b[31m\u202e|`\n", strings.Repeat("ü", 1<<20), "", "\x00"}
	for n, path := range recordings(t) {
		events := formattest.Recorded(t, path)
		if len(events) > 1000 {
			continue
		}
		for round := range *rounds {
			random := rand.New(rand.NewPCG(uint64(n), uint64(round)))
			t.Run(fmt.Sprintf("%s %d", filepath.Base(path), round), func(t *testing.T) {
				disturbed := make([]*format.Event, len(events))
				for i, e := range events {
					e = e.Clone()
					formattest.Disturb(e, random, 20, func(was int64) int64 {
						return []int64{0, -1, 1 << 62, -1 << 63, 1<<63 - 1, was + 1e9, was - 1e12, 3}[random.IntN(8)]
					})
					for _, c := range format.Columns() {
						if v, known := e.Value(c); known && (c.Type == format.TypeText || c.Type == format.TypeLabel) && c.Name != "kind" && random.IntN(40) == 0 {
							v.Text = bad[random.IntN(len(bad))]
							e.SetValue(c, v)
						}
					}
					disturbed[i] = e
				}
				hold(t, exportOf(t, disturbed))
			})
		}
	}
}

func TestOutline(t *testing.T) {
	for _, name := range []string{"node-killed-ray", "udf-fails-native"} {
		e := exportOf(t, formattest.Recorded(t, "../../../testdata/recordings/"+name+".arrow"))
		hold(t, e)
		formattest.Golden(t, "testdata/"+name+".golden", e.outline(), *update)
	}
}

// Protobuf is one message, with the spans that the lines of JSON have.
func TestProtobufIsOneMessage(t *testing.T) {
	events := formattest.Recorded(t, "../../../testdata/recordings/tpch-ray.arrow")
	e := exportOf(t, events)
	var b bytes.Buffer
	s := study(t, events)
	if _, err := Export(Protobuf(&b), s, s.All(), Options{Name: "run.arrow", Program: "test", Version: "1"}); err != nil {
		t.Fatal(err)
	}
	traces, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range traces.ResourceSpans().All() {
		for _, s := range r.ScopeSpans().At(0).Spans().All() {
			got = append(got, s.SpanID().String())
		}
	}
	var want []string
	for _, s := range e.spans {
		want = append(want, s.SpanID().String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("%d spans, want %d", len(got), len(want))
	}
}

// A batch is bounded, however much there is.
func TestBatchesAreBounded(t *testing.T) {
	most, total := 0, 0
	sink := Requests(func(items int, body []byte) error {
		most, total = max(most, len(body)), total+items
		if items > batchItems {
			t.Errorf("a batch of %d", items)
		}
		return nil
	}, func(items int, body []byte) error { most, total = max(most, len(body)), total+items; return nil })
	b := newBatches(sink, func(pcommon.InstrumentationScope) {})
	b.of(func(pcommon.Resource) {})
	for range 5000 {
		b.span().SetName("small")
	}
	for range 300 {
		a := &attrs{m: b.span().Attributes()}
		for i := range 4 {
			a.long(fmt.Sprint("key", i), strings.Repeat("x", 1<<20))
		}
	}
	for range 300 {
		b.record().Body().SetStr(strings.Repeat("x", longBytes))
	}
	b.flush()
	if total != 5600 || most > requestBytes+8*longBytes {
		t.Errorf("%d items, the largest batch of %d bytes", total, most)
	}
}

// A sink that fails ends the export with its error.
func TestSinkFails(t *testing.T) {
	s := study(t, formattest.Recorded(t, "../../../testdata/recordings/skew-ray.arrow"))
	broken := Requests(func(int, []byte) error { return os.ErrClosed }, func(int, []byte) error { return os.ErrClosed })
	if _, err := Export(broken, s, s.All(), Options{}); err != os.ErrClosed {
		t.Error(err)
	}
	logs := NewLogs(broken, s.Run, Options{})
	_ = logs.Line(&analyze.LogLine{})
	if _, err := logs.Close(); err != os.ErrClosed {
		t.Error(err)
	}
}

func TestSeverity(t *testing.T) {
	for name, want := range map[string]plog.SeverityNumber{"error": plog.SeverityNumberError, "WARNING": plog.SeverityNumberWarn, "": plog.SeverityNumberUnspecified, "odd": plog.SeverityNumberUnspecified} {
		if got := severity(name); got != want {
			t.Errorf("%s is %s", name, got)
		}
	}
}

func TestException(t *testing.T) {
	for _, c := range [][3]string{
		{"ValueError: bad row: x=1", "ValueError", "bad row: x=1"},
		{"a.b_C2: text", "a.b_C2", "text"},
		{"no type here", "", "no type here"},
		{": text", "", ": text"}, {"Error:", "", "Error:"}, {"", "", ""},
	} {
		if kind, message := exception(c[0]); kind != c[1] || message != c[2] {
			t.Errorf("%q: %q, %q", c[0], kind, message)
		}
	}
}
