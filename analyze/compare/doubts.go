package compare

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/parallel"
)

// doubtsOf says in what two recordings differ besides time, gravest first.
func doubtsOf(base, current *finding.Study, queries align.Queries) []Doubt {
	b, n := base.Run, current.Run
	var list []Doubt
	add := func(ds ...Doubt) { list = append(list, ds...) }
	if len(queries.Pairs) == 0 && len(b.Queries) > 0 && len(n.Queries) > 0 {
		was, is := humanize.Plural(int64(len(b.Queries)), "query", "queries"), humanize.Plural(int64(len(n.Queries)), "query", "queries")
		add(Doubt{ID: "job", Grave: true, Base: was, New: is,
			Title: fmt.Sprintf("none of the base's %s is like any of the new run's %s: these are different jobs", was, is),
			Still: "Two queries that nevertheless do the same can be named: --query BASE=NEW"})
	}
	add(recordingDoubt(b, n)...)
	add(differing("engine", "ran on", engines(b), engines(n),
		"Wall times and rows can be compared. Operators are other ones for the same thing; tasks, slots, start-up of workers and driver exist on Ray only")...)
	add(differing("daft-version", "ran with Daft", versions(b, func(q *analyze.Query) string { return q.DaftVersion }), versions(n, func(q *analyze.Query) string { return q.DaftVersion }),
		"Wall times and rows can be compared. What is slower may be Daft itself, and counters may mean something else")...)
	add(differing("ray-version", "ran with Ray", versions(b, func(q *analyze.Query) string { return q.RayVersion }), versions(n, func(q *analyze.Query) string { return q.RayVersion }),
		"All can be compared; start-up, scheduling and the driver's time may be Ray's doing")...)
	add(differing("python-version", "ran with Python", versions(b, func(q *analyze.Query) string { return q.PythonVersion }), versions(n, func(q *analyze.Query) string { return q.PythonVersion }),
		"All can be compared; Python functions may be slower or faster for it")...)
	add(machineDoubts(base, current)...)
	add(exitDoubt(b.Job, n.Job)...)
	return sorted(list)
}

// sorted puts the gravest first and keeps the order of the rest.
func sorted(list []Doubt) []Doubt {
	slices.SortStableFunc(list, func(a, b Doubt) int {
		rank := func(d Doubt) int {
			if d.Grave {
				return 0
			}
			return 1
		}
		return cmp.Compare(rank(a), rank(b))
	})
	return list
}

// differing is a doubt where two words differ that are both known.
func differing(id, what, was, is, still string) []Doubt {
	if was == "" || is == "" || was == is {
		return nil
	}
	return []Doubt{{ID: id, Base: was, New: is, Title: fmt.Sprintf("the base %s %s, the new run %s %s", what, was, what, is), Still: still}}
}

// engines are those of a run's queries, "" where none is known.
func engines(run *analyze.Run) string {
	return versions(run, func(q *analyze.Query) string {
		if q.Engine == analyze.EngineUnknown {
			return ""
		}
		return q.Engine.Called()
	})
}

// versions are the distinct words of a run's queries, sorted.
func versions(run *analyze.Run, of func(q *analyze.Query) string) string {
	const most = 4
	var list []string
	for _, q := range run.Queries {
		if v := of(q); v != "" && !slices.Contains(list, v) && len(list) < 100 {
			list = append(list, v)
		}
	}
	slices.Sort(list)
	if len(list) > most {
		list = append(list[:most], "...")
	}
	return strings.Join(list, " and ")
}

// recordingDoubt says that a recording is not whole.
func recordingDoubt(base, current *analyze.Run) []Doubt {
	say := func(run *analyze.Run) string {
		text := string(cmp.Or(run.Recording.State, analyze.StateComplete))
		lost := int64(0)
		for _, l := range run.Losses {
			lost += max(0, min(l.Count, 1<<40))
		}
		if lost > 0 {
			text += ", " + humanize.Plural(lost, "event", "events") + " lost by the recorder"
		}
		return text
	}
	was, is := say(base), say(current)
	if whole := string(analyze.StateComplete); was == whole && is == whole {
		return nil
	}
	return []Doubt{{ID: "incomplete", Base: was, New: is, Title: fmt.Sprintf("the base's recording is %s, the new run's %s", was, is),
		Still: "What is in both can be compared: each query says whether its times can; rows and bytes may be too low where reports were lost"}}
}

// machineDoubts say in what the machines differ, as far as recordings tell.
func machineDoubts(base, current *finding.Study) []Doubt {
	const still = "Rows, bytes and plans can be compared. Times are those of other machines: what is slower may be that"
	var list []Doubt
	if was, is := base.Run.Recording.CPUs, current.Run.Recording.CPUs; was.Positive() && is.Positive() && was.V != is.V {
		text := func(v analyze.Value) string { return humanize.Plural(v.V, "processor", "processors") }
		list = append(list, Doubt{ID: "processors", Base: text(was), New: text(is), Still: still,
			Title: fmt.Sprintf("the base's recorder ran on a machine with %s, the new run's on one with %s", text(was), text(is))})
	}
	was, is := roomOf(base.Run), roomOf(current.Run)
	if was.workers > 0 && is.workers > 0 && was.workers != is.workers {
		list = append(list, Doubt{ID: "workers", Base: was.text(), New: is.text(), Still: still,
			Title: fmt.Sprintf("the base's tasks ran on %s, the new run's on %s", was.text(), is.text())})
	}
	return list
}

// room is where the tasks of a run ran.
type room struct{ workers, slots int64 }

func (r room) text() string {
	return humanize.Plural(r.workers, "worker", "workers") + ", at most " + humanize.Plural(r.slots, "task", "tasks") + " at a time"
}

func roomOf(run *analyze.Run) room {
	r := room{workers: int64(len(run.Workers))}
	if r.workers > 0 {
		for _, n := range parallel.SeenIn(run) {
			r.slots += n
		}
	}
	return r
}

// exitDoubt says that one job ended otherwise than the other.
func exitDoubt(base, current *analyze.Job) []Doubt {
	if base == nil || current == nil {
		return nil
	}
	say := func(j *analyze.Job) string {
		switch {
		case j.Signal.Known():
			return fmt.Sprintf("was ended by signal %d", j.Signal.V)
		case j.ExitCode.Known() && j.ExitCode.V == 0:
			return "ended well"
		case j.ExitCode.Known():
			return fmt.Sprintf("exited with %d", j.ExitCode.V)
		}
		return "has no recorded end"
	}
	was, is := say(base), say(current)
	if was == is {
		return nil
	}
	return []Doubt{{ID: "exit", Base: was, New: is, Title: fmt.Sprintf("the base's job %s, the new run's %s", was, is),
		Still: "Queries that finished in both can be compared; the jobs' times cannot"}}
}
