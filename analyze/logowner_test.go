package analyze

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

// ownersRun is a run of random queries with random tasks on Ray.
func ownersRun(r *rand.Rand) *Run {
	run := &Run{}
	for i := range 1 + r.IntN(4) {
		start := format.Time(r.IntN(40))
		q := &Query{ID: fmt.Sprint("q", i), Engine: []Engine{EngineRay, EngineNative}[r.IntN(2)], Start: at(start, ""), End: at(start+format.Time(r.IntN(30)), "")}
		if q.Engine == EngineRay {
			for k := range r.IntN(6) {
				t := &Task{ID: int64(k)}
				if r.IntN(4) > 0 {
					t.FirstScheduled = at(format.Time(r.IntN(60)), "")
				}
				if r.IntN(4) > 0 {
					t.Ended = at(t.FirstScheduled.Time+format.Time(r.IntN(20)), "")
				}
				if r.IntN(2) > 0 {
					t.Submitted = at(format.Time(r.IntN(60)), "")
				}
				q.Tasks = append(q.Tasks, t)
			}
		}
		run.Queries = append(run.Queries, q)
	}
	return run
}

// Whose a line is, is what LogSpan says, where it says it of one alone.
func TestLogOwnersAreTheOnlyOnes(t *testing.T) {
	told := map[string]int{}
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 1))
		run := ownersRun(r)
		owners := run.LogOwners()
		for range 40 {
			l := &LogLine{Kind: LogOutput, Time: format.Time(r.IntN(80)), fromWorker: r.IntN(2) == 0}
			if r.IntN(10) == 0 {
				l.Time += format.Time(rayForwards) // Ray is late
			}
			if r.IntN(4) == 0 {
				l.Kind, l.QueryID, l.fromWorker = LogRecord, run.Queries[r.IntN(len(run.Queries))].ID, true
			}
			var query *Query
			var task *Task
			queries, tasks := 0, 0
			for _, q := range run.Queries {
				if s := q.LogSpan(); l.QueryID == q.ID || l.QueryID == "" && s.has(l) {
					queries++
					query = q
				}
			}
			if queries != 1 {
				query = nil
			} else if l.fromWorker {
				for _, x := range query.Tasks {
					s := query.TaskLogSpan(x)
					if s.QueryID = ""; s.Start.Known && s.has(l) {
						tasks++
						task = x
					}
				}
			}
			if tasks != 1 {
				task = nil
			}
			gotQuery, gotTask := owners.Of(l)
			if gotQuery != query || gotTask != task {
				t.Fatalf("seed %d: a line at %d is of %v and %v, want %v and %v", seed, l.Time, gotQuery, gotTask, query, task)
			}
			told[fmt.Sprint(query != nil, task != nil)]++
		}
	}
	for _, k := range []string{"true true", "true false", "false false"} {
		if told[k] < 100 {
			t.Errorf("only %d lines of %s", told[k], k)
		}
	}
}

// An id that several queries have tells nothing, the time does.
func TestLogOwnersOfRepeatedQueries(t *testing.T) {
	first, second := &Query{ID: "q", Start: at(0, ""), End: at(10, "")}, &Query{ID: "q", Start: at(20, ""), End: at(30, "")}
	owners := (&Run{Queries: []*Query{first, second}}).LogOwners()
	for at, want := range map[format.Time]*Query{5: first, 15: nil, 25: second} {
		if got, _ := owners.Of(&LogLine{Kind: LogRecord, QueryID: "q", Time: at, fromWorker: true}); got != want {
			t.Errorf("at %d: %v", at, got)
		}
	}
	if got, _ := owners.Of(&LogLine{Kind: LogRecord, QueryID: "other", Time: 5, fromWorker: true}); got != nil {
		t.Errorf("of %v", got)
	}
}
