package dataflow

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/eventtext"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// replayText reads a recording that is written as text.
func replayText(t testing.TB, lines []string) *analyze.Run {
	t.Helper()
	r := analyze.NewReplayer()
	src := eventtext.NewReader(strings.NewReader(strings.Join(lines, "\n")))
	for src.Next() {
		r.Add(src.Event())
	}
	if err := src.Err(); err != nil {
		t.Fatal(err)
	}
	return r.Run()
}

// A maker writes the events of a query on Ray: scans of maps tasks that write a
// shuffle, and tasks that read it and write a second one, which one task gathers.
type maker struct {
	lines  []string
	flight bool
	noName bool // the submits of what reads are lost
}

const (
	began    = 1_800_000_000_000_000_000
	chainOfE = `{"id":4,"name":"Project","type":"Project","category":"Physical","children":[{"id":3,"name":"Gather","type":"Gather","category":"Physical","children":[{"id":2,"name":"Repartition","type":"Repartition","category":"Physical","children":[{"id":1,"name":"ScanTaskSource","type":"ScanTaskSource","category":"Physical","children":[]}]}]}]}`
)

func (m *maker) add(format string, a ...any) { m.lines = append(m.lines, fmt.Sprintf(format, a...)) }

func at(ms int64) int64 { return began + ms*1_000_000 }

// task writes a task's events; an input of "" has none.
func (m *maker) task(id int64, name string, nodes string, last, from, to, rowsIn, rowsOut, bytesIn, bytesOut int64, inputs ...string) {
	named := m.noName && len(inputs) > 0 && strings.Contains(inputs[0], "memory")
	if !named {
		m.add("task_submit source=dashboard clock=runner time_ns=%d query_id=q task_id=%d last_node_id=%d node_ids=[%s] plan_fingerprint=%d name=%q", at(from), id, last, nodes, last, name)
		for _, in := range inputs {
			if !m.flight || !strings.Contains(in, "memory") {
				m.add("task_input source=dashboard query_id=q task_id=%d %s", id, in)
			}
		}
	}
	m.add("task_schedule source=dashboard clock=runner time_ns=%d query_id=q task_id=%d worker_id=aa last_node_id=%d node_ids=[%s] plan_fingerprint=%d", at(from), id, last, nodes, last)
	if m.flight {
		bytesIn = 0
		if strings.HasSuffix(name, "Write") {
			rowsOut, bytesOut = 0, 0
		}
	}
	m.add("task_end source=dashboard clock=runner time_ns=%d query_id=q task_id=%d worker_id=aa last_node_id=%d node_ids=[%s] plan_fingerprint=%d outcome=Success daft_duration_ns=1000 rows_in=%d rows_out=%d bytes_in=%d bytes_out=%d",
		at(to), id, last, nodes, last, rowsIn, rowsOut, bytesIn, bytesOut)
}

// query makes a query whose map tasks each write rows of 10 bytes, and whose
// readers have the given partitions.
func (m *maker) query(maps int64, partitions []int64) {
	total := int64(0)
	for _, p := range partitions {
		total += p
	}
	m.add("query_start source=dashboard clock=driver time_ns=%d query_id=q runner=%q", at(0), "Ray (Flotilla)")
	m.add("exec_start source=dashboard clock=driver time_ns=%d query_id=q text=%q", at(1), chainOfE)
	id, left := int64(0), total
	for i := range maps {
		n := left / (maps - i)
		left -= n
		m.task(id, "PhysicalScan->RepartitionWrite", "1,2", 2, 10+i, 100+10*i, n, n, 0, 10*n, "input=scan source_node_id=1 scan_tasks=1 storage_bytes=100 estimated_bytes=50 paths=[\"f"+fmt.Sprint(i)+"\"]")
		id++
	}
	for i, p := range partitions {
		m.task(id, "ShuffleRead->GatherWrite", "2,3", 3, 2000+int64(i), 3000+int64(i), p, p, 10*p, 10*p, fmt.Sprintf("input=memory source_node_id=2 partitions=%d input_bytes=%d", maps, 10*p))
		id++
	}
	m.task(id, "ShuffleRead->Project", "3,4", 4, 5000, 6000, total, total, 10*total, 10*total, fmt.Sprintf("input=memory source_node_id=3 partitions=%d input_bytes=%d", len(partitions), 10*total))
	out := 10 * total
	if m.flight {
		out = 0
	}
	for _, op := range []int64{2, 3} {
		m.add("operator_stats source=dashboard clock=recorder time_ns=%d query_id=q node_id=%d rows_in=%d rows_out=%d bytes_in=%d bytes_out=%d", at(6001), op, total, out/10, 10*total, out)
	}
	m.add("query_end source=dashboard clock=driver time_ns=%d query_id=q outcome=Finished", at(6500))
}

