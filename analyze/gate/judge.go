package gate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// Of holds new runs against those of a baseline.
func Of(base, current []Measurement, p Policy) Result {
	r := Result{Base: base, New: current, Expired: p.expired()}
	j := judge{policy: &p, base: base, current: current}
	subjects, extra := subjects(base, current)
	if p.Only != "" {
		other := func(q *QueryMeasurement) bool { return q == nil || !Glob(p.Only, q.Label) && !Glob(p.Only, q.Key) }
		subjects = slices.DeleteFunc(subjects, func(s subject) bool { return other(s.model()) })
		extra = slices.DeleteFunc(extra, func(x extraQuery) bool { return other(x.query) })
		j.other("only some queries were asked for")
	}
	j.job(subjects)
	j.queries = otherQueries(subjects, extra)
	if len(subjects)+len(extra) > 0 && !aligns(subjects) { // a job without any is still a job
		j.other("no query of them is one of the baseline's")
	}
	for i := range subjects {
		j.query(&subjects[i])
	}
	j.extras(extra)
	j.jobTimes()
	Settle(j.checks, p.Alpha)
	for i := range j.checks {
		if c := &j.checks[i]; c.Work != "" && c.Verdict == Regression {
			c.Why += "; the job has " + c.Work
		}
	}
	r.Checks = j.checks
	r.Notes = j.notes(subjects)
	if note := waited(j.checks); note != "" {
		r.Notes = append(r.Notes, note)
	}
	r.conclude(p)
	return r
}

// conclude says what all checks come to.
func (r *Result) conclude(p Policy) {
	for i := range r.Checks {
		c := &r.Checks[i]
		if c.Verdict == Regression || c.Verdict == Incomparable {
			c.Suppressed = p.suppression(c)
		}
	}
	r.Verdict = verdictOf(r.Checks)
}

// verdictOf is the gravest of what counts. Where nothing could be held against the
// baseline nothing was found to be as it was.
func verdictOf(checks []Check) Verdict {
	worst, counted := OK, false
	for i := range checks {
		c := &checks[i]
		counted = counted || c.Gated && c.Verdict != Incomparable
		if c.Gated && c.Suppressed == nil && c.Verdict.gravity() > worst.gravity() {
			worst = c.Verdict
		}
	}
	if worst == OK && !counted {
		return Incomparable
	}
	return worst
}

func (v Verdict) gravity() int {
	return slices.Index([]Verdict{OK, Inconclusive, Incomparable, Regression}, v)
}

// judge gathers checks.
type judge struct {
	policy        *Policy
	base, current []Measurement
	checks        []Check
	otherMachine  []bool // of each new run: it had another number of processors than the baseline
	otherWork     string // why the job as a whole did not do the same, "" where it did
	queries       string // how many more or fewer the new runs have, "" where they have the same
}

func (j *judge) add(c Check) { j.checks = append(j.checks, c) }

// check begins a check of a query, nil for the job.
func (j *judge) check(metric string, q *QueryMeasurement) Check {
	m, _ := MetricOf(metric)
	c := Check{Metric: metric, Node: -1, Unit: m.Unit, Exact: !m.Noisy, Verdict: OK, Gated: j.policy.limits(metric, q).gated}
	if q != nil {
		c.Query, c.Label = q.Key, q.Label
	}
	return c
}

// other remembers that the job as a whole did not do the same.
func (j *judge) other(why string) {
	if j.otherWork == "" {
		j.otherWork = why
	}
}

