//go:build e2e

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/otlp"
)

// Daft's own dashboard shows the same of a job that is recorded as of one that
// is not.
func TestE2EDashboardSeesTheSame(t *testing.T) {
	b := newBench(t)
	port := freePort(t)
	b.start(nil, filepath.Join(filepath.Dir(b.python), "daft"), "dashboard", "start",
		"--addr", "127.0.0.1", "--port", fmt.Sprint(port), "--pid-dir", b.dir, "--log-dir", b.dir)
	awaitPort(t, port)
	url := fmt.Sprint("http://127.0.0.1:", port)
	job := b.job("several.py", "native", "AIR")

	plain := b.start([]string{"DAFT_DASHBOARD_URL=" + url}, job[0], job[1:]...)
	b.exits(plain, 0)
	without := shown(t, url)
	recorded := b.start([]string{"DAFT_DASHBOARD_URL=" + url}, b.program, append([]string{"record", "-o", b.path("run.arrow"), "--"}, job...)...)
	b.exits(recorded, 0)
	both := shown(t, url)

	if len(without) != 1 || len(both) != 2 {
		t.Fatalf("the dashboard shows %d queries of the plain job and %d of both", len(without), len(both))
	}
	var a, c map[string]string
	for id, q := range both {
		if without[id] != nil {
			a = q
		} else {
			c = q
		}
	}
	if len(a) < 50 || a["/state/status"] != "Finished" {
		t.Fatalf("the dashboard shows %d values, status %s", len(a), a["/state/status"])
	}
	keys := maps.Clone(a)
	maps.Copy(keys, c)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		x, known := a[key]
		y, same := c[key]
		if known != same || x != y && !differs(key) {
			t.Errorf("%s: %s %t without a recorder, %s %t with one", key, x, known, y, same)
		}
	}
	if run := b.explain(b.path("run.arrow")); !run.Queries[0].Trust.Complete {
		t.Error("the recording is not complete")
	}
	if strings.Contains(recorded.err.String(), "did not reach") {
		t.Error(recorded.err.String())
	}
}

// differs says which values differ between two runs of one job.
func differs(key string) bool {
	return key == "/id" || strings.HasSuffix(key, "_sec") || strings.Contains(key, "/duration/") || strings.Contains(key, "/task.count/")
}

// shown returns what the dashboard's own interface says of each query, by path.
func shown(t *testing.T, url string) map[string]map[string]string {
	t.Helper()
	get := func(path string, v any) {
		answer, err := (&http.Client{Transport: &http.Transport{}}).Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err == nil {
			err = json.Unmarshal(text, v)
		}
		if err != nil {
			t.Fatalf("%s: %v: %s", path, err, text)
		}
	}
	var ids map[string]any
	get("/client/queries", &ids)
	queries := map[string]map[string]string{}
	for id := range ids {
		var q any
		get("/client/query/"+id, &q)
		queries[id] = map[string]string{}
		flatten(q, "", queries[id])
	}
	return queries
}

func flatten(v any, path string, into map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			flatten(inner, path+"/"+key, into)
		}
	case []any:
		for i, inner := range v {
			flatten(inner, fmt.Sprint(path, "/", i), into)
		}
	default:
		into[path] = fmt.Sprint(v)
	}
}

// An otlpCollector is the user's own: it keeps what it is sent by gRPC or HTTP.
type otlpCollector struct {
	*httptest.Server
	mu     sync.Mutex
	events map[otlp.Signal][]*format.Event
	bad    []string
}

func newCollector(t *testing.T) *otlpCollector {
	c := &otlpCollector{events: map[otlp.Signal][]*format.Event{}}
	signals := map[string]otlp.Signal{
		"/opentelemetry.proto.collector.metrics.v1.MetricsService/Export": otlp.Metrics,
		"/opentelemetry.proto.collector.trace.v1.TraceService/Export":     otlp.Traces,
	}
	c.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		signal, ok := signals[r.URL.Path]
		c.mu.Lock()
		defer c.mu.Unlock()
		if err != nil || !ok || len(body) < 5 || r.Header.Get("Api-Key") != "k" || r.Header.Get("Daft-Analyze-Token") != "" || r.Header.Get("Daft-Analyze-Sender") != "" {
			c.bad = append(c.bad, fmt.Sprint(r.Method, " ", r.URL.Path, " ", r.Header, " ", err))
			return
		}
		c.events[signal] = append(c.events[signal], otlp.Decode(otlp.Request{Signal: signal, Body: body[5:]})...)
		w.Header().Set("Content-Type", "application/grpc")
		w.Header().Set("Trailer", "Grpc-Status")
		_, _ = w.Write(make([]byte, 5))
		w.Header().Set("Grpc-Status", "0")
	}))
	c.Config.Protocols = new(http.Protocols)
	c.Config.Protocols.SetUnencryptedHTTP2(true)
	c.Start()
	t.Cleanup(c.Close)
	return c
}

// spans returns the ids of spans, sorted.
func spans(events []*format.Event) []int64 {
	var ids []int64
	for _, e := range events {
		if e.Kind == format.Span {
			id, _ := e.Int(format.SpanID)
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// The user's own collector gets each span of a recorded job, and so do two
// recorders, one in the other. A signal that has no endpoint goes nowhere.
func TestE2ECollectorOfTheUser(t *testing.T) {
	b := newBench(t)
	c := newCollector(t)
	job := append([]string{b.program, "record", "-o", b.path("outer.arrow"), "--", b.program, "record", "-o", b.path("inner.arrow"), "--"}, b.job("tpch.py", "native")...)
	env := []string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=" + c.URL, "OTEL_EXPORTER_OTLP_HEADERS=api-key=k"}
	p := b.start(env, job[0], job[1:]...)
	b.exits(p, 0)
	if len(c.bad) > 0 || len(c.events[otlp.Metrics]) > 0 {
		t.Errorf("the collector got %d metrics and %q", len(c.events[otlp.Metrics]), c.bad)
	}
	want := spans(c.events[otlp.Traces])
	if len(want) < 50 {
		t.Fatalf("the collector got %d spans; stderr:\n%s", len(want), p.err.String())
	}
	for _, run := range []string{"outer.arrow", "inner.arrow"} {
		if got := spans(b.events(b.path(run), format.Span, format.SourceOTLP)); !slices.Equal(got, want) {
			t.Errorf("%s has %d spans, the collector %d", run, len(got), len(want))
		}
		if n := len(b.events(b.path(run), format.OperatorStats, format.SourceOTLP)); n == 0 {
			t.Errorf("%s has no metrics", run)
		}
	}
}
