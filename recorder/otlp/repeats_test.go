package otlp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/otlp"
)

// stats returns the row of one operator at a moment.
func stats(node, at, rows int64) *format.Event {
	return format.NewEvent(format.OperatorStats).Received(format.SourceOTLP, format.Time(at)).SetInt(format.Payload, at).Stamp(format.ClockDriver, format.Time(at)).
		SetLabel(format.QueryID, "q").SetInt(format.NodeID, node).SetInt(format.RowsIn, rows)
}

// told returns what is left of rows, as node@time=rows.
func told(events []*format.Event) string {
	var list []string
	for _, e := range events {
		node, _ := e.Int(format.NodeID)
		at, _ := e.Int(format.TimeNS)
		rows, _ := e.Int(format.RowsIn)
		list = append(list, fmt.Sprintf("%d@%d=%d", node, at, rows))
	}
	return strings.Join(list, " ")
}

func TestRepeats(t *testing.T) {
	var r otlp.Repeats
	for _, step := range []struct {
		rows []*format.Event
		want string
	}{
		{[]*format.Event{stats(1, 10, 5), stats(2, 10, 0)}, "1@10=5 2@10=0"},
		{[]*format.Event{stats(1, 20, 5), stats(2, 20, 7)}, "2@20=7"},
		{[]*format.Event{stats(1, 30, 5), stats(2, 30, 8)}, "2@30=8"},
		{[]*format.Event{stats(1, 40, 6), stats(2, 40, 8)}, "1@30=5 1@40=6"}, // nothing came between 10 and 30
		{[]*format.Event{stats(1, 50, 9), stats(2, 50, 9)}, "1@50=9 2@40=8 2@50=9"},
		{[]*format.Event{stats(1, 45, 9)}, "1@45=9"}, // the sender's clock went back
	} {
		if got := told(r.Without(step.rows)); got != step.want {
			t.Errorf("got %s, want %s", got, step.want)
		}
	}
}

// TestNoTruthIsLost draws a line through what is left and checks that every row
// that was taken out lies on it.
func TestNoTruthIsLost(t *testing.T) {
	for _, capture := range captures[:2] {
		var r otlp.Repeats
		var all, kept []*format.Event
		for _, request := range requests(t, capture, false) {
			all = append(all, otlp.Decode(request)...)
			kept = append(kept, r.Without(otlp.Decode(request))...)
		}
		left := map[string][]*format.Event{}
		for _, e := range kept {
			left[seriesOf(e)] = append(left[seriesOf(e)], e)
		}
		missing := 0
		for _, e := range all {
			if e.Kind == format.Span {
				continue
			}
			rows := left[seriesOf(e)]
			i := 0
			for i < len(rows)-1 && timeOf(rows[i+1]) <= timeOf(e) {
				i++
			}
			same := e.Clone().SetInt(format.TimeNS, timeOf(rows[i]))
			for _, c := range []format.IntColumn{format.ArrivalNS, format.Payload} {
				n, _ := rows[i].Int(c)
				same.SetInt(c, n)
			}
			if !same.Equal(rows[i]) {
				t.Errorf("%s: got %s, want %s", capture, text(rows[i:i+1]), text([]*format.Event{e}))
			}
			if timeOf(rows[i]) != timeOf(e) {
				missing++
			}
		}
		if missing == 0 {
			t.Errorf("%s: nothing was left out", capture)
		}
	}
}

func timeOf(e *format.Event) int64 {
	n, _ := e.Int(format.TimeNS)
	return n
}

func seriesOf(e *format.Event) string {
	node, _ := e.Int(format.NodeID)
	origin, _ := e.Int(format.OriginNodeID)
	since, _ := e.Int(format.SinceNS)
	return fmt.Sprint(e.Kind, e.Label(format.QueryID), e.Label(format.Name), e.Label(format.Phase), node, origin, since)
}

func TestAttributesOfSpans(t *testing.T) {
	span := func(name, line, scope string) *format.Event {
		if scope == "" {
			scope = "daft-otel-tracer"
		}
		return decode(otlp.Traces, `{"resourceSpans":[{"scopeSpans":[{"scope":{"name":"`+scope+`"},"spans":[{"name":"`+name+
			`","startTimeUnixNano":"5","endTimeUnixNano":"9","attributes":[{"key":"line","value":{"intValue":"`+line+`"}}]}]}]}]}`)[0]
	}
	var r otlp.Repeats
	got := text(r.Without([]*format.Event{span("a", "1", ""), span("a", "1", ""), span("b", "1", ""), span("a", "2", ""), span("a", "1", ""), span("c", "1", "shop"), span("c", "1", "shop")}))
	want := strings.NewReplacer("<", "span clock=driver time_ns=5 name=", ">", " duration_ns=4").Replace(`<a> attrs.line="1"
<a>
<b> attrs.line="1"
<a> attrs.line="2"
<a>
<c> attrs.line="1" attrs.scope="\"shop\""
<c> attrs.line="1" attrs.scope="\"shop\""
`)
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
