package dataflow

import (
	"fmt"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
)

// scanOf makes a query on Ray of tasks that each read some files of some bytes.
func scanOf(t *testing.T, tasks [][2]int64, files []string) *Scan {
	t.Helper()
	m := &maker{}
	m.add("query_start source=dashboard clock=driver time_ns=%d query_id=q runner=%q", at(0), "Ray (Flotilla)")
	m.add("exec_start source=dashboard clock=driver time_ns=%d query_id=q text=%q", at(1), chainOfE)
	for i, task := range tasks {
		paths := ""
		for n := range task[0] {
			paths += fmt.Sprintf(",%q", fmt.Sprint("file-", i, "-", n))
		}
		if files != nil {
			paths = fmt.Sprintf(",%q", files[i])
		}
		m.task(int64(i), "PhysicalScan", "1", 1, 10, 100, 5, 5, 0, 50, fmt.Sprintf("input=scan source_node_id=1 scan_tasks=1 storage_bytes=%d estimated_bytes=1 paths=[%s]", task[1], paths[1:]))
	}
	m.add("query_end source=dashboard clock=driver time_ns=%d query_id=q outcome=Finished", at(6500))
	run := replayText(t, m.lines)
	f := Of(critical.Of(run, run.Queries[0]))
	return &f.Scans[0]
}

func repeat(n int, task [2]int64) (list [][2]int64) {
	for range n {
		list = append(list, task)
	}
	return list
}

// Tasks are pairs: files, and bytes in all.
func TestFilesOfAScan(t *testing.T) {
	const mib = 1 << 20
	cases := []struct {
		name              string
		tasks             [][2]int64
		files             []string
		small, giant, one bool
	}{
		{"a few files", repeat(8, [2]int64{1, 5 * mib}), nil, false, false, false},
		{"many small files", repeat(64, [2]int64{1, 20_000}), nil, true, false, false},
		{"63 small files", repeat(63, [2]int64{1, 20_000}), nil, false, false, false},
		{"many small files in few tasks", repeat(4, [2]int64{25, 25 * mib / 2}), nil, true, false, false},
		{"many files of 1 MiB", repeat(64, [2]int64{1, mib}), nil, false, false, false},
		{"one giant file", append(repeat(7, [2]int64{1, mib}), [2]int64{1, 100 * mib}), nil, false, true, false},
		{"a giant first of two", [][2]int64{{1, 100 * mib}, {1, mib}}, nil, false, true, false},
		{"one giant task of many files", append(repeat(7, [2]int64{1, mib}), [2]int64{10, 100 * mib}), nil, false, false, false},
		{"a larger file", append(repeat(7, [2]int64{1, 30 * mib}), [2]int64{1, 100 * mib}), nil, false, false, false},
		{"a giant among many", append(repeat(60, [2]int64{1, 5 * mib}), [2]int64{1, 200 * mib}), nil, false, false, false},
		{"small all of them", append(repeat(7, [2]int64{1, 1000}), [2]int64{1, 1 * mib}), nil, false, false, false},
		{"one file", [][2]int64{{1, 200 * mib}}, nil, false, false, true},
		{"one small file", [][2]int64{{1, 2 * mib}}, nil, false, false, false},
		{"one file by row groups", repeat(8, [2]int64{1, 25 * mib}), []string{"a", "a", "a", "a", "a", "a", "a", "a"}, false, false, false},
	}
	for _, c := range cases {
		s := scanOf(t, c.tasks, c.files)
		if s.SmallFiles != c.small || s.GiantFile != c.giant || s.OneGroup != c.one {
			t.Errorf("%s: small %t giant %t one %t: %s", c.name, s.SmallFiles, s.GiantFile, s.OneGroup, s.Evidence)
		}
		files, bytes := map[string]bool{}, int64(0)
		for i, task := range c.tasks {
			bytes += task[1]
			for n := range task[0] {
				files[fmt.Sprint(i, n)] = true
			}
		}
		if c.files != nil {
			files = map[string]bool{"a": true}
		}
		if s.Files.V != int64(len(files)) || s.StorageBytes.V != bytes || s.Tasks != int64(len(c.tasks)) {
			t.Errorf("%s: %v files of %v bytes in %d tasks", c.name, s.Files, s.StorageBytes, s.Tasks)
		}
		if s.GiantFile && storedBy(s.Largest, s.Operator.ID) != s.PerTask.Max {
			t.Errorf("%s: the giant is task %d", c.name, s.Largest.ID)
		}
	}
}

