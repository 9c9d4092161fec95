package eventlog

import (
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

func TestDecode(t *testing.T) {
	const at = `"timestamp": 1.5, "query_id": "q"`
	for _, c := range []struct{ name, line, want string }{
		{"unknown members and null",
			`{"event": "execution_ended", ` + at + `, "pid": null, "new": {"a": [1]}, "hostname": "h"}`,
			`exec_end source=eventlog clock=driver time_ns=1500000000 payload=7 query_id=q attrs.hostname="\"h\"" attrs.new="{\"a\": [1]}"`},
		{"a member that does not fit",
			`{"event": "query_started", ` + at + `, "plan": 5, "pid": -1}`,
			`query_start source=eventlog clock=driver time_ns=1500000000 payload=7 query_id=q attrs.pid="-1" attrs.plan="5"`},
		{"secrets of the command line",
			`{"event": "query_started", ` + at + `, "entrypoint": "python job.py --password hunter2", "runner_version": "2.59.0"}`,
			`query_start source=eventlog clock=driver time_ns=1500000000 payload=7 query_id=q entrypoint="python job.py --password ***" ray_version=2.59.0`},
		{"counters of the user's own, and numbers that are not finite",
			`{"event": "stats", ` + at + `, "node_id": 3, "metrics": {"duration": 7, "selectivity": NaN, "amplification": -Infinity, "rows.in": 5, "my NaN": 2.5}}`,
			`operator_stats source=eventlog clock=driver time_ns=1500000000 payload=7 query_id=q node_id=3 daft_duration_ns=7000000 rows_in=5 attrs."metrics.my NaN"="2.5"`},
		{"the scheduler", `{"event": "operator_started", ` + at + `, "component": "flotilla_runner", "node_id": 3, "name": "Sort"}`,
			`operator_start source=eventlog clock=runner time_ns=1500000000 payload=7 query_id=q node_id=3 name=Sort`},
		{"a worker", `{"event": "operator_ended", ` + at + `, "component": "swordfish_worker", "node_id": 0, "origin_node_id": 3}`,
			`operator_end source=eventlog clock=worker time_ns=1500000000 payload=7 query_id=q node_id=0 attrs.origin_node_id="3"`},
		{"a component of a later version", `{"event": "execution_ended", ` + at + `, "component": "new"}`,
			`exec_end source=eventlog clock=worker time_ns=1500000000 payload=7 query_id=q attrs.component="\"new\""`},
		{"an event without a kind", `{"event":"task_done","timestamp":1.5,"query_id":"q","x":1}`,
			`unknown_event source=eventlog clock=driver time_ns=1500000000 payload=7 query_id=q name=task_done text="{\"event\":\"task_done\",\"timestamp\":1.5,\"query_id\":\"q\",\"x\":1}"`},
		{"an event of another program", `{"event":"click"}`, `unknown_event source=eventlog payload=7 name=click text="{\"event\":\"click\"}"`},
		{"no time", `{"event":"execution_ended","query_id":"q"}`,
			`bad_line source=eventlog payload=7 text="timestamp is missing" path=q/events.jsonl attrs.body="\"{\\\"event\\\":\\\"execution_ended\\\",\\\"query_id\\\":\\\"q\\\"}\"" attrs.line="4"`},
		{"no query", `{"event":"execution_ended","timestamp":1,"query_id":""}`,
			`bad_line source=eventlog payload=7 text="query_id does not fit: \"\"" path=q/events.jsonl attrs.body="\"{\\\"event\\\":\\\"execution_ended\\\",\\\"timestamp\\\":1,\\\"query_id\\\":\\\"\\\"}\"" attrs.line="4"`},
		{"no operator", `{"event":"stats",` + at + `,"metrics":{}}`,
			`bad_line source=eventlog payload=7 text="node_id is missing" path=q/events.jsonl attrs.body="\"{\\\"event\\\":\\\"stats\\\",\\\"timestamp\\\": 1.5, \\\"query_id\\\": \\\"q\\\",\\\"metrics\\\":{}}\"" attrs.line="4"`},
		{"no event", `{"a":1}`, `bad_line source=eventlog payload=7 text="it names no event" path=q/events.jsonl attrs.body="\"{\\\"a\\\":1}\"" attrs.line="4"`},
		{"a list", `[1]`, `bad_line source=eventlog payload=7 text="it is not a JSON object" path=q/events.jsonl attrs.body="\"[1]\"" attrs.line="4"`},
		{"not JSON", `{"event": x`, `bad_line source=eventlog payload=7 text="not JSON: invalid character 'x' looking for beginning of value (byte 11)" path=q/events.jsonl attrs.body="\"{\\\"event\\\": x\"" attrs.line="4"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := Decode(Line{Text: []byte(c.line), Path: "q/events.jsonl", Number: 4, Index: 7})
			if got := formattest.Text([]*format.Event{e}); got != c.want+"\n" {
				t.Errorf("got  %swant %s", got, c.want)
			}
			checkImported(t, e)
		})
	}
}

func TestFinite(t *testing.T) {
	for text, want := range map[string]string{
		`{"a": NaN, "b": [-Infinity,Infinity]}`:        `{"a": null, "b": [null,null]}`,
		`{"NaN": "NaN \" Infinity", "x\\": -Infinity}`: `{"NaN": "NaN \" Infinity", "x\\": null}`,
		`"NaN`:            `"NaN`,
		`{"a": "NaN\`:     `{"a": "NaN\`,
		`NaNInfinity`:     `nullnull`,
		`{"a": -1.5e300}`: `{"a": -1.5e300}`,
	} {
		line := []byte(text)
		if got := string(finite(line)); got != want {
			t.Errorf("finite(%s) = %s, want %s", text, got, want)
		}
		if string(line) != text {
			t.Errorf("%s was changed", text)
		}
	}
}
