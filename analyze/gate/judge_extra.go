package gate

import (
	"fmt"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// extras tells queries that no run of the baseline has, those of one label together:
// a loop that collects makes many that are alike.
func (j *judge) extras(list []extraQuery) {
	var labels []string
	for _, x := range list {
		labels = append(labels, x.query.Label)
	}
	for _, label := range distinct(labels) {
		var first *QueryMeasurement
		perRun := make([]int, len(j.current))
		all, runs := 0, 0
		for _, x := range list {
			if x.query.Label != label {
				continue
			}
			if first == nil {
				first = x.query
			}
			all++
			for _, r := range x.in {
				if perRun[r]++; perRun[r] == 1 {
					runs++
				}
			}
		}
		many := slices.Max(perRun)
		c := Check{Query: first.Key, Label: label, Metric: Presence, Node: -1, Exact: true, Verdict: Incomparable, Notable: true, Extra: all}
		switch {
		case all == 1:
			c.Why = fmt.Sprintf("%s a query that no run of the baseline has: record a new baseline to have it compared", ofRuns(runs, len(j.current), "new run has", "new runs have"))
		case runs == len(j.current) && slices.Min(perRun) == many && runs > 1:
			c.Why = fmt.Sprintf("%s in each new run, all alike, that no run of the baseline has: record a new baseline to have them compared", more(many))
		default:
			c.Why = fmt.Sprintf("%s in %s, all alike, that no run of the baseline has: record a new baseline to have them compared", more(many), ofRuns(runs, len(j.current), "new run"))
			if slices.Min(perRun) != many && runs > 1 {
				c.Why = "up to " + c.Why
			}
		}
		j.add(c)
	}
}

func more(n int) string { return humanize.Plural(int64(n), "query more", "queries more") }

// otherQueries says how the queries of new runs differ in number from those of the
// baseline, "" where they are the same. The times of the job are judged all the same:
// a query more that costs something is to be seen.
func otherQueries(subjects []subject, extra []extraQuery) string {
	fewer := 0
	for i := range subjects {
		if subjects[i].model() != nil && slices.Contains(subjects[i].current, nil) {
			fewer++
		}
	}
	words := ""
	if len(extra) > 0 {
		words = more(len(extra))
	}
	if fewer > 0 {
		if words != "" {
			words += " and "
		}
		words += humanize.Plural(int64(fewer), "query fewer", "queries fewer")
	}
	return words
}

// aligns reports whether a new run has a query of the baseline.
func aligns(subjects []subject) bool {
	return slices.ContainsFunc(subjects, func(s subject) bool {
		return slices.ContainsFunc(s.current, func(q *QueryMeasurement) bool { return q != nil })
	})
}
