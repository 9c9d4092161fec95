package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// head says in one line how long both runs took, and then of what runs that is
// said, what else differs between them, and how far it can be relied upon.
func (d *diffPage) head(p *page) {
	look, text := d.headline()
	p.headline(look, d.new+" ", text)
	if text := d.aloneText(); text != "" {
		p.text(bold, 2, 2, text)
	}
	d.sides(p)
	for _, x := range d.c.Doubts {
		printDoubt(p, x)
	}
	if text := d.order(); text != "" {
		p.field(yellow, "order", text)
	}
	if !d.c.Incomparable() {
		d.job(p)
		p.field(dim, "noise", d.noise())
	}
}

// headline is the rest of the first line, after the name of the new run: of the
// one query, else of the job, else of all queries that both have.
func (d *diffPage) headline() (style, string) {
	base, current, of := d.walls()
	if d.c.Incomparable() {
		why := "no query of one is in the other"
		for _, x := range d.doubts() {
			if x.Grave {
				why = x.Title
				break
			}
		}
		return red, "cannot be held against " + d.base + ": " + why
	}
	if look, text := d.endedText(); text != "" {
		return look, text
	}
	text := timesText(base, current)
	if text == "" {
		return plain, "beside " + d.base + ": how long both took is not known"
	}
	return changeLook(saturate.Sub(current, base)), text + " " + d.base + ": " + spanText(base, current) + of
}

// aloneText says so where the queries that only one run has make up at least one in
// aloneShare of how much longer, or shorter, the job took.
func (d *diffPage) aloneText() string {
	j := d.c.Job
	if d.o.Asked || j == nil || d.c.Incomparable() {
		return ""
	}
	base, current := compare.Alone(d.c.BaseOnly), compare.Alone(d.c.NewOnly)
	net := saturate.Sub(current, base)
	if net == 0 || j.Delta == 0 || (net > 0) != (j.Delta > 0) || size64(net) < size64(j.Delta)/aloneShare {
		return ""
	}
	only := func(n int, in string) string {
		if n == 1 {
			return "1 query is only in " + in
		}
		return humanize.Count(int64(n)) + " queries are only in " + in
	}
	text, ns := only(len(d.c.NewOnly), d.new), current
	if net < 0 {
		text, ns = only(len(d.c.BaseOnly), d.base), base
	}
	text += ": " + humanize.Duration(ns)
	if size64(net) <= size64(j.Delta) {
		text += " of the " + humanize.Change(j.Delta) + " of the job"
	} else {
		text += ", and the job took " + humanize.Change(j.Delta)
	}
	switch {
	case net > 0 && base > 0:
		text += ", and " + only(len(d.c.BaseOnly), d.base) + ": " + humanize.Duration(base)
	case net < 0 && current > 0:
		text += ", and " + only(len(d.c.NewOnly), d.new) + ": " + humanize.Duration(current)
	}
	return text
}

// aloneShare is from which share of a job's difference, one in so many, queries that
// only one run has are worth a line of the head.
const aloneShare = 4

// endedText is the headline where the job of one run ended well and that of the
// other did not: neither was faster than the other.
func (d *diffPage) endedText() (style, string) {
	j := d.c.Job
	if j == nil || d.o.Asked {
		return plain, ""
	}
	well := func(r *analyze.Run) bool { return r.Job.ExitCode.Known() && r.Job.ExitCode.V == 0 }
	bad := func(r *analyze.Run) bool {
		return r.Job.Signal.Known() || r.Job.ExitCode.Known() && r.Job.ExitCode.V != 0
	}
	base, current, _ := humanize.FromTo(j.BaseWall, j.NewWall)
	switch {
	case bad(d.c.New.Run) && well(d.c.Base.Run):
		return red, "failed after " + current + "; " + d.base + " finished in " + base + " (the job)"
	case well(d.c.New.Run) && bad(d.c.Base.Run):
		return plain, "finished in " + current + "; " + d.base + " failed after " + base + " (the job)"
	}
	return plain, ""
}

// walls are the two times of the headline, and what they are of.
func (d *diffPage) walls() (base, current int64, of string) {
	switch {
	case len(d.c.Queries) == 1 && (d.o.Asked || len(d.c.BaseOnly)+len(d.c.NewOnly) == 0):
		q := d.c.Queries[0]
		if !q.BaseWall.Known() || !q.NewWall.Known() {
			return 0, 0, ""
		}
		if how := endings(&q); how != "" {
			of = ", " + how
		}
		return q.BaseWall.V, q.NewWall.V, of
	case d.c.Job != nil:
		return d.c.Job.BaseWall, d.c.Job.NewWall, " (the job)"
	}
	n := int64(0)
	for _, q := range d.c.Queries {
		if q.Delta.Known() {
			base, current, n = saturate.Add(base, q.BaseWall.V), saturate.Add(current, q.NewWall.V), n+1
		}
	}
	if n == 1 {
		return base, current, " (the query of both)"
	}
	return base, current, " (" + humanize.Count(n) + " queries added up)"
}

// doubts are all there are, each once.
func (d *diffPage) doubts() []compare.Doubt {
	list := slices.Clone(d.c.Doubts)
	for _, q := range d.c.Queries {
		list = append(list, q.Doubts...)
	}
	return list
}

