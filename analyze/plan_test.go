package analyze

import (
	"strconv"
	"strings"
	"testing"
)

func TestOddPlans(t *testing.T) {
	deep := ""
	for i := range 1200 {
		deep += `{"id":` + strconv.Itoa(i) + `,"children":[`
	}
	deep += strings.Repeat("]}", 1200)
	for _, c := range []struct {
		name, plan string
		warnings   string
		operators  int
		known      bool
	}{
		{"plain", chain, "", 2, true},
		{"empty text", "", "", 0, false},
		{"not JSON", "{", "plan-unreadable x1", 0, false},
		{"not an object", "[1]", "plan-odd-node x1", 0, false},
		{"no id", `{"name":"A"}`, "plan-odd-node x1", 0, false},
		{"id is text", `{"id":"7"}`, "plan-odd-node x1", 0, false},
		{"id is huge", `{"id":99999999999999999999}`, "plan-odd-node x1", 0, false},
		{"children are no list", `{"id":1,"children":7}`, "plan-odd-node x1", 1, true},
		{"one child is odd", `{"id":1,"children":[null,{"id":2}]}`, "plan-odd-node x1", 2, true},
		{"shared child", `{"id":1,"children":[{"id":2,"children":[{"id":4}]},{"id":3,"children":[{"id":4}]}]}`, "plan-repeats-id x1", 4, true},
		{"cycle", `{"id":1,"children":[{"id":2,"children":[{"id":1}]}]}`, "plan-repeats-id x1", 2, true},
		{"own child", `{"id":1,"children":[{"id":1}]}`, "plan-repeats-id x1", 1, true},
		{"too deep", deep, "plan-too-deep x1", maxPlanDepth, true},
		{"names are numbers", `{"id":1,"name":5,"type":[],"category":{}}`, "", 1, true},
		{"odd estimates", `{"id":1,"approx_stats":{"approx_stats":{"num_rows":-4,"size_bytes":1e300}}}`, "", 1, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := theQuery(t, replayText(t, begin(native, c.plan), finish(10)))
			if got := warningCodes(q.Warnings); got != c.warnings {
				t.Errorf("warnings %q, want %q", got, c.warnings)
			}
			if len(q.Operators) != c.operators || q.Plan.Known != c.known {
				t.Errorf("%d operators known %t, want %d %t", len(q.Operators), q.Plan.Known, c.operators, c.known)
			}
			for _, o := range q.Operators {
				if o.EstimatedRows.V < 0 || o.EstimatedBytes.V < 0 {
					t.Errorf("estimate %v %v", o.EstimatedRows, o.EstimatedBytes)
				}
			}
		})
	}
}

// Operators that the plan does not know are listed all the same.
func TestOperatorsWithoutPlan(t *testing.T) {
	q := theQuery(t, replayText(t, begin(native, chain), arrived("operator_stats", 5, "node_id=9 rows_out=1"), arrived("operator_stats", 5, "node_id=8 rows_out=1"), finish(10)))
	if len(q.Operators) != 4 || q.Operators[2].ID != 8 || q.Operators[3].InPlan {
		t.Errorf("operators %v, want the strays behind the plan by id", q.Operators)
	}
	if got := warningCodes(q.Warnings); got != "operator-not-in-plan x1, operator-not-in-plan x1" {
		t.Errorf("warnings %q", got)
	}
}
