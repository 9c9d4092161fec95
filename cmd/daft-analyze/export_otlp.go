package main

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/recorder/forward"
	"github.com/daft-analyze/daft-analyze/report/export/otlp"
)

var otlpTarget = exportTarget{
	name: "otlp", hasLogs: true, suffix: ".otlp.json",
	doc:  "traces as OpenTelemetry has them, for Jaeger, Tempo, a Collector; --endpoint sends them, with the logs",
	open: "Jaeger's upload, the Collector's otlpjsonfile receiver; --endpoint http://localhost:4318 instead of -o sends it, with the logs",
	file: func(in exported, w io.Writer) error { return writeOTLP(in, w, "traces", exportTraces) }, send: sendOTLP,
}

var otlpLogsTarget = exportTarget{
	name: "otlp-logs", hasLogs: true, suffix: ".otlp-logs.json",
	doc:  "what the job printed as OpenTelemetry has it, with the ids of the traces",
	open: "the Collector's otlpjsonfile receiver",
	file: func(in exported, w io.Writer) error { return writeOTLP(in, w, "logs", exportLogs) },
}

func otlpOptions(in exported) otlp.Options {
	return otlp.Options{Name: filepath.Base(in.path), Program: "daft-analyze", Version: version, Service: os.Getenv("OTEL_SERVICE_NAME")}
}

// writeOTLP writes lines of JSON, or one message of protobuf where the output's
// name ends so, gzipped where it ends in .gz.
func writeOTLP(in exported, w io.Writer, signal string, export func(exported, otlp.Sink) error) error {
	name, packed := strings.CutSuffix(in.out, ".gz")
	var z *gzip.Writer
	if packed {
		z, _ = gzip.NewWriterLevel(w, gzip.BestSpeed) // which is a level
		w = z
	}
	sink := otlp.JSON(w)
	if slices.Contains([]string{".pb", ".binpb", ".bin", ".protobuf"}, filepath.Ext(name)) {
		sink = otlp.Protobuf(w)
		in.said.open = "curl -H 'Content-Type: application/x-protobuf' --data-binary @%s http://localhost:4318/v1/" + signal
	}
	if err := export(in, sink); err != nil {
		return err
	}
	if packed {
		in.said.open = "gzip -d %s first"
		return z.Close()
	}
	return nil
}

// exportTraces hands traces to a sink.
func exportTraces(in exported, sink otlp.Sink) error {
	counts, err := otlp.Export(sink, in.study, in.cases, otlpOptions(in))
	if err != nil {
		return err
	}
	in.said.note(fmt.Sprintf("%s of %s", humanize.Plural(counts.Traces, "trace", "traces"), humanize.Plural(counts.Spans, "span", "spans")))
	if n := counts.LeftOut; n > 0 {
		in.said.note(humanize.Plural(n, "operator, task or query", "operators, tasks or queries") + " left out, as no time of them is known")
	}
	return nil
}

// exportLogs hands the lines of the job's logs to a sink: all of them, or those
// while the chosen query was open.
func exportLogs(in exported, sink otlp.Sink) error {
	if in.withoutLogs {
		return nil
	}
	logs := otlp.NewLogs(sink, in.study.Run, otlpOptions(in))
	if err := in.logs(in.logFilter(), logs.Line); err != nil {
		return err
	}
	n, err := logs.Close()
	in.said.note(humanize.Plural(n, "log record", "log records"))
	return err
}

// sendOTLP sends traces and logs to an endpoint.
func sendOTLP(in exported, endpoint string, s streams) error {
	to, err := forward.NewExporter(endpoint, os.LookupEnv)
	if err != nil {
		return err
	}
	what := "paths, expressions and errors"
	if !in.withoutLogs {
		what = "paths, expressions, errors and output"
	}
	fmt.Fprintf(s.err, "daft-analyze: sending what the job said, its %s, to %s\n", what, to.Where())
	var sent, rejected int64
	why := ""
	send := func(signal forward.Signal) func(int, []byte) error {
		return func(items int, body []byte) error {
			not, err := to.Send(context.Background(), signal, body)
			if err != nil && sent == 0 {
				return err
			} else if err != nil {
				return fmt.Errorf("%w; %s arrived before, and have the same ids when sent again", err, humanize.Plural(sent, "span or log record", "spans and log records"))
			}
			sent += int64(items) - not.Count
			if rejected += not.Count; not.Why != "" {
				why = ": " + not.Why
			}
			return nil
		}
	}
	sink := otlp.Requests(send(forward.Traces), send(forward.Logs))
	if err := exportTraces(in, sink); err != nil {
		return err
	}
	if err := exportLogs(in, sink); err != nil {
		return err
	}
	if rejected > 0 {
		return fmt.Errorf("%s did not take %s of %s%s", to.Where(), humanize.Count(rejected), humanize.Plural(sent+rejected, "span and log record", "spans and log records"), why)
	}
	_, err = fmt.Fprintln(s.err, oneLine(fmt.Sprintf("sent to %s: %s%s", to.Where(), strings.Join(in.said.notes, "; "), why)))
	return err
}
