package taskgraph

import (
	"fmt"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// What is left of a task's wall of 100 ms belongs to what it reads and writes.
// Another task is known to cost 10 ms beyond its operators.
func TestRests(t *testing.T) {
	const ms = 1_000_000
	o := map[string]*analyze.Operator{}
	for i, kind := range []string{"ScanTaskSource", "Repartition", "HashJoin", "Repartition", "Sort", "Parquet Write"} {
		x := &analyze.Operator{ID: int64(i + 1), Type: kind, Name: kind}
		o[fmt.Sprint(i+1)] = x
	}
	for _, c := range []struct {
		name, task string
		ids        []int64
		shares     []Contribution
		want       string // operator: nanoseconds beyond its durations, in ms
	}{
		{"a scan keeps what it costs to be a task", "PhysicalScan", []int64{1}, []Contribution{{Operator: o["1"], Duration: 40 * ms, BytesOut: 9}}, ""},
		{"a scan that writes a shuffle", "PhysicalScan->RepartitionWrite", []int64{1, 2}, []Contribution{{Operator: o["1"], Duration: 40 * ms, BytesOut: 9}, {Operator: o["2"], BytesIn: 9}}, "2:36"},
		{"a scan that writes files", "PhysicalScan->PhysicalWrite", []int64{1, 6}, []Contribution{{Operator: o["1"], Duration: 40 * ms, BytesOut: 9}, {Operator: o["6"], BytesIn: 9}}, "6:36"},
		{"a scan that writes a little of what it read", "PhysicalScan->PhysicalWrite", []int64{1, 6}, []Contribution{{Operator: o["1"], Duration: 40 * ms, BytesOut: 90}, {Operator: o["6"], BytesIn: 9}}, ""},
		{"a task that reads a shuffle is there because of it", "ShuffleRead->HashJoin", []int64{2, 3}, []Contribution{{Operator: o["2"]}, {Operator: o["3"], Duration: 40 * ms, BytesIn: 9}}, "2:60"},
		{"one that reads and writes, as much as it read", "ShuffleRead->HashJoin->RepartitionWrite", []int64{2, 3, 4}, []Contribution{{Operator: o["2"]}, {Operator: o["3"], Duration: 40 * ms, BytesIn: 20}, {Operator: o["4"], BytesIn: 10}}, "2:35 4:25"},
		{"a sort", "InMemoryScan->Sort", []int64{5}, []Contribution{{Operator: o["5"], Duration: 1 * ms}}, "5:99"},
		{"operators that overlap fill the task", "ShuffleRead->HashJoin", []int64{2, 3}, []Contribution{{Operator: o["2"]}, {Operator: o["3"], Duration: 140 * ms}}, ""},
	} {
		n := &Node{Last: 0, End: format.Time(100 * ms), Merged: 1, Shares: c.shares, Task: &analyze.Task{Name: c.task, NodeIDs: c.ids}}
		bare := &Node{Last: 0, End: format.Time(50 * ms), Merged: 1, Shares: []Contribution{{Operator: o["1"], Duration: 40 * ms}}, Task: &analyze.Task{Name: "PhysicalScan", NodeIDs: []int64{1}}}
		placeRests([]*Node{n, bare}, func(id int64) *analyze.Operator { return o[fmt.Sprint(id)] })
		var got []string
		for _, x := range n.Shares {
			if x.Untimed > 0 {
				got = append(got, fmt.Sprintf("%d:%d", x.Operator.ID, x.Untimed/ms))
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
}

// A function in a process of its own never says how long it took.
func TestSilent(t *testing.T) {
	said := []analyze.Sample{{DaftDuration: 7_000_000}}
	took := analyze.Value{V: 9_000_000, Origin: analyze.Measured}
	loud := &analyze.Operator{ID: 1, DaftDuration: took, Samples: said}
	quiet := &analyze.Operator{ID: 2, DaftDuration: took, Samples: []analyze.Sample{{}}}
	task := &analyze.Task{DaftDuration: analyze.Value{V: 50_000_000, Origin: analyze.Measured}}
	n := &Node{Task: task, Merged: 1, Shares: []Contribution{{Operator: loud, Duration: 7_000_000}, {Operator: quiet}}}
	if n.judge(); n.Merged != 1 || len(n.Shares) != 2 || n.Shares[1].Duration != 43_000_000 {
		t.Errorf("%+v", n.Shares)
	}
	n = &Node{Task: task, Merged: 1, Shares: []Contribution{{Operator: loud, Duration: 7_000_000}, {Operator: loud}}}
	if n.judge(); n.Merged != 0 || n.Shares != nil {
		t.Errorf("nobody can have what is missing: %+v", n.Shares)
	}
}
