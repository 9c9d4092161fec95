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
	doc:  "traces and logs as OpenTelemetry has them; --endpoint sends them to Jaeger, Tempo, a Collector",
	open: "the Collector's otlpjsonfile receiver reads it; --endpoint http://localhost:4318 instead of -o sends it",
	file: writeOTLP, send: sendOTLP,
}

func otlpOptions(in exported) otlp.Options {
	return otlp.Options{Name: filepath.Base(in.path), Program: "daft-analyze", Version: version, Service: os.Getenv("OTEL_SERVICE_NAME")}
}

// writeOTLP writes lines of JSON, or traces alone as protobuf where the output's
// name ends so, and gzipped where it ends in .gz.
func writeOTLP(in exported, w io.Writer) error {
	name, packed := strings.CutSuffix(in.out, ".gz")
	if !packed {
		return writeOTLPAs(name, in, w)
	}
	z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed) // which is a level
	if err := writeOTLPAs(name, in, z); err != nil {
		return err
	}
	in.said.open = "gzip -d %s first"
	return z.Close()
}

func writeOTLPAs(name string, in exported, w io.Writer) error {
	sink := otlp.JSON(w)
	if slices.Contains([]string{".pb", ".binpb", ".bin", ".protobuf"}, filepath.Ext(name)) {
		sink = otlp.Protobuf(w)
		in.withoutLogs = true
		in.said.note("one TracesData message, which has no logs")
		in.said.open = "curl -H 'Content-Type: application/x-protobuf' --data-binary @%s http://localhost:4318/v1/traces"
	}
	return exportOTLP(in, sink)
}

// exportOTLP hands traces, then logs, to a sink.
func exportOTLP(in exported, sink otlp.Sink) error {
	o := otlpOptions(in)
	counts, err := otlp.Export(sink, in.study, in.cases, o)
	if err != nil {
		return err
	}
	if !in.withoutLogs {
		if counts.Records, err = exportLogs(in, sink, o); err != nil {
			return err
		}
	}
	in.said.note(otlpCounts(counts))
	if n := counts.LeftOut; n > 0 {
		in.said.note(humanize.Plural(n, "operator, task or query", "operators, tasks or queries") + " left out, as no time of them is known")
	}
	return nil
}

// otlpCounts says how much was exported.
func otlpCounts(c otlp.Counts) string {
	text := fmt.Sprintf("%s of %s", humanize.Plural(c.Traces, "trace", "traces"), humanize.Plural(c.Spans, "span", "spans"))
	if c.Records > 0 {
		text += " and " + humanize.Plural(c.Records, "log record", "log records")
	}
	return text
}

// exportLogs hands the lines of the job's logs to a sink: all of them, or those
// while the chosen query was open.
func exportLogs(in exported, sink otlp.Sink, o otlp.Options) (int64, error) {
	logs := otlp.NewLogs(sink, in.study.Run, o)
	if err := in.logs(in.logFilter(), logs.Line); err != nil {
		return 0, err
	}
	return logs.Close()
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
	if err := exportOTLP(in, otlp.Requests(send(forward.Traces), send(forward.Logs))); err != nil {
		return err
	}
	if rejected > 0 {
		return fmt.Errorf("%s did not take %s of %s%s", to.Where(), humanize.Count(rejected), humanize.Plural(sent+rejected, "span and log record", "spans and log records"), why)
	}
	_, err = fmt.Fprintln(s.err, oneLine(fmt.Sprintf("sent to %s: %s%s", to.Where(), strings.Join(in.said.notes, "; "), why)))
	return err
}
