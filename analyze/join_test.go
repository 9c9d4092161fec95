package analyze

import (
	"fmt"
	"testing"
)

// joinPlan is Project #4 over join #3 of scans #1 and #2.
func joinPlan(top, joinType string) string {
	return fmt.Sprintf(`{"id":4,"name":%q,"type":%q,"children":[{"id":3,"name":"J","type":%q,"children":[{"id":1,"type":"Scan"},{"id":2,"type":"Scan"}]}]}`, top, top, joinType)
}

// joinStats are the counters of the four operators: both scans put out, the
// join's three, and what the top took in. A row has 8 bytes.
func joinStats(left, right, build, probe, out, taken int64) []string {
	return []string{
		arrived("operator_stats", 20, fmt.Sprintf("node_id=1 rows_out=%d bytes_out=%d", left, 8*left)),
		arrived("operator_stats", 20, fmt.Sprintf("node_id=2 rows_out=%d bytes_out=%d", right, 8*right)),
		arrived("operator_stats", 20, fmt.Sprintf("node_id=3 build_rows=%d probe_rows_in=%d probe_rows_out=%d build_bytes=%d probe_bytes_in=%d probe_bytes_out=%d daft_duration_ns=%d", build, probe, out, 8*build, 8*probe, 8*out, out)),
		arrived("operator_stats", 20, fmt.Sprintf("node_id=4 rows_in=%d rows_out=%d bytes_in=%d", taken, taken, 8*taken)),
	}
}

func TestJoinCountersThatOverwroteEachOther(t *testing.T) {
	const none = "-"
	for _, c := range []struct {
		name, engine, top, join              string
		left, right, build, probe, out, took int64
		wantBuild, wantProbe, wantOut        string
		wantIn, wantDuration                 string
	}{
		{"both sides known", native, "Project", "HashJoin", 10, 90, 10, 90, 7, 7, "10", "90", "7", "100", "7"},
		{"build overwritten", native, "Project", "HashJoin", 10, 90, 0, 90, 7, 7, "~10", "90", "7", "~100", "7"},
		{"probe overwritten", native, "Project", "HashJoin", 10, 90, 10, 0, 0, 7, "10", "~90", "~7", "~100", none},
		{"nothing joined", native, "Project", "HashJoin", 10, 90, 10, 90, 0, 0, "10", "90", "0", "100", "0"},
		{"empty build is empty", native, "Project", "HashJoin", 0, 90, 0, 90, 0, 0, "0", "90", "0", "90", "0"},
		{"probe below a limit", native, "Limit", "HashJoin", 10, 90, 10, 0, 0, 7, "10", none, none, none, none},
		{"build below a limit", native, "Limit", "HashJoin", 10, 90, 0, 50, 7, 7, "~10", "50", "7", "~60", "7"},
		{"ray split over tasks", ray, "Project", "HashJoin", 1000, 90, 500, 20, 400, 900, "~1000", "~90", "~900", "~1090", "400"},
		{"ray complete", ray, "Project", "HashJoin", 1000, 90, 1000, 90, 900, 900, "1000", "90", "900", "1090", "900"},
		{"ray, either side may build", ray, "Project", "HashJoin", 1000, 90, 50, 60, 400, 900, none, none, "~900", "~1090", "400"},
		{"ray builds on the right", ray, "Project", "HashJoin", 1000, 90, 50, 990, 400, 900, "~90", "~1000", "~900", "~1090", "400"},
		{"ray cross join repeats sides", ray, "Project", "CrossJoin", 10, 10, 40, 40, 100, 100, "40", "40", "100", "80", "100"},
		{"ray cross join, probe overwritten", ray, "Project", "CrossJoin", 10, 20, 10, 0, 0, 200, "10", none, "~200", none, none},
		{"ray cross join, overwritten in part", ray, "Project", "CrossJoin", 10, 20, 10, 20, 100, 200, none, none, "~200", none, "100"},
		{"ray cross join, build overwritten", ray, "Project", "CrossJoin", 10, 20, 0, 80, 200, 200, none, "80", "200", none, "200"},
		{"ray cross join below a limit", ray, "Limit", "CrossJoin", 10, 20, 10, 0, 0, 7, "10", none, none, none, none},
		{"native cross join", native, "Project", "CrossJoin", 10, 20, 10, 0, 0, 200, "10", "~20", "~200", "~30", none},
		{"ray, all of the probe overwritten", ray, "Project", "HashJoin", 100, 6, 6, 0, 0, 110, "6", "~100", "~110", "~106", "0"},
		{"ray, all of the build overwritten", ray, "Project", "HashJoin", 100, 6, 0, 6, 51, 51, "~100", "6", "51", "~106", "51"},
		{"ray, below a limit", ray, "Limit", "HashJoin", 10, 90, 0, 50, 50, 50, "~10", "50", "50", "~60", "50"},
		{"ray, below a limit, probe overwritten", ray, "Limit", "HashJoin", 10, 90, 10, 0, 0, 7, "10", none, none, none, "0"},
		{"ray takes more than there is", ray, "Project", "HashJoin", 10, 10, 40, 5, 3, 9, "40", "5", "3", "45", "3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := theQuery(t, replayText(t, begin(c.engine, joinPlan(c.top, c.join)), joinStats(c.left, c.right, c.build, c.probe, c.out, c.took), finish(30)))
			o := q.Operator(3)
			if val(o.BuildRows) != c.wantBuild || val(o.ProbeRowsIn) != c.wantProbe {
				t.Errorf("build %s probe %s, want %s %s", val(o.BuildRows), val(o.ProbeRowsIn), c.wantBuild, c.wantProbe)
			}
			if val(o.ProbeRowsOut) != c.wantOut {
				t.Errorf("out %s, want %s", val(o.ProbeRowsOut), c.wantOut)
			}
			if val(o.RowsIn) != c.wantIn || val(o.DaftDuration) != c.wantDuration {
				t.Errorf("rows in %s duration %s, want %s %s", val(o.RowsIn), val(o.DaftDuration), c.wantIn, c.wantDuration)
			}
			if o.RowsIn.Known() && o.BytesIn.Known() && o.BytesIn.V != 8*o.RowsIn.V {
				t.Errorf("bytes in %s for %s rows", val(o.BytesIn), val(o.RowsIn))
			}
		})
	}
}

