package critical

import (
	"fmt"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// nativeNotes says what must be known to judge a native path.
func nativeNotes(run *analyze.Run, p *Path) []string {
	var notes []string
	note := func(text string, args ...any) { notes = append(notes, fmt.Sprintf(text, args...)) }
	q := p.Query
	switch p.Basis {
	case ByNothing:
		if p.Sum(Unrecorded) > 0 {
			note("no counters and no spans of operators were recorded: what ran is not known")
		}
		return notes
	case ByEstimates:
		if n := q.DoubtfulSpans(); n > 0 {
			note("several queries ran at the same time, and %d spans may be of another: operators are told apart by their counters alone, which is a guess where several work at a time", n)
		} else {
			note("no spans were recorded: operators are told apart by their counters alone, which is a guess where several work at a time")
		}
	case BySpans:
		if q.Outcome != analyze.OutcomeFinished {
			note("spans come when batches end: what was under way when the query ended has none")
		}
	}
	if p.TooShort {
		note("too short to tell its operators apart: counters come every 200 ms")
	}
	if p.ThreadsAssumed && p.Basis == BySpans {
		note("how many threads Daft computed with is not known: it is taken as 1")
	}
	if n := besides(run, q); n > 0 {
		note("%d more queries of the recording were open at the time and may have used the same threads", n)
	}
	return notes
}

// besides returns how many other queries were open while q was.
func besides(run *analyze.Run, q *analyze.Query) (n int) {
	for _, o := range run.Queries { // by start
		if o.Start.Known && o.Start.Time >= q.End.Time {
			break
		}
		if o != q && o.Start.Known && o.End.Known && q.Start.Time < o.End.Time {
			n++
		}
	}
	return n
}