// job checks what is of the machine and of the job as a whole.
func (j *judge) job(subjects []subject) {
	j.otherMachine = make([]bool, len(j.current))
	if len(subjects) == 0 {
		c := j.check(Presence, nil)
		c.Verdict, c.Why = Incomparable, "no run of the baseline has a query"
		if j.policy.Only != "" {
			c.Why += " that was asked for"
		}
		j.add(c)
	}
	j.processors()
	c := j.check(Outcome, nil)
	var good, bad []string
	for i := range j.base {
		if ended(&j.base[i]) == "" {
			good = append(good, j.base[i].Path)
		}
	}
	var now []string
	known := 0
	for i := range j.current {
		m := &j.current[i]
		if m.ExitCode != nil || m.Signal != nil {
			known++
		}
		if how := ended(m); how != "" {
			bad = append(bad, m.Path)
			now = append(now, how)
		}
	}
	if known == 0 && len(bad) == 0 {
		return // no job was recorded, only what it sent
	}
	c.BaseWords, c.NewWords = fmt.Sprintf("%d of %d exited with 0", len(good), len(j.base)), fmt.Sprintf("%d of %d exited with 0", len(j.current)-len(bad), len(j.current))
	switch {
	case len(bad) == 0:
		c.Why = "the job ended as it should"
	case len(good) == len(j.base):
		c.Verdict, c.Notable = Regression, true
		c.Why = fmt.Sprintf("the job %s in %s; it exited with 0 in %s", strings.Join(distinct(now), ", or "), ofRuns(len(bad), len(j.current), "new run"), allRuns(len(j.base), "run of the baseline"))
	case len(good) == 0:
		c.Verdict, c.Notable, c.Why = Incomparable, true, "the job failed in all runs of the baseline as well"
	default:
		c.Verdict, c.Notable = Inconclusive, true
		c.Why = fmt.Sprintf("the job %s in %s, and failed in %s as well", strings.Join(distinct(now), ", or "), ofRuns(len(bad), len(j.current), "new run"), ofRuns(len(j.base)-len(good), len(j.base), "run of the baseline"))
	}
	if len(bad) > 0 {
		j.other("the job failed")
	}
	j.add(c)
}

// ended says how a job ended that did not end well, "" where it did, or where
// nothing is known of it.
func ended(m *Measurement) string {
	switch {
	case m.Signal != nil:
		return fmt.Sprintf("was ended by signal %d", *m.Signal)
	case m.ExitCode != nil && *m.ExitCode != 0:
		return fmt.Sprintf("exited with %d", *m.ExitCode)
	}
	return ""
}

// processors checks that the machines are of one size.
func (j *judge) processors() {
	c := j.check(Processors, nil)
	var had []int64
	for i := range j.base {
		if n := j.base[i].CPUs; n > 0 {
			c.Base, had = append(c.Base, n), append(had, n)
		}
	}
	others := 0
	for i := range j.current {
		n := j.current[i].CPUs
		if n == 0 {
			continue
		}
		c.New = append(c.New, n)
		if len(had) > 0 && !slices.Contains(had, n) {
			j.otherMachine[i] = true
			others++
		}
	}
	if len(c.Base) == 0 || len(c.New) == 0 {
		return
	}
	c.Why = "the machines have as many processors as those of the baseline"
	if others > 0 {
		c.Verdict, c.Notable = Incomparable, true
		c.Why = fmt.Sprintf("%s on a machine with %s, the baseline with %s: their times are not compared", ofRuns(others, len(j.current), "new run ran", "new runs ran"), processorsOf(c.New), processorsOf(c.Base))
	}
	j.add(c)
}

func processorsOf(list []int64) string {
	list = slices.Clone(list)
	slices.Sort(list)
	list = slices.Compact(list)
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = count(n)
	}
	unit := "processors"
	if len(list) == 1 && list[0] == 1 {
		unit = "processor"
	}
	return strings.Join(words, " or ") + " " + unit
}

// query makes the checks of one query.
func (j *judge) query(s *subject) {
	model := s.model()
	if model == nil {
		return
	}
	if !j.presence(s, model) {
		return
	}
	if !j.engine(s, model) {
		j.other("a query ran on another engine")
		return
	}
	j.outcome(s, model)
	j.plan(s, model)
	usable := make([]bool, len(s.current)) // runs whose work was the same: their times can be held against the baseline's
	for i, q := range s.current {
		usable[i] = q != nil && q.Outcome == finished
	}
	j.counters(s, model, usable)
	j.retries(s, model)
	j.findings(s, model)
	j.workers(s, model, usable)
	j.times(s, model, usable)
}

const finished = "finished"

