package analyze

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// recordingFacts is what was read of a recording outside of its queries.
type recordingFacts struct {
	createdMode            string
	cpus, pid              Value
	start, closed, last    Moment
	closingOutcome         string
	closingCount, closedAt int64
	job                    *Job
	processes              []*processFacts // by first sample
	latest                 map[int64]*processFacts
	losses                 []Loss
	output                 outputFacts
	pings                  int64
	unknownRequests        int64
	badRequests            int64
	unknownKinds           int64
	unknownEvents          int64
	badLines               int64
	spans                  spanFacts
	rowErrors              []rowErrorFact
	logRecords             int64 // that are no row errors
	monitored              map[monitorKey]*Monitored
	private                Private
	jobName                string
	part                   Value
	forwarded              []Forwarded
}

// maxTime bounds the times that are believed (the year 2200): differences of
// such times cannot overflow.
const maxTime = 7_258_118_400_000_000_000

func plausible(t format.Time) bool { return t >= 0 && t <= maxTime }

// momentOf returns when e happened, by arrival where it carries no time.
func momentOf(e *format.Event) Moment {
	if t, ok := e.Time(); ok && plausible(t) {
		return at(t, e.Clock())
	}
	if t, ok := e.Arrival(); ok && plausible(t) {
		return at(t, format.ClockRecorder)
	}
	return Moment{}
}

func (f *recordingFacts) seen(m Moment) { f.last = later(f.last, m) }

func (r *Replayer) onRecordingStart(e *format.Event) {
	f := &r.facts
	m := momentOf(e)
	f.start = earlier(f.start, m)
	f.seen(m)
	f.createdMode = e.Label(format.Name)
	f.cpus, f.pid = intOf(e, format.CPUs), intOf(e, format.PID)
	for _, a := range e.Attrs() {
		switch a.Key {
		case "job":
			_ = json.Unmarshal([]byte(a.Value), &f.jobName) // else it stays unknown
			f.jobName = oneLine(f.jobName)
		case "part":
			if n, err := strconv.ParseInt(a.Value, 10, 64); err == nil && n > 0 {
				f.part = measured(n)
			}
		}
	}
}

func (r *Replayer) jobOf() *Job {
	if r.facts.job == nil {
		r.facts.job = &Job{}
	}
	return r.facts.job
}

func (r *Replayer) onJobStart(e *format.Event) {
	j := r.jobOf()
	if j.Start.Known {
		r.odd.add("second-job", "a recording has one job: a second start is left out", Place{Event: r.events})
		return
	}
	j.Start = momentOf(e)
	j.PID, j.MemoryLimit = intOf(e, format.PID), intOf(e, format.MemoryLimitBytes)
	if args, ok := e.Texts(format.Arguments); ok {
		for _, a := range args {
			j.Arguments = append(j.Arguments, strings.Clone(a))
		}
	}
	r.facts.seen(j.Start)
}

func (r *Replayer) onJobSignal(e *format.Event) {
	j := r.jobOf()
	if s, ok := e.Int(format.Signal); ok {
		j.Signals = append(j.Signals, s)
	}
	r.facts.seen(momentOf(e))
}

func (r *Replayer) onJobEnd(e *format.Event) {
	j := r.jobOf()
	j.End = momentOf(e)
	j.ExitCode, j.Signal = intOf(e, format.ExitCode), intOf(e, format.Signal)
	j.cpu, j.PeakRSS, j.OOMKills = intOf(e, format.CPUNS), intOf(e, format.PeakRSSBytes), intOf(e, format.OOMKills)
	j.MachineOOMKills = intOf(e, format.MachineOOMKills)
	if !j.PID.Known() {
		j.PID = intOf(e, format.PID)
	}
	r.facts.seen(j.End)
}

func (r *Replayer) onUnknownEvent(*format.Event) { r.facts.unknownEvents++ }

func (r *Replayer) onLoss(e *format.Event) {
	l := Loss{What: e.Label(format.Name), Time: momentOf(e), Count: 1}
	if n := intOf(e, format.Count); n.Positive() {
		l.Count = n.V
	}
	l.Why, _ = textToKeep(e)
	if stream, ok := strings.CutPrefix(l.What, linesOf); ok { // no number of a query lacks for it
		s := r.facts.output.stream(streamOf(stream))
		s.Lost = saturate.Add(s.Lost, l.Count)
		return
	}
	r.facts.losses = append(r.facts.losses, l)
}

func (r *Replayer) onRecordingEnd(e *format.Event) {
	f := &r.facts
	f.closed = momentOf(e)
	f.closedAt = r.events
	f.closingCount = -1
	if n, ok := e.Int(format.Count); ok {
		f.closingCount = n
	}
	f.closingOutcome = e.Label(format.Outcome)
	f.forwarded = forwardedOf(e.Attrs())
	f.seen(f.closed)
}

// forwardedOf reads what the recorder notes of each endpoint, in the order of
// their names. Attributes are in order.
func forwardedOf(attrs []format.Attr) []Forwarded {
	const most = 16 // there are four
	var list []Forwarded
	of := func(to string) *Forwarded {
		for i := range list {
			if list[i].To == to {
				return &list[i]
			}
		}
		if len(list) == most {
			return &Forwarded{}
		}
		list = append(list, Forwarded{To: to})
		return &list[len(list)-1]
	}
	for _, a := range attrs {
		n, err := strconv.ParseInt(a.Value, 10, 64)
		if err != nil || n < 0 {
			continue
		}
		if to, ok := strings.CutPrefix(a.Key, "forwarded_"); ok {
			of(to).Delivered = n
		} else if to, ok := strings.CutPrefix(a.Key, "not_forwarded_"); ok {
			of(to).Missing = n
		}
	}
	slices.SortFunc(list, func(a, b Forwarded) int { return strings.Compare(a.To, b.To) })
	return list
}

func intOf(e *format.Event, c format.IntColumn) Value {
	if v, ok := e.Int(c); ok {
		return measured(v)
	}
	return Value{}
}
