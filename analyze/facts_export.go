package analyze

import (
	"fmt"

	"github.com/daft-analyze/daft-analyze/format"
)

// workPart is one part of an operator as workers on Ray run it: the operators
// of their own plans that were made from it.
type workPart struct {
	kind  string // Daft's type of the worker's operator, "" where it does not say
	phase string
}

// onStats leads counters to the source that they came by: what OTLP exports is
// repeated as long as its process lives, and says nothing by coming.
func (r *Replayer) onStats(e *format.Event) {
	if e.Label(format.SourceName) == string(format.SourceOTLP) {
		exportOfQuery(r, e)
		return
	}
	statsOfQuery(r, e)
}

var (
	statsOfQuery  = ofQuery((*queryFacts).onOperatorStats)
	exportOfQuery = withQuery((*queryFacts).onExport)
)

// onExport takes over what OTLP says of one operator.
func (q *queryFacts) onExport(e *format.Event) {
	at := momentOf(e)
	if !at.Known {
		q.odd.add("absurd-time", "a time before 1970 or after 2200 is taken as unknown", q.place())
		return
	}
	by := series{since: at.Time, first: at.Time, last: at.Time}
	if v, ok := e.Int(format.SinceNS); ok && plausible(format.Time(v)) {
		by.since = format.Time(v)
	}
	if v, ok := e.Int(format.PID); ok && v > 0 {
		by.pid = v
		q.process(v)
	}
	q.first = earlier(q.first, Moment{by.since, at.Clock, true})
	q.distributed = q.distributed || at.Clock == format.ClockRunner || at.Clock == format.ClockWorker
	rose := false
	if at.Clock == format.ClockWorker {
		rose = q.onWorkerExport(e, by)
	} else if o := q.operatorOf(e); o != nil {
		if o.exported == nil {
			o.exported = &exported{}
			q.held.hold(exportedHeld)
		}
		rose = q.takeExport(o.exported, e, by, q.at(o))
		o.exportClock, q.exports = at.Clock, true
		if rose {
			o.firstExport, o.lastExport = earlier(o.firstExport, at), later(o.lastExport, at)
			q.sampleExport(o, at.Time)
		}
		o.gauges(e)
	}
	if !rose {
		return
	}
	q.held.hold(eventHeld)
	if a, ok := e.Arrival(); ok && plausible(a) {
		at = Moment{a, format.ClockRecorder, true}
	}
	q.last = later(q.last, at)
}

// onWorkerExport takes over what a worker on Ray says of an operator of its own
// plan, as part of the operator that it was made from.
func (q *queryFacts) onWorkerExport(e *format.Event, by series) bool {
	id, ok := e.Int(format.OriginNodeID)
	if !ok {
		q.localEvents++ // nothing tells whose part it is
		return false
	}
	by.worker = e.Label(format.WorkerID)
	if node, ok := e.Int(format.NodeID); ok {
		by.node = node
	}
	o := q.operator(id)
	part := workPart{kind: e.Label(format.Name), phase: e.Label(format.Phase)}
	x := o.parts[part]
	if x == nil {
		if len(o.parts) == maxParts {
			return false
		}
		if o.parts == nil {
			o.parts = make(map[workPart]*exported)
		}
		x = &exported{}
		o.parts[part] = x
		q.held.hold(exportedHeld + len(part.kind) + len(part.phase))
	}
	return q.takeExport(x, e, by, q.at(o))
}

// process notes a process that worked on the query.
func (q *queryFacts) process(pid int64) {
	if q.processes[pid] || len(q.processes) == maxSeries {
		return
	}
	if q.processes == nil {
		q.processes = make(map[int64]bool)
	}
	q.processes[pid] = true
	q.held.hold(seriesHeld)
}

// maxParts bounds the parts of one operator: Daft makes at most four.
const maxParts = 32

// takeExport takes the counters of an export over, and reports whether any rose.
func (q *queryFacts) takeExport(x *exported, e *format.Event, by series, place Place) bool {
	any := false
	for c := range numCounters {
		v, ok := e.Int(counterColumns[c].column)
		switch {
		case !ok:
			continue
		case v < 0:
			q.odd.add("negative-counter", "a counter below 0 is taken as unknown: "+counterColumns[c].name, place)
			continue
		}
		before := len(x.series[c])
		by.value = v
		rose, fell := x.add(c, by)
		q.held.hold(seriesHeld * (len(x.series[c]) - before))
		any = any || rose
		if fell {
			q.odd.add("counter-decreased", fmt.Sprintf("the cumulative counter %s fell: its highest value stands", counterColumns[c].name), place)
		}
	}
	x.last = max(x.last, by.last)
	return any
}

// sampleExport keeps the counters as they stand after an export. An export may
// come in pieces, some microseconds apart.
func (q *queryFacts) sampleExport(o *operatorFacts, t format.Time) {
	v := o.exported.totals()
	s := sampleOf(&v, q.event, t)
	if n := len(o.exports); n > 0 && t-o.exports[n-1].Time < samePiece {
		if t < o.exports[n-1].Time-samePiece {
			return // an older export that was overtaken
		}
		s.Time = o.exports[n-1].Time
		o.exports[n-1] = s
		return
	}
	q.held.hold(sampleHeld)
	o.exports = append(o.exports, s)
}

// samePiece is how far apart the pieces of one export are stamped at most, in
// nanoseconds.
const samePiece = 10_000_000

// totals returns all counters over all processes.
func (x *exported) totals() (v [numCounters]Value) {
	for c := range numCounters {
		v[c], _ = x.total(c)
	}
	return v
}
