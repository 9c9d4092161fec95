package analyze

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func jobQuery(id string, from, to int64) []string {
	line := func(kind string, ms int64, more string) string {
		return fmt.Sprintf("%s source=dashboard clock=driver time_ns=%d arrival_ns=%d query_id=%s %s", kind, ns(ms), ns(ms)+1, id, more)
	}
	return []string{line("query_start", from, native), line("query_end", to, "outcome=Finished")}
}

func TestJobSplit(t *testing.T) {
	for _, c := range []struct {
		name                                    string
		queries                                 []string
		before, inside, between, after, clipped int64 // milliseconds
	}{
		{"no query", nil, 1000, 0, 0, 0, -1},
		{"one", jobQuery("a", 100, 300), 100, 200, 0, 700, 0},
		{"two", lines(jobQuery("a", 100, 300), jobQuery("b", 400, 500)), 100, 300, 100, 500, 0},
		{"overlapping", lines(jobQuery("a", 100, 300), jobQuery("b", 200, 500)), 100, 400, 0, 500, 0},
		{"nested", lines(jobQuery("a", 100, 500), jobQuery("b", 200, 300), jobQuery("c", 600, 700)), 100, 500, 100, 300, 0},
		{"touching", lines(jobQuery("a", 100, 300), jobQuery("b", 300, 500)), 100, 400, 0, 500, 0},
		{"starts before the job", jobQuery("a", -50, 300), 0, 300, 0, 700, 50},
		{"ends after the job", jobQuery("a", 900, 1100), 900, 100, 0, 0, 100},
		{"outside", lines(jobQuery("a", 100, 300), jobQuery("b", 2000, 2100)), 100, 200, 0, 700, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			run := replayText(t, recorder("job_start", 0, "pid=7 arguments=[\"python\",\"job.py\"]"), c.queries, recorder("job_end", 1000, "pid=7 exit_code=0"))
			s := run.Job.Split
			got := [4]int64{s.Before.V, s.Queries.V, s.Between.V, s.After.V}
			if want := [4]int64{c.before * 1e6, c.inside * 1e6, c.between * 1e6, c.after * 1e6}; got != want {
				t.Errorf("split %v, want %v", got, want)
			}
			if c.clipped >= 0 && s.Clipped.V != c.clipped*1e6 {
				t.Errorf("clipped %v, want %d ms", s.Clipped, c.clipped)
			}
			checkRun(t, run)
		})
	}
}

func TestJobSplitSumsToWall(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		var queries []string
		for i := range random.IntN(8) {
			from := random.Int64N(1400) - 200
			queries = append(queries, jobQuery(fmt.Sprint("q", i), from, from+random.Int64N(500))...)
		}
		run := replayText(t, recorder("job_start", 0, "pid=7"), queries, recorder("job_end", 1000, "pid=7 signal=9"))
		checkRun(t, run)
		s := run.Job.Split
		var inside int64
		for ms := int64(0); ms < 1000; ms++ { // second, naive: by the millisecond
			for _, q := range run.Queries {
				if int64(q.Start.Time) <= ns(ms) && ns(ms) < int64(q.End.Time) {
					inside++
					break
				}
			}
		}
		if s.Queries.V != inside*1_000_000 {
			t.Fatalf("inside of queries %d ns, by the millisecond %d ms", s.Queries.V, inside)
		}
	}
}

func TestJobFacts(t *testing.T) {
	j := replayText(t, recorder("job_start", 0, `pid=7 arguments=["python","job.py"]`), recorder("job_signal", 5, "signal=2"), recorder("job_end", 9, "pid=7 signal=2")).Job
	if j.PID != measured(7) || len(j.Arguments) != 2 || len(j.Signals) != 1 || j.Signal != measured(2) || j.ExitCode.Known() || j.Wall != measured(9_000_000) {
		t.Errorf("job %+v", j)
	}
}
