package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/memory"
	"github.com/daft-analyze/daft-analyze/analyze/parallel"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// Study is all that was worked out of a recording.
type Study struct {
	Run    *analyze.Run
	Memory *memory.Account
	Cases  []*Case // one a query, in the order of the run

	of map[*analyze.Query]*Case
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
}

// Of studies a recording.
func Of(run *analyze.Run) *Study {
	s := &Study{Run: run, Memory: memory.Of(run), of: make(map[*analyze.Query]*Case)}
	seen := parallel.SeenIn(run)
	for _, q := range run.Queries {
		c := &Case{Run: run, Query: q, Memory: s.Memory, Path: critical.Of(run, q)}
		c.Model = whatif.Of(c.Path)
		c.Stages = skew.Stages(c.Model)
		c.Flow = dataflow.Of(c.Path)
		c.Profile = parallel.Of(run, c.Path, seen)
		c.Findings = find(c)
		s.Cases, s.of[q] = append(s.Cases, c), c
	}
	return s
}

// Case returns the case of a query, nil where it is of another run.
func (s *Study) Case(q *analyze.Query) *Case { return s.of[q] }
