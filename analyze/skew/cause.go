package skew

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// order is the order in which causes are looked for. What one explains of the
// excess of a task is not looked for again, as Ousterhout et al. did for Spark
// ("Making Sense of Performance in Data Analytics Frameworks", 2015): a cause
// that is certain comes before one that fits. A slow worker, which other stages
// prove, reads slowly as well.
var order = []Cause{Retry, Queue, Data, SlowWorker, IOWait, ColdStart, Unknown}

// attribute says of each outlier of a stage why it took so long, in seconds,
// and which cause is the stage's.
func (j *judge) attribute(g *judging, parts []contributions) {
	cold := g.coldStart()
	reading := j.reading(g, parts)
	sums := map[Cause]int64{}
	for i := range g.outlier {
		o := &g.outlier[i]
		left := o.excess
		takes := func(c Cause, ns int64) {
			if ns = min(ns, left); ns > 0 {
				o.causes = append(o.causes, CauseShare{c, ns})
				sums[c] = saturate.Add(sums[c], ns)
				left -= ns
			}
		}
		takes(Retry, o.retry)
		if o.queued {
			takes(Queue, o.wait)
		}
		if o.size >= slower {
			takes(Data, o.byData())
		}
		if o.cold {
			takes(ColdStart, cold[o.task])
		}
		if w := j.slowOf(o.task.Worker); w != nil {
			takes(SlowWorker, o.wall-saturate.Whole(float64(o.wall)/w.Factor))
		}
		takes(IOWait, saturate.Add(reading[o.task], -saturate.Whole(max(0, o.size-1)*float64(o.base))))
		if !o.cold {
			takes(ColdStart, cold[o.task])
		}
		if left > o.excess/10 { // less is noise
			takes(Unknown, left)
		}
	}
	var excess int64
	for _, o := range g.outlier {
		excess = saturate.Add(excess, o.excess)
	}
	for _, c := range order {
		if sums[c] > excess/50 { // less is noise
			g.Causes = append(g.Causes, CauseShare{c, sums[c]})
		}
	}
	slices.SortStableFunc(g.Causes, func(a, b CauseShare) int { return cmp.Compare(b.NS, a.NS) })
	if len(g.Causes) > 0 {
		g.Cause = g.Causes[0].Cause
	}
	if g.Cause == SlowWorker {
		g.Worker = j.culprit(g)
	}
}

// byData returns how much longer than the median a task may take for the data
// that it has: all of it, if for that data it was not slower than the others,
// else in proportion.
func (o *outlier) byData() int64 {
	if float64(o.took-o.retry) < slower*o.size*float64(o.base) {
		return o.excess
	}
	return saturate.Whole((o.size - 1) * float64(o.base))
}

// explains returns the nanoseconds that a cause explains of a task's excess.
func (o *outlier) explains(c Cause) int64 {
	for _, s := range o.causes {
		if s.Cause == c {
			return s.NS
		}
	}
	return 0
}

// coldStart returns how much longer the first tasks on each worker took than
// those that came after them, for the tasks of which that holds. They are held
// against each other: if one alone took long, it was not the start.
func (g *judging) coldStart() map[*analyze.Task]int64 {
	firsts, later := g.firsts()
	if len(firsts) < 2 || len(later) == 0 {
		return nil
	}
	usual, cold := middleWall(later), lowMiddleWall(firsts)
	if cold < slower*max(usual, leastTook) {
		return nil
	}
	by := make(map[*analyze.Task]int64, len(firsts))
	for _, x := range firsts {
		if float64(x.wall) < slower*cold {
			by[x.task] = saturate.Whole(float64(x.wall) - usual)
		} else {
			by[x.task] = saturate.Whole(cold - usual)
		}
	}
	return by
}
