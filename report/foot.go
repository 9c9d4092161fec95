package report

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
)

// printFoot says what is known of the job as a whole, where to look further, and
// what the marks mean.
func printFoot(p *page, s *finding.Study, chosen, detailed []numbered, o ExplainOptions) {
	run := s.Run
	if run.Job != nil {
		if o.Full || len(detailed) != 1 || len(detailed[0].Operators) == 0 && len(detailed[0].Tasks) == 0 {
			p.blank()
		}
		printJob(p, run)
		printUse(p, run, o.Full)
	}
	if out := run.Output; out != nil {
		if _, lost := out.Lines(); lost > 0 || o.Full {
			p.field(dim, "output", outputText(out))
		}
	}
	more := pointers(s, chosen, detailed, o)
	if len(more) > 0 {
		p.blank()
	}
	for _, x := range more {
		x.print(p)
	}
	if len(run.Queries) > 0 {
		if p.showedDuration {
			p.line(dim, "  daft dur.: Daft's own, added up over threads, with queueing, without finalize: no CPU or wall time")
		}
		p.line(dim, "  "+marksText)
	}
}

// marksText is what the marks of numbers mean, in short.
const marksText = "~ estimated  > at least  ? not known  - does not apply; all numbers: daft-analyze explain --legend"

// pointer is a command that shows more, and what it shows.
type pointer struct {
	command, shows string
}

func (x pointer) print(p *page) {
	head := "  " + pad(x.shows+":", pointerCells, false)
	if cells(head)+cells(x.command) > p.width { // commands are there to be copied
		p.line(dim, head)
		p.text(plain, 4, 2, x.command)
		return
	}
	p.parts(part{dim, head}, part{plain, x.command})
}

// pointerCells are those of what a command shows.
const pointerCells = 26

// mostPointers bounds the commands that are pointed to.
const mostPointers = 3

// pointers are the commands that a reader may need next, the most useful first.
func pointers(s *finding.Study, chosen, detailed []numbered, o ExplainOptions) []pointer {
	run, path := s.Run, shellWord(o.Path)
	var list []pointer
	add := func(ok bool, command, shows string) {
		if ok && len(list) < mostPointers {
			list = append(list, pointer{"daft-analyze " + command, shows})
		}
	}
	var failed, skewed, tasks, faulty, pathed bool
	for _, n := range detailed {
		c := s.Case(n.Query)
		failed = failed || unsuccessful(n.Query)
		for i := range c.Stages {
			skewed = skewed || c.Stages[i].Verdict == skew.Skewed
		}
		tasks = tasks || len(n.Tasks) > 1
		faulty = faulty || slices.ContainsFunc(n.Tasks, func(t *analyze.Task) bool { return t.Outcome != analyze.TaskSucceeded || t.Attempts() > 1 })
		pathed = pathed || len(c.Path.Segments) > 0
	}
	only := ""
	if o.Query != "" {
		only = " --query " + shellWord(o.Query)
	}
	lines := int64(0)
	if run.Output != nil {
		lines, _ = run.Output.Lines()
	}
	add(lines > 0 && (failed || unexplained(run) || len(run.Queries) == 0), "logs "+path+only, "output, "+humanize.Plural(lines, "line", "lines"))
	add(len(chosen) > 1, "explain "+path+" --query N", "one query of these")
	add(faulty, "tasks "+path+only+" --where 'outcome!=success or tries>1'", "tasks that went wrong")
	add(skewed, "skew "+path+only, "tasks that took longer")
	add(tasks, "timeline "+path+only, "when each task ran")
	add(len(chosen) > 0, "report "+path+only, "all of it, in a browser")
	add(len(chosen) > 0 && !o.Full, "explain "+path+only+" --full", "all of it, as text")
	add(pathed, "critical-path "+path+only, "what was waited for")
	return list
}

// Pointed are the commands that Explain may point to.
var Pointed = []string{"logs", "explain", "tasks", "skew", "timeline", "report", "critical-path"}

// unsuccessful reports whether a query did not finish.
func unsuccessful(q *analyze.Query) bool { return q.Outcome != analyze.OutcomeFinished }
