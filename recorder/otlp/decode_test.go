package otlp_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
	"github.com/daft-analyze/daft-analyze/recorder/otlp"
)

func decode(s otlp.Signal, body string) []*format.Event {
	return otlp.Decode(otlp.Request{Signal: s, JSON: true, Body: []byte(body), Path: "/v1/" + s.String(), Arrival: 7, Payload: 3})
}

// text returns events without what all of them have.
func text(events []*format.Event) string {
	return strings.NewReplacer(" source=otlp", "", " arrival_ns=7", "", " payload=3", "").Replace(formattest.Text(events))
}

// metrics returns a request of one scope with a query's id.
func metrics(scope, list string) string {
	return `{"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"daft"}}]},"scopeMetrics":[{"scope":{"name":"` + scope +
		`","attributes":[{"key":"query.id","value":{"stringValue":"q"}}]},"metrics":[` + list + `]}]}]}`
}

// sum returns a counter with one point of node 1.
func sum(name, unit, value, more string) string {
	return `{"name":"` + name + `","unit":"` + unit + `","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[{"startTimeUnixNano":"5","timeUnixNano":"9",` +
		value + `,"attributes":[{"key":"node.id","value":{"stringValue":"1"}}` + more + `]}]}}`
}

// resource returns a resource's attributes, name and value by turns.
func resource(list ...string) string {
	var b strings.Builder
	for i := 0; i < len(list); i += 2 {
		fmt.Fprintf(&b, `,{"key":"%s","value":{"stringValue":"%s"}}`, list[i], list[i+1])
	}
	return `"resource":{"attributes":[` + strings.TrimPrefix(b.String(), ",") + `]}`
}

