package compare

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// Incomparable reports whether no times of the two runs can be held against each
// other.
func (c *Comparison) Incomparable() bool {
	grave := func(d Doubt) bool { return d.Grave }
	return slices.ContainsFunc(c.Doubts, grave) || !slices.ContainsFunc(c.Queries, func(q Query) bool { return !slices.ContainsFunc(q.Doubts, grave) })
}

// FindingChanges returns what was found of the new query and not of the base, and
// the other way round: a finding of the same id, about the same operators if it is
// about any, is the same. What is fine does not count.
func (q *Query) FindingChanges() (appeared, vanished []finding.Finding) {
	if q.Base == nil || q.New == nil {
		return nil, nil
	}
	base, current := toldOf(q.Base), toldOf(q.New)
	partner := map[*analyze.Operator]*analyze.Operator{}
	for _, p := range q.Pair.Operators.Pairs {
		partner[p.New] = p.Base
	}
	same := func(a, b finding.Finding) bool {
		return a.ID == b.ID && (len(a.Operators) == 0 && len(b.Operators) == 0 ||
			slices.ContainsFunc(b.Operators, func(o *analyze.Operator) bool { return slices.Contains(a.Operators, partner[o]) }))
	}
	for _, f := range current {
		if i := slices.IndexFunc(base, func(x finding.Finding) bool { return same(x, f) }); i >= 0 {
			base = slices.Delete(base, i, i+1)
			continue
		}
		appeared = append(appeared, f)
	}
	return appeared, base
}

func toldOf(c *finding.Case) []finding.Finding {
	return slices.DeleteFunc(slices.Clone(c.Findings), func(f finding.Finding) bool { return f.Severity == finding.Fine })
}

// Spread is how far apart the walls of queries are that did the same in both
// runs: all that two single runs tell of the noise between them.
type Spread struct {
	Queries   int64   // how many did the same
	Low, High float64 // the least and the largest of their new wall divided by the base's
}

// SpreadBut returns the spread of the queries that did the same, leaving out one.
func (c *Comparison) SpreadBut(one *Query) Spread {
	var s Spread
	for i := range c.Queries {
		q := &c.Queries[i]
		if q == one || !q.SameWork() || !q.BaseWall.Positive() || !q.NewWall.Positive() {
			continue
		}
		times := float64(q.NewWall.V) / float64(q.BaseWall.V)
		if s.Queries == 0 {
			s.Low, s.High = times, times
		}
		s.Queries, s.Low, s.High = s.Queries+1, min(s.Low, times), max(s.High, times)
	}
	return s
}

// SameWork reports whether all that is known of a query is the same in both runs
// but time: its plan, what its operators work on, their rows, in how many pieces its
// scans came, and how it ended.
func (q *Query) SameWork() bool {
	if q.Base == nil || q.New == nil || q.Base.Query.Outcome != q.New.Query.Outcome || len(q.Doubts) > 0 || len(q.Operators) == 0 {
		return false
	}
	for _, o := range q.Operators {
		if o.Base == nil || o.New == nil || o.Changed != "" || o.Base.RowsMade() != o.New.RowsMade() ||
			len(o.New.Children) == 0 && o.Base.Batches != o.New.Batches {
			return false
		}
	}
	return true
}
