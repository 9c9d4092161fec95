package parallel

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

const epoch = 1_800_000_000_000_000_000

func replayed(t testing.TB, events []*format.Event) *analyze.Run {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func recorded(t testing.TB, name string) []*format.Event {
	t.Helper()
	if filepath.Ext(name) == ".events" {
		return formattest.Recorded(t, filepath.Join("../testdata", name))
	}
	return formattest.Recorded(t, filepath.Join("../../testdata/recordings", name))
}

func profiles(run *analyze.Run) (list []*Profile) {
	for _, q := range run.Queries {
		list = append(list, Of(run, critical.Of(run, q), SeenIn(run)))
	}
	return list
}

// ms is so many milliseconds after epoch.
func ms(n int) analyze.Moment {
	return analyze.Moment{Time: epoch + format.Time(n)*1_000_000, Clock: format.ClockRunner, Known: true}
}

// randomQuery has tasks at whole milliseconds, of two stages, the second of
// which reads what the first wrote.
func randomQuery(random *rand.Rand, tasks int) *analyze.Query {
	q := &analyze.Query{ID: "q", Engine: analyze.EngineRay, Operators: []*analyze.Operator{{ID: 1}, {ID: 2}, {ID: 3}}}
	for i := range 3 {
		q.Workers = append(q.Workers, &analyze.Worker{ID: fmt.Sprint("worker", i), Label: fmt.Sprint("w", i+1)})
	}
	for id := range tasks {
		submit := random.IntN(60)
		first := submit + random.IntN(30)
		last := first + random.IntN(2)*random.IntN(20)
		t := &analyze.Task{ID: int64(id), NodeIDs: []int64{1, 2}, LastNode: analyze.Value{V: 2, Origin: analyze.Measured}, Outcome: analyze.TaskSucceeded, Worker: q.Workers[random.IntN(3)],
			Submitted: ms(submit), FirstScheduled: ms(first), LastScheduled: ms(last), Ended: ms(last + random.IntN(40))}
		if random.IntN(2) == 0 {
			t.NodeIDs, t.LastNode.V = []int64{2, 3}, 3
		}
		q.Tasks = append(q.Tasks, t)
	}
	return q
}
