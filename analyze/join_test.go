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