// Nothing above a join at the root says what it put out.
func TestJoinAtTheRoot(t *testing.T) {
	for _, c := range []struct {
		name, engine, join                   string
		left, right, build, probe, out       int64
		tasks                                int64
		wantBuild, wantProbe, wantOut, flows string
	}{
		{"native, probe overwritten", native, "HashJoin", 10, 90, 10, 0, 0, 0, "10", "~90", "-", "~100 -> -"},
		{"ray, probe overwritten", ray, "BroadcastJoin", 6, 100, 6, 0, 0, 1, "6", "~100", "-", "~106 -> -"},
		{"ray, in part, either side may build", ray, "HashJoin", 1000, 90, 50, 60, 400, 4, "-", "-", "-", "~1090 -> -"},
		{"ray cross join", ray, "CrossJoin", 100, 6, 6, 0, 0, 1, "6", "-", "~600", "- -> ~600"},
		{"ray cross join of two tasks", ray, "CrossJoin", 200, 12, 12, 0, 0, 2, "12", "-", "-", "- -> -"},
		{"native cross join", native, "CrossJoin", 100, 6, 100, 0, 0, 0, "100", "~6", "~600", "~106 -> ~600"},
	} {
		plan := fmt.Sprintf(`{"id":3,"name":"J","type":%q,"children":[{"id":1,"type":"Scan"},{"id":2,"type":"Scan"}]}`, c.join)
		o := theQuery(t, replayText(t, begin(c.engine, plan), joinStats(c.left, c.right, c.build, c.probe, c.out, 0)[:3],
			arrived("operator_stats", 21, fmt.Sprintf("node_id=3 batches=%d", c.tasks)), finish(30))).Operator(3)
		if val(o.BuildRows) != c.wantBuild || val(o.ProbeRowsIn) != c.wantProbe || val(o.ProbeRowsOut) != c.wantOut || val(o.RowsIn)+" -> "+val(o.RowsOut) != c.flows {
			t.Errorf("%s: build %s probe %s out %s, rows %s -> %s", c.name, val(o.BuildRows), val(o.ProbeRowsIn), val(o.ProbeRowsOut), val(o.RowsIn), val(o.RowsOut))
		}
	}
}

