package dashboard_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
	"github.com/daft-analyze/daft-analyze/recorder/dashboard"
)

func post(path, body string) []*format.Event {
	return dashboard.Decode(dashboard.Request{Method: "POST", Path: path, Body: []byte(body), Arrival: 7, Payload: 3})
}

// TestDecode shows what becomes of bodies that the captures do not have. The
// columns that all events share are left out of want.
func TestDecode(t *testing.T) {
	for _, c := range []struct{ name, path, body, want string }{
		{"heartbeat", "/engine/query/q/heartbeat", `{"timestamp_sec": 12.5}`,
			`query_heartbeat clock=driver time_ns=12500000000 query_id=q`},
		{"unknown member", "/engine/query/q/plan_start", `{"plan_start_sec": 1, "plan": {"a": [1, "}"]}, "n": null}`,
			`plan_start clock=driver time_ns=1000000000 query_id=q attrs.plan="{\"a\": [1, \"}\"]}"`},
		{"member that does not fit", "/engine/query/q/exec/start", `{"exec_start_sec": 1, "physical_plan": {"id": 1}}`,
			`exec_start clock=driver time_ns=1000000000 query_id=q attrs.physical_plan="{\"id\": 1}"`},
		{"operator without a body", "/engine/query/q/exec/12/start", ``,
			`operator_start clock=recorder time_ns=7 query_id=q node_id=12`},
		{"operator with a body", "/engine/query/q/exec/12/end", `{"end_sec": 5}`,
			`operator_end clock=recorder time_ns=7 query_id=q node_id=12 attrs.end_sec="5"`},
		{"user counter", "/engine/query/q/exec/emit_stats",
			`{"source_id":"q","stats":[[1,{"rows.in":{"type":"Count","value":5},"my rows":{"type":"Count","value":6}}]]}`,
			`operator_stats clock=recorder time_ns=7 query_id=q node_id=1 rows_in=5 attrs."my rows"="{\"type\":\"Count\",\"value\":6}"`},
		{"stat of another type", "/engine/query/q/exec/emit_stats",
			`{"source_id":"unknown","stats":[[1,{"rows.in":{"type":"Float","value":5}, "rows.out":{"type":"Count","value":-1}, "bytes.in":{"type":"Bytes","value":18446744073709551615}}]]}`,
			`operator_stats clock=recorder time_ns=7 query_id=q node_id=1 attrs.bytes.in="{\"type\":\"Bytes\",\"value\":18446744073709551615}" attrs.rows.in="{\"type\":\"Float\",\"value\":5}" attrs.rows.out="{\"type\":\"Count\",\"value\":-1}"`},
		{"stat that says more", "/engine/query/q/exec/emit_stats",
			`{"source_id":"q","stats":[[1,{"rows.in":{"type":"Count","value":5,"phase":"probe"}},"x"]]}`,
			`operator_stats clock=recorder time_ns=7 query_id=q node_id=1 attrs.rows.in="{\"type\":\"Count\",\"value\":5,\"phase\":\"probe\"}" attrs."stats[2]"="\"x\""`},
		{"stat that is not finite", "/engine/query/q/exec/emit_stats",
			`{"source_id":"q","stats":[[1,{"selectivity":{"type":"Percent","value":null}}]]}`,
			`operator_stats clock=recorder time_ns=7 query_id=q node_id=1`},
		{"duration", "/engine/query/q/exec/emit_stats",
			`{"source_id":"q","stats":[[1,{"duration":{"type":"Duration","value":{"secs":2,"nanos":30}}}]]}`,
			`operator_stats clock=recorder time_ns=7 query_id=q node_id=1 daft_duration_ns=2000000030`},
		{"durations that do not fit", "/engine/query/q/exec/emit_stats",
			`{"source_id":"q","stats":[[1,{"duration":{"type":"Duration","value":{"secs":9223372037,"nanos":0}}}],[2,{"duration":{"type":"Duration","value":{"secs":1}}}]]}`,
			`operator_stats clock=recorder time_ns=7 query_id=q node_id=1 attrs.duration="{\"type\":\"Duration\",\"value\":{\"secs\":9223372037,\"nanos\":0}}"` + "\n" +
				`operator_stats clock=recorder time_ns=7 query_id=q node_id=2 attrs.duration="{\"type\":\"Duration\",\"value\":{\"secs\":1}}"`},
		{"another process", "/engine/query/q/exec/emit_stats", `{"source_id":"worker-1","stats":[[1,{}],[2,{"source_id":{"type":"Count","value":1}}]]}`,
			`operator_stats clock=recorder time_ns=7 query_id=q node_id=1 attrs.source_id="\"worker-1\""` + "\n" +
				`operator_stats clock=recorder time_ns=7 query_id=q node_id=2 attrs.source_id="\"worker-1\"" attrs.stats.source_id="{\"type\":\"Count\",\"value\":1}"`},
		{"no operators", "/engine/query/q/exec/emit_stats", `{"source_id":"q","stats":[]}`,
			`unknown_request text="{\"source_id\":\"q\",\"stats\":[]}" path=/engine/query/q/exec/emit_stats`},
		{"inputs", "/engine/query/q/task/submit",
			`{"submit_sec":1,"task_id":4,"last_node_id":2,"node_ids":[1,2],"plan_fingerprint":9,"name":null,"sources":[{"PhysicalScan":{"source_id":1,"scan_tasks":2,"paths":["a","b"]}},{"GlobScan":{"globs":3}}]}`,
			`task_submit clock=runner time_ns=1000000000 query_id=q task_id=4 last_node_id=2 node_ids=[1,2] plan_fingerprint=9` + "\n" +
				`task_input query_id=q task_id=4 input=scan source_node_id=1 scan_tasks=2 paths=["a","b"]` + "\n" +
				`task_input query_id=q task_id=4 input=GlobScan attrs.globs="3"`},
		{"inputs of another form", "/engine/query/q/task/submit", `{"submit_sec":1,"task_id":4,"sources":["GlobScan"]}`,
			`task_submit clock=runner time_ns=1000000000 query_id=q task_id=4 attrs.sources="[\"GlobScan\"]"`},
		{"failed task", "/engine/query/q/task/end",
			`{"end_sec":1,"task_id":4,"worker_id":null,"outcome":{"status":"Failed","message":"boom","code":7},"totals":{"cpu_us":3,"rows_in":1,"spilled":2}}`,
			`task_end clock=runner time_ns=1000000000 query_id=q task_id=4 outcome=Failed text="boom" daft_duration_ns=3000 rows_in=1 attrs.outcome.code="7" attrs.totals.spilled="2"`},
		{"task counters", "/engine/query/q/tasks/stats", `{"timestamp_sec":1,"tasks":[{"task_id":4,"totals":{"cpu_us":9223372036854775807}},{"task_id":5}]}`,
			`task_stats clock=worker time_ns=1000000000 query_id=q task_id=4 attrs.totals.cpu_us="9223372036854775807"` + "\n" +
				`task_stats clock=worker time_ns=1000000000 query_id=q task_id=5`},
		{"message of a finished query", "/engine/query/q/end", `{"end_sec":1,"end_state":"Finished","error_message":"Query finished"}`,
			`query_end clock=driver time_ns=1000000000 query_id=q outcome=Finished text="Query finished"`},
		{"last of two members", "/engine/query/q/end", `{"end_sec":1,"end_state":"Failed","end_state":"Canceled"}`,
			`query_end clock=driver time_ns=1000000000 query_id=q outcome=Canceled`},
		{"secret in the entrypoint", "/engine/query/q/start", `{"start_sec":1,"entrypoint":"python job.py --password hunter2"}`,
			`query_start clock=driver time_ns=1000000000 query_id=q entrypoint="python job.py --password ***"`},
		{"stats of which the last does not fit", "/engine/query/q/exec/emit_stats", `{"stats":[[1,{}]],"stats":5}`,
			`unknown_request text="{\"stats\":[[1,{}]],\"stats\":5}" path=/engine/query/q/exec/emit_stats`},
		{"unknown endpoint", "/engine/query/q/exec/spill", `[1]`,
			`unknown_request text="[1]" path=/engine/query/q/exec/spill`},
		{"not UTF-8", "/engine/query/q/end", "{\"end_sec\":1,\"end_state\":\"a\xff\",\"error_message\":\"\\ud800\\u0000\",\"\xfe\":\"\xfd\"}",
			`query_end clock=driver time_ns=1000000000 query_id=q outcome="a�" text="�\x00" attrs."�"="\"�\""`},

		{"not JSON", "/engine/query/q/heartbeat", `{"timestamp_sec": 12.5`,
			`bad_request text="not JSON: unexpected end of JSON input (byte 22)" path=/engine/query/q/heartbeat attrs.body="\"{\\\"timestamp_sec\\\": 12.5\""`},
		{"no body", "/engine/query/q/heartbeat", ``,
			`bad_request text="not JSON: unexpected end of JSON input (byte 0)" path=/engine/query/q/heartbeat`},
		{"not an object", "/engine/query/q/heartbeat", `7`,
			`bad_request text="the body is not a JSON object" path=/engine/query/q/heartbeat attrs.body="\"7\""`},
		{"no time", "/engine/query/q/heartbeat", `{}`,
			`bad_request text="timestamp_sec is missing" path=/engine/query/q/heartbeat attrs.body="\"{}\""`},
		{"time before the epoch", "/engine/query/q/heartbeat", `{"timestamp_sec":-1}`,
			`bad_request text="timestamp_sec does not fit: -1" path=/engine/query/q/heartbeat attrs.body="\"{\\\"timestamp_sec\\\":-1}\""`},
		{"no query", "/engine/query//heartbeat", `{}`,
			`bad_request text="the path names no query" path=/engine/query//heartbeat attrs.body="\"{}\""`},
		{"no operator", "/engine/query/q/exec/x/start", ``,
			`bad_request text="the path names no operator: \"x\"" path=/engine/query/q/exec/x/start`},
		{"no counters", "/engine/query/q/exec/emit_stats", `{"stats":[[1,{}],[2]]}`,
			`bad_request text="entry 1 of stats: not [node id, counters]: [2]" path=/engine/query/q/exec/emit_stats attrs.body="\"{\\\"stats\\\":[[1,{}],[2]]}\""`},
		{"no task", "/engine/query/q/tasks/stats", `{"timestamp_sec":1,"tasks":[{}]}`,
			`bad_request text="entry 0 of tasks: task_id is missing or does not fit" path=/engine/query/q/tasks/stats attrs.body="\"{\\\"timestamp_sec\\\":1,\\\"tasks\\\":[{}]}\""`},
	} {
		t.Run(c.name, func(t *testing.T) {
			events := post(c.path, c.body)
			for _, e := range events {
				checkValid(t, e)
			}
			got := strings.NewReplacer(" source=dashboard", "", " arrival_ns=7", "", " payload=3", "").Replace(formattest.Text(events))
			if got != c.want+"\n" {
				t.Errorf("got  %swant %s", got, c.want)
			}
		})
	}
}

