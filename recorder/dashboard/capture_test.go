package dashboard_test

import (
	"bufio"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
	"github.com/daft-analyze/daft-analyze/recorder/dashboard"
)

var update = flag.Bool("update", false, "write the golden files anew")

// captures are the recorded requests in ../testdata.
var captures = []string{"fail-cluster", "join-ray", "tpch-native", "tpch-ray"}

// requests reads a capture. Arrivals count from 1 ms in steps of 1 ms, so that
// golden files stay readable.
func requests(t testing.TB, capture string) []dashboard.Request {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "testdata", capture+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []dashboard.Request
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line struct {
			Method, Path string
			Body         json.RawMessage
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if string(line.Body) == "null" {
			line.Body = nil // how the capture writes an empty body
		}
		n := int64(len(all) + 1)
		all = append(all, dashboard.Request{Method: line.Method, Path: line.Path, Body: line.Body, Payload: n, Arrival: format.Time(n * 1e6)})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func decodeAll(requests []dashboard.Request) []*format.Event {
	var events []*format.Event
	for _, r := range requests {
		events = append(events, dashboard.Decode(r)...)
	}
	return events
}

func TestGolden(t *testing.T) {
	for _, capture := range []string{"fail-cluster", "tpch-native"} {
		t.Run(capture, func(t *testing.T) {
			got := formattest.Text(decodeAll(requests(t, capture)))
			golden := filepath.Join("testdata", capture+".events")
			formattest.Golden(t, golden, got, *update)
		})
	}
}

// TestCapturesFit checks that of a real run nothing is misunderstood: every
// request is of a known endpoint, every event valid, and nothing goes to attrs
// but the one member that has no column.
func TestCapturesFit(t *testing.T) {
	for _, capture := range captures {
		for _, r := range requests(t, capture) {
			for _, e := range dashboard.Decode(r) {
				if e.Kind == format.UnknownRequest || e.Kind == format.BadRequest {
					t.Errorf("%s, request %d: %s", capture, r.Payload, formattest.Text([]*format.Event{e}))
				}
				for _, a := range e.Attrs() {
					if a.Key != "ray_dashboard_url" {
						t.Errorf("%s, request %d: attr %s = %s", capture, r.Payload, a.Key, a.Value)
					}
				}
				checkValid(t, e)
			}
		}
	}
}

// checkValid checks an event that was received: its arrival is known.
func checkValid(t testing.TB, e *format.Event) {
	t.Helper()
	formattest.CheckKind(t, e, "arrival_ns")
}

// TestTaskTotals compares a sum over decoded events with a sum over the JSON
// text that knows nothing of the decoder.
func TestTaskTotals(t *testing.T) {
	var want, got int64
	var tasks int
	for _, r := range requests(t, "join-ray") {
		var body struct {
			Outcome *struct{ Status string }
			Totals  struct {
				CPU int64 `json:"cpu_us"`
			}
		}
		if len(r.Body) > 0 && json.Unmarshal(r.Body, &body) == nil && body.Outcome != nil {
			want += body.Totals.CPU * 1000
			tasks++
		}
		for _, e := range dashboard.Decode(r) {
			if e.Kind == format.TaskEnd {
				ns, _ := e.Int(format.DaftDurationNS)
				got += ns
			}
		}
	}
	if tasks != 49 || got != want {
		t.Errorf("%d tasks, %d ns; want 49 tasks, %d ns", tasks, got, want)
	}
}

func TestCounts(t *testing.T) {
	count := map[string]int{}
	for _, e := range decodeAll(requests(t, "join-ray")) {
		count[e.KindName()]++
	}
	want := map[string]int{"ping": 8, "query_start": 1, "plan_start": 1, "plan_end": 1, "exec_start": 1, "exec_end": 1, "query_end": 1,
		"operator_start": 11, "operator_end": 11, "operator_stats": 342, "task_submit": 49, "task_schedule": 49, "task_end": 49}
	for kind, n := range want {
		if count[kind] != n {
			t.Errorf("%d events of kind %s, want %d", count[kind], kind, n)
		}
	}
	if count["task_input"] < 49 || count["task_stats"] < 16 {
		t.Errorf("task_input %d, task_stats %d", count["task_input"], count["task_stats"])
	}
}
