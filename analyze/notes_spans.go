package analyze

import "github.com/daft-analyze/daft-analyze/analyze/saturate"

// spanNotes says what must be known to read busy times.
func spanNotes(q *Query, all SpanCounts, add func(code, text string, args ...any)) {
	if q.spans == nil {
		return
	}
	if q.Engine == EngineRay {
		add("spans-of-workers", "busy times are of spans, which name neither worker nor query nor operator: they are taken by their time and type, by the workers' clocks")
	}
	var doubtful int64
	for _, n := range q.spans.ambiguous {
		doubtful = saturate.Add(doubtful, n)
	}
	if doubtful > 0 {
		lost := "what they tell is left out"
		if q.workUnknown > 0 {
			lost = "the busy time of " + counted(q.workUnknown, "operator") + " is unknown"
		}
		add("spans-ambiguous", "%s may be of another query that ran at the time, as Daft's spans name none: %s", counted(doubtful, "span"), lost)
	}
	if q.workSplit > 0 {
		add("spans-split", "~ busy: several operators are of one type, and spans tell only the type: their time is divided %s", splitBy(q))
	}
	if all.Full {
		add("spans-left-out", "%s of the recording left out, as there are more than can be held in memory: > busy is less than it was", counted(all.LeftOut, "span"))
	}
	if q.spansMissing > 0 {
		add("spans-missing", "%s of batches did not arrive: > busy is less than it was", counted(q.spansMissing, "span"))
	}
	if q.spans.uncounted > 0 {
		add("spans-unplaced", "%s not shown: without the workers' counters nothing tells which operators they are of", counted(q.spans.uncounted, "span"))
	}
	if q.spans.unmapped > 0 && len(spanTypes(q)) == 0 {
		missing := "its plan"
		if q.Engine == EngineRay {
			missing = "the workers' counters"
		}
		add("spans-unplaced", "%s not shown: without %s nothing tells which operators they are of", counted(q.spans.unmapped, "span"), missing)
	}
}

func splitBy(q *Query) string {
	if q.Engine == EngineRay {
		return "by Daft's durations, among the tasks that ran at the time"
	}
	return "by the time that threads were seen inside of each, or by Daft's durations"
}
