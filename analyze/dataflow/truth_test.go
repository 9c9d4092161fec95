package dataflow

import (
	"fmt"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
)

// A tally is what events say of exchanges, added up with no model of them.
type tally struct {
	wroteRows, wroteBytes, readBytes, readers, maps int64
}

// tallies adds up events: what tasks put out that ended in a write of a shuffle,
// by the operator that dispatched them, and what tasks had in memory, by where it
// came from.
func tallies(t *testing.T, path string) map[string]*tally {
	t.Helper()
	r, err := format.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	all := map[string]*tally{}
	of := func(query string, op int64) *tally {
		key := fmt.Sprint(query, " #", op)
		if all[key] == nil {
			all[key] = &tally{}
		}
		return all[key]
	}
	writes := map[string]bool{}
	for r.Next() {
		e := r.Event()
		query := e.Label(format.QueryID)
		task, _ := e.Int(format.TaskID)
		key := fmt.Sprint(query, task)
		last, _ := e.Int(format.LastNodeID)
		switch e.KindName() {
		case "task_submit":
			name := e.Label(format.Name)
			writes[key] = strings.HasSuffix(name, "RepartitionWrite") || strings.HasSuffix(name, "GatherWrite")
		case "task_input":
			if b, ok := e.Int(format.InputBytes); ok {
				source, _ := e.Int(format.SourceNodeID)
				of(query, source).readBytes += b
				of(query, source).readers++
			}
		case "task_end":
			if writes[key] {
				x := of(query, last)
				rows, _ := e.Int(format.RowsOut)
				bytes, _ := e.Int(format.BytesOut)
				x.wroteRows, x.wroteBytes, x.maps = x.wroteRows+rows, x.wroteBytes+bytes, x.maps+1
			}
		}
	}
	return all
}

// Repartitions and gathers through Ray's object store are what the events add up
// to, and what the operators' own counters say.
func TestExchangesAgainstEvents(t *testing.T) {
	checked := 0
	for _, name := range []string{"skew-ray", "tpch-ray", "movements-ray"} {
		events := tallies(t, recording(name))
		for _, f := range flows(t, open(t, name)) {
			for _, x := range f.Exchanges {
				if x.Kind != KindRepartition && x.Kind != KindGather {
					continue
				}
				checked++
				want := events[fmt.Sprint(f.Query.ID, " #", x.Operator.ID)]
				got := tally{x.RowsWritten.V, x.BytesWritten.V, x.BytesRead.V, x.ReduceTasks, x.MapTasks}
				if got != *want || x.Estimated || x.Algorithm != Ray {
					t.Errorf("%s %s #%d: %+v, want %+v", name, f.Query.ID, x.Operator.ID, got, *want)
				}
				if x.BytesWritten.V != x.Operator.BytesOut.V || x.RowsWritten.V != x.Operator.RowsOut.V {
					t.Errorf("%s %s #%d: wrote %d rows, %d bytes, its operator counts %v, %v", name, f.Query.ID, x.Operator.ID, x.RowsWritten.V, x.BytesWritten.V, x.Operator.RowsOut, x.Operator.BytesOut)
				}
				if x.PartitionBytes.Sum != x.BytesRead.V || x.RowsRead.V != x.RowsWritten.V {
					t.Errorf("%s %s #%d: partitions of %d bytes, read %v rows %v", name, f.Query.ID, x.Operator.ID, x.PartitionBytes.Sum, x.BytesRead, x.RowsRead)
				}
			}
		}
	}
	if checked < 20 {
		t.Errorf("%d exchanges checked", checked)
	}
}

// The job skew.py writes 6,000,000 rows of 16 bytes, 70 % of one key.
func TestSkewedExchange(t *testing.T) {
	run := open(t, "skew-ray")
	f := flows(t, run)[0]
	x := f.Exchange(run.Queries[0].Operator(6))
	if x == nil || x.BytesWritten.V != 6_000_000*16 || x.RowsWritten.V != 6_000_000 || x.Largest == nil || x.Largest.ID != 20 || x.PartitionRows.Max < 4_200_000 || x.PartitionBytes.Max < 70*x.BytesWritten.V/100 {
		t.Fatalf("%+v", x)
	}
	if x.Slots.V != 81 || x.HeadBytes().V != 81*3072 {
		t.Errorf("slots %v, head %v", x.Slots, x.HeadBytes())
	}
	if b, s := x.Beyond(); b || s {
		t.Error("91.6 MiB in 81 slots is beyond the thresholds of flight shuffle")
	}
	if h := f.Hotspots(); len(h) != 5 {
		t.Errorf("%d hotspots, want 3 exchanges and 2 scans", len(h))
	}
}

