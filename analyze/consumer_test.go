package analyze

import (
	"fmt"
	"testing"
)

func TestConsumerOfCaptures(t *testing.T) {
	for _, c := range []struct {
		name      string
		want      ConsumptionVerdict
		low, high int64 // milliseconds, of what the script slept and read
	}{
		{"consume-native", ConsumptionSeen, 2400, 2720},
		{"consume-sort-native", ConsumptionSeen, 2400, 2720},
		{"abandon-native", ConsumptionSeen, 1200, 1520},
		{"consume-ray", ConsumptionSeen, 5500, 5600},
		{"abandon-ray", ConsumptionSeen, 1400, 1500},
		{"slow-udf-native", ConsumptionNone, 0, 0},
		{"slow-udf-ray", ConsumptionNone, 0, 0},
		{"cancel-native", ConsumptionNone, 0, 0},
		{"join-ray", ConsumptionNone, 0, 0},
		{"fail-cluster", ConsumptionNone, 0, 0},
	} {
		q := theQuery(t, replayFile(t, c.name))
		got := q.Consumption
		if got.Verdict != c.want || got.Total.V < c.low*1_000_000 || got.Total.V > c.high*1_000_000 {
			t.Errorf("%s: %s, %v ns (%s), want %s, %d to %d ms", c.name, got.Verdict, got.Total, got.Evidence, c.want, c.low, c.high)
		}
	}
}

func TestConsumerNative(t *testing.T) {
	quiet := func(from, to int64, counters string) (all []string) {
		for ms := from; ms <= to; ms += 200 {
			all = append(all, arrived("operator_stats", ms, counters))
		}
		return all
	}
	sink := `{"id":2,"name":"Sort","type":"Sort","category":"BlockingSink","children":[{"id":1,"type":"Scan","name":"Scan","category":"Source"}]}`
	scan := arrived("operator_stats", 10, "node_id=1 rows_out=10")
	for _, c := range []struct {
		name  string
		lines []string
		want  ConsumptionVerdict
	}{
		{"sink finalizes and puts out nothing", lines(scan, quiet(10, 1400, "node_id=2 rows_in=10 rows_out=0"), finish(1500)), ConsumptionUnclear},
		{"sink finalizes, then puts out", lines(scan, quiet(10, 1400, "node_id=2 rows_in=10 rows_out=0"), arrived("operator_stats", 1450, "node_id=2 rows_in=10 rows_out=10"), finish(1500)), ConsumptionNone},
		{"all was put out", lines(scan, quiet(10, 1400, "node_id=2 rows_in=10 rows_out=10"), finish(1500)), ConsumptionSeen},
		{"no reports in between", lines(scan, arrived("operator_stats", 10, "node_id=2 rows_in=10 rows_out=10"), finish(1500)), ConsumptionNone},
		{"rows are on their way", lines(scan, quiet(10, 1400, "node_id=2 rows_in=4 rows_out=4"), finish(1500)), ConsumptionNone},
		{"it did not finish", lines(scan, quiet(10, 1400, "node_id=2 rows_in=10 rows_out=10")), ConsumptionUnclear},
		{"a pause without a batch", lines(scan, quiet(10, 1000, "node_id=2 rows_in=4 rows_out=4"), arrived("operator_stats", 1450, "node_id=2 rows_in=10 rows_out=10"), finish(1500)), ConsumptionUnclear},
		{"a pause that a batch ran through", lines(scan, quiet(10, 1000, "node_id=2 rows_in=4 rows_out=4"), arrived("operator_stats", 1450, "node_id=2 rows_in=10 rows_out=10 daft_duration_ns=1400000000"), finish(1500)), ConsumptionNone},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := theQuery(t, replayText(t, begin(native, sink), c.lines))
			if q.Consumption.Verdict != c.want {
				t.Errorf("%s (%s), want %s", q.Consumption.Verdict, q.Consumption.Evidence, c.want)
			}
		})
	}
}

func TestConsumerRayWithLostEnds(t *testing.T) {
	all := without(lines(begin(ray, chain), task(0, 10, 11, 100, "aa"), task(1, 10, 12, 110, "bb"), finish(5000)), fmt.Sprintf("task_end source=dashboard clock=runner time_ns=%d", ns(110)))
	if got := theQuery(t, replayText(t, all)).Consumption.Verdict; got != ConsumptionUnclear {
		t.Errorf("%s, want that it cannot be told apart: a task's end is not known", got)
	}
}

// A result of one batch is handed over when all operators have ended.
func TestConsumerNativeAfterExecution(t *testing.T) {
	for _, c := range []struct {
		end  int64
		want ConsumptionVerdict
	}{{2030, ConsumptionSeen}, {400, ConsumptionNone}} {
		q := theQuery(t, replayText(t, begin(native, chain), arrived("operator_stats", 20, "node_id=1 rows_out=9"), driver("exec_end", 30, ""), driver("query_end", c.end, "outcome=Finished")))
		if got := q.Consumption; got.Verdict != c.want || c.want == ConsumptionSeen && got.Total != derived(2_000_000_000) {
			t.Errorf("%d ms: %+v, want %s", c.end, got, c.want)
		}
	}
}

// A batch of a user's function is counted when it is done. Until then the
// counters stand still, and no consumer is to blame.
func TestStallOfAFunctionThatWasInterrupted(t *testing.T) {
	plan := `{"id":2,"name":"UDF slow","type":"UDFProject","children":[{"id":1,"type":"Scan"}]}`
	all := lines(begin(native, plan), arrived("operator_stats", 20, "node_id=1 rows_out=60"), arrived("operator_stats", 20, "node_id=2 rows_in=60 rows_out=40 daft_duration_ns=9000000"))
	for ms := int64(200); ms < 1000; ms += 200 {
		all = append(all, arrived("operator_stats", ms, "node_id=1 rows_out=60"))
	}
	all = append(all, arrived("operator_stats", 1000, "node_id=1 rows_out=80"), driver("query_end", 1001, "outcome=Canceled"))
	if got := theQuery(t, replayText(t, all)).Consumption; got.Verdict != ConsumptionNone {
		t.Errorf("%+v, want none", got)
	}
}

// Under flight shuffle the driver may have work after the last task.
func TestConsumerRayWithFlightShuffle(t *testing.T) {
	q := theQuery(t, replayText(t, begin(ray, chain), runner("task_submit", 10, "task_id=0 last_node_id=2 node_ids=[1,2] name=\"PhysicalScan->RepartitionWrite\""),
		runner("task_schedule", 11, "task_id=0 worker_id=aa"), runner("task_end", 20, "task_id=0 worker_id=aa outcome=Success rows_in=10 rows_out=0"), finish(900)))
	if q.Consumption.Verdict != ConsumptionUnclear {
		t.Errorf("%+v, want unclear", q.Consumption)
	}
}
