package analyze

import (
	"fmt"
	"sort"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// minConsumer is the shortest stretch that is looked at, in nanoseconds, and
// minQuiet how many reports without any change it must hold natively: Daft
// reports every 200 ms.
const (
	minConsumer = 500_000_000
	minQuiet    = 2
)

// findConsumer looks for time in which the user's code held the query open.
// Neither engine waits with its work for the consumer (natively the results
// pile up, on Ray tasks are submitted as fast as they can run), so what a slow
// consumer leaves behind is a stretch at the end in which nothing happens.
func findConsumer(q *Query) {
	q.Consumption = Consumption{Verdict: ConsumptionNone, Evidence: "no stretch of 0.5 s or more without work before the end"}
	if !q.Wall.Known() {
		return
	}
	switch q.Engine {
	case EngineNative:
		consumerNative(q)
	case EngineRay:
		consumerRay(q)
	default:
		q.Consumption = Consumption{Verdict: ConsumptionUnclear, Evidence: "the engine is not known"}
	}
}

// consumerNative takes the time from the last change of any counter on, in
// which the operators went on reporting but moved nothing, or that after the
// end of execution.
func consumerNative(q *Query) {
	consumerInExecution(q)
	if q.Consumption.Verdict == ConsumptionNone && q.Outcome == OutcomeFinished && q.End.since(q.ExecEnd).V >= minConsumer {
		q.seenConsumer(q.ExecEnd.Time, "execution had ended; the query stayed open until its results were taken")
	}
}

func consumerInExecution(q *Query) {
	f := q.facts
	from := f.quiet.since
	if !from.Known || f.quiet.reports < minQuiet || q.End.since(from).V < minConsumer {
		earlierStalls(q)
		return
	}
	if why := stillAtWork(q); why != "" {
		q.Consumption.Evidence = "no counter moved until the end, but " + why
		return
	}
	if why := mayFinalize(q); why != "" {
		q.unclearConsumer("no counter moved until the end, but " + why)
		return
	}
	if q.Outcome != OutcomeFinished {
		q.unclearConsumer("no counter moved any more, but the query did not finish: more may have been to come")
		return
	}
	q.seenConsumer(from.Time, fmt.Sprintf("all rows had been put out; the operators sent %s more without any change until the query ended", counted(f.quiet.reports, "report")))
}

// earlierStalls looks at silent stretches before the last change. They are the
// engine's where a batch that ran through them ended with them.
func earlierStalls(q *Query) {
	if len(q.facts.stalls)*len(q.Operators) > maxStallChecks {
		q.unclearConsumer("the counters stood still and moved on too often to look at each time")
		return
	}
	for _, s := range q.facts.stalls {
		var busy int64
		for _, o := range q.Operators {
			busy = max(busy, durationAcross(o, s))
		}
		if busy < s.Length()/2 && !finalizedAcross(q, s) && !heldAcross(q, s) {
			q.unclearConsumer("the counters stood still, then moved on: a consumer, or work that Daft does not time")
			return
		}
	}
}

// maxStallChecks bounds the work on hostile recordings.
const maxStallChecks = 10_000_000

// durationAcross returns how much Daft's duration of the operator rose with
// the report that ended the stretch.
func durationAcross(o *Operator, s Interval) int64 {
	return saturate.Sub(sampleAt(o, addTime(s.End, reportSpread)).DaftDuration, sampleAt(o, s.Start).DaftDuration)
}

// sampleAt returns the operator's counters as last reported to the dashboard by
// a time. Reports are in order of arrival.
func sampleAt(o *Operator, t format.Time) Sample {
	n := sort.Search(len(o.arrived), func(i int) bool { return o.arrived[i].Time > t })
	if n == 0 {
		return Sample{}
	}
	return o.arrived[n-1]
}

// reportSpread is how far apart the operators' reports of one tick may arrive.
const reportSpread = 50_000_000

func addTime(t format.Time, ns int64) format.Time { return format.Time(saturate.Add(int64(t), ns)) }

// finalizedAcross reports whether a blocking operator that had put out nothing
// before the stretch did so after it: its finalize, which Daft never times.
func finalizedAcross(q *Query, s Interval) bool {
	for _, o := range q.Operators {
		if !isBlocking(o) {
			continue
		}
		if n := len(o.arrived); n > 0 && sampleAt(o, s.Start).RowsOut == 0 && o.arrived[n-1].RowsOut > 0 {
			return true
		}
	}
	return false
}

// heldAcross reports whether a function of the user's had taken rows before the
// stretch that it had not put out: it was at work. Daft counts a batch when it
// is done.
func heldAcross(q *Query, s Interval) bool {
	for _, o := range q.Operators {
		if held := sampleAt(o, s.Start); onlyUDF([]int64{o.ID}, q) != nil && held.RowsIn > held.RowsOut {
			return true
		}
	}
	return false
}

// mayFinalize says which operator may have been working without any sign of
// it, "" if none.
func mayFinalize(q *Query) string {
	for _, o := range q.Operators {
		if o.RowsIn.Positive() && isBlocking(o) && !o.RowsOut.Positive() {
			return fmt.Sprintf("%s #%d had taken rows and put out none: it may have been finalizing, which Daft does not time", o.Name, o.ID)
		}
	}
	return ""
}

// stillAtWork says which operator still had work before it, "" if none.
func stillAtWork(q *Query) string {
	for _, o := range q.Operators {
		name := fmt.Sprintf("%s #%d", o.Name, o.ID)
		switch {
		case onlyUDF([]int64{o.ID}, q) != nil && o.RowsIn.Known() && o.RowsOut.Known() && o.RowsOut.V < o.RowsIn.V:
			return name + " had taken rows that it did not put out"
		case len(o.Children) == 1 && o.RowsIn.Known() && isShort(o.RowsIn, o.Children[0].RowsOut) && !stopsEarly(o) && !belowLimit(o):
			return name + " had not taken all rows of its input"
		}
	}
	return ""
}

// consumerRay takes the time from the end of the last task on. With every task
// ended there is nothing left but handing over the results.
func consumerRay(q *Query) {
	if len(q.Tasks) == 0 && q.Wall.V >= minConsumer {
		q.unclearConsumer("no tasks are recorded")
		return
	}
	var last Moment
	for _, t := range q.Tasks {
		last = later(last, t.Ended)
	}
	if !last.Known || q.End.since(last).V < minConsumer || q.Outcome == OutcomeFailed {
		return
	}
	for _, t := range q.Tasks {
		if t.Outcome == TaskRunning || t.Outcome == TaskLost {
			q.unclearConsumer(fmt.Sprintf("no task is known to have run any more, but the end of task %d is not known", t.ID))
			return
		}
	}
	if q.Outcome != OutcomeFinished {
		q.unclearConsumer("all tasks had ended, but the query did not finish: more may have been to come")
		return
	}
	if q.flight {
		q.unclearConsumer("all tasks had ended, but flight shuffle may have been fetching and clearing up, which Daft does not report")
		return
	}
	q.seenConsumer(last.Time, "all tasks had ended; the driver kept the query open to hand over its results")
}

func (q *Query) seenConsumer(from format.Time, evidence string) {
	q.Consumption = Consumption{Verdict: ConsumptionSeen, Evidence: evidence}
	q.consumerFrom(from, Probable)
	q.Consumption.Total = derived(q.Consumption.Intervals[0].Length())
}

func (q *Query) unclearConsumer(evidence string) {
	q.Consumption = Consumption{Verdict: ConsumptionUnclear, Evidence: evidence}
}

func (q *Query) consumerFrom(from format.Time, sure Sureness) {
	i := Interval{max(from, q.Start.Time), q.End.Time}
	q.Consumption.Intervals = []ConsumerInterval{{Interval: i, Sure: sure}}
}
