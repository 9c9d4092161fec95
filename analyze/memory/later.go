package memory

import (
	"cmp"
	"slices"
	"sort"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// endOfTime is later than all that is recorded.
const endOfTime = format.Time(1<<63 - 1)

// later is queries by their end, each with the earliest start among it and those
// that end later.
type later []struct{ end, start format.Time }

func laterOf(queries []*analyze.Query) later {
	var l later
	for _, q := range queries {
		if q.Start.Known && q.End.Known {
			l = append(l, struct{ end, start format.Time }{q.End.Time, q.Start.Time})
		}
	}
	slices.SortFunc(l, func(a, b struct{ end, start format.Time }) int { return cmp.Compare(a.end, b.end) })
	for i := len(l) - 2; i >= 0; i-- {
		l[i].start = min(l[i].start, l[i+1].start)
	}
	return l
}

// nextStart returns when the next query began after this one ended, or else the
// end of time. A query that began while it ran leaves no room to look.
func (l later) nextStart(q *analyze.Query) format.Time {
	i := sort.Search(len(l), func(i int) bool { return l[i].end > q.End.Time })
	if i == len(l) {
		return endOfTime
	}
	return max(l[i].start, q.End.Time)
}
