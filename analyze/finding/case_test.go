package finding_test

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// severalQueries replays simulated queries that run at the same time.
func severalQueries(t *testing.T, n int) *analyze.Run {
	t.Helper()
	var all []*format.Event
	for i := range n {
		spec := simulate.Base(uint64(i+1), 40, simulate.AnyShape(uint64(i+1)))
		spec.Hot = float64(i % 3 * 4)
		r := spec.Simulate()
		r.Jobs[0].Job.Name = fmt.Sprintf("query-%02d", i)
		all = slices.AppendSeq(all, r.Events(simulate.Wire{Epoch: simulate.DefaultEpoch + int64(i)*1e8}))
	}
	slices.SortStableFunc(all, func(a, b *format.Event) int {
		x, _ := a.Arrival()
		y, _ := b.Arrival()
		return int(x - y)
	})
	r := analyze.NewReplayer()
	for _, e := range all {
		r.Add(e)
	}
	return r.Run()
}

// same holds two cases of one query against each other.
func same(t *testing.T, got, want *finding.Case) {
	t.Helper()
	for _, part := range []struct {
		name string
		of   func(*finding.Case) any
	}{
		{"path", func(c *finding.Case) any { return c.Path.Segments }},
		{"replay", func(c *finding.Case) any {
			return []any{c.Model.Replayed, c.Model.Refusal, c.Model.Bounds, c.Model.Table()}
		}},
		{"stages", func(c *finding.Case) any { return stagesAsText(c) }},
		{"flow", func(c *finding.Case) any { return c.Flow }},
		{"profile", func(c *finding.Case) any { return fmt.Sprintf("%+v", *c.Profile) }},
		{"findings", func(c *finding.Case) any { return c.Findings }},
	} {
		if g, w := part.of(got), part.of(want); !reflect.DeepEqual(g, w) {
			t.Errorf("%s: its %s differs: %.300v\nnot %.300v", got.Query.ID, part.name, g, w)
		}
	}
}

// stagesAsText writes what is said of stages, in which NaN is not itself.
func stagesAsText(c *finding.Case) (text string) {
	for _, x := range c.Stages {
		text += fmt.Sprintf("%+v %v %v\n", *x.Stage, x.Verdict, x.Outliers)
		for i, o := range x.Operators {
			o.Stage = nil
			text += fmt.Sprintf("%d %+v\n", i, o)
		}
		x.Stage, x.Operators = nil, nil
		text += fmt.Sprintf("%+v\n", x)
	}
	return text
}

// TestCasesAreTheSameHoweverAsked asks for cases one by one, last first, and all
// at once, from several goroutines.
func TestCasesAreTheSameHoweverAsked(t *testing.T) {
	run := severalQueries(t, 12)
	each, all := finding.Of(run), finding.Of(run)
	one := make([]*finding.Case, len(run.Queries))
	for i, q := range slices.Backward(run.Queries) {
		one[i] = each.Case(q)
	}
	var lists [3][]*finding.Case
	var asking sync.WaitGroup
	for k := range lists {
		asking.Go(func() { lists[k] = all.All() })
	}
	asking.Wait()
	for i, c := range lists[0] {
		if c.Query != run.Queries[i] {
			t.Errorf("case %d is of %s", i, c.Query.ID)
		}
		for _, list := range lists {
			if list[i] != c || all.Case(c.Query) != c {
				t.Errorf("%s was worked out twice", c.Query.ID)
			}
		}
		same(t, c, one[i])
	}
	if c := all.Case(&analyze.Query{}); c != nil {
		t.Errorf("a query of another run has a case: %v", c)
	}
	if list := all.Cases([]*analyze.Query{run.Queries[3], run.Queries[1]}); list[0].Query != run.Queries[3] || list[1].Query != run.Queries[1] {
		t.Error("cases are not in the order in which they were asked for")
	}
}

// TestOneCaseDoesNotPayForOthers counts what asking for one of many allocates.
func TestOneCaseDoesNotPayForOthers(t *testing.T) {
	run := severalQueries(t, 24)
	one := testing.AllocsPerRun(1, func() { finding.Of(run).Case(run.Queries[5]) })
	all := testing.AllocsPerRun(1, func() { finding.Of(run).All() })
	if one > all/6 {
		t.Errorf("one of 24 queries takes %.0f allocations, all of them %.0f", one, all)
	}
}
