package dataflow

import (
	"fmt"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
)

// planned makes a query on Ray with a plan of its own.
func planned(t *testing.T, plan string, tasks func(m *maker)) *analyze.Query {
	t.Helper()
	m := &maker{}
	m.add("query_start source=dashboard clock=driver time_ns=%d query_id=q runner=%q", at(0), "Ray (Flotilla)")
	m.add("exec_start source=dashboard clock=driver time_ns=%d query_id=q text=%q", at(1), plan)
	tasks(m)
	m.add("query_end source=dashboard clock=driver time_ns=%d query_id=q outcome=Finished", at(6500))
	return replayText(t, m.lines).Queries[0]
}

// node writes one operator of a plan.
func node(id int64, kind string, children ...string) string {
	list := ""
	for i, c := range children {
		if i > 0 {
			list += ","
		}
		list += c
	}
	return fmt.Sprintf(`{"id":%d,"name":%q,"type":%q,"category":"Physical","children":[%s]}`, id, kind, kind, list)
}

func segment(q *analyze.Query, kind critical.Kind, from, to, task int64, shares ...critical.Share) critical.Segment {
	return critical.Segment{Start: format.Time(at(from)), End: format.Time(at(to)), Kind: kind, Task: q.Task(task), Shares: shares}
}

// A join's task waits for the exchange that was ready last, whichever side it is.
func TestJoinWaitsForTheLaterExchange(t *testing.T) {
	plan := node(5, "HashJoin", node(2, "Repartition", node(1, "ScanTaskSource")), node(4, "Repartition", node(3, "ScanTaskSource")))
	for _, late := range []int64{2, 4} {
		ends := map[int64]int64{2: 100, 4: 100}
		ends[late] = 200
		q := planned(t, plan, func(m *maker) {
			m.task(0, "PhysicalScan->RepartitionWrite", "1,2", 2, 10, ends[2], 5, 5, 0, 50, "input=scan source_node_id=1 scan_tasks=1 paths=[]")
			m.task(1, "PhysicalScan->RepartitionWrite", "3,4", 4, 10, ends[4], 5, 5, 0, 50, "input=scan source_node_id=3 scan_tasks=1 paths=[]")
			m.task(2, "(ShuffleRead, ShuffleRead)->HashJoin", "2,4,5", 5, 230, 300, 10, 5, 100, 50, "input=memory source_node_id=2 partitions=1 input_bytes=50", "input=memory source_node_id=4 partitions=1 input_bytes=50")
		})
		f := Of(&critical.Path{Query: q, Segments: []critical.Segment{segment(q, critical.Driver, 200, 220, 2), segment(q, critical.Schedule, 220, 230, 2)}})
		for _, x := range f.Exchanges {
			want := int64(0)
			if x.Operator.ID == late {
				want = 30_000_000
			}
			if x.WaitNS != want || x.PathNS != want {
				t.Errorf("#%d, with #%d late: %d ns, want %d", x.Operator.ID, late, x.WaitNS, want)
			}
		}
	}
}

// All of a task that only samples, or only writes ranges, is the exchange's; of
// one that also sorts nothing is, and nothing of one that does something else.
func TestRangeShuffleOnThePath(t *testing.T) {
	plan := node(3, "Project", node(2, "Sort", node(1, "ScanTaskSource")))
	q := planned(t, plan, func(m *maker) {
		m.task(0, "PhysicalScan", "1", 1, 10, 100, 5, 5, 0, 50, "input=scan source_node_id=1 scan_tasks=1 paths=[]")
		m.task(1, "PhysicalScan", "1", 1, 10, 110, 5, 5, 0, 50, "input=scan source_node_id=1 scan_tasks=1 paths=[]")
		for i := range int64(2) {
			m.task(2+i, "InMemoryScan->Sample->Project", "2", 2, 120, 130, 5, 5, 50, 50, "input=memory source_node_id=2 partitions=1 input_bytes=50")
			m.task(4+i, "InMemoryScan->RepartitionWrite", "2", 2, 200, 250+i, 5, 5, 50, 50, "input=memory source_node_id=2 partitions=1 input_bytes=50")
			m.task(6+i, "InMemoryScan->Sort->Project", "2,3", 3, 260, 300, 5, 5, 50, 50, "input=memory source_node_id=2 partitions=2 input_bytes=50")
		}
	})
	sort := q.Operator(2)
	share := func(ns int64) []critical.Share {
		return []critical.Share{{Operator: sort, NS: ns}, {NS: 10_000_000}}
	}
	f := Of(&critical.Path{Query: q, Segments: []critical.Segment{
		segment(q, critical.Run, 10, 110, 1, critical.Share{Operator: q.Operator(1), NS: 90_000_000}, critical.Share{NS: 10_000_000}),
		segment(q, critical.Run, 120, 130, 2, share(1_000_000)...),
		segment(q, critical.Driver, 130, 200, 5),
		segment(q, critical.Run, 200, 251, 5, share(2_000_000)...),
		segment(q, critical.Driver, 251, 260, 6),
		segment(q, critical.Run, 260, 300, 6, share(30_000_000)...),
	}})
	x := f.Exchange(sort)
	if x == nil || x.Kind != KindSort || x.MapTasks != 2 || x.ReduceTasks != 2 || x.MapNS != 23_000_000 || x.WaitNS != 79_000_000 || x.ReduceNS != 0 {
		t.Fatalf("%+v", x)
	}
	if s := f.Scans[0]; s.PathNS != 100_000_000 || s.OverheadNS != 10_000_000 {
		t.Errorf("the scan has %d ns, and %d beside it", s.PathNS, s.OverheadNS)
	}
}

// As many partitions as wanted: the operator is part of the tasks that it finds,
// also where it is the last of them.
func TestPassingThroughIsNoExchange(t *testing.T) {
	q := planned(t, node(2, "IntoPartitions", node(1, "ScanTaskSource")), func(m *maker) {
		for i := range int64(3) {
			m.task(i, "PhysicalScan->IntoPartitions", "1,2", 2, 10, 100, 5, 5, 0, 50, "input=scan source_node_id=1 scan_tasks=1 paths=[]")
		}
	})
	if f := Of(&critical.Path{Query: q}); len(f.Exchanges) != 0 {
		t.Errorf("%+v", f.Exchanges)
	}
}

// Rows that a later step of a query takes up as they are, from whatever put them
// down.
func TestMaterialize(t *testing.T) {
	q := planned(t, node(3, "Window", node(2, "Project", node(1, "ScanTaskSource"))), func(m *maker) {
		m.task(0, "PhysicalScan->Project", "1,2", 2, 10, 100, 5, 5, 0, 50, "input=scan source_node_id=1 scan_tasks=1 paths=[]")
		m.task(1, "InMemoryScan->Window", "3", 3, 110, 200, 5, 5, 50, 50, "input=memory source_node_id=3 partitions=1 input_bytes=50")
	})
	f := Of(&critical.Path{Query: q})
	if len(f.Exchanges) != 1 || f.Exchanges[0].Kind != KindMaterialize || f.Exchanges[0].BytesWritten.V != 50 || f.Exchanges[0].MapTasks != 1 || f.Exchanges[0].Slots.Known() {
		t.Errorf("%+v", f.Exchanges)
	}
}