func printDoubt(p *page, x compare.Doubt) {
	text, look := x.Title, yellow
	if x.Grave {
		look = red
	}
	if x.Still != "" {
		text += ". " + x.Still
	}
	label := "differs"
	if x.Grave {
		label = "beware"
	}
	p.field(look, label, text)
}

// sides says what the two runs are: what both have in one line.
func (d *diffPage) sides(p *page) {
	base, current := sideOf(d.c.Base), sideOf(d.c.New)
	var both []string
	for i := range base.by {
		if base.by[i] == current.by[i] {
			both = append(both, base.by[i])
			base.by[i], current.by[i] = "", ""
		}
	}
	line := func(path string, s side) string {
		return strings.Join(compact(append([]string{path, s.began}, s.by...)), ", ")
	}
	p.field(plain, "base", line(d.o.BasePath, base))
	p.field(plain, "new", line(d.o.NewPath, current))
	if text := strings.Join(compact(both), ", "); text != "" {
		p.field(dim, "both", text)
	}
}

func compact(list []string) []string {
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}

// side is what is said of one run: when it began, and by what it ran.
type side struct {
	began string
	by    []string
}

func sideOf(s *finding.Study) side {
	run := s.Run
	var engines, daft, ray, commands []string
	for _, q := range run.Queries {
		engines = append(engines, q.Engine.Called())
		daft = append(daft, q.DaftVersion)
		ray = append(ray, q.RayVersion)
		commands = append(commands, q.Entrypoint)
	}
	x := side{}
	if at := beganAt(run); at.Known {
		x.began = "began " + strings.Split(humanize.Time(int64(at.Time)), ".")[0] + " UTC"
	}
	cpus := ""
	if c := run.Recording.CPUs; c.Positive() {
		cpus = humanize.Plural(c.V, "processor", "processors")
	}
	workers := ""
	if n := len(run.Workers); n > 0 {
		workers = humanize.Plural(int64(n), "worker", "workers")
	}
	x.by = []string{command(union(commands), 60, false), strings.Join(union(engines), " and "), workers, versions(daft, ray, nil, false), cpus}
	return x
}

// beganAt is when a run began: its job, else its first query.
func beganAt(run *analyze.Run) analyze.Moment {
	if run.Job != nil && run.Job.Start.Known {
		return run.Job.Start
	}
	for _, q := range run.Queries {
		if q.Start.Known {
			return q.Start
		}
	}
	return run.Recording.Start
}

// order says so where the new run is the older one: perhaps the arguments were
// swapped.
func (d *diffPage) order() string {
	base, current := beganAt(d.c.Base.Run), beganAt(d.c.New.Run)
	if !base.Known || !current.Known || base.Time <= current.Time {
		return ""
	}
	return fmt.Sprintf("%s is the older run, by %s: are the two in the order BASE NEW?", d.new, humanize.Duration(gap(current, base)))
}

// job says where in the job the difference lies.
func (d *diffPage) job(p *page) {
	j := d.c.Job
	if j == nil || d.o.Asked {
		return
	}
	deltas := make([]int64, len(j.Parts))
	for i, x := range j.Parts {
		deltas[i] = x.Delta
	}
	_, written := humanize.ChangeParts(j.Delta, deltas)
	var list []string
	for i, x := range j.Parts {
		if x.Delta != 0 {
			list = append(list, written[i]+" "+jobPartText(x.Name))
		}
	}
	text := strings.Join(append(list, "sum "+signedExact(j.Delta)+" exactly"), ", ")
	if len(d.c.Queries) == 1 && len(d.c.BaseOnly)+len(d.c.NewOnly) == 0 { // else the first line has its times
		text = spanText(j.BaseWall, j.NewWall) + ": " + text
	}
	p.field(plain, "job", text)
}

func jobPartText(name string) string {
	switch name {
	case "before":
		return "before the first query"
	case "queries":
		return "in queries"
	case "after":
		return "after the last"
	}
	return name
}

// noise says what two single runs tell of the noise between them.
func (d *diffPage) noise() string {
	text := "one run a side cannot tell a change from noise, several can: 'daft-analyze check'. Rows and plans are exact, times are not."
	var most *compare.Query
	for i := range d.c.Queries {
		if q := &d.c.Queries[i]; q.Delta.Known() && (most == nil || size64(q.Delta.V) > size64(most.Delta.V)) {
			most = q
		}
	}
	s := d.c.SpreadBut(most)
	low, high := spreadText(s.Low), spreadText(s.High)
	switch {
	case s.Queries == 0:
		return text + " How much this job's times vary is not known from these two"
	case s.Queries == 1:
		return text + " Beside the query that differs most, one other has the same plan and rows: it took " + high
	}
	text += " Beside the query that differs most, " + humanize.Count(s.Queries) + " others have the same plan and rows: they took from " + low + " to " + high
	if s.Low > alikeAll {
		text += ". As all took longer, look first at what they share: the machine and what else ran on it"
	}
	if s.High < 1/alikeAll {
		text += ". As all took less time, look first at what they share: the machine, what else ran on it, and what its caches held"
	}
	return text
}

// alikeAll is from which factor on queries that did the same work are said to have
// all got slower, or faster.
const alikeAll = 1.1

func spreadText(times float64) string {
	percent := 100 * (times - 1)
	switch {
	case math.Abs(percent) < 0.5:
		return "as long"
	case percent < 0:
		return fmt.Sprintf("%.0f %% less", -percent)
	}
	return fmt.Sprintf("%.0f %% more", percent)
}
