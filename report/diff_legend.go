package report

import "io"

// diffLegend is what the numbers of diff mean, beside those of explain.
var diffLegend = []terms{
	{"Marks", []term{
		{"base -> new", "a number in the base, and in the new run; one number where both are the same", ""},
		{"+1.20 s, -1.20 s", "longer in the new run, shorter in the new run", ""},
		{"x1.62", "the new time divided by the base's", ""},
		{markAdded, "an operator or a finding of the new run alone", ""},
		{markDropped, "an operator or a finding of the base alone; the operator is drawn where it was", ""},
		{markChanged, "an operator of both plans that works on something else, or that was moved in the plan", "slower or faster"},
		{"~", "estimated, or worked out from other numbers", "measured. Before a column's head: all of the column"},
		{"?", "nobody reported it", "0"},
		{"-", "it does not apply, or none of it", ""},
	}},
	{"The two runs", []term{
		{"differs, beware", "what else differs between the runs than time, and so may be why; with 'beware' times cannot be compared at all", "a cause"},
		{"order", "BASE began after NEW", ""},
		{"job", "the processes from start to exit: before the first query, in queries (their union), between, after", ""},
		{"noise", "how far apart the walls of those queries are that have the same plan and rows, but for the one that differs most", "how much one job varies from run to run: that takes several runs a side"},
		{"no more than 3 % apart", "queries that differ by less than 3 % of the longer wall, or by less than a 200th of all walls, where these make up little of what changed, and did the same work", "the same: less than that one run a side does not tell"},
		{"plan differs", "a query that took about as long, though its plan has operators more, fewer, or that do something else", ""},
		{"rows differ", "a query of the same plan that took about as long, though operators put out other rows", ""},
	}},
	{"Why", []term{
		{"causes", "what got longer or shorter on the critical path, in time, first what went the way of the difference; none folded is larger than one shown; their sum is the difference in wall time to the nanosecond", "CPU time"},
		{"%", "of the difference; what went the other way has a minus. Not shown where much of the difference is made up by what went the other way", "of the wall"},
		{"plan change", "time of operators that only one of the plans has", ""},
		{"rows", "more rows, or fewer, at the same time per row", ""},
		{"bytes per row", "wider rows, or narrower, at the same time per byte", ""},
		{"rate", "more time for the same rows and bytes, or less", ""},
		{"skew", "the slowest task was further from the others, or nearer to them", ""},
		{"parallelism", "less ran at a time, or more", ""},
		{"waiting", "for slots, dispatch, input", ""},
		{"pieces", "as many rows came in more, or fewer, files, batches or tasks", ""},
		{"start-up, retries, driver", "as in explain", ""},
		{"planning, consumer, tail", "as in explain", ""},
		{"unrecorded", "nobody recorded what happened in it", "idle"},
	}},
	{"Operators", []term{
		{"base, new", "how long the query waited for this operator in either run, on the critical path", "CPU time, or how long it was at work"},
		{"difference", "new less base", ""},
		{"beside", "on Ray, new less base of what else the query waited for the operator's tasks: steps of the driver and the scheduler, and what no operator of a task accounts for", "in 'difference'"},
		{"rows out, bytes out", "what it put out, base -> new", ""},
		{"tasks", "tasks on Ray that ran it", ""},
		{"was", "the operator's number in the base, where it is another", ""},
		{"hardly changed", "operators with less than a 50th of the largest difference, the same rows and the same work, folded into one line", ""},
		{"Findings", "those of one run that the other does not have about the same operators, with the marks of above; see explain", ""},
	}},
}

// DiffLegend writes what each number that Diff prints is, and what it is not.
func DiffLegend(w io.Writer, o LegendOptions) error { return printLegend(w, diffLegend, o) }