// What was put in comes out: by either way of the data, and with the submits of
// all readers lost.
func TestKnownExchange(t *testing.T) {
	partitions := []int64{100, 0, 300, 1600}
	for _, m := range []*maker{{}, {flight: true}, {noName: true}, {flight: true, noName: true}} {
		m.query(5, partitions)
		run := replayText(t, m.lines)
		f := flows(t, run)[0]
		if len(f.Exchanges) != 2 {
			t.Fatalf("%+v: %d exchanges", m.flight, len(f.Exchanges))
		}
		x := f.Exchanges[0]
		if x.RowsWritten.V != 2000 || x.BytesWritten.V != 20_000 || x.RowsRead.V != 2000 || x.BytesRead.V != 20_000 || x.MapTasks != 5 || x.ReduceTasks != 4 || x.Slots.V != 20 || x.WaitedNS != 40_000_000 {
			t.Errorf("flight %t, lost %t: %+v", m.flight, m.noName, x)
		}
		if want := (analyze.Spread{N: 4, Min: 0, Median: 100, Max: 1600, Sum: 2000}); x.PartitionRows != want {
			t.Errorf("flight %t, lost %t: rows of partitions %+v", m.flight, m.noName, x.PartitionRows)
		}
		if x.Empty != 1 || x.Largest == nil || x.Largest.ID != 8 {
			t.Errorf("flight %t, lost %t: empty %d, largest %v", m.flight, m.noName, x.Empty, x.Largest)
		}
		way := Ray
		if m.flight {
			way = Flight
		}
		if x.Algorithm != way || x.Estimated != m.flight {
			t.Errorf("flight %t, lost %t: by %q, estimated %t", m.flight, m.noName, x.Algorithm, x.Estimated)
		}
	}
}

// Daft's guide: from 10 GiB or 500,000 slots on.
func TestBeyondFlightThresholds(t *testing.T) {
	for _, c := range []struct {
		x            Exchange
		bytes, slots bool
	}{
		{Exchange{Kind: KindRepartition, Algorithm: Ray, BytesWritten: analyze.Measured.Of(10<<30 - 1), Slots: analyze.Measured.Of(499_999)}, false, false},
		{Exchange{Kind: KindRepartition, Algorithm: Ray, BytesWritten: analyze.Measured.Of(10 << 30), Slots: analyze.Measured.Of(500_000)}, true, true},
		{Exchange{Kind: KindSort, BytesWritten: analyze.Measured.Of(11 << 30)}, true, false},
		{Exchange{Kind: KindRepartition, Algorithm: Flight, BytesWritten: analyze.Measured.Of(11 << 30), Slots: analyze.Measured.Of(500_000)}, false, false},
		{Exchange{Kind: KindBroadcast, Algorithm: Ray, BytesWritten: analyze.Measured.Of(11 << 30)}, false, false},
		{Exchange{Kind: KindGather}, false, false},
	} {
		if b, s := c.x.Beyond(); b != c.bytes || s != c.slots {
			t.Errorf("%+v: %t %t", c.x, b, s)
		}
	}
	if h := (&Exchange{Slots: analyze.Measured.Of(4096 * 4096)}).HeadBytes(); h.V != 4096*4096*3<<10 { // ~50 GB in Daft's guide
		t.Errorf("head node %v", h)
	}
	if h := (&Exchange{Slots: analyze.Measured.Of(math.MaxInt64)}).HeadBytes(); h.V != math.MaxInt64 {
		t.Errorf("head node %v", h)
	}
}

