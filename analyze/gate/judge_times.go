package gate

import "fmt"

// times checks metrics of a query that have noise, of the runs that did the same work.
func (j *judge) times(s *subject, model *QueryMeasurement, usable []bool) {
	for _, m := range Metrics {
		if !m.Noisy {
			continue
		}
		var base, now []int64
		for _, q := range s.base {
			if q != nil && q.Outcome == finished {
				if v, ok := q.Metrics[m.Name]; ok {
					base = append(base, v)
				}
			}
		}
		for i, q := range s.current {
			if q != nil && usable[i] && !j.otherMachine[i] {
				if v, ok := q.Metrics[m.Name]; ok {
					now = append(now, v)
				}
			}
		}
		j.series(m, model, base, now)
	}
}

// jobTimes checks those of the job as a whole, where it did the same
// as a whole, or has queries more or fewer.
func (j *judge) jobTimes() {
	if j.otherWork != "" {
		return
	}
	for _, m := range Metrics {
		if !m.Noisy {
			continue
		}
		var base, now []int64
		for i := range j.base {
			if v, ok := j.base[i].Metrics[m.Name]; ok && ended(&j.base[i]) == "" {
				base = append(base, v)
			}
		}
		for i := range j.current {
			if v, ok := j.current[i].Metrics[m.Name]; ok && !j.otherMachine[i] {
				now = append(now, v)
			}
		}
		j.series(m, nil, base, now)
	}
}

func (j *judge) series(m Metric, q *QueryMeasurement, base, now []int64) {
	if len(base) == 0 || len(now) == 0 {
		return
	}
	c, l := j.check(m.Name, q), j.policy.limits(m.Name, q)
	c.Base, c.New = base, now
	rule := DefaultTimes(m.Name)
	rule.MinRatio, rule.MinAbsolute, rule.Alpha = l.ratio, l.absolute, j.policy.Alpha
	c.Times = JudgeTimes(base, now, rule)
	if q == nil {
		c.Work = j.queries
	}
	j.add(c)
}

// notes are what the reader must know to judge the result.
func (j *judge) notes(subjects []subject) (list []string) {
	note := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	if len(j.base) == 1 {
		note("one run of the baseline: rows and plans are held against it, bytes and tasks are not, as one run does not tell whether they are the same each time")
	}
	for _, m := range j.base {
		if !m.Complete {
			note("%s of the baseline is not complete (%s): its counters are left out", m.Path, m.Reason)
		}
	}
	for _, m := range j.current {
		if !m.Complete {
			note("%s is not complete (%s): its counters are not compared", m.Path, m.Reason)
		}
	}
	versions := func(runs []Measurement, of func(*Measurement) string) (out []string) {
		for i := range runs {
			if v := of(&runs[i]); v != "" {
				out = append(out, v)
			}
		}
		return distinct(out)
	}
	for _, x := range []struct {
		name string
		of   func(*Measurement) string
	}{{"Daft", func(m *Measurement) string { return m.DaftVersion }}, {"Ray", func(m *Measurement) string { return m.RayVersion }}} {
		had, has := versions(j.base, x.of), versions(j.current, x.of)
		if len(had) > 0 && len(has) > 0 && (len(had) > 1 || len(has) > 1 || had[0] != has[0]) {
			note("the baseline ran on %s %s, the new runs on %s: they are compared all the same", x.name, joined(had), joined(has))
		}
	}
	if j.otherWork != "" {
		note("times of the job as a whole are not compared: %s", j.otherWork)
	}
	for i := range subjects {
		s := &subjects[i]
		lacking := 0
		for _, q := range s.base {
			if q == nil {
				lacking++
			}
		}
		if m := s.model(); lacking > 0 && m != nil {
			note("%s: %s this query", m.Label, ofRuns(lacking, len(s.base), "run of the baseline lacks", "runs of the baseline lack"))
		}
	}
	return list
}

func joined(list []string) string {
	text := ""
	for i, s := range list {
		switch {
		case i == 0:
		case i == len(list)-1:
			text += " and "
		default:
			text += ", "
		}
		text += s
	}
	return text
}
