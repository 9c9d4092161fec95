package analyze

import (
	"cmp"
	"slices"
	"sort"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// LogOwners tells of which query and which task a line of a job's logs is, as
// far as that can be told: a log record names its query; else it is of the only
// one that was under way at the time. Lines that Ray hands on come late, as
// LogSpan says.
type LogOwners struct {
	queries  []*Query
	byID     map[string]int // of queries; -1 of an id that several have
	open     soles          // what the driver prints
	openLate soles          // what workers print
	tasks    []soles        // of each query
}

// LogOwners prepares to tell whose the lines of a run's logs are.
func (r *Run) LogOwners() *LogOwners {
	o := &LogOwners{queries: r.Queries, byID: make(map[string]int), tasks: make([]soles, len(r.Queries))}
	var open, late []ownedTime
	for i, q := range r.Queries {
		if _, twice := o.byID[q.ID]; twice {
			o.byID[q.ID] = -1
		} else {
			o.byID[q.ID] = i
		}
		s := q.LogSpan()
		if !s.Start.Known || !s.End.Known {
			continue
		}
		open = append(open, ownedTime{s.Start.Time, s.End.Time, i})
		late = append(late, ownedTime{s.Start.Time, format.Time(saturate.Add(int64(s.End.Time), int64(s.Late))), i})
		var tasks []ownedTime
		for k, t := range q.Tasks {
			start, end := t.FirstScheduled, t.Ended
			if !start.Known {
				start = t.Submitted
			}
			if !end.Known {
				end = q.End
			}
			if start.Known {
				tasks = append(tasks, ownedTime{start.Time, format.Time(saturate.Add(int64(end.Time), int64(s.Late))), k})
			}
		}
		o.tasks[i] = solesOf(tasks)
	}
	o.open, o.openLate = solesOf(open), solesOf(late)
	return o
}

// Of returns the query and the task that a line is of, nil where it is of none
// or cannot be told.
func (o *LogOwners) Of(l *LogLine) (*Query, *Task) {
	i, named := -1, false
	if l.Kind == LogRecord && l.QueryID != "" {
		i, named = o.byID[l.QueryID]
		if !named {
			return nil, nil
		}
	}
	if i < 0 {
		open := &o.open
		if l.fromWorker {
			open = &o.openLate
		}
		if i = open.at(l.Time); i < 0 {
			return nil, nil
		}
	}
	q := o.queries[i]
	if !l.fromWorker {
		return q, nil
	}
	if k := o.tasks[i].at(l.Time); k >= 0 {
		return q, q.Tasks[k]
	}
	return q, nil
}

// ownedTime is the time, both ends in it, that something was under way.
type ownedTime struct {
	start, end format.Time
	index      int
}

// soles says for each time which one thing was under way, if no other was.
type soles struct {
	from []format.Time
	is   []int // from each on; -1: none, or several
}

func solesOf(list []ownedTime) (s soles) {
	type edge struct {
		at    format.Time
		step  int
		index int
	}
	edges := make([]edge, 0, 2*len(list))
	for _, x := range list {
		if x.end >= x.start {
			edges = append(edges, edge{x.start, 1, x.index}, edge{format.Time(saturate.Add(int64(x.end), 1)), -1, x.index})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	open, sum := 0, 0 // the sum of their indices is that of the only one
	for i, e := range edges {
		open += e.step
		sum += e.step * e.index
		if i+1 < len(edges) && edges[i+1].at == e.at {
			continue
		}
		is := -1
		if open == 1 {
			is = sum
		}
		if n := len(s.is); n == 0 || s.is[n-1] != is {
			s.from, s.is = append(s.from, e.at), append(s.is, is)
		}
	}
	return s
}

// at returns the only one that was under way at a time, -1 where there is none.
func (s *soles) at(t format.Time) int {
	i := sort.Search(len(s.from), func(i int) bool { return s.from[i] > t })
	if i == 0 {
		return -1
	}
	return s.is[i-1]
}