// Time on the path goes to whom it belongs: shares to operators, waiting to the
// exchange whose last map task ended last, and what nobody accounts for to the
// exchange where its task does nothing else.
func TestPathOfExchange(t *testing.T) {
	m := &maker{}
	m.query(2, []int64{5, 5})
	q := replayText(t, m.lines).Queries[0]
	op := func(id int64) *analyze.Operator { return q.Operator(id) }
	seg := func(kind critical.Kind, from, to, task int64, shares ...critical.Share) critical.Segment {
		return critical.Segment{Start: format.Time(at(from)), End: format.Time(at(to)), Kind: kind, Task: q.Task(task), Shares: shares}
	}
	const ms = 1_000_000
	p := &critical.Path{Query: q, Segments: []critical.Segment{
		seg(critical.Schedule, 6, 8, 1), seg(critical.Handoff, 8, 9, 1), seg(critical.Driver, 9, 10, 1),
		seg(critical.Run, 10, 110, 1, critical.Share{Operator: op(1), NS: 60 * ms}, critical.Share{Operator: op(2), NS: 30 * ms}, critical.Share{NS: 10 * ms}),
		seg(critical.Driver, 110, 130, 2),
		seg(critical.Handoff, 130, 150, 2),
		seg(critical.Schedule, 150, 160, 2),
		seg(critical.Run, 160, 200, 2, critical.Share{Operator: op(2), NS: 7 * ms}, critical.Share{Operator: op(3), NS: 3 * ms}, critical.Share{NS: 30 * ms}),
		seg(critical.Driver, 200, 205, 4),
		seg(critical.Run, 205, 210, 4, critical.Share{Operator: op(4), NS: 4 * ms}, critical.Share{Operator: op(3), NS: 1 * ms}),
	}}
	f := Of(p)
	for _, c := range []struct{ op, mapped, waited, reduced int64 }{{2, 30, 30, 7}, {3, 3, 5, 1}} {
		x := f.Exchange(op(c.op))
		if x.MapNS != c.mapped*ms || x.WaitNS != c.waited*ms || x.ReduceNS != c.reduced*ms || x.PathNS != (c.mapped+c.waited+c.reduced)*ms {
			t.Errorf("#%d: %d %d %d %d", c.op, x.MapNS, x.WaitNS, x.ReduceNS, x.PathNS)
		}
	}
	if x := f.Exchange(op(2)); !strings.HasSuffix(x.Evidence, "the query waited 30.0 ms for the driver and the scheduler before its readers ran") {
		t.Errorf("%s", x.Evidence)
	}
	if s := f.Scan(op(1)); s.PathNS != 60*ms || s.OverheadNS != 13*ms || s.Files.V != 2 || s.StorageBytes.V != 200 || s.EstimatedBytes.V != 100 {
		t.Errorf("%+v", s)
	}
	if h := f.Hotspots(); h[0].Operators[0].ID != 2 || h[0].PathNS != 67*ms || h[1].Kind != "scan" || h[2].PathNS != 9*ms {
		t.Errorf("%+v", h)
	}
}

func TestManyTasks(t *testing.T) {
	m := &maker{}
	partitions := make([]int64, 20_000)
	for i := range partitions {
		partitions[i] = int64(i)
	}
	m.query(20_000, partitions)
	run := replayText(t, m.lines)
	f := Of(&critical.Path{Query: run.Queries[0]})
	if x := f.Exchanges[0]; x.Slots.V != 400_000_000 || x.HeadBytes().V != 400_000_000*3072 || x.PartitionRows.Max != 19_999 {
		t.Errorf("%+v", x)
	}
}

// Any value may stand in any column: nothing is negative, nothing above its whole.
func TestHostileValues(t *testing.T) {
	values := []int64{math.MinInt64, -1, 0, 1, 2, 4, 7, 1_800_000_000_000_000_000, math.MaxInt64 - 1, math.MaxInt64}
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 7))
		r, err := format.Open(recording([]string{"movements-ray", "flight-ray", "files-native", "node-killed-ray", "tpch-ray"}[seed%5]))
		if err != nil {
			t.Fatal(err)
		}
		var all []*format.Event
		for r.Next() {
			e := r.Event()
			if e.KindName() == "span" || e.KindName() == "process_sample" {
				continue
			}
			e = e.Clone()
			formattest.Disturb(e, random, 25, func(int64) int64 { return values[random.IntN(len(values))] })
			all = append(all, e)
		}
		r.Close()
		run, err := analyze.Replay(formattest.NewReader(all))
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range run.Queries {
			p := critical.Of(run, q)
			check(t, fmt.Sprint("seed ", seed), Of(p), p.Wall())
		}
	}
}