// The job flight.py writes 1,000,000 rows of 16 bytes and 2,000; Daft counts
// nothing out of what writes them and names no inputs.
func TestFlightShuffle(t *testing.T) {
	run := open(t, "flight-ray")
	f := flows(t, run)[0]
	for _, c := range []struct {
		op, rows, bytes int64
	}{{6, 1_000_000, 16_000_000}, {7, 2_000, 32_000}} {
		x := f.Exchange(run.Queries[0].Operator(c.op))
		if x == nil || x.Algorithm != Flight || !x.Estimated || x.RowsWritten != analyze.Derived.Of(c.rows) || x.BytesWritten != analyze.Derived.Of(c.bytes) || x.MapTasks != 4 || x.ReduceTasks != 4 {
			t.Fatalf("#%d: %+v", c.op, x)
		}
		// Each key goes to one of four partitions: 500 keys each, more or less.
		if s := x.PartitionRows; s.N != 4 || s.Min < c.rows/5 || s.Max > c.rows*3/10 || s.Sum > c.rows || s.Sum < c.rows-4 {
			t.Errorf("#%d: rows of partitions %+v", c.op, s)
		}
		if s := x.PartitionBytes; s.Sum > c.bytes || s.Sum < c.bytes-64 {
			t.Errorf("#%d: bytes of partitions %+v", c.op, s)
		}
		if x.HeadBytes().Known() {
			t.Errorf("flight shuffle keeps no object a slot: %v", x.HeadBytes())
		}
	}
}

// Each way of moving rows is found once, with what the job put in.
func TestEveryMovement(t *testing.T) {
	want := [][]string{ // by query of movements.py: kind, map tasks, reduce tasks, rows
		{}, {"into partitions 4 1 200000"}, {"repartition 4 3 200000", "gather 3 1 3"}, {"into partitions 4 2 200000", "gather 2 1 2"},
		{"into partitions 4 6 200000", "gather 6 1 6"}, {"gather 4 1 4"}, {"random shuffle 4 4 200000", "gather 4 1 4"}, {"sort 4 4 2000"},
		{"range 8 4 300000", "gather 4 1 4"}, {"gather 16 1 16"}, {"broadcast 4 4 200000", "gather 4 1 4"}, {"merge 4 2 200000", "repartition 2 3 200000", "gather 3 1 3"},
	}
	all := flows(t, open(t, "movements-ray"))
	if len(all) != len(want) {
		t.Fatalf("%d queries", len(all))
	}
	for i, f := range all {
		got := []string{}
		for _, x := range f.Exchanges {
			got = append(got, fmt.Sprint(x.Kind, " ", x.MapTasks, " ", x.ReduceTasks, " ", x.RowsWritten.V))
		}
		if fmt.Sprint(got) != fmt.Sprint(want[i]) {
			t.Errorf("query %d: %q, want %q", i, got, want[i])
		}
	}
	strategies := ""
	for _, f := range all {
		for _, j := range f.Joins {
			strategies += j.Strategy + " "
		}
	}
	if strategies != "sort merge cross broadcast " {
		t.Errorf("joins %q", strategies)
	}
	if w := all[0].Writes[0]; w.Files.V != 4 || w.Tasks.V != 4 || w.SingleFile || w.Rows.V != 200_000 {
		t.Errorf("write of four tasks %+v", w)
	}
	if w := all[1].Writes[0]; w.Files.V != 1 || w.Tasks.V != 1 || !w.SingleFile || w.BytesWritten.V != 3_200_000 {
		t.Errorf("write of one task %+v", w)
	}
}

// The job files.py writes 300,000 rows to one file, as CSV, to 300 and to 8, and
// reads three of these.
func TestFilesNatively(t *testing.T) {
	all := flows(t, open(t, "files-native"))
	for i, files := range []int64{1, 1, 300, 8} {
		w := all[i].Writes
		if len(w) != 1 || w[0].Files.V != files || w[0].SingleFile != (files == 1) || w[0].Rows.V != 300_000 || w[0].Commit == nil {
			t.Errorf("write %d: %+v", i, w)
		}
	}
	for i, small := range []bool{false, true, false} {
		s := all[4+i].Scans
		if len(s) != 1 || s[0].SmallFiles != small || s[0].RowsOut.V != 300_000 || s[0].OneGroup || s[0].GiantFile {
			t.Errorf("scan %d: %+v", i, s)
		}
	}
	for _, f := range all {
		if f.Exchanges != nil {
			t.Errorf("%s: exchanges natively", f.Query.ID)
		}
	}
}

// What the owner of native intervals has is what a scan and a write get.
func TestNativePathOfScansAndWrites(t *testing.T) {
	run := open(t, "files-native")
	for _, q := range run.Queries {
		p := critical.Of(run, q)
		share := map[*analyze.Operator]int64{}
		for _, s := range p.Operators() {
			share[s.Operator] = s.NS
		}
		f := Of(p)
		for _, s := range f.Scans {
			if s.PathNS != share[s.Operator] {
				t.Errorf("%s scan %d: %d ns of the path, its shares %d", q.ID, s.Operator.ID, s.PathNS, share[s.Operator])
			}
		}
		for _, w := range f.Writes {
			if want := share[w.Operator] + share[w.Commit]; w.PathNS != want {
				t.Errorf("%s write %d: %d ns of the path, its shares %d", q.ID, w.Operator.ID, w.PathNS, want)
			}
		}
	}
}