// Natively only batches tell: a filter within the scan makes them smaller, and
// sources in Python hand on what they like.
func TestBatchesOfAScan(t *testing.T) {
	cases := []struct {
		name, source string
		kept         float64
		rows, batch  int64
		firstMS      int64
		small, one   bool
	}{
		{"whole batches", "Read Parquet", 1, 10_000_000, 80, 10, false, false},
		{"small batches", "Read Parquet", 1, 64_000, 64, 10, true, false},
		{"few small batches", "Read Parquet", 1, 10_000, 10, 10, false, false},
		{"filtered", "Read Parquet", 0.1, 64_000, 64, 10, false, false},
		{"filtered, and small all the same", "Read Parquet", 0.5, 64_000, 64, 10, true, false},
		{"in Python", "Read RangeSource (Python)", 1, 64_000, 64, 10, false, false},
		{"late", "Read Parquet", 1, 10_000_000, 80, 600, false, true},
		{"late CSV", "Read CSV", 1, 10_000_000, 80, 600, false, false},
		{"in one report", "Read Parquet", 1, 10_000_000, 80, 1000, false, false},
		{"a little late", "Read Parquet", 1, 10_000_000, 80, 400, false, false},
	}
	for _, c := range cases {
		m := &maker{}
		plan := fmt.Sprintf(`{"id":1,"name":"Sum","type":"Aggregate","category":"BlockingSink","children":[{"id":0,"name":%q,"type":"ScanTask","category":"Source","approx_stats":{"approx_stats":{"num_rows":5,"size_bytes":5,"acc_selectivity":%g}}}]}`, c.source, c.kept)
		m.add("query_start source=dashboard clock=driver time_ns=%d query_id=q runner=%q", at(0), "Native (Swordfish)")
		m.add("exec_start source=dashboard clock=driver time_ns=%d query_id=q text=%q", at(1), plan)
		m.add("operator_start source=dashboard clock=recorder time_ns=%d query_id=q node_id=0", at(0))
		m.add("operator_stats source=dashboard clock=recorder time_ns=%d query_id=q node_id=0 daft_duration_ns=700000000 rows_out=%d bytes_out=8 batches=1", at(c.firstMS), c.rows/c.batch)
		m.add("operator_stats source=dashboard clock=recorder time_ns=%d query_id=q node_id=0 daft_duration_ns=700000000 rows_out=%d bytes_out=800 batches=%d", at(1000), c.rows, c.batch)
		m.add("query_end source=dashboard clock=driver time_ns=%d query_id=q outcome=Finished", at(1100))
		run := replayText(t, m.lines)
		f := Of(&critical.Path{Query: run.Queries[0]})
		s := f.Scans[0]
		first := analyze.Derived.Of(c.firstMS)
		if c.firstMS == 1000 { // all in one report, at the end: they may have come at any time before
			first = analyze.Value{}
		}
		if s.SmallFiles != c.small || s.OneGroup != c.one || s.BatchRows.V != c.rows/c.batch || s.Starved != analyze.Derived.Of(700) || s.FirstRows != first {
			t.Errorf("%s: small %t one %t batch %v starved %v first %v", c.name, s.SmallFiles, s.OneGroup, s.BatchRows, s.Starved, s.FirstRows)
		}
		if s.Files.Known() || s.Tasks != 0 {
			t.Errorf("%s: files natively", c.name)
		}
	}
}

func TestExplodingJoin(t *testing.T) {
	v := analyze.Measured.Of
	for _, c := range []struct {
		j    Join
		want bool
	}{
		{Join{BuildRows: v(100_000), ProbeRows: v(1_200_000), RowsOut: v(96_000_000)}, true},
		{Join{BuildRows: v(100_000), ProbeRows: v(1_200_000), RowsOut: v(1_200_000)}, false},
		{Join{BuildRows: v(10), ProbeRows: v(10), RowsOut: v(100)}, false},
		{Join{ProbeRows: v(10), RowsOut: v(1_000_000)}, false},
		{Join{BuildRows: v(0), ProbeRows: v(0), RowsOut: v(1_000_000)}, true},
		{Join{BuildRows: analyze.Value{}, ProbeRows: v(1), RowsOut: v(1_000_000)}, false},
	} {
		if got := c.j.explodes(); got != c.want {
			t.Errorf("%+v: %t", c.j, got)
		}
	}
}