// check holds what is true of every flow.
func check(t *testing.T, what string, f *Flow, wall int64) {
	t.Helper()
	sum := int64(0)
	for _, h := range f.Hotspots() {
		sum += h.PathNS
		if h.PathNS < 0 || h.PathNS > wall || len(h.Operators) == 0 || h.Evidence == "" {
			t.Errorf("%s: %+v", what, h)
		}
	}
	if sum > wall {
		t.Errorf("%s: the parts have %d ns of a path of %d", what, sum, wall)
	}
	for _, x := range f.Exchanges {
		n := int64(len(f.Query.Tasks))
		if x.MapTasks > n || x.ReduceTasks > n || x.PartitionBytes.N > x.ReduceTasks || x.PartitionRows.N > x.ReduceTasks || x.Empty > x.ReduceTasks || x.WaitedNS < 0 ||
			x.PartitionBytes.Min < 0 || x.PartitionRows.Min < 0 || x.Slots.V < 0 {
			t.Errorf("%s: %+v", what, x)
		}
	}
	for _, s := range f.Scans {
		if s.Starved.V < 0 || s.Starved.V > 1000 || s.FirstRows.V < 0 || s.FirstRows.V > 1000 || s.PerTask.N > s.Tasks {
			t.Errorf("%s: %+v", what, s)
		}
	}
}

func BenchmarkOf(b *testing.B) {
	for _, n := range []int64{1_000, 10_000, 50_000} {
		m := &maker{}
		m.query(n, make([]int64, n))
		run := replayText(b, m.lines)
		p := &critical.Path{Query: run.Queries[0]}
		b.Run(fmt.Sprint(2*n, " tasks"), func(b *testing.B) {
			for b.Loop() {
				Of(p)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(2*n), "ns/task")
		})
	}
}

// Submits that were dropped hide nothing but the sizes of inputs, and ends
// nothing but what was in them.
func TestLostEvents(t *testing.T) {
	whole := flows(t, open(t, "skew-ray"))[0]
	for seed := range uint64(20) {
		for _, kind := range []string{"task_submit", "task_end", "task_schedule"} {
			random := rand.New(rand.NewPCG(seed, 8))
			var all []*format.Event
			r, err := format.Open(recording("skew-ray"))
			if err != nil {
				t.Fatal(err)
			}
			lost := map[int64]bool{}
			for r.Next() {
				id, _ := r.Event().Int(format.TaskID)
				name := r.Event().KindName()
				if name == "task_input" && kind == "task_submit" && lost[id] {
					continue // they come in one message
				}
				if name == kind && random.IntN(3) == 0 {
					lost[id] = true
					continue
				}
				if name != "span" && name != "process_sample" {
					all = append(all, r.Event().Clone())
				}
			}
			r.Close()
			run, err := analyze.Replay(formattest.NewReader(all))
			if err != nil {
				t.Fatal(err)
			}
			f := flows(t, run)[0]
			for _, x := range f.Exchanges {
				w := whole.Exchange(run.Queries[0].Operator(x.Operator.ID))
				for i := range whole.Exchanges {
					if whole.Exchanges[i].Operator.ID == x.Operator.ID {
						w = &whole.Exchanges[i]
					}
				}
				what := fmt.Sprintf("seed %d, without %d of %s, #%d", seed, len(lost), kind, x.Operator.ID)
				if x.Kind != w.Kind || x.MapTasks != w.MapTasks || x.ReduceTasks != w.ReduceTasks || x.Slots != w.Slots {
					t.Errorf("%s: %d -> %d tasks, want %d -> %d", what, x.MapTasks, x.ReduceTasks, w.MapTasks, w.ReduceTasks)
				}
				if x.BytesWritten.V != w.BytesWritten.V || x.RowsWritten.V != w.RowsWritten.V {
					t.Errorf("%s: wrote %v, want %v", what, x.BytesWritten, w.BytesWritten)
				}
				if x.BytesRead.V > w.BytesRead.V || x.PartitionBytes.Max > w.PartitionBytes.Max {
					t.Errorf("%s: read %v, want %v", what, x.BytesRead, w.BytesRead)
				}
			}
		}
	}
}
