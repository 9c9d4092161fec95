package gate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// reported is the verdict on a change that is worse only for who says so, by
// having it fail: a plan, a retry or a finding may be what was wanted, or chance.
func reported(c Check) Verdict {
	if c.Gated {
		return Regression
	}
	return OK
}

// plan checks that the plan is one that the baseline had. Another plan is no
// regression by itself: whether it is better or worse its rows, bytes and times say.
func (j *judge) plan(s *subject, model *QueryMeasurement) {
	c := j.check(Plan, model)
	var had []string
	for _, q := range s.base {
		if q != nil && q.Plan != "" {
			had = append(had, q.Plan)
		}
	}
	var other *QueryMeasurement
	others, seen := 0, 0
	for _, q := range s.current {
		if q == nil || q.Plan == "" {
			continue
		}
		known, same := false, false
		for _, p := range had {
			if x, ok := align.SamePlan(p, q.Plan); ok {
				known, same = true, same || x
			}
		}
		if !known {
			continue
		}
		seen++
		if !same {
			others++
			other = q
		}
	}
	if seen == 0 {
		return
	}
	c.BaseWords = outline(model)
	c.NewWords = c.BaseWords
	switch {
	case others > 0:
		c.NewWords, c.Notable = outline(other), true
		c.Verdict = reported(c)
		c.Why = fmt.Sprintf("changed in %s: %s", ofRuns(others, seen, "new run"), planChange(model, other))
	case len(distinct(had)) > 1:
		c.Why = fmt.Sprintf("one of the %d that the baseline had", len(distinct(had)))
	default:
		c.Why = "the same"
	}
	j.add(c)
}

// planChange says in short what differs between two plans.
func planChange(x, y *QueryMeasurement) string {
	p := pairOperators(x, y)
	kept := make([]bool, len(y.Operators))
	var gone, come, changed []string
	for i, at := range p {
		o := &x.Operators[i]
		if at < 0 {
			gone = append(gone, o.called())
			continue
		}
		kept[at] = true
		n := &y.Operators[at]
		switch {
		case o.Name != n.Name:
			changed = append(changed, fmt.Sprintf("%s is %s", o.called(), n.called()))
		case o.Works != n.Works:
			changed = append(changed, fmt.Sprintf("%s works %q, not %q", n.called(), n.Works, o.Works))
		}
	}
	for i := range y.Operators {
		if !kept[i] {
			come = append(come, y.Operators[i].called())
		}
	}
	var parts []string
	tell := func(word string, list []string) {
		if len(list) > 3 {
			list = append(list[:3:3], fmt.Sprintf("%d more", len(list)-3))
		}
		if len(list) > 0 {
			parts = append(parts, word+strings.Join(list, ", "))
		}
	}
	tell("new ", come)
	tell("gone ", gone)
	tell("", changed)
	if len(parts) == 0 && !sameTree(x.Operators, y.Operators) {
		return "the same operators in other places"
	}
	if len(parts) == 0 {
		return "the same operators, and another query as it was written, such as other columns or conditions"
	}
	return strings.Join(parts, "; ")
}

// outline is the operators of a plan in a line, from the root.
func outline(q *QueryMeasurement) string {
	names := make([]string, 0, len(q.Operators))
	for i := range q.Operators {
		if n := q.Operators[i].Name; n != "" {
			names = append(names, n)
		}
	}
	if len(names) > 12 {
		names = append(names[:11:11], fmt.Sprintf("%d more", len(names)-11))
	}
	return strings.Join(names, " <- ")
}

// retries checks how often tasks were given out again.
func (j *judge) retries(s *subject, model *QueryMeasurement) {
	if model.Engine != "ray" {
		return
	}
	c, l := j.check(Retries, model), j.policy.limits(Retries, model)
	var most int64
	for _, q := range s.base {
		if q != nil {
			c.Base = append(c.Base, q.Retries)
			most = max(most, q.Retries)
		}
	}
	var now int64
	more := 0
	for _, q := range s.current {
		if q != nil {
			c.New = append(c.New, q.Retries)
			now = max(now, q.Retries)
			if l.grew(most, q.Retries) {
				more++
			}
		}
	}
	switch {
	case len(c.New) == 0 || len(c.Base) == 0 || most == 0 && now == 0:
		return
	case more > 0:
		c.Verdict, c.Notable = reported(c), true
		c.Why = fmt.Sprintf("tasks were given out again %s times, at most %s in the baseline, in %s", count(now), count(most), ofRuns(more, len(c.New), "new run"))
	default:
		c.Why = fmt.Sprintf("tasks were given out again %s times at most, %s in the baseline", count(now), count(most))
	}
	j.add(c)
}

// findings checks whether explain finds what it found in no run of the baseline.
// A finding that only few of the new runs have is noise.
func (j *judge) findings(s *subject, model *QueryMeasurement) {
	c := j.check(Findings, model)
	had := map[string]bool{}
	var before []string
	for _, q := range s.base {
		if q != nil {
			for _, f := range q.Findings {
				had[f] = true
				before = append(before, f)
			}
		}
	}
	times := map[string]int{}
	runs := 0
	for _, q := range s.current {
		if q == nil || q.Outcome != finished {
			continue
		}
		runs++
		for _, f := range distinct(q.Findings) {
			if !had[f] {
				times[f]++
			}
		}
	}
	if runs == 0 {
		return
	}
	var fresh []string
	for f, n := range times {
		if 2*n > runs {
			fresh = append(fresh, f)
		}
	}
	slices.Sort(fresh)
	c.BaseWords, c.NewWords = strings.Join(distinct(before), ", "), strings.Join(fresh, ", ")
	c.Why = "none that no run of the baseline had"
	if len(fresh) > 0 {
		c.Verdict, c.Notable = reported(c), true
		c.Why = fmt.Sprintf("%s: %s no run of the baseline had", c.NewWords, humanize.Plural(int64(len(fresh)), "finding that", "findings that"))
	}
	j.add(c)
}

// workers checks that as many workers ran the query. A run that lost one is told
// by its retries; where all new runs had another number the cluster is another.
func (j *judge) workers(s *subject, model *QueryMeasurement, usable []bool) {
	c := j.check(Workers, model)
	for _, q := range s.base {
		if q != nil && q.Workers > 0 {
			c.Base = append(c.Base, q.Workers)
		}
	}
	other, runs := 0, 0
	for _, q := range s.current {
		if q != nil && q.Workers > 0 {
			c.New = append(c.New, q.Workers)
			runs++
			if !slices.Contains(c.Base, q.Workers) {
				other++
			}
		}
	}
	if len(c.Base) == 0 || runs == 0 {
		return
	}
	c.Why = "as many as in the baseline"
	if other > 0 {
		c.Notable = true
		c.Why = fmt.Sprintf("%s workers ran it in %s, %s in the baseline", numbers(c.New), ofRuns(other, runs, "new run"), numbers(c.Base))
		if other == runs {
			c.Verdict = Incomparable
			c.Why += ": times are not compared"
			for i := range usable {
				usable[i] = false
			}
			j.other("other workers ran a query")
		}
	}
	j.add(c)
}

func numbers(list []int64) string {
	list = slices.Clone(list)
	slices.Sort(list)
	list = slices.Compact(list)
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = count(n)
	}
	return strings.Join(words, " or ")
}
