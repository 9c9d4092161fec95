package analyze

import (
	"fmt"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// counter numbers an operator's cumulative counters.
type counter uint8

const (
	cDuration counter = iota
	cRowsIn
	cRowsOut
	cRowsWritten
	cBytesIn
	cBytesOut
	cBytesRead
	cBytesWritten
	cBatches
	cBuildRows
	cProbeRowsIn
	cProbeRowsOut
	cBuildBytes
	cProbeBytesIn
	cProbeBytesOut
	cCompleted
	cFailed
	cCancelled
	numCounters
)

var counterColumns = [numCounters]struct {
	column format.IntColumn
	name   string
}{
	cDuration:      {format.DaftDurationNS, "daft_duration_ns"},
	cRowsIn:        {format.RowsIn, "rows_in"},
	cRowsOut:       {format.RowsOut, "rows_out"},
	cRowsWritten:   {format.RowsWritten, "rows_written"},
	cBytesIn:       {format.BytesIn, "bytes_in"},
	cBytesOut:      {format.BytesOut, "bytes_out"},
	cBytesRead:     {format.BytesRead, "bytes_read"},
	cBytesWritten:  {format.BytesWritten, "bytes_written"},
	cBatches:       {format.Batches, "batches"},
	cBuildRows:     {format.BuildRows, "build_rows"},
	cProbeRowsIn:   {format.ProbeRowsIn, "probe_rows_in"},
	cProbeRowsOut:  {format.ProbeRowsOut, "probe_rows_out"},
	cBuildBytes:    {format.BuildBytes, "build_bytes"},
	cProbeBytesIn:  {format.ProbeBytesIn, "probe_bytes_in"},
	cProbeBytesOut: {format.ProbeBytesOut, "probe_bytes_out"},
	cCompleted:     {format.TasksCompleted, "tasks_completed"},
	cFailed:        {format.TasksFailed, "tasks_failed"},
	cCancelled:     {format.TasksCancelled, "tasks_cancelled"},
}

// operatorFacts is what was read of one operator.
type operatorFacts struct {
	id             int64
	name           string // as an event log says it
	started, ended Moment
	firstWork      Moment // the first report with a counter above 0
	lastChange     Moment // the last report in which a counter rose
	lastReport     Moment
	reports        int64
	values         [numCounters]Value
	active         Value
	selectivity    Ratio
	amplification  Ratio
	samples        []Sample

	exported                *exported // by OTLP, nil where nothing was
	exportClock             format.Clock
	firstExport, lastExport Moment                 // exports in which a counter rose
	exports                 []Sample               // the counters after each of these
	parts                   map[workPart]*exported // of workers' own plans
}

func (q *queryFacts) operator(id int64) *operatorFacts {
	o := q.operators[id]
	if o == nil {
		q.held.hold(operatorHeld)
		o = &operatorFacts{id: id}
		q.operators[id] = o
		q.operatorOrder = append(q.operatorOrder, o)
	}
	return o
}

func (q *queryFacts) operatorOf(e *format.Event) *operatorFacts {
	id, ok := e.Int(format.NodeID)
	if !ok {
		q.odd.add("no-node-id", "an event of kind "+e.KindName()+" names no operator and is left out", q.place())
		return nil
	}
	return q.operator(id)
}

func (q *queryFacts) onOperatorStart(e *format.Event) {
	if o := q.operatorOf(e); o != nil {
		if o.name == "" {
			o.name = e.Label(format.Name)
		}
		o.started = earlier(o.started, momentOf(e))
		q.moved(momentOf(e))
	}
}

func (q *queryFacts) onOperatorEnd(e *format.Event) {
	if o := q.operatorOf(e); o != nil {
		o.ended = later(o.ended, momentOf(e))
	}
}

func (q *queryFacts) onOperatorStats(e *format.Event) {
	o := q.operatorOf(e)
	if o == nil {
		return
	}
	q.countReport(e)
	m := momentOf(e)
	o.reports++
	o.lastReport = later(o.lastReport, m)
	changed, positive := o.reports == 1, false
	for c := range numCounters {
		v, ok := e.Int(counterColumns[c].column)
		if !ok {
			continue
		}
		was := o.values[c]
		switch {
		case v < 0:
			q.odd.add("negative-counter", "a counter below 0 is taken as unknown: "+counterColumns[c].name, q.at(o))
			continue
		case was.Known() && v < was.V && v == 0 && overwritesJoin(e, c):
			continue // its other side was registered anew: the highest value stands
		case was.Known() && v < was.V:
			q.odd.add("counter-decreased", fmt.Sprintf("the cumulative counter %s fell: its highest value stands", counterColumns[c].name), q.at(o))
			continue
		case was.Known() && v == was.V:
		default:
			o.values[c] = measured(v)
			rose := v > 0
			changed = changed || rose
			if rose {
				o.lastChange = later(o.lastChange, m)
			}
		}
		positive = positive || v > 0
	}
	if positive {
		o.firstWork = earlier(o.firstWork, m)
	}
	if changed {
		q.moved(m)
	} else {
		q.quiet.reports++
	}
	o.gauges(e)
	if changed && m.Known {
		q.held.hold(sampleHeld)
		o.samples = append(o.samples, sampleOf(&o.values, q.event, m.Time))
	}
}

// gauges takes over what is no cumulative counter: the latest stands.
func (o *operatorFacts) gauges(e *format.Event) {
	if v, ok := e.Int(format.TasksActive); ok && v >= 0 {
		o.active = measured(v)
	}
	if v, ok := e.Float(format.SelectivityPct); ok && v == v {
		o.selectivity = Ratio{v, true}
	}
	if v, ok := e.Float(format.Amplification); ok && v == v {
		o.amplification = Ratio{v, true}
	}
}

// overwritesJoin reports whether a counter that fell to 0 is one of those by
// which the two sides of a join overwrite each other.
func overwritesJoin(e *format.Event, c counter) bool {
	_, build := e.Int(format.BuildRows)
	_, probe := e.Int(format.ProbeRowsIn)
	return (build || probe) && (c >= cBuildRows && c <= cProbeBytesOut || c == cDuration)
}

// sampleOf returns counters as they stand. A join counts its two sides apart.
func sampleOf(v *[numCounters]Value, event int64, t format.Time) Sample {
	sum := func(a, b, c counter) int64 { return saturate.Add(v[a].V, saturate.Add(v[b].V, v[c].V)) }
	return Sample{
		Event: event, Time: t,
		RowsIn: sum(cRowsIn, cBuildRows, cProbeRowsIn), RowsOut: sum(cRowsOut, cProbeRowsOut, cRowsWritten),
		BytesIn: sum(cBytesIn, cBuildBytes, cProbeBytesIn), BytesOut: sum(cBytesOut, cProbeBytesOut, cBytesWritten),
		DaftDuration: v[cDuration].V, Batches: v[cBatches].V, Completed: v[cCompleted].V,
	}
}

func (q *queryFacts) at(o *operatorFacts) Place {
	p := q.place()
	p.NodeID = measured(o.id)
	return p
}

// countReport counts the request that e came with. The reports of one request
// are next to each other.
func (q *queryFacts) countReport(e *format.Event) {
	n, ok := e.Int(format.Payload)
	if !ok {
		q.reports.unnumbered = true
		return
	}
	if n != q.reports.last {
		q.reports.requests++
		q.reports.last = n
	}
}
