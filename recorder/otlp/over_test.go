package otlp

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/daft-analyze/daft-analyze/format"
)

// exportOfAll is what a process exports at some moment: a counter of each of
// several queries.
func exportOfAll(t *testing.T, pid int64, at int64, queries ...string) []byte {
	t.Helper()
	m := pmetric.NewMetrics()
	r := m.ResourceMetrics().AppendEmpty()
	r.Resource().Attributes().PutInt("process.pid", pid)
	for _, q := range queries {
		s := r.ScopeMetrics().AppendEmpty()
		s.Scope().SetName(scopeLocal)
		s.Scope().Attributes().PutStr("query.id", q)
		x := s.Metrics().AppendEmpty()
		x.SetName("daft.rows.out")
		sum := x.SetEmptySum()
		sum.SetIsMonotonic(true)
		sum.SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
		p := sum.DataPoints().AppendEmpty()
		p.SetTimestamp(1)
		p.SetIntValue(at)
		p.Attributes().PutInt("node.id", 1)
	}
	body, err := (&pmetric.ProtoMarshaler{}).MarshalMetrics(m)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// queriesIn returns the queries that an export tells of.
func queriesIn(t *testing.T, body []byte) (list []string) {
	t.Helper()
	for _, e := range Decode(Request{Signal: Metrics, Body: body, Arrival: 1}) {
		if e.Kind == format.BadRequest {
			t.Fatalf("not to be read: %v", e)
		}
		list = append(list, e.Label(format.QueryID))
	}
	return list
}

func TestCountersOfQueriesThatAreOver(t *testing.T) {
	const second = 1_000_000_000
	var o Over
	without := func(pid, at int64) string {
		body := exportOfAll(t, pid, at, "a", "b", "c")
		was := slices.Clone(body)
		got := fmt.Sprint(queriesIn(t, o.Without(Request{Signal: Metrics, Body: body, Arrival: format.Time(at)})))
		if !bytes.Equal(body, was) {
			t.Error("the request itself was changed")
		}
		return got
	}
	end := func(q string, at int64) {
		e := format.NewEvent(format.QueryEnd).Received(format.SourceDashboard, format.Time(at)).SetLabel(format.QueryID, q)
		o.Note(e)
	}
	for i, step := range []struct {
		ended   string
		pid, at int64
		want    string
	}{
		{"", 7, 1, "[a b c]"},
		{"a", 7, 2, "[a b c]"},          // an export under way
		{"", 7, 2 * second, "[a b c]"},  // what it says last
		{"", 7, 3 * second, "[b c]"},    // nothing new
		{"", 8, 3 * second, "[a b c]"},  // the last of another process
		{"c", 8, 3*second + 1, "[b c]"}, // c's is still to come
		{"", 8, 5 * second, "[b c]"},    // now it came
		{"", 8, 6 * second, "[b]"},
		{"", 7, 6 * second, "[b c]"},
		{"b", 7, 9 * second, "[b]"},
		{"", 7, 11 * second, "[b]"},
		{"", 7, 12 * second, "[]"},
	} {
		if step.ended != "" {
			end(step.ended, step.at)
		}
		if got := without(step.pid, step.at); got != step.want {
			t.Errorf("step %d: %s, want %s", i, got, step.want)
		}
	}
	if body := exportOfAll(t, 7, 1, "a"); !bytes.Equal(o.Without(Request{Signal: Traces, Body: body, Arrival: 99 * second}), body) {
		t.Error("an export of something else was changed")
	}
	var none *Over
	if body := exportOfAll(t, 7, 1, "a"); !bytes.Equal(none.Without(Request{Signal: Metrics, Body: body}), body) {
		t.Error("without knowing anything an export was changed")
	}
}

func FuzzOver(f *testing.F) {
	t := &testing.T{}
	f.Add(exportOfAll(t, 7, 1, "a", "b"))
	f.Add([]byte{10, 3, 18, 1, 10})
	f.Fuzz(func(t *testing.T, body []byte) {
		var o Over
		o.Note(format.NewEvent(format.QueryEnd).Received(format.SourceDashboard, 1).SetLabel(format.QueryID, "a"))
		r := Request{Signal: Metrics, Body: body, Arrival: 9_000_000_000}
		first := o.Without(r)
		again := o.Without(r)
		if len(first) > len(body) || len(again) > len(body) {
			t.Fatal("it grew")
		}
		for _, e := range Decode(Request{Signal: Metrics, Body: again, Arrival: 1}) {
			if e.Kind == format.BadRequest {
				for _, was := range Decode(Request{Signal: Metrics, Body: body, Arrival: 1}) {
					if was.Kind == format.BadRequest {
						return
					}
				}
				t.Fatal("what could be read cannot be read any more")
			}
		}
	})
}
