package finding

import (
	"sync"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/cores"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/memory"
	"github.com/daft-analyze/daft-analyze/analyze/parallel"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// Study is what can be worked out of a recording. A query is worked out when it
// is first asked for, and then kept: who shows one of many does not pay for the
// others. It may be used by several goroutines.
type Study struct {
	Run    *analyze.Run
	Memory *memory.Account

	paths *critical.Finder
	seen  func() parallel.Seen
	ran   map[*analyze.Query]func() []analyze.Interval // when tasks of each ran, disjoint and in order
	cases map[*analyze.Query]func() *Case
}

// Case is all that was worked out of one query.
type Case struct {
	Run      *analyze.Run
	Query    *analyze.Query
	Memory   *memory.Account
	Path     *critical.Path
	Model    *whatif.Model
	Stages   []skew.Stage
	Flow     *dataflow.Flow
	Profile  *parallel.Profile
	Findings []Finding // costliest first, then what is fine

	slow func() []skew.SlowWorkerUse
	ran  map[*analyze.Query]func() []analyze.Interval
}

// Of begins to study a recording.
func Of(run *analyze.Run) *Study {
	s := &Study{Run: run, Memory: memory.Of(run), paths: critical.In(run), cases: make(map[*analyze.Query]func() *Case, len(run.Queries))}
	s.seen = sync.OnceValue(func() parallel.Seen { return parallel.SeenIn(run) })
	s.ran = make(map[*analyze.Query]func() []analyze.Interval, len(run.Queries))
	for _, q := range run.Queries {
		s.ran[q] = sync.OnceValue(func() []analyze.Interval { return ranIn(q) })
		s.cases[q] = sync.OnceValue(func() *Case { return s.workOut(q) })
	}
	return s
}

// Case returns the case of a query, nil where it is of another run.
func (s *Study) Case(q *analyze.Query) *Case {
	if c := s.cases[q]; c != nil {
		return c()
	}
	return nil
}

// Cases returns the cases of some queries, as Case does, in their order, worked
// out on all processors.
func (s *Study) Cases(queries []*analyze.Query) []*Case {
	list := make([]*Case, len(queries))
	cores.Each(len(queries), func(i int) { list[i] = s.Case(queries[i]) })
	return list
}

// All returns the cases of all queries, in the order of the run.
func (s *Study) All() []*Case { return s.Cases(s.Run.Queries) }

func (s *Study) workOut(q *analyze.Query) *Case {
	c := &Case{Run: s.Run, Query: q, Memory: s.Memory, Path: s.paths.Of(q), ran: s.ran}
	c.Model = whatif.Of(c.Path)
	c.Stages, c.slow = skew.Judge(c.Model)
	c.Flow = dataflow.Of(c.Path)
	c.Profile = parallel.Of(s.Run, c.Path, s.seen())
	c.Findings = find(c)
	return c
}
