"""Reads OpenTelemetry exports with OpenTelemetry's own messages, and checks them.

    python otlp.py check TRACES [LOGS]   files: lines of JSON, or one message where a name ends in .pb
    python otlp.py serve OUT [BUSY]  an endpoint: prints its port, answers BUSY requests
                                     with 503 first, writes what came when stdin ends

Prints as JSON how many spans of each kind there are. Any id that is not unique,
any parent that is not there, any span that silently lies outside of its parent,
any link or log record of a span that is not there, is an error.
"""

import base64
import gzip
import json
import sys
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest, ExportLogsServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest, ExportTraceServiceResponse
from opentelemetry.proto.logs.v1.logs_pb2 import LogsData
from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

IDS = {"traceId", "spanId", "parentSpanId"}


def in_base64(value):
    """OTLP's JSON has ids in hexadecimal, protobuf's in base64."""
    if isinstance(value, dict):
        return {
            k: base64.b64encode(bytes.fromhex(v)).decode() if k in IDS else in_base64(v) for k, v in value.items()
        }
    return [in_base64(v) for v in value] if isinstance(value, list) else value


def read(path, message):
    """A file has one kind of message; what does not belong to it is an error."""
    if path.endswith(".pb"):
        with open(path, "rb") as f:
            message.ParseFromString(f.read())
        return message
    with open(path, encoding="utf-8") as f:
        for line in f:
            assert len(line.encode()) <= 1 << 20, "a line that the Collector's otlpjsonfile receiver would part"
            message.MergeFrom(json_format.ParseDict(in_base64(json.loads(line)), type(message)()))
    return message


def attributes(of):
    values = {a.key: getattr(a.value, a.value.WhichOneof("value")) for a in of.attributes}
    assert len(values) == len(of.attributes), "an attribute is there twice"
    return values


def kind(span):
    if any(a.key == "daft.segment.kind" for a in span.attributes):
        return "segment"
    first = span.name.split(" ")[0]
    if span.name == "critical path":
        return "path"
    return first if first in ("query", "stage", "task") else "operator"


def check(traces, logs):
    spans = {}
    for resource in traces.resource_spans:
        assert attributes(resource.resource)["service.name"]
        for scope in resource.scope_spans:
            for span in scope.spans:
                assert len(span.trace_id) == 16 and len(span.span_id) == 8, "ids of another length"
                assert (span.trace_id, span.span_id) not in spans, "an id twice"
                spans[span.trace_id, span.span_id] = span
    outside = 0
    for (trace, _), span in spans.items():
        assert span.start_time_unix_nano <= span.end_time_unix_nano
        named = "daft.time.outside_parent_ns" in attributes(span)
        outside += named
        if span.parent_span_id:
            parent = spans[trace, span.parent_span_id]
            within = (
                parent.start_time_unix_nano <= span.start_time_unix_nano
                and span.end_time_unix_nano <= parent.end_time_unix_nano
            )
            assert within != named, f"{span.name} lies outside of its parent in silence"
        for link in span.links:
            assert (link.trace_id, link.span_id) in spans, "a link to nothing"
    records = correlated = 0
    for resource in logs.resource_logs:
        for scope in resource.scope_logs:
            for record in scope.log_records:
                records += 1
                attributes(record)
                if record.trace_id:
                    correlated += 1
                    assert (record.trace_id, record.span_id) in spans, "a log record of no span"
    return {
        "spans": dict(sorted(Counter(kind(s) for s in spans.values()).items())),
        "tasks_by_query": dict(
            sorted(Counter(t.hex() for (t, _), s in spans.items() if kind(s) == "task").items())
        ),
        "failed": sum(s.status.code == 2 for s in spans.values()),
        "outside": outside,
        "records": records,
        "correlated": correlated,
    }


def serve(out, busy):
    traces, logs, state = TracesData(), LogsData(), {"busy": busy, "requests": 0, "largest": 0, "headers": {}}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state["requests"] += 1
            state["headers"] = {k.lower(): v for k, v in self.headers.items()}
            if state["busy"] > 0:
                state["busy"] -= 1
                self.send_response(503)
                self.send_header("Retry-After", "0")
                self.end_headers()
                return
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            state["largest"] = max(state["largest"], len(body))
            if self.path == "/v1/traces":
                request, answer = ExportTraceServiceRequest.FromString(body), ExportTraceServiceResponse()
                traces.resource_spans.extend(request.resource_spans)
            else:
                assert self.path == "/v1/logs", self.path
                request, answer = ExportLogsServiceRequest.FromString(body), ExportLogsServiceResponse()
                logs.resource_logs.extend(request.resource_logs)
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.end_headers()
            self.wfile.write(answer.SerializeToString())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
    server.shutdown()
    found = check(traces, logs) | {"requests": state["requests"], "largest": state["largest"], "key": state["headers"].get("x-key")}
    with open(out, "w") as f:
        json.dump(found, f)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2], int((sys.argv[3:] or ["0"])[0]))
    else:
        traces = read(sys.argv[2], TracesData())
        print(json.dumps(check(traces, read(sys.argv[3], LogsData()) if sys.argv[3:] else LogsData())))
