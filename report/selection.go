package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// SelectError says that no query, or not one alone, answers to a name.
type SelectError struct {
	Name   string
	Reason string // "no query" or "several queries"
	IDs    []string
}

// Error names the queries that there are, or those that the name fits.
func (e *SelectError) Error() string {
	const most = 20
	if len(e.IDs) == 0 {
		return fmt.Sprintf("no query %q: the recording has none", e.Name)
	}
	list := e.IDs
	more := ""
	if len(list) > most {
		more = fmt.Sprintf(" and %s more", humanize.Count(int64(len(list)-most)))
		list = list[:most]
	}
	return fmt.Sprintf("%s %q: choose one of %s%s", e.Reason, e.Name, strings.Join(list, ", "), more)
}

// selectQueries returns the queries that a name asks for: all for "", else the
// one of that id, of that number, or whose id alone begins so.
func selectQueries(run *analyze.Run, name string) ([]numbered, error) {
	all := make([]numbered, len(run.Queries))
	ids := make([]string, len(run.Queries))
	var same, begin []numbered // ids that are the name, and that begin with it
	var beginIDs []string
	commands := make(map[string]bool)
	for _, q := range run.Queries {
		commands[q.Entrypoint] = true
	}
	for i, q := range run.Queries {
		all[i] = numbered{q, i + 1, len(run.Queries), len(commands)}
		ids[i] = safe(q.ID)
		if q.ID == name {
			same = append(same, all[i])
		}
		if strings.HasPrefix(q.ID, name) {
			begin = append(begin, all[i])
			beginIDs = append(beginIDs, ids[i])
		}
	}
	if name == "" {
		return all, nil
	}
	if len(same) > 0 { // several where recordings were put together
		return same, nil
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(all) {
		return all[n-1 : n], nil
	}
	switch len(begin) {
	case 0:
		return nil, &SelectError{name, "no query", ids}
	case 1:
		return begin, nil
	}
	return nil, &SelectError{name, "several queries are called", beginIDs}
}

const (
	detailUpTo    = 4   // so many queries are all shown in detail
	detailLongest = 3   // of more, so many, beside those that failed
	detailFailed  = 5   // of which so many
	summaryRows   = 100 // rows of the table of queries
)

// worthDetail returns the longest queries and the first that did not finish, in
// the order of the recording.
func worthDetail(queries []numbered) []numbered {
	if len(queries) <= detailUpTo {
		return queries
	}
	kept := longest(queries, detailLongest)
	first := kept
	failed := 0
	for _, n := range queries {
		if !unsuccessful(n.Query) {
			continue
		}
		if failed++; failed > detailFailed {
			break
		}
		if !slices.ContainsFunc(first, func(k numbered) bool { return k.number == n.number }) {
			kept = append(kept, n)
		}
	}
	slices.SortFunc(kept, func(a, b numbered) int { return cmp.Compare(a.number, b.number) })
	return kept
}

func longest(queries []numbered, n int) []numbered {
	ordered := slices.Clone(queries)
	slices.SortStableFunc(ordered, func(a, b numbered) int { return cmp.Compare(b.Wall.V, a.Wall.V) })
	return ordered[:min(n, len(ordered))]
}

func detailRemark(all, detailed []numbered) string {
	failed, shown := 0, 0
	for _, n := range all {
		if unsuccessful(n.Query) {
			failed++
		}
	}
	for _, n := range detailed {
		if unsuccessful(n.Query) {
			shown++
		}
	}
	text := fmt.Sprintf("In detail below: the %d longest", min(detailLongest, len(all)))
	switch {
	case failed == 1:
		text += ", and the one that did not finish"
	case failed > shown:
		text += fmt.Sprintf(", and %d of %d that did not finish", shown, failed)
	case failed > 0:
		text += fmt.Sprintf(", and the %d that did not finish", failed)
	}
	return text + ". --query N shows one, --full all."
}

// printSummary draws a table of queries, with what cost each of them most.
func printSummary(p *page, s *finding.Study, queries []numbered) {
	run, shown := s.Run, queries
	if len(shown) > summaryRows {
		shown = longest(queries, summaryRows)
		slices.SortFunc(shown, func(a, b numbered) int { return cmp.Compare(a.number, b.number) })
	}
	t := &table{columns: []column{{head: "Query", right: true}, {head: "id", give: 3}, {head: "engine", give: 5}, {head: "outcome"},
		{head: "began", right: true, give: 2}, {head: "wall", right: true}, {head: "operators", right: true, give: 7}, {head: "tasks", right: true, give: 6}, {head: "costliest finding", least: 16}}}
	began := run.Queries[0].Start
	for i, c := range casesOf(s, shown) {
		n := shown[i]
		at := humanize.Unknown
		if n.Start.Known && began.Known {
			at = "+" + humanize.Duration(gap(began, n.Start))
		}
		tasks := humanize.None
		if n.Engine == analyze.EngineRay {
			tasks = humanize.Count(int64(len(n.Tasks)))
		}
		look, finding := plain, humanize.None
		told, fine := findingsTold(c)
		if len(told) > 0 {
			finding = told[0].ID
			if text := savesText(n.Query, told[0]); text != "" {
				finding += ", saves " + text
			}
		}
		if len(told) == 0 && len(fine) > 0 {
			finding = "nothing stands out"
		}
		if unsuccessful(n.Query) {
			look = red
			if e := n.Error; e != nil && e.Cause != "" {
				finding = e.Cause
			}
		}
		t.add(look, strconv.Itoa(n.number), n.ID, string(n.Engine), string(n.Outcome), at, lasting(n.Wall),
			humanize.Count(int64(len(n.Operators))), tasks, finding)
	}
	if !slices.ContainsFunc(queries, func(n numbered) bool { return n.Engine != queries[0].Engine }) {
		t.drop("engine")
	}
	if !slices.ContainsFunc(queries, func(n numbered) bool { return unsuccessful(n.Query) }) {
		t.drop("outcome") // the first line says so
	}
	if !slices.ContainsFunc(queries, func(n numbered) bool { return n.Engine == analyze.EngineRay }) {
		t.drop("tasks")
	}
	t.print(p, 0)
	if hidden := len(queries) - len(shown); hidden > 0 {
		p.line(dim, "and "+humanize.Count(int64(hidden))+" shorter ones")
	}
}

// gap returns the nanoseconds from one known moment to another, without
// wrapping around.
func gap(from, to analyze.Moment) int64 {
	return analyze.Interval{Start: from.Time, End: to.Time}.Length()
}
