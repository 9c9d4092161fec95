package finding

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// Ask is a what-if question as a person puts it, of any query.
type Ask struct {
	Workers                        float64  // so many times as many; 0: as they were
	NoSkew, NoRetries, NoColdStart bool     // NoSkew is of the stages that skew finds
	Speedup                        []string // OPERATOR=FACTOR, such as `#5=2x`, `HashJoin=2` or `Sort=free`
}

// Empty reports whether nothing is asked: then Answer answers what one would ask
// first.
func (a Ask) Empty() bool {
	return a.Workers == 0 && !a.NoSkew && !a.NoRetries && !a.NoColdStart && len(a.Speedup) == 0
}

// Answer tries what is asked on one query. It fails where an operator is named
// that the query has not, or a factor is none.
func (a Ask) Answer(c *Case) ([]whatif.Result, error) {
	if a.Empty() {
		return c.table(), nil
	}
	s := whatif.Scenario{Workers: a.Workers, NoRetries: a.NoRetries, NoColdStart: a.NoColdStart}
	var names []string
	if a.Workers != 0 {
		names = append(names, strconv.FormatFloat(a.Workers, 'g', 4, 64)+" times the workers")
	}
	if a.NoSkew {
		names = append(names, "no skew")
		s.NoSkew, s.TaskWall = len(c.Query.Tasks) == 0, skew.Evened(c.Stages)
	}
	if a.NoRetries {
		names = append(names, "no retries")
	}
	if a.NoColdStart {
		names = append(names, "no cold start")
	}
	for _, text := range a.Speedup {
		list, factor, err := speedup(c.Query, text)
		if err != nil {
			return nil, err
		}
		if s.Speedup == nil {
			s.Speedup = make(map[*analyze.Operator]float64)
		}
		for _, o := range list {
			s.Speedup[o] = factor
		}
		names = append(names, text)
	}
	s.Name = strings.Join(names, ", ")
	return []whatif.Result{c.Model.Try(s)}, nil
}

// table answers what one would ask first; skew there is what the rule of skew
// finds, not all that is above a median.
func (c *Case) table() []whatif.Result {
	list := c.Model.Table()
	for i, r := range list {
		if r.Scenario.NoSkew && len(c.Query.Tasks) > 0 {
			list[i] = c.Model.Try(whatif.Scenario{Name: r.Scenario.Name, TaskWall: skew.Evened(c.Stages)})
		}
	}
	return list
}

// speedup reads OPERATOR=FACTOR: a number with or without #, or a name or type,
// which may be of several operators.
func speedup(q *analyze.Query, text string) ([]*analyze.Operator, float64, error) {
	name, by, ok := strings.Cut(text, "=")
	factor := math.Inf(1)
	if by != "free" {
		f, err := strconv.ParseFloat(strings.TrimSuffix(by, "x"), 64)
		if !ok || err != nil || !(f > 0) {
			return nil, 0, fmt.Errorf("%q does not say which operator is how many times as fast: write it as #5=2x, HashJoin=2x or Sort=free", text)
		}
		factor = f
	}
	var list []*analyze.Operator
	id, err := strconv.ParseInt(strings.TrimPrefix(name, "#"), 10, 64)
	for _, o := range q.Operators {
		if err == nil && o.ID == id || err != nil && (strings.EqualFold(o.Name, name) || strings.EqualFold(o.Type, name)) {
			list = append(list, o)
		}
	}
	if len(list) == 0 {
		return nil, 0, fmt.Errorf("query %s has no operator %q: 'explain' lists them", q.ID, name)
	}
	return list, factor, nil
}
