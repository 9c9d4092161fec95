package html

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
	"github.com/daft-analyze/daft-analyze/report"
)

// The data of a page. Times are nanoseconds since the start of the query, or of
// the run; what is not known is null. docs/json.md does not describe it: it is
// between this version's Go and its own script.

// runData is what the app knows of the whole recording.
type runData struct {
	Queries []queryRef `json:"queries"`
	Logs    *logsData  `json:"logs"`
}

type queryRef struct {
	Number int    `json:"number"`
	ID     string `json:"id"`
	Start  exact  `json:"start"` // since the run's
	Wall   exact  `json:"wall"`
}

// queryData is what the app knows of one query.
type queryData struct {
	Wall      exact         `json:"wall"`
	Engine    string        `json:"engine"`
	Operators []operatorRef `json:"operators"`
	Findings  []findingRef  `json:"findings"`
	Kinds     []kindRef     `json:"kinds"`
	Tables    []*tableData  `json:"tables"`
	Time      *timeData     `json:"time"`
	Memory    *memoryData   `json:"memory"`
}

type operatorRef struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// findingRef says what a finding speaks of.
type findingRef struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Operators []int64  `json:"operators"`
	Tasks     []int64  `json:"tasks"`
	Workers   []string `json:"workers"`
	Segments  []int    `json:"segments"` // of the path, rows of their table
}

type kindRef struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
}

type memoryData struct {
	Roles []string  `json:"roles"`
	At    []exact   `json:"at"`
	Bytes [][]exact `json:"bytes"` // by role
	Limit exact     `json:"limit"`
}

func dataOf(s *finding.Study, c *finding.Case) (*queryData, error) {
	q := c.Query
	d := &queryData{Wall: exactOf(q.Wall), Engine: string(q.Engine), Operators: []operatorRef{}, Findings: []findingRef{}}
	for _, o := range q.Operators {
		d.Operators = append(d.Operators, operatorRef{o.ID, report.OperatorName(o)})
	}
	for _, f := range c.Findings {
		x := findingRef{ID: f.ID, Title: report.Safe(f.Title), Operators: []int64{}, Tasks: []int64{}, Workers: []string{}, Segments: []int{}}
		for _, o := range f.Operators {
			x.Operators = append(x.Operators, o.ID)
		}
		for _, t := range f.Tasks {
			x.Tasks = append(x.Tasks, t.ID)
		}
		for _, w := range f.Workers {
			x.Workers = append(x.Workers, w.Label)
		}
		x.Segments = append(x.Segments, f.Segments...)
		d.Findings = append(d.Findings, x)
	}
	for _, k := range allKinds {
		d.Kinds = append(d.Kinds, kindRef{string(k), k.Called()})
	}
	d.Time, d.Memory = timeOf(timeline.Of(c)), memoryOf(s, q)
	var err error
	d.Tables, err = tablesOf(s, c)
	return d, err
}

// around is how long before and after a query samples of memory are shown.
const around = 2_000_000_000

func memoryOf(s *finding.Study, q *analyze.Query) *memoryData {
	if !q.Start.Known || !q.End.Known || len(s.Memory.Samples) == 0 {
		return nil
	}
	from, to := saturate.Sub(int64(q.Start.Time), around), saturate.Add(int64(q.End.Time), around)
	d := &memoryData{Roles: []string{}, At: []exact{}, Limit: exactOf(s.Memory.Limit)}
	var kept []int
	total := make(map[string]int64)
	for i, x := range s.Memory.Samples {
		if at := int64(x.Time); at < from || at > to {
			continue
		}
		kept = append(kept, i)
		d.At = append(d.At, sinceStart(q, int64(x.Time)))
		for role, n := range x.ByRole {
			total[role] = saturate.Add(total[role], n)
		}
	}
	for role := range total {
		d.Roles = append(d.Roles, role)
	}
	slices.SortFunc(d.Roles, func(a, b string) int { return cmp.Or(cmp.Compare(total[b], total[a]), cmp.Compare(a, b)) })
	for i, role := range d.Roles {
		list := make([]exact, len(kept))
		for j, k := range kept {
			list[j] = whole(s.Memory.Samples[k].ByRole[role])
		}
		d.Bytes = append(d.Bytes, list)
		d.Roles[i] = report.Safe(role)
	}
	if len(kept) == 0 {
		return nil
	}
	return d
}

func sinceStart(q *analyze.Query, t int64) exact {
	return whole(saturate.Sub(t, int64(q.Start.Time)))
}

// runOf is what the app knows of the run.
func runOf(s *finding.Study, cases []*finding.Case, numbers []int, o Options) *runData {
	d := &runData{Queries: []queryRef{}}
	for i, c := range cases {
		r := queryRef{Number: numbers[i], ID: report.Safe(c.Query.ID), Wall: exactOf(c.Query.Wall)}
		if c.Query.Start.Known {
			r.Start = whole(saturate.Sub(int64(c.Query.Start.Time), int64(base(s).Time)))
		}
		d.Queries = append(d.Queries, r)
	}
	if o.Logs != nil {
		d.Logs = o.Logs.data(base(s))
	}
	return d
}

// base is when the run began: the job, else the first query.
func base(s *finding.Study) analyze.Moment {
	if j := s.Run.Job; j != nil && j.Start.Known {
		return j.Start
	}
	for _, q := range s.Run.Queries {
		if q.Start.Known {
			return q.Start
		}
	}
	return s.Run.Recording.Start
}

// longest returns the n cases that took longest.
func longest(cases []*finding.Case, n int) map[*finding.Case]bool {
	list := slices.Clone(cases)
	slices.SortStableFunc(list, func(a, b *finding.Case) int { return cmp.Compare(b.Query.Wall.V, a.Query.Wall.V) })
	m := make(map[*finding.Case]bool)
	for _, c := range list[:min(n, len(list))] {
		m[c] = true
	}
	return m
}
