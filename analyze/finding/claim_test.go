package finding

import (
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
	"github.com/daft-analyze/daft-analyze/format"
)

func nanoseconds(ns int64) analyze.Value { return analyze.Value{V: ns, Origin: analyze.Measured} }

// piece is a segment of a made-up native path.
type piece struct {
	kind   critical.Kind
	ns     int64
	shares []critical.Share
}

// caseOf makes the case of a query that has this path.
func caseOf(engine analyze.Engine, pieces ...piece) *Case {
	q := &analyze.Query{ID: "made-up", Engine: engine}
	p := &critical.Path{Query: q, Basis: critical.BySpans, Threads: 4}
	at := format.Time(1_000_000_000)
	q.Start = analyze.Moment{Time: at, Known: true}
	for _, x := range pieces {
		p.Segments = append(p.Segments, critical.Segment{Start: at, End: at + format.Time(x.ns), Kind: x.kind, Shares: x.shares})
		at += format.Time(x.ns)
		for _, s := range x.shares {
			q.Operators = append(q.Operators, s.Operator)
		}
	}
	q.End = analyze.Moment{Time: at, Known: true}
	q.Wall = nanoseconds(int64(at) - 1_000_000_000)
	run := &analyze.Run{Queries: []*analyze.Query{q}}
	return &Case{Run: run, Query: q, Path: p, Model: whatif.Of(p), Flow: &dataflow.Flow{Query: q}}
}

func ids(list []Finding) string {
	var all []string
	for _, f := range list {
		all = append(all, f.ID)
	}
	return strings.Join(all, " ")
}

func TestEachSecondIsCountedOnce(t *testing.T) {
	const s = 1_000_000_000
	udf := &analyze.Operator{ID: 1, Name: "UDF score", Type: "UDFProject", RowsIn: nanoseconds(1000), RowsOut: nanoseconds(1000)}
	filter := &analyze.Operator{ID: 2, Name: "Filter", Type: "Filter", RowsIn: nanoseconds(1000), RowsOut: nanoseconds(100), Children: []*analyze.Operator{udf}}
	of := func(o *analyze.Operator, ns int64) []critical.Share {
		return []critical.Share{{Operator: o, NS: ns, Saving: ns}}
	}
	c := caseOf(analyze.EngineNative, piece{critical.Plan, s, nil}, piece{critical.Run, 7 * s, of(udf, 7*s)}, piece{critical.Run, s, of(filter, s)}, piece{critical.Consumer, s, nil})
	got := find(c)
	// The function takes 7 s, of which nine tenths were for rows that were dropped:
	// what is left of it is no finding of its own.
	if ids(got) != "filter-late slow-consumer planning-slow" {
		t.Fatal(ids(got))
	}
	late := got[0]
	if late.Cost.V != 6_300_000_000 || late.Saving.V != late.Cost.V || late.Severity != Medium {
		t.Errorf("%+v", late)
	}
	if e := late.Evidence[len(late.Evidence)-1]; !strings.Contains(e, "[udf-bound]") {
		t.Errorf("nothing says that it also shows as a slow function: %q", late.Evidence)
	}
	if got[1].Cost.V != s || got[1].Severity != Medium {
		t.Errorf("%+v", got[1])
	}
}

func TestNothingStandsOut(t *testing.T) {
	const s = 1_000_000_000
	var pieces []piece
	for id := range int64(10) {
		o := &analyze.Operator{ID: id, Name: "Project", Type: "Project"}
		pieces = append(pieces, piece{critical.Run, s, []critical.Share{{Operator: o, NS: s, Saving: s}}})
	}
	got := find(caseOf(analyze.EngineNative, pieces...))
	if ids(got) != "nothing-stands-out" || got[0].Severity != Fine || !strings.HasPrefix(got[0].Title, "nothing stands out") {
		t.Errorf("%+v", got)
	}
}

func TestLargeShuffle(t *testing.T) {
	const s = 1_000_000_000
	o := &analyze.Operator{ID: 3, Name: "Repartition", Type: "Repartition"}
	c := caseOf(analyze.EngineRay, piece{critical.Run, 8 * s, []critical.Share{{Operator: o, NS: 8 * s, Saving: 8 * s}}}, piece{critical.Tail, 2 * s, nil})
	for _, x := range []struct {
		bytes, slots int64
		algorithm    string
		want         string
	}{
		{11 << 30, 100, dataflow.Ray, "shuffle-large"},
		{1 << 30, 500_000, dataflow.Ray, "shuffle-large"},
		{1 << 30, 50_000, dataflow.Ray, "shuffle-pieces"},
		{10 << 30, 1_000, dataflow.Flight, "nothing-stands-out"},
		{9 << 30, 1_000, dataflow.Ray, "nothing-stands-out"},
	} {
		c.Flow.Exchanges = []dataflow.Exchange{{Operator: o, Kind: dataflow.KindRepartition, Algorithm: x.algorithm, BytesWritten: nanoseconds(x.bytes), Slots: nanoseconds(x.slots), Partitions: nanoseconds(10)}}
		if got := find(c); got[0].ID != x.want {
			t.Errorf("%d bytes, %d slots: %s", x.bytes, x.slots, ids(got))
		}
	}
}
