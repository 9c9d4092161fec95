package critical

import (
	"sync"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
)

// Of finds the critical path of a query of a run: who wants those of several
// queries asks one Finder for them.
func Of(run *analyze.Run, q *analyze.Query) *Path { return In(run).Of(q) }

// Finder finds the critical paths of the queries of a run. It keeps what each
// needs to know of the others, and may be used by several goroutines.
type Finder struct {
	run  *analyze.Run
	open open
	// plain are the tasks of each query with their times as they were stamped.
	plain map[*analyze.Query]func() tasksByWorker
}

// In begins to look for the paths of a run.
func In(run *analyze.Run) *Finder {
	f := &Finder{run: run, open: openIn(run), plain: make(map[*analyze.Query]func() tasksByWorker, len(run.Queries))}
	for _, q := range run.Queries {
		f.plain[q] = sync.OnceValue(func() tasksByWorker { return byWorker(taskgraph.Times(q, nil)) })
	}
	return f
}

// Of finds the critical path of a query of the run. A query without a known wall
// time has no segments; one of which neither tasks nor operators are known has
// one, of time that nobody recorded.
func (f *Finder) Of(q *analyze.Query) *Path {
	p := f.find(q)
	p.operators = sync.OnceValue(func() []OperatorShare { return operatorsOf(p.Segments) })
	return p
}

func (f *Finder) find(q *analyze.Query) *Path {
	switch {
	case !q.Wall.Known():
		return &Path{Query: q, Basis: ByNothing}
	case q.Engine == analyze.EngineNative:
		return nativePath(f.run, q)
	case q.Engine == analyze.EngineRay:
		return f.rayPath(q)
	}
	return unrecordedPath(q)
}

// times returns the tasks of a query on the clock of another, for which clocks
// were moved by offsets.
func (f *Finder) times(q *analyze.Query, offsets []taskgraph.Offset) tasksByWorker {
	if known := f.plain[q]; known != nil && len(offsets) == 0 {
		return known()
	}
	return byWorker(taskgraph.Times(q, offsets))
}

// unrecordedPath is the path of a query of which nothing is known but when it
// began and ended.
func unrecordedPath(q *analyze.Query) *Path {
	p := &Path{Query: q, Basis: ByNothing}
	if start, end := q.Start.Time, q.End.Time; end > start {
		p.Segments = []Segment{{Start: start, End: end, Kind: Unrecorded}}
	}
	return p
}
