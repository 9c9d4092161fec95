package report

import "io"

// term is one number that explain prints, and what it is and is not.
type term struct{ name, is, isNot string }

// terms are numbers that belong together.
type terms struct {
	about string
	terms []term
}

// legend is what the numbers of explain mean: what --legend prints, and the
// source of a section of docs/concepts.md.
var legend = []terms{
	{"Marks", []term{
		{"~", "estimated, or worked out from other numbers", "measured. Before a column's head: all of the column"},
		{">", "at least that much", "all of it; >~ is at least about that much"},
		{"?", "nobody reported it", "0"},
		{"-", "it does not apply, such as the rows in of a scan; under path: none of it", ""},
		{"<1%", "more than nothing, less than half a percent rounds to", "0"},
	}},
	{"Where the wall time went", []term{
		{"wall", "from the query's start to its end, by the driver's clock", "the time of the job, or the sum of what its threads did"},
		{"planning", "optimizing the plan and translating it", ""},
		{"start-up", "execution had begun and nothing ran yet: workers and actors start", ""},
		{"driver", "no task ran or waited that the query needed: scheduler or driver were at work between stages", ""},
		{"schedule", "a task whose inputs were ready was on its way to a worker", ""},
		{"handoff", "a task waited for a slot, from when one was free", "its time in the queue before that"},
		{"retry", "a task was given out in vain: from its first schedule to its last", ""},
		{"running", "tasks that the query waited for ran; natively, operators did", "all time in which anything ran"},
		{"consumer", "your own code held the query open: iter_rows, show, a slow loop", "Daft's work"},
		{"tail", "all work was done, the end was not yet", ""},
		{"unrecorded", "nobody recorded what happened", "idle"},
		{"sum", "all of the above, which add up to the wall to the nanosecond", ""},
	}},
	{"Findings", []term{
		{"high, medium, low", "how much fixing it would save: a quarter of the wall or more, a tenth or more, less", "how sure it is"},
		{"costs", "how much of the wall the query waited for this; findings do not share time", "what you gain"},
		{"fixing it saves", "what the query would gain, by a replay of its tasks or from its critical path; from the worse case to the better", "a promise: no change was tried. 'up to' is an upper bound"},
		{"to be sure", "what would settle a finding that Daft's numbers only suggest", ""},
		{"nothing stands out", "no finding would save a tenth of the wall", "that nothing can be gained"},
	}},
	{"Operators", []term{
		{"path", "share of the wall in which the query waited for this operator; all operators together have what is running", "CPU time. An operator at work while another was waited for has none of that time"},
		{"path time", "the same as a time", ""},
		{"if free", "what the query would gain if the operator took no time", "its path time: another operator may then be waited for"},
		{"finding", "the findings that are about it, by number", ""},
		{"busy", "time that threads were inside of its batches, its finalize and its build, added up over threads", "wall time: it may exceed that. Reading is not in it"},
		{"starved", "wall time in which it had nothing to do, as its input was not there", "the time that it was waited for"},
		{"queued", "time that its batches or tasks waited for a thread or a slot, added up", "wall time"},
		{"rows in", "rows that it took", ""},
		{"rows out", "rows that it put out, or wrote", ""},
		{"bytes out", "bytes that it put out, in memory", "bytes on disk or on the network"},
		{"tasks", "tasks on Ray that ran it, without those that only read what it wrote", ""},
		{"batches", "batches that it worked on, natively", ""},
		{"seen active", "from the first to the last sign of work, since the query began", "the time it was busy"},
		{"daft dur.", "Daft's own duration: elapsed time of its batches added up over threads, queueing included, finalize excluded", "CPU or wall time"},
		{"skewed", "the longest task of the stage took far longer than its median, beyond chance, and the query would gain without that", ""},
		{"build, probe", "rows of the two sides of a join: those that its table was built from, and those that were looked up in it", ""},
		{"on, by, where, makes", "the keys of a join, sort or aggregation, the condition of a filter, what a projection computes: by Daft's optimized plan, where that leaves no doubt", ""},
		{"finalize", "what a blocking operator does when it has all its input, such as sorting", ""},
		{"the optimizer expected", "its estimate of the rows out where that is wrong by ten times or more, and not already below", ""},
		{"under 1%", "operators with less than 1% of the path of which there is nothing to say are folded into one line; --full unfolds them", ""},
		{"(no operator)", "time of tasks that no operator accounts for, such as fetching and serializing", ""},
	}},
	{"The rest", []term{
		{"trust", "whether anything of the query is missing from the recording, and how much was worked out", ""},
		{"parallel", "tasks on Ray, or threads inside of batches natively, at a time on average, of how many there was room for; the line is over the execution", "the use of the CPUs. Reading has no spans and is not in it"},
		{"workers", "Ray nodes in the order of first use, with the time of the tasks that ended on them, added up", ""},
		{"took", "of a task: from when it was last given to a worker to its end", "its time in the queue"},
		{"began", "of a query: since the first query of the recording began", ""},
		{"job", "the process from start to exit: before the first query, in queries (their union), between, after", ""},
		{"memory", "the most that the resident memory of the job's processes came to in one sample; what they share is counted in each", "what was reached between two samples"},
		{"cpu", "user and system time of the job's processes; cores are that by the job's wall", ""},
	}},
}

// LegendOptions say how Legend is written.
type LegendOptions struct {
	Width int  // in cells: 0 means DefaultWidth
	Color bool // with terminal escapes
}

// Legend writes what each number that Explain prints is, and what it is not.
func Legend(w io.Writer, o LegendOptions) error { return printLegend(w, legend, o) }

func printLegend(w io.Writer, legend []terms, o LegendOptions) error {
	p := newPage(w, o.Width, o.Color)
	const column = 24
	for i, g := range legend {
		if i > 0 {
			p.blank()
		}
		p.line(bold, g.about)
		for _, t := range g.terms {
			text := t.is
			if t.isNot != "" {
				text += "; not " + t.isNot
			}
			name := t.name
			if cells(name) >= column { // it would touch the text
				p.line(plain, "  "+name)
				name = ""
			}
			for j, l := range wrap(text, p.width-2-column) {
				if j > 0 {
					name = ""
				}
				p.parts(part{plain, "  " + pad(name, column, false)}, part{dim, l})
			}
		}
	}
	return p.close()
}