func TestDecode(t *testing.T) {
	const local, distributed = "daft.execution.local", "daft.execution.distributed"
	for _, c := range []struct {
		name, body string
		signal     otlp.Signal
		want       string
	}{
		{"one row of two instruments", metrics(local, sum("daft.duration", "us", `"asInt":"4"`, "")+","+sum("daft.rows.in", "{row}", `"asInt":"6"`, "")), otlp.Metrics,
			`operator_stats clock=driver time_ns=9 query_id=q node_id=1 daft_duration_ns=4000 rows_in=6 since_ns=5`},
		{"of the scheduler", metrics(distributed, sum("daft.task.active", "", `"asInt":"2"`, "")), otlp.Metrics,
			`operator_stats clock=runner time_ns=9 query_id=q node_id=1 tasks_active=2 since_ns=5`},
		{"fewer than no tasks", metrics(distributed, sum("daft.task.active", "", `"asInt":"-1"`, "")), otlp.Metrics,
			`operator_stats clock=runner time_ns=9 query_id=q node_id=1 since_ns=5 attrs.task.active="-1"`},
		{"of a worker", metrics(local, sum("daft.rows.out", "{row}", `"asInt":"2"`, `,{"key":"node.origin_id","value":{"stringValue":"4"}},{"key":"node.phase","value":{"stringValue":"final-sort"}},{"key":"node.type","value":{"stringValue":"Sort"}}`)), otlp.Metrics,
			`operator_stats clock=worker time_ns=9 query_id=q node_id=1 name=Sort rows_out=2 since_ns=5 origin_node_id=4 phase=final-sort`},
		{"of two phases", metrics(local, sum("daft.rows.out", "{row}", `"asInt":"2"`, `,{"key":"node.phase","value":{"stringValue":"b"}}`)+","+sum("daft.rows.out", "{row}", `"asInt":"3"`, `,{"key":"node.phase","value":{"stringValue":"a"}}`)), otlp.Metrics,
			`operator_stats clock=driver time_ns=9 query_id=q node_id=1 rows_out=3 since_ns=5 phase=a` + "\n" +
				`operator_stats clock=driver time_ns=9 query_id=q node_id=1 rows_out=2 since_ns=5 phase=b`},
		{"seconds", metrics(local, sum("daft.duration", "s", `"asInt":"4"`, "")), otlp.Metrics,
			`operator_stats clock=driver time_ns=9 query_id=q node_id=1 daft_duration_ns=4000000000 since_ns=5`},
		{"a unit that time has not", metrics(local, sum("daft.duration", "{tick}", `"asInt":"4"`, "")), otlp.Metrics,
			`operator_stats clock=driver time_ns=9 query_id=q node_id=1 since_ns=5 attrs.duration="{\"value\":4,\"unit\":\"{tick}\"}"`},
		{"more than fits", metrics(local, sum("daft.duration", "us", `"asInt":"9223372036854775807"`, "")), otlp.Metrics,
			`operator_stats clock=driver time_ns=9 query_id=q node_id=1 since_ns=5 attrs.duration="{\"value\":9223372036854775807,\"unit\":\"us\"}"`},
		{"of the user", metrics(local, sum("daft.my_counter", "", `"asInt":"4"`, "")+","+sum("daft.checkpoint.sealed", "{checkpoint}", `"asInt":"1"`, "")), otlp.Metrics,
			`operator_stats clock=driver time_ns=9 query_id=q node_id=1 since_ns=5 attrs.checkpoint.sealed="{\"value\":1,\"unit\":\"{checkpoint}\"}" attrs.my_counter="4"`},
		{"twice the same", metrics(local, sum("daft.rows.in", "", `"asInt":"4"`, "")+","+sum("daft.rows.in", "", `"asInt":"5"`, "")), otlp.Metrics,
			`operator_stats clock=driver time_ns=9 query_id=q node_id=1 rows_in=4 since_ns=5 attrs.rows.in="5"`},
		{"new attribute", metrics(local, sum("daft.rows.in", "", `"asInt":"4"`, `,{"key":"node.shard","value":{"intValue":"3"}}`)), otlp.Metrics,
			`operator_stats clock=driver time_ns=9 query_id=q node_id=1 rows_in=4 since_ns=5 attrs.node.shard="3"`},
		{"no operator", metrics(local, strings.Replace(sum("daft.rows.in", "", `"asInt":"4"`, ""), "node.id", "node", 1)), otlp.Metrics,
			`metric clock=driver time_ns=9 query_id=q name=daft.rows.in since_ns=5 number=4 attrs.node="\"1\"" attrs.type="\"sum\""`},
		{"since the last export", strings.Replace(metrics(local, sum("daft.rows.in", "{row}", `"asInt":"4"`, "")), `"aggregationTemporality":2`, `"aggregationTemporality":1`, 1), otlp.Metrics,
			`metric clock=driver time_ns=9 query_id=q node_id=1 name=daft.rows.in since_ns=5 number=4 attrs.type="\"delta sum\"" attrs.unit="\"{row}\""`},
		{"no value", metrics(local, strings.Replace(sum("daft.rows.in", "", `"asInt":"4"`, ""), `"asInt"`, `"flags":1,"asInt"`, 1)), otlp.Metrics, ``},
		{"no time", metrics(local, strings.Replace(sum("daft.rows.in", "", `"asInt":"4"`, ""), `"timeUnixNano":"9"`, `"timeUnixNano":"0"`, 1)), otlp.Metrics,
			`operator_stats clock=recorder time_ns=7 query_id=q node_id=1 rows_in=4 since_ns=5`},
		{"after all time", metrics(local, strings.Replace(sum("daft.rows.in", "", `"asInt":"4"`, ""), `"timeUnixNano":"9"`, `"timeUnixNano":"18446744073709551615"`, 1)), otlp.Metrics,
			`operator_stats clock=recorder time_ns=7 query_id=q node_id=1 rows_in=4 since_ns=5 attrs.time_unix_nano="18446744073709551615"`},
		{"monitor", `{"resourceMetrics":[{` + resource("service.name", "daft", "process.pid", "12") + `,"scopeMetrics":[{"scope":{"name":"daft-process-monitor"},"metrics":[` +
			`{"name":"daft.process.memory.rss","unit":"By","gauge":{"dataPoints":[{"timeUnixNano":"9","asDouble":1024,"attributes":[{"key":"daft.process.role","value":{"stringValue":"worker"}}]}]}},` +
			`{"name":"daft.process.cpu.percent","unit":"%","gauge":{"dataPoints":[{"timeUnixNano":"9","asDouble":1.5,"attributes":[{"key":"daft.process.role","value":{"stringValue":"worker"}}]}]}}]}]}]}`, otlp.Metrics,
			`process_stats clock=worker time_ns=9 pid=12 role=worker rss_bytes=1024 cpu_pct=1.5`},
		{"histogram of another program", `{"resourceMetrics":[{` + resource("service.name", "shop", "telemetry.sdk.name", "otel") + `,"scopeMetrics":[{"scope":{"name":"lib","version":"1"},"metrics":[` +
			`{"name":"latency","unit":"s","histogram":{"aggregationTemporality":2,"dataPoints":[{"timeUnixNano":"9","count":"3","sum":1.5,"explicitBounds":[1],"bucketCounts":["1","2"]}]}}]}]}]}`, otlp.Metrics,
			`metric clock=driver time_ns=9 name=latency attrs.bounds="[1]" attrs.count="3" attrs.counts="[1,2]" attrs.resource.service.name="\"shop\"" attrs.resource.telemetry.sdk.name="\"otel\"" attrs.scope="\"lib\"" attrs.scope.version="\"1\"" attrs.sum="1.5" attrs.type="\"histogram\"" attrs.unit="\"s\""`},
		{"a number that a float has not", `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"n","gauge":{"dataPoints":[{"timeUnixNano":"9","asInt":"9007199254740993"}]}}]}]}]}`, otlp.Metrics,
			`metric clock=driver time_ns=9 name=n number=9.007199254740992e+15 attrs.scope="\"\"" attrs.type="\"gauge\"" attrs.value="9007199254740993"`},
		{"not a number", `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"n","gauge":{"dataPoints":[{"timeUnixNano":"9","asDouble":"NaN"}]}}]}]}]}`, otlp.Metrics,
			`metric clock=driver time_ns=9 name=n attrs.scope="\"\"" attrs.type="\"gauge\"" attrs.value="\"NaN\""`},

		{"span of Daft", `{"resourceSpans":[{` + resource("service.name", "daft", "process.pid", "12") + `,"scopeSpans":[{"scope":{"name":"daft-otel-tracer"},"spans":[{"traceId":"00000000000000000000000000000001","spanId":"0000000000000002","name":"SortSink::sink","startTimeUnixNano":"5","endTimeUnixNano":"9","attributes":[{"key":"busy_ns","value":{"intValue":"3"}},{"key":"thread.id","value":{"intValue":"1"}},{"key":"target","value":{"stringValue":"t"}}],"status":{}}]}]}]}`, otlp.Traces,
			`span clock=driver time_ns=5 name=SortSink::sink pid=12 duration_ns=4 busy_ns=3 thread_id=1 attrs.target="\"t\""`},
		{"span that a log record may name", `{"resourceSpans":[{"scopeSpans":[{"scope":{"name":"daft-otel-tracer"},"spans":[{"traceId":"00000000000000000000000000000001","spanId":"0000000000000002","name":"UdfOperator::execute","startTimeUnixNano":"5","endTimeUnixNano":"9"}]}]}]}`, otlp.Traces,
			`span clock=driver time_ns=5 name=UdfOperator::execute duration_ns=4 span_id=2`},
		{"part of another span", `{"resourceSpans":[{"scopeSpans":[{"scope":{"name":"daft-otel-tracer"},"spans":[{"traceId":"00000000000000000000000000000001","spanId":"0000000000000002","parentSpanId":"0000000000000003","name":"a","kind":1,"startTimeUnixNano":"5","endTimeUnixNano":"9"}]}]}]}`, otlp.Traces,
			`span clock=driver time_ns=5 name=a duration_ns=4 span_id=2 parent_span_id=3 attrs.trace_id="\"00000000000000000000000000000001\""`},
		{"span of another program", `{"resourceSpans":[{` + resource("service.name", "shop") + `,"scopeSpans":[{"scope":{"name":"http"},"spans":[{"traceId":"00000000000000000000000000000001","spanId":"ffffffffffffffff","name":"GET","kind":3,"startTimeUnixNano":"5","endTimeUnixNano":"9","attributes":[{"key":"busy_ns","value":{"intValue":"3"}}],"status":{"code":2,"message":"no"},"events":[{"timeUnixNano":"6","name":"retry","attributes":[{"key":"n","value":{"intValue":"1"}}]}],"links":[{"traceId":"00000000000000000000000000000003","spanId":"0000000000000004"}]}]}]}]}`, otlp.Traces,
			`span clock=driver time_ns=5 name=GET duration_ns=4 span_id=-1 attrs.busy_ns="3" attrs.events="[{\"time_ns\":6,\"name\":\"retry\",\"attributes\":{\"n\":1}}]" attrs.links="[{\"trace_id\":\"00000000000000000000000000000003\",\"span_id\":\"0000000000000004\"}]" attrs.resource.service.name="\"shop\"" attrs.scope="\"http\"" attrs.span_kind="\"client\"" attrs.status="\"error\"" attrs.status.message="\"no\"" attrs.trace_id="\"00000000000000000000000000000001\""`},
		{"end before start", `{"resourceSpans":[{"scopeSpans":[{"scope":{"name":"daft-otel-tracer"},"spans":[{"name":"a","startTimeUnixNano":"9","endTimeUnixNano":"5"}]}]}]}`, otlp.Traces,
			`span clock=driver time_ns=9 name=a duration_ns=0 attrs.end_time_unix_nano="5"`},

		{"row error of a UDF", `{"resourceLogs":[{` + resource("service.name", "daft") + `,"scopeLogs":[{"scope":{"name":"python-udf-error"},"logRecords":[{"observedTimeUnixNano":"9","traceId":"00000000000000000000000000000001","spanId":"0000000000000002","body":{"stringValue":"boom"},"attributes":[{"key":"type","value":{"stringValue":"ValueError"}},{"key":"traceback","value":{"arrayValue":{"values":[{"stringValue":"line 1"}]}}},{"key":"udf_args","value":{"kvlistValue":{"values":[{"key":"x","value":{"stringValue":"1"}}]}}}]}]}]}]}`, otlp.Logs,
			`log_record clock=driver time_ns=9 name=python-udf-error text="boom" span_id=2 attrs.traceback="[\"line 1\"]" attrs.type="\"ValueError\"" attrs.udf_args="{\"x\":\"1\"}"`},
		{"severities", `{"resourceLogs":[{"scopeLogs":[{"scope":{"name":"l"},"logRecords":[{"timeUnixNano":"9","severityText":"bad"},{"timeUnixNano":"9","severityNumber":13}]}]}]}`, otlp.Logs,
			`log_record clock=driver time_ns=9 name=l severity=bad attrs.scope="\"l\""` + "\n" + `log_record clock=driver time_ns=9 name=l severity=Warn attrs.scope="\"l\""`},

		{"nothing", `{}`, otlp.Logs, ``},
		{"not JSON", `{"a`, otlp.Logs, `bad_request text="not JSON: unexpected end of JSON input (byte 3)" path=/v1/logs attrs.body.base64="\"eyJh\"" attrs.body.bytes="3"`},
		{"not an object", `7`, otlp.Logs, `bad_request text="the body is not a JSON object" path=/v1/logs attrs.body.base64="\"Nw==\"" attrs.body.bytes="1"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			events := decode(c.signal, c.body)
			for _, e := range events {
				checkValid(t, e)
			}
			if got := strings.TrimSuffix(text(events), "\n"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestProtobufThatIsNone(t *testing.T) {
	for _, body := range []string{"\x00", "\x0a", "\x0a\x05a", "\x0b", "\x0f", "\x08\xff", "\x0a\x02\x0a\x05"} {
		events := otlp.Decode(otlp.Request{Signal: otlp.Metrics, Body: []byte(body), Path: "/v1/metrics"})
		if len(events) != 1 || events[0].Kind != format.BadRequest {
			t.Errorf("%q: %s", body, text(events))
			continue
		}
		if why, _ := events[0].Text(format.Text); !strings.HasPrefix(why, "not protobuf: ") {
			t.Errorf("%q: %s", body, why)
		}
	}
}

func TestGzip(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	body := metrics("daft.execution.local", sum("daft.rows.in", "", `"asInt":"4"`, ""))
	_, _ = z.Write([]byte(body))
	_ = z.Close()
	r := otlp.Request{Signal: otlp.Metrics, JSON: true, Gzip: true, Body: packed.Bytes(), Arrival: 7, Payload: 3}
	if got, want := text(otlp.Decode(r)), text(decode(otlp.Metrics, body)); got != want || !strings.Contains(got, "rows_in=4") {
		t.Errorf("got  %swant %s", got, want)
	}
	r.Body = r.Body[:len(r.Body)-4]
	if got := text(otlp.Decode(r)); !strings.Contains(got, `text="not gzip: unexpected EOF"`) {
		t.Error(got)
	}
}

// What the request's header says of the sender comes before what the resource says.
func TestSender(t *testing.T) {
	body := `{"resourceSpans":[{` + resource("service.name", "daft", "process.pid", "7") + `,"scopeSpans":[{"scope":{"name":"daft-otel-tracer"},"spans":[{"name":"a","startTimeUnixNano":"5","endTimeUnixNano":"9"}]}]}]}`
	for _, c := range []struct{ sender, want string }{
		{"", "clock=driver pid=7"},
		{"pid=12", "clock=driver pid=12"},
		{"pid=12;role=worker;worker_id=ab12", "clock=worker worker_id=ab12 pid=12"},
		{"pid=-1;role;x=y;;worker_id=" + strings.Repeat("x", 10_000), "clock=driver pid=7"},
	} {
		got := text(otlp.Decode(otlp.Request{Signal: otlp.Traces, JSON: true, Body: []byte(body), Sender: c.sender, Arrival: 7, Payload: 3}))
		got = strings.NewReplacer("span ", "", " time_ns=5", "", " name=a", "", " duration_ns=4", "").Replace(strings.TrimSuffix(got, "\n"))
		if got != c.want {
			t.Errorf("%.40s: got %s, want %s", c.sender, got, c.want)
		}
	}
}
