package finding

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
)

// actorTimeout is how long Daft 0.7.26 waits by default for the processes of a
// function to be ready, nanoseconds (actor_udf_ready_timeout).
const actorTimeout = 120_000_000_000

// slowStartup finds the wait for workers before anything ran.
func slowStartup(v *view) []draft {
	c := v.ofKind(critical.Startup)
	ns := c.total()
	if ns < 300_000_000 {
		return nil
	}
	f := Finding{ID: "startup-slow", Sure: true}
	f.Title = "nothing ran for " + dur(ns) + " after execution began, " + v.percent(ns) + " of the wall"
	switch {
	case v.native:
		f.say("no operator showed any work until then")
		f.Advice = "Natively this is opening sources and starting the processes of functions: list files ahead with daft.from_glob_path, give read_parquet the paths themselves, and keep heavy imports and loading out of the first rows of a function."
	case v.firstOnRay():
		f.say("it is the first query on Ray in this recording: Daft starts a worker on each node then")
		f.Advice = "Run several queries in one process on one cluster: Daft's workers stay from query to query, and only the first one waits. On a cluster that stays up, connect with daft.set_runner_ray(address) rather than starting one for each job."
		if o := v.limitAfter(critical.Startup); o != nil {
			f.say("%s", limitStarts)
		}
	case v.limitAfter(critical.Startup) != nil && v.actors() == nil:
		f.Operators = []*analyze.Operator{v.limitAfter(critical.Startup)}
		f.say("an earlier query had used Daft's workers already")
		f.say("%s", limitStarts)
		f.Advice = limitAdvice
	default:
		f.say("an earlier query had used Daft's workers already")
		f.Advice = "New workers or the processes of functions were started: ask for no more CPUs or GPUs than the cluster has (max_concurrency and gpus of daft.cls, times each other), or have nodes up before the query."
	}
	if ns >= actorTimeout*95/100 && v.actors() != nil {
		f.say("that is Daft's limit of 120 s for the processes of a function to be ready: more of them were asked for than the cluster has room for, so that some never came")
		f.Operators = []*analyze.Operator{v.actors()}
		f.Advice = "Lower max_concurrency of daft.cls (concurrency of daft.udf) to what the cluster's CPUs and GPUs hold; daft.set_execution_config(actor_udf_ready_timeout=...) bounds the wait."
	}
	f.Check = "run the same query twice in one process: the second one does not wait."
	return []draft{{Finding: f, claim: c}}
}

// firstOnRay reports whether no other query on Ray came before.
func (v *view) firstOnRay() bool {
	for _, q := range v.Run.Queries {
		if q == v.Query {
			return true
		}
		if q.Engine == analyze.EngineRay && len(q.Tasks) > 0 {
			return false
		}
	}
	return true
}

// actors returns the first operator whose functions run in processes of their
// own, nil where there is none.
func (v *view) actors() *analyze.Operator {
	i := slices.IndexFunc(v.Query.Operators, isActorUDF)
	if i < 0 {
		return nil
	}
	return v.Query.Operators[i]
}
