package report

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// printHeader says what the recording is of: engines, versions, the command,
// and how the job's time was spent.
func printHeader(p *page, run *analyze.Run, o ExplainOptions) {
	var engines, daft, ray, python, commands []string
	for _, q := range run.Queries {
		engines = append(engines, engineName(q.Engine))
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
	p.items(bold, 0, o.Path, humanize.Plural(int64(len(run.Queries)), "query", "queries"), engine,
		versions(daft, ray, python, o.Full), command(union(commands), p.width/2, o.Full))
	if name := jobName(run.Recording); name != "" {
		p.text(plain, 0, 2, "job: "+safe(name))
	}
	printJob(p, run.Job, len(run.Queries) > 0)
	printUse(p, run.Job, run.Monitored, run.Recording.CPUs, len(run.Workers) > 0)
	printOutput(p, run, o.Path)
	if r := run.Recording; r.State != analyze.StateComplete {
		p.text(red, 0, 2, "recording "+recordingState(r.State)+reason(r.Reason)+". What is intact is shown.")
	}
	if run.Recording.Recovered {
		p.text(dim, 0, 2, "recovered: this file was rewritten from what was intact of a broken one")
	}
	for _, l := range run.Losses {
		p.text(red, 0, 2, fmt.Sprintf("the recorder lost %s %s%s", humanize.Count(l.Count), l.What, reason(l.Why)))
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
			p.text(dim, 0, 2, humanize.Plural(f.n, f.of, f.of+"s")+" "+f.what)
		}
	}
	printWarnings(p, run.Warnings, o.Full)
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
	text := safe(commands[0])
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

// printJob says how the job ended and splits its wall time.
func printJob(p *page, job *analyze.Job, queried bool) {
	if job == nil {
		return
	}
	s, text := plain, "job: "
	split := job.Split
	parts := []int64{split.Before.V, split.Queries.V, split.Between.V, split.After.V}
	known := queried && split.Before.Known() && split.Queries.Known() && split.Between.Known() && split.After.Known()
	wall, each := "", make([]string, 4)
	if job.Wall.Known() {
		wall = " after " + humanize.Duration(job.Wall.V)
		if known {
			total, list := humanize.Parts(job.Wall.V, parts)
			wall, each = " after "+total, list
		}
	}
	switch {
	case job.ExitCode.Known():
		text += fmt.Sprintf("exited %d%s", job.ExitCode.V, wall)
		if job.ExitCode.V != 0 {
			s = red
		}
	case job.Signal.Known():
		text += "killed by " + signalName(job.Signal.V) + wall
		s = red
	case job.End.Known:
		text += "ended" + wall
	default:
		text += "still running when the recording ends"
	}
	if known && job.Wall.Known() {
		text += fmt.Sprintf(": %s before the first query, %s in queries, %s between, %s after", each[0], each[1], each[2], each[3])
	} else if split.Before.Known() && queried {
		text += fmt.Sprintf("; %s before the first query", humanize.Duration(split.Before.V))
	}
	if len(job.Signals) > 0 {
		var names []string
		for _, n := range job.Signals {
			names = append(names, signalName(n))
		}
		text += "; signals passed on: " + strings.Join(names, ", ")
	}
	p.text(s, 0, 2, text)
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
	p.line(bold, "No query was recorded.")
	if run.Recording.Mode == "collect" {
		p.text(plain, 0, 0, "This is a collector's own file, of what belongs to no query. The queries are in the files beside it.")
		return
	}
	if run.Pings > 0 {
		p.text(plain, 0, 0, "A Daft process started but ran no query: "+humanize.Plural(run.Pings, "time", "times")+
			" one asked whether a dashboard is there. A query runs only when something asks for its result, such as collect(), show(), or a write; data that is in memory already needs none.")
		return
	}
	p.text(plain, 0, 0, "No Daft process ever connected. "+whyNobodyCame(run))
}
