//go:build e2e

package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A real OpenTelemetry Collector takes what is sent to it, all of it.
func TestE2EExportToCollector(t *testing.T) {
	collector := os.Getenv("DAFT_ANALYZE_COLLECTOR")
	if _, err := os.Stat(collector); collector == "" || err != nil {
		t.Skip("there is no Collector: make collector builds one")
	}
	program, err := buildProgram()
	if err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	c := exec.Command(collector, "--config", fmt.Sprintf(`yaml:
receivers: {otlp: {protocols: {http: {endpoint: "%s"}}}}
exporters: {debug: {verbosity: detailed}}
service:
  telemetry: {metrics: {level: none}, logs: {sampling: {enabled: false}}}
  pipelines:
    traces: {receivers: [otlp], exporters: [debug]}
    logs: {receivers: [otlp], exporters: [debug]}`, address))
	var said lockedBuffer
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	until := func(what string, so func() bool) {
		t.Helper()
		for range 600 {
			if so() {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatalf("not %s within half a minute:\n%.5000s", what, said.String())
	}
	until("ready", func() bool { return strings.Contains(said.String(), "Everything is ready") })
	spans, records := 0, 0
	for _, name := range []string{"tpch-ray", "udf-fails-ray", "node-killed-ray"} {
		run, err := filepath.Abs(filepath.Join("..", "..", "testdata", "recordings", name+".arrow"))
		if err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(program, "export", run, "--to", "otlp", "--endpoint", "http://"+address).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		words := strings.Fields(string(out)[strings.LastIndex(string(out), "sent to"):])
		for i, w := range words {
			n, _ := strconv.Atoi(strings.ReplaceAll(words[max(i-1, 0)], ",", ""))
			switch {
			case strings.HasPrefix(w, "span"):
				spans += n
			case strings.HasPrefix(w, "log"):
				records += n
			}
		}
	}
	count := func(line string) int { return strings.Count(said.String(), "\n"+line) }
	until("all taken", func() bool { return count("Span #") == spans && count("LogRecord #") == records })
	if spans < 300 || records < 100 || count("    Trace ID       : ") != spans {
		t.Errorf("%d spans and %d log records sent, %d of the spans with a trace", spans, records, count("    Trace ID       : "))
	}
	if !strings.Contains(said.String(), "Status message : ValueError: row 137 has no price") {
		t.Error("no status of the query that failed")
	}
}

// lockedBuffer takes what a process prints while it is read.
type lockedBuffer struct {
	sync.Mutex
	b bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.Lock()
	defer b.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.Lock()
	defer b.Unlock()
	return b.b.String()
}
