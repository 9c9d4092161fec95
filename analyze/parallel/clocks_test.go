package parallel

import (
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
)

// Tasks by a clock that is ahead are put where the path has them; an execution is
// no longer than its query.
func TestExecutionLiesInItsQuery(t *testing.T) {
	q := &analyze.Query{ID: "q", Engine: analyze.EngineRay, Outcome: analyze.OutcomeFinished, Workers: []*analyze.Worker{{ID: "w"}}}
	q.Start = analyze.Moment{Time: epoch, Clock: format.ClockDriver, Known: true}
	q.End = analyze.Moment{Time: epoch + 100_000_000, Clock: format.ClockDriver, Known: true}
	q.Wall = analyze.Value{V: 100_000_000, Origin: analyze.Measured}
	add := func(from, to int) {
		q.Tasks = append(q.Tasks, &analyze.Task{ID: int64(len(q.Tasks)), Outcome: analyze.TaskSucceeded, Worker: q.Workers[0], Submitted: ms(from), FirstScheduled: ms(from), LastScheduled: ms(from), Ended: ms(to)})
	}
	run := &analyze.Run{Queries: []*analyze.Query{q}}
	add(5_000, 5_060)
	add(5_030, 5_090)
	f := Of(run, critical.Of(run, q), SeenIn(run))
	if f.To-f.From != 90_000_000 || f.To > q.End.Time || f.Most != 2 || f.Workers[0].Busy != 90_000_000 {
		t.Errorf("an execution from %d to %d in a query until %d, %d at once", f.From, f.To, q.End.Time, f.Most)
	}
	add(4_000, 5_500) // contradicts the rest
	f = Of(run, critical.Of(run, q), SeenIn(run))
	if f.From < q.Start.Time || f.To > q.End.Time {
		t.Errorf("an execution from %d to %d in a query from %d to %d", f.From, f.To, q.Start.Time, q.End.Time)
	}
}
