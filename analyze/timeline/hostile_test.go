package timeline

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// What is left of a real recording when events are lost, doubled or stamped
// anew, however, still holds together.
func TestDamagedRecordings(t *testing.T) {
	for n, path := range recordings(t) {
		events := formattest.Recorded(t, path)
		if len(events) > 4_000 {
			continue
		}
		for round := range 3 {
			random := rand.New(rand.NewPCG(uint64(n), uint64(round)))
			var list []*format.Event
			for _, e := range events {
				e = e.Clone()
				switch random.IntN(12) {
				case 0:
					continue
				case 1:
					list = append(list, e.Clone())
				case 2:
					formattest.Disturb(e, random, 3, func(was int64) int64 {
						return []int64{was + random.Int64N(4e9) - 2e9, 0, -was, math.MaxInt64, math.MinInt64, was / 2}[random.IntN(6)]
					})
				}
				list = append(list, e)
			}
			s := studyOf(t, list)
			name := fmt.Sprintf("%s round %d", filepath.Base(path), round)
			for _, c := range s.All() {
				hold(t, name+" "+c.Query.ID, Of(c))
			}
			holdJob(t, name, OfJob(s))
		}
	}
}

// Times and counts of a query may be anything.
func TestImpossibleTimes(t *testing.T) {
	odd := []int64{0, 1, -1, math.MaxInt64, math.MinInt64, math.MaxInt64 - 1, 1 << 62, 1_800_000_000_000_000_000, 1_800_000_001_000_000_000}
	for seed := range uint64(3000) {
		random := rand.New(rand.NewPCG(seed, 9))
		any := func() analyze.Moment {
			return analyze.Moment{Time: format.Time(odd[random.IntN(len(odd))]), Clock: format.ClockRunner, Known: random.IntN(8) > 0}
		}
		worker := &analyze.Worker{ID: "w", Label: "w1", Death: &analyze.WorkerDeath{After: any()}}
		q := &analyze.Query{ID: "q", Engine: []analyze.Engine{analyze.EngineRay, analyze.EngineNative, analyze.EngineUnknown}[random.IntN(3)], Start: any(), End: any(), Workers: []*analyze.Worker{worker},
			Outcome: analyze.OutcomeFailed}
		if q.Start.Known && q.End.Known && q.End.Time >= q.Start.Time {
			q.Wall = analyze.Value{V: int64(q.End.Time - q.Start.Time), Origin: analyze.Measured}
		}
		if q.Engine == analyze.EngineRay {
			for id := range random.IntN(8) {
				task := &analyze.Task{ID: int64(id), Worker: worker, Submitted: any(), FirstScheduled: any(), LastScheduled: any(), Ended: any(),
					Outcome: []analyze.TaskOutcome{analyze.TaskSucceeded, analyze.TaskFailed, analyze.TaskRunning, analyze.TaskLost}[random.IntN(4)]}
				for range random.IntN(4) {
					task.Schedules = append(task.Schedules, analyze.Schedule{Time: any(), Worker: worker})
				}
				q.Tasks = append(q.Tasks, task)
			}
		}
		for id := range random.IntN(4) {
			o := &analyze.Operator{ID: int64(id), First: any(), Last: any(), InPlan: true}
			for range random.IntN(5) {
				o.Samples = append(o.Samples, analyze.Sample{Time: any().Time, RowsIn: odd[random.IntN(len(odd))], RowsOut: odd[random.IntN(len(odd))]})
			}
			q.Operators = append(q.Operators, o)
		}
		run := &analyze.Run{Queries: []*analyze.Query{q}, Job: &analyze.Job{Start: any(), End: any()}}
		s := finding.Of(run)
		x := Of(s.Case(q))
		hold(t, fmt.Sprint("seed ", seed), x)
		holdJob(t, fmt.Sprint("seed ", seed), OfJob(s))
		Scale{From: x.From, To: x.To, Columns: 40}.StageRows(x)
		Ticks(x.From, x.To, x.From, 9)
	}
}
