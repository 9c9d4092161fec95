package analyze

import (
	"fmt"
	"strings"
	"testing"
)

// groups shows the groups of a query: part, operators and number of spans.
func groups(q *Query) string {
	var list []string
	for _, g := range q.BatchSpans() {
		var ids []string
		for _, o := range g.Operators {
			ids = append(ids, fmt.Sprintf("#%d", o.ID))
		}
		list = append(list, fmt.Sprintf("%s %s x%d", g.Part, strings.Join(ids, "|"), len(g.Spans)))
	}
	return strings.Join(list, ", ")
}

func TestBatchSpans(t *testing.T) {
	for _, c := range []struct {
		name, plan string
		lines      []string
		want       string
	}{
		{"one of each", nativePlan("Filter", "Sort"), lines(spanOf("FilterOperator::execute", 10, 20, 7), spanOf("SortSink::finalize", 20, 30, 7), spanOf("SortSink::sink", 12, 20, 7), spanOf("SortSink::sink", 10, 20, 7)),
			"batch #2 x1, finalize #1 x1, batch #1 x2"},
		{"several of a type", nativePlan("Project", "Project"), lines(spanOf("ProjectOperator::execute", 10, 20, 7)), "batch #2|#1 x1"},
		{"windows by their names", nativePlan("WindowPartitionOnly=Window", "WindowOrderByOnly=Window"), lines(spanOf("WindowOrderByOnlySink::sink", 10, 20, 3)), "batch #1 x1"},
		{"no work", nativePlan("Filter"), lines(spanOf("ScanTaskSource::get_data", 5, 6, 1), outerSpan("IntermediateOp::execute", 1, 20, 8)), ""},
	} {
		q := theQuery(t, replayText(t, begin(native, c.plan), c.lines, finish(100)))
		if got := groups(q); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// Two queries at a time: a span of a type that both have is of neither.
func TestBatchSpansOfTwoQueries(t *testing.T) {
	first := begin(native, nativePlan("Filter", "Sort"))
	second := begin(native, nativePlan("Filter"))
	for i := range second {
		second[i] = strings.ReplaceAll(second[i], "query_id=q ", "query_id=r ")
	}
	ends := finish(100)
	for _, l := range finish(100) {
		ends = append(ends, strings.ReplaceAll(l, "query_id=q ", "query_id=r "))
	}
	run := replayText(t, first, second, spanOf("FilterOperator::execute", 10, 20, 7), spanOf("SortSink::sink", 10, 20, 7), spanOf("FilterOperator::execute", 1, 2, 1), ends)
	q := run.Query("q")
	if got := groups(q); got != "batch #1 x1" || q.DoubtfulSpans() != 1 {
		t.Errorf("%s, %d doubtful", got, q.DoubtfulSpans())
	}
	if got := run.Query("r").DoubtfulSpans(); got != 1 {
		t.Errorf("%d spans may be the other's, want 1", got)
	}
}

func TestOuterSpans(t *testing.T) {
	q := theQuery(t, replayText(t, begin(native, nativePlan("Filter", "Sort")), outerSpan("IntermediateOp::execute", 1, 20, 8), outerSpan("BlockingSink::Sink", 2, 30, 9), outerSpan("BlockingSink::Finalize", 3, 40, 10), finish(100)))
	filter, sort := q.OuterSpans()[q.Operator(2)], q.OuterSpans()[q.Operator(1)] // the root first
	if filter.Batches == nil || int64(filter.Batches.End()) != ns(20) || filter.Finalize != nil {
		t.Errorf("filter %+v", filter)
	}
	if sort.Batches == nil || int64(sort.Batches.End()) != ns(30) || sort.Finalize == nil || int64(sort.Finalize.End()) != ns(40) {
		t.Errorf("sort %+v", sort)
	}
}
