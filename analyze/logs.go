package analyze

import (
	lineheap "container/heap"
	"regexp"
	"strings"
	"time"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// LogFilter says which lines of a job's logs to read. The zero value reads all.
type LogFilter struct {
	From, To LogBound // both within
	Spans    []LogSpan
	Streams  []string       // any of these; all if empty
	Match    *regexp.Regexp // lines with a match, nil for all
	// Base is what times are told from: the job's start if it is unknown.
	Base Moment
}

// LogBound is one end of a window in time: none unless Set, a moment, or so
// many nanoseconds after the filter's base.
type LogBound struct {
	Set, Relative bool
	NS            int64
}

// Lines of different sources are put in the order of their times. Daft sends
// its log records some seconds late, and what the job prints comes at once.
const (
	logDelay = 15 * time.Second
	logWaits = 1 << 16 // lines that wait for earlier ones at most
	logText  = 8 << 20 // bytes of text of these at most
)

// LogCounts is what Logs read and did not hand on.
type LogCounts struct {
	Lines int64 // in the recording
	Shown int64
	Lost  int64 // lines that the recorder did not keep, in the window and the streams
}

// Logs reads the lines of a job's logs that a filter lets through and hands
// them to emit in the order of their times, as far as these differ by no more
// than 15 s from the order of arrival. What it holds is bounded, whatever the size of the recording. Errors
// are those of src and of emit.
func Logs(src Source, f LogFilter, emit func(*LogLine) error) (LogCounts, error) {
	r := logReader{filter: f, base: f.Base, emit: emit}
	for src.Next() {
		if err := r.add(src.Event()); err != nil {
			return r.counts, err
		}
	}
	if err := r.release(0, 0); err != nil {
		return r.counts, err
	}
	return r.counts, src.Err()
}

type logReader struct {
	filter  LogFilter
	base    Moment
	emit    func(*LogLine) error
	counts  LogCounts
	waiting logHeap
	bytes   int
	seen    int64 // lines taken, which orders those of one time
	latest  format.Time
}

func (r *logReader) add(e *format.Event) error {
	if (e.Kind == format.JobStart || e.Kind == format.RecordingStart) && !r.filter.Base.Known {
		if m := momentOf(e); m.Known {
			r.base = m
		}
	}
	if e.Kind != format.Output && e.Kind != format.LogRecord && e.Kind != format.Loss {
		return nil
	}
	l, ok := logLineOf(e)
	if !ok {
		return nil
	}
	if l.Kind != LogLoss {
		r.counts.Lines++
	}
	if a, ok := e.Arrival(); ok && plausible(a) {
		r.latest = max(r.latest, a)
	}
	if r.filter.lets(&l, r.base) {
		if l.Kind == LogLoss {
			r.counts.Lost = saturate.Add(r.counts.Lost, l.Count)
		}
		if l.Kind != LogLoss || r.filter.Match == nil {
			if r.base.Known {
				l.Since = measured(saturate.Sub(int64(l.Time), int64(r.base.Time)))
			}
			l.Text = strings.Clone(l.Text) // a part of its whole batch's
			r.seen++
			lineheap.Push(&r.waiting, waitingLine{l, r.seen})
			r.bytes += len(l.Text)
		}
	}
	return r.release(r.latest-format.Time(logDelay), logWaits)
}

// release hands on the lines until a time, and those beyond so many.
func (r *logReader) release(until format.Time, most int) error {
	for len(r.waiting) > 0 && (len(r.waiting) > most || r.bytes > logText || r.waiting[0].Time < until) {
		l := lineheap.Pop(&r.waiting).(waitingLine)
		r.bytes -= len(l.Text)
		if l.Kind != LogLoss {
			r.counts.Shown++
		}
		if err := r.emit(&l.LogLine); err != nil {
			return err
		}
	}
	return nil
}

// lets reports whether a line passes the filter.
func (f *LogFilter) lets(l *LogLine, base Moment) bool {
	if !f.From.after(l.Time, base) || !f.To.before(l.Time, base) {
		return false
	}
	for _, s := range f.Spans {
		if !s.has(l) {
			return false
		}
	}
	if len(f.Streams) > 0 {
		found := false
		for _, s := range f.Streams {
			found = found || l.Stream == s
		}
		if !found {
			return false
		}
	}
	return f.Match == nil || l.Kind == LogLoss || f.Match.MatchString(l.Text)
}

// moment returns the bound as a moment. A relative one without a base is none.
func (b LogBound) moment(base Moment) (format.Time, bool) {
	switch {
	case !b.Set || b.Relative && !base.Known:
		return 0, false
	case b.Relative:
		return format.Time(saturate.Add(int64(base.Time), b.NS)), true
	}
	return format.Time(b.NS), true
}

func (b LogBound) after(t format.Time, base Moment) bool {
	at, ok := b.moment(base)
	return !ok || t >= at
}

func (b LogBound) before(t format.Time, base Moment) bool {
	at, ok := b.moment(base)
	return !ok || t <= at
}

type waitingLine struct {
	LogLine
	number int64
}

type logHeap []waitingLine

func (h logHeap) Len() int { return len(h) }
func (h logHeap) Less(i, j int) bool {
	return h[i].Time < h[j].Time || h[i].Time == h[j].Time && h[i].number < h[j].number
}
func (h logHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *logHeap) Push(x any)   { *h = append(*h, x.(waitingLine)) }

func (h *logHeap) Pop() any {
	last := (*h)[len(*h)-1]
	(*h)[len(*h)-1] = waitingLine{}
	*h = (*h)[:len(*h)-1]
	return last
}
