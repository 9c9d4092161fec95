package eventtext_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/eventtext"
)

func read(t *testing.T, text string) []*format.Event {
	t.Helper()
	var events []*format.Event
	r := eventtext.NewReader(strings.NewReader(text))
	for r.Next() {
		events = append(events, r.Event().Clone())
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return events
}

// Every printed line reads back to the same event, whatever its values hold.
func TestRoundTrip(t *testing.T) {
	events := []*format.Event{
		format.NewEvent(format.Ping),
		format.NewEvent(format.QueryStart).
			Received(format.SourceDashboard, 12).
			Stamp(format.ClockDriver, -3).
			SetLabel(format.QueryID, "hardy-phoenix-260fd4").
			SetLabel(format.Entrypoint, "").
			SetText(format.Text, "a \"plan\"\nof two lines \x00 é \xff"),
		format.NewEvent(format.OperatorStats).
			SetInt(format.RowsIn, 0).
			SetFloat(format.SelectivityPct, 48.404296875).
			SetAttr("my counter", `{"type":"Count","value":3}`).
			SetAttr("bare", "1"),
		format.NewEvent(format.TaskInput).
			SetInts(format.NodeIDs, []int64{}).
			SetTexts(format.Paths, []string{"", "a,b]", `c"d`}),
		format.NewEvent(format.TaskSubmit).SetInts(format.NodeIDs, []int64{1, -3}).SetTexts(format.Paths, []string{}),
	}
	later := format.NewEvent(format.KindUnknown)
	later.SetKindName("a kind of tomorrow")
	events = append(events, later)

	for _, e := range events {
		line := string(eventtext.Append(nil, e))
		if strings.Count(line, "\n") != 1 {
			t.Errorf("not one line: %q", line)
		}
		got := read(t, line)
		if len(got) != 1 || !got[0].Equal(e) {
			t.Errorf("%q reads back as %q", line, eventtext.Append(nil, got[0]))
		}
	}
}

func TestReadsCommentsAndAnyOrder(t *testing.T) {
	got := read(t, "# a comment\n\n  ping payload=7 source=dashboard\n")
	want := format.NewEvent(format.Ping).SetLabel(format.SourceName, "dashboard").SetInt(format.Payload, 7)
	if len(got) != 1 || !got[0].Equal(want) {
		t.Fatalf("got %d events", len(got))
	}
}

// Of an attribute that stands twice the last value counts, in whatever order
// they stand.
func TestAttrsInAnyOrder(t *testing.T) {
	got := read(t, `ping attrs.b="1" attrs.a="2" attrs.b="3"`)
	want := format.NewEvent(format.Ping).SetAttr("a", "2").SetAttr("b", "3")
	if len(got) != 1 || !got[0].Equal(want) {
		t.Fatalf("got %q", eventtext.Append(nil, got[0]))
	}
}

func TestSyntaxErrorsNameTheLine(t *testing.T) {
	for line, want := range map[string]string{
		`ping payload`:             `"payload" is not column=value`,
		`ping colour=red`:          `there is no column "colour"`,
		`ping payload=x`:           `column payload: "x" is not a 64-bit integer`,
		`ping payload=1 payload=2`: `column payload stands twice`,
		`ping source="a`:           `column source: "\"a" is not a quoted text`,
		`ping source=`:             `column source: "" is not a text`,
		`ping node_ids=[1,2`:       `column node_ids: a list ends with ]`,
		`ping node_ids=1`:          `column node_ids: a list begins with [`,
		`ping paths=["a" "b"]`:     `column paths: a list ends with ]`,
		`ping source=a"b"`:         `column source: "\"b\"" follows the value`,
		`ping attrs.x`:             `attrs.x has no value`,
		`ping attrs=x`:             `there is no column "attrs"`,
		`=`:                        `"=" is not a text`,
	} {
		r := eventtext.NewReader(strings.NewReader("ping\n" + line + "\nping\n"))
		n := 0
		for r.Next() {
			n++
		}
		var syntax *eventtext.SyntaxError
		if n != 1 || !errors.As(r.Err(), &syntax) || syntax.Line != 2 || syntax.Reason != want {
			t.Errorf("%s: read %d events, then %v; want 1, then line 2: %s", line, n, r.Err(), want)
		}
	}
}

// Whatever can be read prints to a text that reads back to the same.
func FuzzRead(f *testing.F) {
	f.Add(`query_start query_id=a-b text="x" attrs.k="1" node_ids=[1,2] paths=["a"]`)
	f.Add("# c\nping selectivity_pct=NaN amplification=1e300")
	f.Fuzz(func(t *testing.T, text string) {
		r := eventtext.NewReader(strings.NewReader(text))
		for r.Next() {
			e := r.Event().Clone()
			again := eventtext.NewReader(strings.NewReader(string(eventtext.Append(nil, e))))
			if !again.Next() || !again.Event().Equal(e) || again.Next() {
				t.Fatalf("%q does not read back: %v", eventtext.Append(nil, e), again.Err())
			}
		}
	})
}
