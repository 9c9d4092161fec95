package analyze

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/format"
)

// Monitored is what Daft's own process monitor said of one of Daft's
// processes. It looks while a query runs, and knows what its allocator holds,
// which nobody else does.
type Monitored struct {
	Role     string // Daft's: `driver` or `worker`, else whose clock it is by
	PID      Value
	WorkerID string // the Ray node, "" where it is not known

	Looks         int64
	First, Last   Moment
	PeakRSS       Value // bytes
	PeakAllocated Value // bytes that its allocator had given out
	PeakResident  Value // bytes that its allocator held
	PeakAt        Moment

	Samples []MonitorSample // by time
}

// MonitorSample is one look of Daft's monitor. What is not known is -1.
type MonitorSample struct {
	Time                     format.Time // by the process's own clock
	RSS, Allocated, Resident int64       // bytes, as in Monitored
}

// monitorKey tells one process from another: by its id, else by when it began
// to be looked at.
type monitorKey struct {
	role     string
	workerID string
	pid      int64
	since    int64
}

// monitoredHeld is what a Monitored takes in bytes, monitorSampleHeld what each
// look does, its copy and the slack of growing included.
const (
	monitoredHeld     = 768
	monitorSampleHeld = 4 * 32
)

func (r *Replayer) onProcessStats(e *format.Event) {
	f := &r.facts
	key := monitorKey{role: e.Label(format.Role), workerID: e.Label(format.WorkerID)}
	if key.role == "" { // an event log says whose process it is by its clock
		key.role = string(e.Clock())
	}
	if pid := intOf(e, format.PID); pid.Known() {
		key.pid = pid.V
	} else if since, ok := e.Int(format.SinceNS); ok {
		key.since = since
	}
	m := f.monitored[key]
	if m == nil {
		if r.held.spent() {
			return
		}
		r.held.hold(monitoredHeld)
		m = &Monitored{Role: key.role, WorkerID: key.workerID, PID: intOf(e, format.PID)}
		if f.monitored == nil {
			f.monitored = make(map[monitorKey]*Monitored)
		}
		f.monitored[key] = m
	}
	at := momentOf(e)
	m.Looks++
	m.First, m.Last = earlier(m.First, at), later(m.Last, at)
	if at.Known && !r.held.spent() {
		r.held.hold(monitorSampleHeld)
		m.Samples = append(m.Samples, MonitorSample{at.Time, readOf(e, format.RSSBytes), readOf(e, format.JemallocAllocatedBytes), readOf(e, format.JemallocResidentBytes)})
	}
	peak := func(v *Value, c format.IntColumn) bool {
		n := intOf(e, c)
		if !n.Known() || n.V < 0 || v.Known() && n.V <= v.V {
			return false
		}
		*v = n
		return true
	}
	peak(&m.PeakRSS, format.RSSBytes)
	peak(&m.PeakResident, format.JemallocResidentBytes)
	if peak(&m.PeakAllocated, format.JemallocAllocatedBytes) {
		m.PeakAt = at
	}
}

// monitoredOf returns the processes in a fixed order.
func monitoredOf(all map[monitorKey]*Monitored) []*Monitored {
	var list []*Monitored
	for _, m := range all {
		c := *m
		c.Samples = slices.Clone(m.Samples)
		slices.SortStableFunc(c.Samples, func(a, b MonitorSample) int { return cmp.Compare(a.Time, b.Time) })
		list = append(list, &c)
	}
	slices.SortFunc(list, func(a, b *Monitored) int {
		return cmp.Or(cmp.Compare(a.Role, b.Role), compareMoments(a.First, b.First), cmp.Compare(a.PID.V, b.PID.V), cmp.Compare(a.WorkerID, b.WorkerID),
			compareMoments(a.Last, b.Last), cmp.Compare(a.Looks, b.Looks), cmp.Compare(a.PeakRSS.V, b.PeakRSS.V))
	})
	return list
}
