package analyze

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// outlined is what an outline and a whole run have in common.
func outlined(r *Run) string {
	text := fmt.Sprintf("%+v %+v", r.Recording, r.Private)
	if r.Job != nil {
		text += fmt.Sprintf(" %v %v %v", r.Job.Arguments, r.Job.Start, r.Job.End)
	}
	for _, q := range r.Queries {
		text += fmt.Sprintf("\n%s %s %s %v %v %v %s", q.ID, q.Engine, q.Outcome, q.Wall, q.Start, q.End, q.EndInferred)
	}
	return text
}

func outline(t testing.TB, events []*format.Event) *Run {
	t.Helper()
	run, err := Outline(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// An outline tells of a recording and its queries what a whole replay does, of
// one that stops anywhere too.
func TestOutline(t *testing.T) {
	for _, path := range captures(t) {
		all := formattest.File(t, path)
		for n := len(all); n > 0; n -= 1 + len(all)/23 {
			if got, want := outlined(outline(t, all[:n])), outlined(replay(t, all[:n])); got != want {
				t.Fatalf("%s, %d events: an outline tells\n%s\nand a replay\n%s", path, n, got, want)
			}
		}
	}
}

// What an outline holds grows with the queries, not with the events.
func TestOutlineHoldsLittle(t *testing.T) {
	var all []*format.Event
	for _, path := range captures(t) {
		all = append(all, formattest.File(t, path)...)
	}
	r := NewReplayer()
	r.outline = true
	for _, e := range all {
		r.Add(e)
	}
	f := &r.facts
	if len(f.spans.spans)+len(f.processes)+len(f.rowErrors)+len(f.monitored) > 0 {
		t.Errorf("an outline keeps spans, samples or row errors")
	}
	for _, q := range r.queries {
		if len(q.operators)+len(q.tasks)+len(q.delays)+len(q.stalls) > 0 || len(q.alive) > 1 || q.logicalPlan+q.optimizedPlan+q.physicalPlan != "" || q.end.Known && q.exported != nil {
			t.Errorf("query %s: an outline keeps what it does not show", q.id)
		}
	}
}

// An export that repeats what was said is no sign of the query; one in which a
// counter rose is.
func TestExportsInAnOutline(t *testing.T) {
	all := lines(begin(native, chain), exportOf("driver", 100, "node_id=1 rows_out=9"), exportOf("driver", 600, "node_id=1 rows_out=9"))
	more := lines(all, exportOf("driver", 1100, "node_id=1 rows_out=10"))
	for want, text := range map[int64][]string{103: all, 1103: more} {
		if q := theQuery(t, outline(t, events(t, text))); int64(q.LastSeen.Time) != ns(want) {
			t.Errorf("last seen after %d ms, want %d", (int64(q.LastSeen.Time)-epoch)/1e6, want)
		}
	}
}

// The first event of a collector's file names the job; the last says what was
// handed on.
func TestNamesAndForwarding(t *testing.T) {
	run := replayText(t, recorder("recording_start", 0, `name=listen attrs.job="\"nightly\"" attrs.part=2 attrs.collection="\"x\""`),
		recorder("recording_end", 9, `outcome=stopped count=1 attrs.forwarded_dashboard=17 attrs.not_forwarded_dashboard=3 attrs.forwarded_traces=5 attrs.forwarded_logs=-1 attrs.samplings=4`))
	want := []Forwarded{{"dashboard", 17, 3}, {"traces", 5, 0}}
	if r := run.Recording; r.JobName != "nightly" || r.Part != measured(2) || !reflect.DeepEqual(r.Forwarded, want) {
		t.Errorf("job %q part %v forwarded %+v", r.JobName, r.Part, r.Forwarded)
	}
	if r := replayText(t, recorder("recording_start", 0, `name=listen attrs.job=7 attrs.part=x`)).Recording; r.JobName != "" || r.Part.Known() {
		t.Errorf("job %q part %v out of what is neither", r.JobName, r.Part)
	}
}

// What is private is told by each kind of event that may hold it.
func TestPrivate(t *testing.T) {
	for _, c := range []struct {
		line string
		want Private
	}{
		{recorder("job_start", 0, `arguments=["python"]`), Private{Arguments: true}},
		{driver("query_start", 0, `entrypoint="python x.py"`), Private{Arguments: true}},
		{driver("query_start", 0, `text="{}"`), Private{Plans: true}},
		{driver("exec_start", 0, `text="{}"`), Private{Plans: true}},
		{driver("query_end", 0, `outcome=Finished text="Query finished"`), Private{}},
		{driver("query_end", 0, `outcome=Failed text="ValueError: 5"`), Private{Errors: true}},
		{runner("task_end", 0, `task_id=0 outcome=Failed text="ValueError: 5"`), Private{Errors: true}},
		{runner("task_input", 0, `task_id=0 paths=["s3://a"]`), Private{Paths: true}},
		{rowError(0, "ValueError", "bad row: 5", ""), Private{Records: true}},
		{printed("stdout", 0, "5"), Private{Output: true}},
		{spanOf("FilterOperator::execute", 1, 2, 1), Private{}},
		{spanOf("GET", 1, 2, 1, `attrs.scope="\"requests\""`), Private{Others: true}},
		{recorder("bad_request", 0, `path=/x`), Private{Unknown: true}},
		{recorder("recording_start", 0, `name=import`), Private{Hosts: true}},
	} {
		if got := replayText(t, c.line).Private; got != c.want {
			t.Errorf("%s: %+v, want %+v", c.line, got, c.want)
		}
	}
}
