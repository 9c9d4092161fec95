package report

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// printHead says in one line what was recorded, how long it took and how it
// ended; then by what, and what is wrong with job or recording.
func printHead(p *page, run *analyze.Run, chosen []numbered, o ExplainOptions) {
	look, text := plain, ""
	switch {
	case len(run.Queries) == 0:
		text = "no query was recorded"
	case len(chosen) == 1:
		look, text = headline(chosen[0])
	default:
		look, text = headlineOf(chosen)
	}
	p.headline(look, o.Path+": ", text)
	printWith(p, run, o)
	printTroubles(p, run, o)
}

// printTroubles says what is wrong with the job or the recording. It is always
// shown.
func printTroubles(p *page, run *analyze.Run, o ExplainOptions) {
	if name := jobName(run.Recording); name != "" {
		p.text(plain, 2, 2, "job: "+safe(name))
	}
	if job := run.Job; job != nil {
		if text, bad := jobEnd(job); bad && unexplained(run) { // else the query says why
			p.text(red, 2, 2, text)
		}
		if text := killsOf(job); text != "" {
			p.text(red, 2, 2, text)
		}
	}
	printLastWords(p, run)
	printLosses(p, run)
	printWarnings(p, run.Warnings, o.Full)
}

// headline says of a query what it is called, how long it took, and how it ended.
func headline(n numbered) (style, string) {
	look, text := ending(n.Query)
	if n.of > 1 {
		return look, fmt.Sprintf("query %d of %d, %s, %s", n.number, n.of, n.ID, text)
	}
	return look, "query " + n.ID + " " + text
}

// headlineOf says the same of several: that they all finished, or what became
// of them.
func headlineOf(chosen []numbered) (style, string) {
	counts := map[analyze.Outcome]int64{}
	wall := int64(0)
	for _, n := range chosen {
		counts[n.Outcome]++
		if n.Wall.Positive() {
			wall = saturate.Add(wall, n.Wall.V)
		}
	}
	text := humanize.Plural(int64(len(chosen)), "query", "queries")
	look := plain
	if counts[analyze.OutcomeFinished] == int64(len(chosen)) {
		text += ", all finished"
	} else {
		look = red
		for _, o := range []analyze.Outcome{analyze.OutcomeFailed, analyze.OutcomeCanceled, analyze.OutcomeDied, analyze.OutcomeUnfinished, analyze.OutcomeFinished} {
			if counts[o] > 0 {
				text += ", " + humanize.Count(counts[o]) + " " + string(o)
			}
		}
	}
	return look, text + ", " + humanize.Duration(wall) + " added up"
}

// printWith says by what the queries ran: engines, versions, the command.
func printWith(p *page, run *analyze.Run, o ExplainOptions) {
	var engines, daft, ray, python, commands []string
	for _, q := range run.Queries {
		engines = append(engines, q.Engine.Called())
		daft = append(daft, q.DaftVersion)
		ray = append(ray, q.RayVersion)
		python = append(python, q.PythonVersion)
		commands = append(commands, q.Entrypoint)
	}
	engine := strings.Join(union(engines), " and ")
	if n := len(run.Workers); n > 0 {
		engine += ", " + humanize.Plural(int64(n), "worker", "workers")
	}
	if len(commands) == 0 && run.Job != nil {
		commands = []string{strings.Join(run.Job.Arguments, " ")}
	}
	p.items(dim, 2, command(union(commands), p.width/2, o.Full), engine, versions(daft, ray, python, o.Full))
}

func versions(daft, ray, python []string, full bool) string {
	if !full {
		python = nil
	}
	var parts []string
	for _, v := range []struct {
		name string
		list []string
	}{{"daft", daft}, {"ray", ray}, {"python", python}} {
		if list := union(v.list); len(list) > 0 {
			parts = append(parts, v.name+" "+strings.Join(list, " and "))
		}
	}
	return strings.Join(parts, ", ")
}

func command(commands []string, room int, full bool) string {
	if len(commands) == 0 {
		return ""
	}
	text := safe(bounded(commands[0], longestText))
	if !full {
		text = clip(text, room)
	}
	if n := len(commands) - 1; n > 0 {
		text += " and " + humanize.Plural(int64(n), "other command", "other commands")
	}
	return text
}

func recordingState(s analyze.State) string {
	if s == "" {
		return "of unknown state"
	}
	return string(s)
}

func reason(why string) string {
	if why == "" {
		return ""
	}
	return ": " + strings.TrimSuffix(why, ".")
}

// printLosses says what the recording lacks. It is always shown.
func printLosses(p *page, run *analyze.Run) {
	if r := run.Recording; r.State != analyze.StateComplete {
		p.text(red, 2, 2, "recording "+recordingState(r.State)+reason(r.Reason)+". What is intact is shown.")
	}
	if run.Recording.Recovered {
		p.text(dim, 2, 2, "recovered: this file was rewritten from what was intact of a broken one")
	}
	for _, l := range run.Losses {
		p.text(red, 2, 2, fmt.Sprintf("the recorder lost %s %s%s", humanize.Count(l.Count), l.What, reason(l.Why)))
	}
	for _, f := range []struct {
		n        int64
		of, what string
	}{
		{run.UnknownRequests, "request", "came to endpoints that the recorder does not know"},
		{run.BadRequests, "request", "could not be read"},
		{run.BadLines, "line", "of the imported log could not be read"},
	} {
		if f.n > 0 {
			p.text(yellow, 2, 2, humanize.Plural(f.n, f.of, f.of+"s")+" "+f.what)
		}
	}
}

// whyNobodyCame says what is most likely where no Daft process connected.
func whyNobodyCame(run *analyze.Run) string {
	switch job := run.Job; {
	case run.Recording.State != analyze.StateComplete && (job == nil || !job.End.Known):
		return "The recording ends before any did."
	case job != nil && (job.Signal.Known() || job.ExitCode.Positive()):
		return "The job failed before any did: see its own error output."
	case job != nil:
		return "Did the job use Daft, 0.7 or later? Did it set DAFT_DASHBOARD_URL itself?"
	}
	return "Were the jobs started with the environment that the collector printed? On a cluster, can its machines reach the address that it listens on?"
}

// printEmpty says why there may be no query.
func printEmpty(p *page, run *analyze.Run) {
	if run.Recording.Mode == "collect" {
		p.text(plain, 0, 0, "This is a collector's own file, of what belongs to no query. The queries are in the files beside it.")
		return
	}
	if run.Pings > 0 {
		p.text(plain, 0, 0, "A Daft process started but ran no query: "+humanize.Plural(run.Pings, "time", "times")+
			" one asked whether a dashboard is there. A query runs only when something asks for its result, such as collect(), show(), or a write; data that is in memory already needs none.")
		return
	}
	if run.Events == 0 && run.Recording.State != analyze.StateComplete {
		p.text(plain, 0, 0, "Nothing of the recording is intact, so it does not tell whether a query ran.")
		return
	}
	p.text(plain, 0, 0, "No Daft process ever connected. "+whyNobodyCame(run))
}
