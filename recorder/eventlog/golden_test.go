package eventlog

import (
	"bytes"
	"encoding/json"
	"flag"
	"math/big"
	"os"
	"path/filepath"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// captures are the logs in testdata.
var captures = []string{"native-join", "native-limit", "ray-sort"}

func capture(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func decodeAll(t testing.TB, text []byte) []*format.Event {
	t.Helper()
	var events []*format.Event
	s := newScanner(bytes.NewReader(text), "q/events.jsonl")
	for s.next() {
		s.line.Index++
		events = append(events, Decode(s.line))
	}
	if s.err != nil {
		t.Fatal(s.err)
	}
	return events
}

func TestGolden(t *testing.T) {
	for _, name := range captures {
		t.Run(name, func(t *testing.T) {
			got := formattest.Text(decodeAll(t, capture(t, name)))
			golden := filepath.Join("testdata", name+".events")
			formattest.Golden(t, golden, got, *update)
		})
	}
}

// TestCapturesFit checks that of a real log nothing is misunderstood: nothing
// but the two events without a kind is unknown, every event is valid, and
// nothing goes to attrs but what has no column.
func TestCapturesFit(t *testing.T) {
	noColumn := map[string]bool{"hostname": true, "node_role": true, "duration_ms": true, "origin_node_id": true}
	for _, name := range captures {
		for i, e := range decodeAll(t, capture(t, name)) {
			if !IsDaft(e) {
				t.Errorf("%s:%d: %s", name, i+1, formattest.Text([]*format.Event{e}))
			}
			for _, a := range e.Attrs() {
				if !noColumn[a.Key] {
					t.Errorf("%s:%d: attr %s = %s", name, i+1, a.Key, a.Value)
				}
			}
			if checkImported(t, e); t.Failed() {
				t.Fatalf("%s:%d is not valid", name, i+1)
			}
		}
	}
}

// TestCapturesAgree compares each event with a reading of its line that knows
// nothing of the decoder: exact times, and every counter.
func TestCapturesAgree(t *testing.T) {
	counters := 0
	for _, name := range captures {
		events := decodeAll(t, capture(t, name))
		for i, line := range bytes.Split(bytes.TrimSpace(capture(t, name)), []byte("\n")) {
			var want struct {
				Timestamp json.Number
				QueryID   string `json:"query_id"`
				PID       int64
				NodeID    *int64 `json:"node_id"`
				Metrics   map[string]float64
			}
			if err := json.Unmarshal(line, &want); err != nil {
				t.Fatal(err)
			}
			e := events[i]
			seconds, _ := new(big.Rat).SetString(want.Timestamp.String())
			ns := seconds.Mul(seconds, big.NewRat(1e9, 1))
			if got, _ := e.Time(); ns.Cmp(big.NewRat(int64(got), 1)) != 0 {
				t.Errorf("%s:%d: time %d, want %s", name, i+1, got, ns.FloatString(3))
			}
			if pid, _ := e.Int(format.PID); e.Label(format.QueryID) != want.QueryID || pid != want.PID {
				t.Errorf("%s:%d: query %s of process %d", name, i+1, e.Label(format.QueryID), pid)
			}
			if e.Kind != format.OperatorStats {
				continue
			}
			for column, key := range map[format.IntColumn]string{
				format.RowsIn: "rows.in", format.RowsOut: "rows.out", format.BytesIn: "bytes.in", format.BytesOut: "bytes.out",
				format.BuildRows: "build rows inserted", format.ProbeRowsIn: "probe rows in", format.TasksCompleted: "task.completed",
			} {
				got, known := e.Int(column)
				n, there := want.Metrics[key]
				if known != there || float64(got) != n {
					t.Errorf("%s:%d: %s is %d (%t), want %v (%t)", name, i+1, key, got, known, n, there)
				}
				counters++
			}
			if got, _ := e.Int(format.DaftDurationNS); float64(got) != want.Metrics["duration"]*1e6 {
				t.Errorf("%s:%d: duration %d ns, want %v ms", name, i+1, got, want.Metrics["duration"])
			}
		}
	}
	if counters < 200 {
		t.Errorf("only %d counters were compared", counters)
	}
}

// checkImported checks an event that was not received: it has no arrival.
func checkImported(t testing.TB, e *format.Event) {
	t.Helper()
	formattest.CheckKind(t, e)
	if _, known := e.Arrival(); known {
		t.Error("an imported event has an arrival")
	}
}
