package whatif

import (
	"fmt"
	"math"
	"sync"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// MostError is how far the replay of the unchanged run may be from the run,
// as a share of its wall, for the model to be used.
const MostError = 0.10

// mostLost is of which part of the tasks the times may be unknown or inferred.
const mostLost = 0.10

const nobodyLeft = "every worker died before all tasks were done, so that the replay comes to no end"

// Model can say how long a query would have taken under other circumstances. It
// may be used by several goroutines.
type Model struct {
	Path     *critical.Path
	Wall     int64   // of the run, nanoseconds
	Replayed int64   // of the unchanged replay; natively Wall
	Error    float64 // (Replayed - Wall) / Wall
	Usable   bool
	Refusal  string // why it is not usable, one line
	Bounds   Bounds

	schedule *schedule    // nil natively
	bySubmit func() int64 // the unchanged replay with tasks given out as they were submitted; 0 where it comes to no end
	drags    drags
}

// Of makes the model of a query from its critical path.
func Of(p *critical.Path) *Model {
	m := &Model{Path: p}
	q := p.Query
	if !q.Wall.Known() || q.Wall.V <= 0 {
		m.Refusal = "how long the query took is not known"
		return m
	}
	m.Wall = q.Wall.V
	if p.Graph == nil {
		m.Replayed = m.Wall
		m.ofNative()
		return m
	}
	m.ofTasks()
	return m
}

// ofTasks makes the model of a query on Ray.
func (m *Model) ofTasks() {
	g := m.Path.Graph
	if len(g.Nodes) == 0 {
		m.Refusal = "no task of it was recorded with its times, so that there is nothing to replay"
		return
	}
	m.schedule = newSchedule(g)
	m.Bounds = m.schedule.bounds(m.Wall)
	v, r := m.schedule.unchanged(), newReplayer(m.schedule)
	end, ok := r.replay(v, byPriority)
	if !ok {
		m.Refusal = nobodyLeft
		return
	}
	m.Replayed = m.schedule.wallOf(end)
	m.bySubmit = sync.OnceValue(func() int64 {
		end, ok := newReplayer(m.schedule).replay(v, bySubmit)
		if !ok {
			return 0
		}
		return m.schedule.wallOf(end)
	})
	m.Error = float64(m.Replayed-m.Wall) / float64(m.Wall)
	lost, all := g.Left, len(g.Nodes)+g.Left
	for _, n := range g.Nodes {
		if n.Lost.Schedule || n.Lost.End && n.Task.Outcome == analyze.TaskLost {
			lost++
		}
	}
	switch {
	case m.Path.Query.EndInferred != "":
		m.Refusal = "the query has no end in the recording, so that nobody knows how long it would have taken"
	case float64(lost) > mostLost*float64(all):
		m.Refusal = fmt.Sprintf("when they ran is not known of %s of its %s tasks, as events were lost: a replay says too little", humanize.Count(int64(lost)), humanize.Count(int64(all)))
	case math.Abs(m.Error) > MostError:
		m.Refusal = "the replay of the unchanged run takes " + apart(m.Error) + " than the run did: beyond 10 % nothing is said"
	default:
		m.Usable = true
	}
}

// wallOf returns the query's wall where its last task ends then.
func (s *schedule) wallOf(end int64) int64 { return max(0, saturate.Add(end, s.tail)) }

// Try replays the query under a scenario.
func (m *Model) Try(s Scenario) Result {
	if !m.Usable {
		return refused(s, m.Refusal)
	}
	if why := s.wrong(); why != "" {
		return refused(s, why)
	}
	if m.schedule == nil {
		return m.tryNative(s)
	}
	return m.try(newReplayer(m.schedule), s, true)
}

// apart says how far a replay is off.
func apart(off float64) string {
	if off < 0 {
		return fmt.Sprintf("%.0f %% shorter", -100*off)
	}
	return fmt.Sprintf("%.0f %% longer", 100*off)
}
