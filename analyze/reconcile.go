package analyze

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// The counters of an operator reach the recorder by two ways, from the same
// counters inside Daft: the dashboard protocol, whose messages can be dropped
// and in which the two sides of a join overwrite each other, and OTLP, which
// repeats all counters in each export, but exports now and then only, and not
// once more if the process dies. Neither ever says too much. So, for each
// counter of each operator, the higher number stands.

// CounterSources says by which way the counters of a query's operators came,
// in numbers of counters. All are 0 where nothing came by OTLP.
type CounterSources struct {
	Agree          int64 // both ways say the same
	DashboardOnly  int64
	OTLPOnly       int64
	Overwritten    int64 // OTLP's, as Daft overwrote what it sent to the dashboard
	ReportsBehind  int64 // OTLP's, as reports to the dashboard were lost
	ExportsBehind  int64 // the dashboard's, as the last export is missing
	Workers        int64 // taken from what workers on Ray counted themselves, see reconcileWorkers
	WorkersAgree   int64 // of these workers' counters: as the scheduler says
	WorkersBehind  int64 // less: the last export of a worker is missing
	WorkersFurther int64 // more: attempts that did not succeed, or what the scheduler does not count
}

// Any reports whether any counter came by OTLP.
func (s CounterSources) Any() bool { return s != CounterSources{} }

// differ returns how many counters the two ways disagree on.
func (s CounterSources) differ() int64 { return s.Overwritten + s.ReportsBehind + s.ExportsBehind }

// reconcile returns the counters of an operator, each by the better way.
func (q *Query) reconcile(f *operatorFacts) [numCounters]Value {
	values := f.values
	if f.exported == nil {
		if q.facts.exports {
			for _, v := range values {
				if v.Known() {
					q.sources.DashboardOnly++
				}
			}
		}
		return values
	}
	s := &q.sources
	join := values[cBuildRows].Known() || values[cProbeRowsIn].Known()
	for c, e := range f.exported.totals() {
		c, d := counter(c), values[c]
		switch {
		case !d.Known() && !e.Known():
		case !d.Known():
			s.OTLPOnly++
			values[c] = e
		case !e.Known() && d.V != 0:
			s.DashboardOnly++
		case d.V == e.V: // what was never counted up is not exported: it is 0
			s.Agree++
		case d.V > e.V:
			s.ExportsBehind++
		case join && isJoinCounter(c):
			s.Overwritten++
			values[c] = e
		default:
			s.ReportsBehind++
			values[c] = e
		}
	}
	return values
}

// isJoinCounter reports whether a counter is one of those by which the two
// sides of a join overwrite each other.
func isJoinCounter(c counter) bool { return c >= cBuildRows && c <= cProbeBytesOut || c == cDuration }

// exportsWhole reports whether nothing that OTLP exported of the query lags
// behind what the dashboard was told: its last export is there.
func (q *Query) exportsWhole() bool { return q.facts.exports && q.sources.ExportsBehind == 0 }

// trustJoins marks the joins of which OTLP counted both sides: there is
// nothing to repair.
func trustJoins(q *Query) {
	if q.Engine != EngineNative || !q.exportsWhole() {
		return
	}
	for _, o := range q.Operators {
		f := q.facts.operators[o.ID]
		if f == nil || f.exported == nil {
			continue
		}
		build, _ := f.exported.total(cBuildRows)
		probe, _ := f.exported.total(cProbeRowsIn)
		o.bothSides = build.Known() && probe.Known()
	}
}

// noteSources says by which way the counters came, and where the two differ.
func noteSources(s CounterSources) (Note, bool) {
	if !s.Any() {
		return Note{}, false
	}
	var parts []string
	add := func(n int64, text string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf(text, n))
		}
	}
	if both := saturate.Add(s.Agree, s.differ()); both > 0 {
		add(both, "%d counters came by OTLP and by the dashboard protocol")
		add(s.Agree, "%d of them agree")
	}
	add(s.Overwritten, "%d are better by OTLP: of joins, which Daft overwrites on the dashboard")
	add(s.ReportsBehind, "%d are better by OTLP: the last report to the dashboard was lost")
	add(s.ExportsBehind, "%d are better by the dashboard: the last export by OTLP is missing")
	add(s.OTLPOnly, "%d came by OTLP only")
	add(s.DashboardOnly, "%d came by the dashboard protocol only")
	if n := s.WorkersAgree + s.WorkersBehind + s.WorkersFurther; n > 0 {
		add(n, "workers count %d themselves")
		add(s.WorkersAgree, "%d of these are as the scheduler says")
		add(s.WorkersBehind, "%d are less: a worker's last export is missing, so that none is taken")
		add(s.WorkersFurther, "%d are more: attempts that did not succeed, or what the scheduler does not count or overwrites")
	}
	add(s.Workers, "%d are taken from the workers")
	text := strings.Join(parts, "; ")
	return Note{"counter-sources", text}, true
}