// presence checks that the query is there.
func (j *judge) presence(s *subject, model *QueryMeasurement) bool {
	missing, damaged, there := 0, 0, 0
	for i, q := range s.current {
		switch {
		case q != nil:
			there++
		case !j.current[i].Complete || ended(&j.current[i]) != "":
			damaged++ // it may not have come to it
		default:
			missing++
		}
	}
	if missing+damaged == 0 {
		return true
	}
	if damaged > 0 {
		j.other("a query is missing")
	}
	c := j.check(Presence, model)
	c.Notable, c.Verdict = true, Incomparable
	if missing > 0 {
		c.Why = fmt.Sprintf("%s this query: record a new baseline if it was removed", ofRuns(missing, len(s.current), "new run lacks", "new runs lack"))
	} else {
		c.Gated = c.Gated && there == 0
		c.Why = fmt.Sprintf("%s this query: the job did not come to it, or the recording is not complete", ofRuns(damaged, len(s.current), "new run lacks", "new runs lack"))
	}
	j.add(c)
	return there > 0
}

// engine checks that the query ran on the same engine; where it did not nothing
// else can be said.
func (j *judge) engine(s *subject, model *QueryMeasurement) bool {
	c := j.check(Engine, model)
	var had, has []string
	for _, q := range s.base {
		if q != nil {
			had = append(had, q.Engine)
		}
	}
	other := 0
	for i, q := range s.current {
		if q == nil {
			continue
		}
		has = append(has, q.Engine)
		if !slices.Contains(had, q.Engine) {
			other++
			s.current[i] = nil
		}
	}
	c.BaseWords, c.NewWords = strings.Join(distinct(had), ", "), strings.Join(distinct(has), ", ")
	if other == 0 {
		return true
	}
	c.Verdict, c.Notable = Incomparable, true
	c.Why = fmt.Sprintf("the baseline ran on the engine %s, %s on %s: nothing of them can be compared", c.BaseWords, ofRuns(other, len(has), "new run"), c.NewWords)
	j.add(c)
	return other < len(has)
}

// outcome checks how the query ended.
func (j *judge) outcome(s *subject, model *QueryMeasurement) {
	c := j.check(Outcome, model)
	var had, has []string
	ends, all, bad := 0, 0, 0
	var cause string
	for _, q := range s.base {
		if q != nil {
			all++
			had = append(had, q.Outcome)
			if q.Outcome == finished {
				ends++
			}
		}
	}
	cut := 0
	for i, q := range s.current {
		if q == nil {
			continue
		}
		has = append(has, q.Outcome)
		switch {
		case q.Outcome == finished:
		case q.Outcome == "unfinished" && !j.current[i].Complete:
			cut++ // the recording ends before the query does
		default:
			bad++
			if cause == "" {
				cause = q.Error
			}
		}
	}
	c.BaseWords, c.NewWords = strings.Join(distinct(had), ", "), strings.Join(distinct(has), ", ")
	if cause != "" {
		cause = ": " + humanize.Visible(cause)
	}
	switch {
	case bad == 0 && cut == 0:
		c.Why = "it " + c.NewWords
		if c.NewWords != finished {
			c.Why = "it is " + c.NewWords
		}
	case bad == 0:
		c.Verdict, c.Notable = Inconclusive, true
		c.Why = fmt.Sprintf("in %s the recording ends before the query does", ofRuns(cut, len(has), "new run"))
	case ends == all:
		c.Verdict, c.Notable = Regression, true
		c.Why = fmt.Sprintf("it is %s in %s, and finished in %s%s", strings.Join(distinct(without(has, finished)), ", "), ofRuns(bad, len(has), "new run"), allRuns(all, "run of the baseline"), cause)
	case ends == 0:
		c.Verdict, c.Why = Incomparable, fmt.Sprintf("it is %s in the baseline as well", c.BaseWords)
	default:
		c.Verdict, c.Notable = Inconclusive, true
		c.Why = fmt.Sprintf("it did not finish in %s, nor in %s%s", ofRuns(bad, len(has), "new run"), ofRuns(all-ends, all, "run of the baseline"), cause)
	}
	if bad+cut > 0 {
		j.other("a query did not finish")
	}
	j.add(c)
}
