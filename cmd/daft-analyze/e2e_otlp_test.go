//go:build e2e

package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/eventtext"
)

// events returns the events of a recording of one kind and source.
func (b *bench) events(run string, kind format.Kind, source format.Source) []*format.Event {
	b.t.Helper()
	r := eventtext.NewReader(strings.NewReader(b.ask("dump", run)))
	var found []*format.Event
	for r.Next() {
		if e := r.Event(); e.Kind == kind && e.Label(format.SourceName) == string(source) {
			found = append(found, e.Clone())
		}
	}
	if err := r.Err(); err != nil {
		b.t.Fatal(err)
	}
	return found
}

// checkTelemetry checks what Daft exported of telemetry.py, against what the job
// itself counted.
func (b *bench) checkTelemetry(stdout string, spans bool) {
	b.t.Helper()
	run := b.path("run.arrow")
	counts := regexp.MustCompile(`rows (\d+) (\d+)`).FindStringSubmatch(stdout)
	if counts == nil {
		b.t.Fatalf("the job printed %q", stdout)
	}
	customers, _ := strconv.ParseInt(counts[1], 10, 64)
	orders, _ := strconv.ParseInt(counts[2], 10, 64)

	// Counters: the last row of each series of those who do the work.
	last := map[string]*format.Event{}
	for _, e := range b.events(run, format.OperatorStats, format.SourceOTLP) {
		if e.Clock() == format.ClockRunner {
			continue
		}
		var key strings.Builder
		for _, c := range []format.IntColumn{format.NodeID, format.OriginNodeID, format.PID, format.SinceNS} {
			n, _ := e.Int(c)
			fmt.Fprint(&key, n, " ")
		}
		last[key.String()+e.Label(format.QueryID)+e.Label(format.Name)+e.Label(format.Phase)] = e
	}
	var build, probe, udfBatches int64
	for _, e := range last {
		n, _ := e.Int(format.BuildRows)
		build += n
		n, _ = e.Int(format.ProbeRowsIn)
		probe += n
		if strings.Contains(e.Label(format.Name), "UDF") {
			n, _ = e.Int(format.Batches)
			udfBatches += n
		}
	}
	if build == 0 || probe == 0 || build+probe != customers+orders {
		b.t.Errorf("%d rows on the build side, %d on the probe side; the tables have %d and %d", build, probe, customers, orders)
	}

	// The row that the UDF failed on, and the span in which it did.
	logs := b.events(run, format.LogRecord, format.SourceOTLP)
	if len(logs) != 1 {
		b.t.Fatalf("%d log records", len(logs))
	}
	text, _ := logs[0].Text(format.Text)
	failedIn, linked := logs[0].Int(format.SpanID)
	if text != "row 7 is bad" || linked != spans {
		b.t.Errorf("log record %q, in a span: %t", text, linked)
	}
	found := b.events(run, format.Span, format.SourceOTLP)
	if !spans {
		if len(found) > 0 {
			b.t.Errorf("%d spans", len(found))
		}
		return
	}
	var udfs, busy int64
	seen := false
	for _, e := range found {
		if n, ok := e.Int(format.BusyNS); ok && n > 0 {
			busy++
		}
		if e.Label(format.Name) == "UdfOperator::execute" {
			udfs++
		}
		id, ok := e.Int(format.SpanID)
		seen = seen || ok && id == failedIn
	}
	if udfs != udfBatches || udfs == 0 {
		b.t.Errorf("%d spans of %d batches of the UDF", udfs, udfBatches)
	}
	if busy == 0 || !seen {
		b.t.Errorf("%d of %d spans were busy; that of the log record is among them: %t", busy, len(found), seen)
	}
}

func TestE2EOTLPNative(t *testing.T) {
	for _, spans := range []bool{true, false} {
		b := newBench(t)
		flag := map[bool]string{true: "--spans=on", false: "--spans=off"}[spans]
		p := b.start(nil, b.program, append([]string{"record", flag, "-o", b.path("run.arrow"), "--"}, b.job("telemetry.py", "native")...)...)
		b.exits(p, 0)
		b.checkTelemetry(p.out.String(), spans)
		if !strings.Contains(p.out.String(), "{}\n") {
			t.Errorf("the job sees variables of OpenTelemetry: %s", p.out.String())
		}
		for _, e := range b.events(b.path("run.arrow"), format.ProcessStats, format.SourceOTLP) {
			if rss, _ := e.Int(format.RSSBytes); rss == 0 || e.Label(format.Role) != "driver" {
				t.Errorf("process statistics without memory, of %q", e.Label(format.Role))
			}
		}
	}
}

// Daft's metrics may come by HTTP, and the variables may be set by hand.
func TestE2EOTLPCollector(t *testing.T) {
	b := newBench(t)
	c := b.start(nil, b.program, "record", "--spans=on", "--listen", "127.0.0.1:0", "-o", b.path("run.arrow"))
	var env []string
	for len(env) == 0 || !strings.HasPrefix(env[len(env)-1], "DAFT_PROCESS_MONITOR_ENABLED=") {
		env = append(env, strings.TrimPrefix(b.until(c, "export "), "export "))
	}
	p := b.start(append(env, "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"), b.python, b.job("telemetry.py", "native")[1:]...)
	b.exits(p, 0)
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	b.exits(c, 0)
	b.checkTelemetry(p.out.String(), true)
}

func TestE2EOTLPRay(t *testing.T) {
	b := newBench(t)
	p := b.record(0, b.job("telemetry.py", "ray")...)
	b.checkTelemetry(p.out.String(), true)
	for _, kind := range []format.Kind{format.OperatorStats, format.Span, format.LogRecord, format.ProcessStats} {
		for _, e := range b.events(b.path("run.arrow"), kind, format.SourceOTLP) {
			if pid, _ := e.Int(format.PID); pid == 0 || len(e.Label(format.WorkerID)) != 56 {
				t.Errorf("%s by process %d of the node %q", kind, pid, e.Label(format.WorkerID))
			}
		}
	}
}