// A join takes what an exchange or a union put out, whose rows Daft may not
// have counted: those come first.
func TestJoinOfInputsThatAreNotCounted(t *testing.T) {
	stats := func(id int64, counters string) string {
		return arrived("operator_stats", 20, fmt.Sprintf("node_id=%d %s", id, counters))
	}
	plan := `{"id":6,"name":"J","type":"HashJoin","children":[{"id":4,"type":"Repartition","children":[{"id":1,"type":"Scan"}]},
		{"id":5,"type":"Concat","children":[{"id":2,"type":"Scan"},{"id":3,"type":"Scan"}]}]}`
	q := theQuery(t, replayText(t, begin(ray, plan), stats(1, "rows_out=10"), stats(2, "rows_out=50"), stats(3, "rows_out=40"),
		stats(4, "rows_in=10 rows_out=0"), stats(6, "build_rows=5 probe_rows_in=30 probe_rows_out=30"), finish(30)))
	if o := q.Operator(5); o.RowsIn != derived(90) || o.RowsOut != derived(90) {
		t.Errorf("union %v -> %v, want what its inputs put out", o.RowsIn, o.RowsOut)
	}
	if o := q.Operator(6); o.RowsIn.Known() && o.RowsIn != derived(100) || o.RowsOut.Known() {
		t.Errorf("join %v -> %v, want 100 -> unknown: its counters are short", o.RowsIn, o.RowsOut)
	}
}

// Of inputs of equally many rows either may have been built of: how many bytes
// that were cannot be told.
func TestJoinOfInputsAlike(t *testing.T) {
	plan := `{"id":3,"type":"HashJoin","children":[{"id":1,"type":"Scan"},{"id":2,"type":"Scan"}]}`
	q := theQuery(t, replayText(t, begin(ray, plan), arrived("operator_stats", 20, "node_id=1 rows_out=90 bytes_out=720"), arrived("operator_stats", 20, "node_id=2 rows_out=90 bytes_out=1440"),
		arrived("operator_stats", 20, "node_id=3 build_rows=40 build_bytes=320 probe_rows_in=50 probe_bytes_in=800 probe_rows_out=50"), finish(30)))
	if o := q.Operator(3); o.BuildRows != derived(90) || o.ProbeRowsIn != derived(90) || o.BuildBytes.Known() || o.ProbeBytesIn.Known() {
		t.Errorf("rows %v %v, bytes %v %v", o.BuildRows, o.ProbeRowsIn, o.BuildBytes, o.ProbeBytesIn)
	}
}

func TestMergeBeforeAShuffle(t *testing.T) {
	plan := `{"id":2,"type":"PreShuffleMerge","children":[{"id":1,"type":"Scan"}]}`
	q := theQuery(t, replayText(t, begin(ray, plan), arrived("operator_stats", 20, "node_id=1 rows_out=10 bytes_out=80"), arrived("operator_stats", 20, "node_id=2 rows_in=0 rows_out=0 bytes_in=0 bytes_out=0"), finish(30)))
	if o := q.Operator(2); o.RowsIn != derived(10) || o.RowsOut != derived(10) || o.BytesIn != derived(80) || o.BytesOut.Known() {
		t.Errorf("rows %v -> %v, bytes %v -> %v", o.RowsIn, o.RowsOut, o.BytesIn, o.BytesOut)
	}
}

func TestJoinOfAQueryThatDidNotFinish(t *testing.T) {
	q := theQuery(t, replayText(t, begin(native, joinPlan("Project", "HashJoin")), joinStats(10, 90, 10, 0, 0, 7), driver("query_end", 30, "outcome=Failed")))
	if o := q.Operator(3); o.ProbeRowsIn.Known() || o.ProbeRowsOut.Known() || o.RowsIn.Known() {
		t.Errorf("probe %v -> %v: provably overwritten, and not to be derived while rows are on their way", o.ProbeRowsIn, o.ProbeRowsOut)
	}
}

// Where Daft does report both sides of a join, what the repair would have
// derived must be what Daft measured.
func TestJoinRulesHoldInCaptures(t *testing.T) {
	checked := 0
	for _, path := range []string{"tpch-native", "tpch-ray", "join-ray"} {
		for _, q := range replayFile(t, path).Queries {
			for _, o := range q.Operators {
				if !o.IsJoin() {
					continue
				}
				build, _ := putOut(o.Children[0])
				probe, _ := putOut(o.Children[1])
				taken, _ := takenBy(o.Parents[0], o)
				for _, c := range []struct {
					what      string
					got, want Value
				}{{"build", o.BuildRows, build}, {"probe in", o.ProbeRowsIn, probe}, {"probe out", o.ProbeRowsOut, taken}} {
					if !c.got.Known() {
						t.Errorf("%s %s join #%d: %s is unknown after the repair", path, q.ID, o.ID, c.what)
					}
					if c.got.Origin != Measured {
						continue
					}
					checked++
					if c.got.V != c.want.V {
						t.Errorf("%s %s join #%d: %s measured %d, the rule says %d", path, q.ID, o.ID, c.what, c.got.V, c.want.V)
					}
				}
			}
		}
	}
	if checked < 30 {
		t.Errorf("only %d measured numbers were checked", checked)
	}
}
