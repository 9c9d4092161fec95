package whatif

import (
	"fmt"
	"math"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// try replays a scenario with tasks given out by Daft's rule, which is the
// estimate. For the bounds it does so again with tasks given out as they were
// submitted, and, where the workers are those of the run, to the slots that they had
// in the run: how far these are apart, and how far the model is off by on the
// unchanged run, bound the saving.
func (m *Model) try(r *replayer, x Scenario, bounds bool) Result {
	v := m.schedule.under(x)
	if was := len(m.schedule.workers); x.Workers > 0 && x.Workers != 1 && v.workers == was {
		return refused(x, fmt.Sprintf("%v times %s is as many, in whole workers", x.Workers, humanize.Plural(int64(was), "worker", "workers")))
	}
	if !v.changed {
		return Result{Scenario: x, Wall: m.Wall, Basis: "replay", Note: m.unmoved(x)}
	}
	end, ok := r.replay(v, byPriority)
	if !ok {
		return refused(x, nobodyLeft)
	}
	res := Result{Scenario: x, Basis: "replay", Note: m.note(v)}
	res.Saving = m.corrected(saturate.Sub(m.Replayed, m.schedule.wallOf(end)), m.Replayed)
	res.Low, res.High = res.Saving, res.Saving
	moved := v.workers != len(m.schedule.workers)
	if bounds {
		if end, ok := r.replay(v, bySubmit); ok {
			if was := m.bySubmit(); was > 0 {
				res.take(m.corrected(saturate.Sub(was, m.schedule.wallOf(end)), was))
			}
		}
		if !moved {
			res.take(saturate.Sub(m.Wall, m.schedule.wallOf(m.schedule.recorded(v))))
		}
	}
	m.bound(&res, v, moved, bounds)
	res.Wall = m.Wall - res.Saving
	return res
}

// take widens the bounds to a saving.
func (r *Result) take(saving int64) {
	r.Low, r.High = min(r.Low, saving), max(r.High, saving)
}

// corrected takes the model's error off a saving, in proportion: a replay that
// takes 5 % too long has everything take 5 % too long.
func (m *Model) corrected(saving, replayed int64) int64 {
	if replayed <= 0 {
		return saving
	}
	return scaled(saving, float64(m.Wall)/float64(replayed))
}

// otherRun is by which part of a saving another run differs from the one that was
// recorded even where the model is exact: tasks do not take as long twice. See the
// table of docs/what-if.md.
const otherRun = 0.10

// bound adds the model's error to the bounds of a saving, and takes away what
// cannot be: that doing less takes longer, but for the luck of the draw; that more
// is saved than was taken away; or, where bounds are asked for, that the query
// beats its longest chain.
func (m *Model) bound(r *Result, v *variant, moved, bounds bool) {
	lowest, highest := m.Wall-math.MaxInt64, m.Wall
	if !v.longer {
		lowest = 0
	}
	if !moved {
		highest = min(highest, max(lowest, v.removed))
	}
	r.Saving = min(max(r.Saving, lowest), highest)
	margin := max(saturate.Sub(m.Replayed, m.Wall), saturate.Sub(m.Wall, m.Replayed), scaled(r.Saving, otherRun), scaled(r.Saving, -otherRun))
	if bounds {
		s := m.schedule
		highest = min(highest, saturate.Sub(m.Wall, s.wallOf(saturate.Add(v.lead, s.span(v.wall.ns)))))
	}
	r.Low = min(r.Saving, max(lowest, saturate.Sub(r.Low, margin)))
	r.High = max(r.Saving, min(highest, saturate.Add(r.High, margin)))
}

// note says what a scenario cannot know.
func (m *Model) note(v *variant) string {
	was := len(m.schedule.workers)
	if v.workers == was {
		return ""
	}
	note := fmt.Sprintf("with %s instead of %d, each on a machine of its own", humanize.Plural(int64(v.workers), "worker", "workers"), was)
	if v.workers < was && !m.schedule.bound {
		note += "; no task waited for a slot, so that each may have room for more than was seen, and less be lost"
	}
	return note
}

// unmoved says why a scenario changes nothing.
func (m *Model) unmoved(x Scenario) string {
	switch {
	case x.NoRetries:
		return "no task was given out more than once"
	case len(x.Speedup) > 0:
		return "no task says how long it spent in that operator"
	}
	return ""
}