func TestPing(t *testing.T) {
	r := dashboard.Request{Method: "GET", Path: "/api/ping", Arrival: 7, Payload: 3}
	if got := formattest.Text(dashboard.Decode(r)); got != "ping source=dashboard arrival_ns=7 payload=3\n" {
		t.Error(got)
	}
	r.Path = "/api/queries"
	if got := formattest.Text(dashboard.Decode(r)); got != `unknown_request source=dashboard arrival_ns=7 payload=3 path=/api/queries attrs.method="\"GET\""`+"\n" {
		t.Error(got)
	}
}

// TestBounds checks that what a stranger sends does not grow in memory.
func TestBounds(t *testing.T) {
	many := func(n int, s string) string { return strings.TrimSuffix(strings.Repeat(s+",", n), ",") }
	distinct := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `,"x%d":1`, i)
		}
		return b.String()
	}
	for _, c := range []struct{ name, path, body, why string }{
		{"query id", "/engine/query/" + strings.Repeat("q", 257) + "/heartbeat", `{}`, "the query's id has more than 256 bytes"},
		{"operators", "/engine/query/q/exec/emit_stats", `{"stats":[` + many(16385, "[1,{}]") + `]}`, "more than 16384 operators"},
		{"tasks", "/engine/query/q/tasks/stats", `{"timestamp_sec":1,"tasks":[` + many(16385, `{"task_id":1}`) + `]}`, "more than 16384 tasks"},
		{"members", "/engine/query/q/heartbeat", `{"timestamp_sec":1` + distinct(257) + `}`, "more than 256 members are unknown or do not fit"},
		{"member name", "/engine/query/q/heartbeat", `{"timestamp_sec":1,"` + strings.Repeat("x", 257) + `":1}`, "a member's name has more than 256 bytes"},
		{"depth", "/engine/query/q/heartbeat", strings.Repeat("[", 100_000), "not JSON: invalid character '[' exceeded max depth (byte 10001)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			events := post(c.path, c.body)
			if len(events) != 1 || events[0].Kind != format.BadRequest {
				t.Fatalf("%d events, first of kind %s", len(events), events[0].KindName())
			}
			if why, _ := events[0].Text(format.Text); why != c.why {
				t.Errorf("got %q, want %q", why, c.why)
			}
			if n := len(formattest.Text(events)); n > 8<<10 {
				t.Errorf("the event takes %d bytes", n)
			}
		})
	}

	// What is said once for all events of a request must not be kept with each.
	t.Run("repeated", func(t *testing.T) {
		large := `"new":"` + strings.Repeat("x", 8<<10) + `"`
		for path, body := range map[string]string{
			"/engine/query/q/exec/emit_stats": `{` + large + `,"stats":[` + many(16384, "[1,{}]") + `]}`,
			"/engine/query/q/tasks/stats":     `{` + large + `,"timestamp_sec":1,"tasks":[` + many(16384, `{"task_id":1}`) + `]}`,
		} {
			events := post(path, body)
			if len(events) != 16384 || len(events[0].Attrs()) != 1 || len(events[1].Attrs()) != 0 {
				t.Errorf("%s: %d events of kind %s", path, len(events), events[0].KindName())
				continue
			}
			for _, e := range events[:2] {
				checkValid(t, e)
			}
			want := strings.Replace(formattest.Text(events[:1]), " attrs.new=\"\\\""+strings.Repeat("x", 8<<10)+"\\\"\"", "", 1)
			if got := formattest.Text(events[1:2]); got != want {
				t.Errorf("got  %swant %s", got, want)
			}
		}
	})
	t.Run("lists", func(t *testing.T) {
		e := post("/engine/query/q/task/schedule", `{"scheduled_sec":1,"task_id":1,"node_ids":[`+many(65537, "1")+`]}`)[0]
		if _, ok := e.Ints(format.NodeIDs); ok || e.Kind != format.TaskSchedule || len(e.Attrs()) != 1 {
			t.Error("a list beyond the limit belongs in attrs")
		}
	})
	t.Run("labels", func(t *testing.T) {
		e := post("/engine/query/q/task/submit", `{"submit_sec":1,"task_id":1,"name":"`+strings.Repeat("é", 1<<20)+`"}`)[0]
		if got := e.Label(format.Name); len(got) != 16<<10 {
			t.Errorf("the name has %d bytes", len(got))
		}
		if a := e.Attrs(); len(a) != 1 || a[0] != (format.Attr{Key: "name.bytes", Value: "2097152"}) {
			t.Errorf("attrs %v", a)
		}
	})
	t.Run("unknown body", func(t *testing.T) {
		e := post("/new", strings.Repeat("x", 1<<20))[0]
		if text, _ := e.Text(format.Text); len(text) != 64<<10 {
			t.Errorf("%d bytes kept", len(text))
		}
	})
}
