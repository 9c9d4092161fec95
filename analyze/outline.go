package analyze

import (
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// Outline reads what a recording is, and of which queries: a run as Replay
// makes it, but without what the queries and the job's processes did, and what
// follows from that. What it holds grows with the queries, not with the events.
// Errors are those of Replay.
func Outline(src Source) (*Run, error) {
	r := NewReplayer()
	r.outline = true
	return r.replay(src)
}

// addOutline takes the next event for an outline.
func (r *Replayer) addOutline(e *format.Event) {
	switch e.Kind {
	case format.ProcessSample:
		r.facts.seen(momentOf(e))
	case format.ProcessStats, format.Span, format.LogRecord, format.Metric:
	case format.OperatorStats:
		if e.Label(format.SourceName) == string(format.SourceOTLP) {
			exportInOutline(r, e)
			return
		}
		signInOutline(r, e)
	case format.OperatorStart, format.OperatorEnd, format.TaskSubmit, format.TaskInput, format.TaskSchedule, format.TaskStats, format.TaskEnd:
		signInOutline(r, e)
	default:
		handlers[e.Kind](r, e)
	}
}

var (
	signInOutline   = withQuery((*queryFacts).sign)
	exportInOutline = withQuery((*queryFacts).exportSign)
)

// sign notes that the query was at work.
func (q *queryFacts) sign(e *format.Event) {
	q.see(e)
	_, task := e.Int(format.TaskID)
	q.distributed = q.distributed || task
}

// exportKey is what the counters of an export are of.
type exportKey struct {
	node, origin, pid, since int64
	kind, phase, worker      string
}

// maxExportKeys bounds how many series of a query are told apart.
const maxExportKeys = 1 << 16

// exportSign notes an export, which is a sign of the query only where a counter
// rose: see onExport.
func (q *queryFacts) exportSign(e *format.Event) {
	at := momentOf(e)
	if !at.Known {
		return
	}
	since := at.Time
	if v, ok := e.Int(format.SinceNS); ok && plausible(format.Time(v)) {
		since = format.Time(v)
	}
	q.first = earlier(q.first, Moment{since, at.Clock, true})
	ofWorker := at.Clock == format.ClockWorker
	q.distributed = q.distributed || at.Clock == format.ClockRunner || ofWorker
	key := exportKey{node: intOf(e, format.NodeID).V, origin: intOf(e, format.OriginNodeID).V, pid: intOf(e, format.PID).V, since: int64(since),
		kind: e.Label(format.Name), phase: e.Label(format.Phase), worker: e.Label(format.WorkerID)}
	place := format.NodeID
	if ofWorker {
		place = format.OriginNodeID
	}
	if _, ok := e.Int(place); !ok || q.end.Known {
		return
	}
	sum := int64(0)
	for _, c := range counterColumns {
		sum = saturate.Add(sum, max(intOf(e, c.column).V, 0))
	}
	was, seen := q.exported[key]
	if sum <= was || !seen && len(q.exported) == maxExportKeys {
		return
	}
	if q.exported == nil {
		q.exported = make(map[exportKey]int64)
	}
	q.exported[key] = sum
	if a, ok := e.Arrival(); ok && plausible(a) {
		at = Moment{a, format.ClockRecorder, true}
	}
	q.last = later(q.last, at)
}
