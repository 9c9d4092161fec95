package finding

import (
	"sort"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
)

// slotsTaken finds queries that waited for slots that another query had.
func slotsTaken(v *view) []draft {
	if v.native {
		return nil
	}
	c := v.takenByOthers()
	if len(c) == 0 {
		return nil
	}
	ns := c.total()
	f := Finding{ID: "slots-taken"}
	f.Title = "tasks waited " + dur(ns) + " on the path, " + v.percent(ns) + " of the wall, while another query had workers of the cluster"
	for _, q := range v.Run.Queries {
		if q != v.Query && overlaps(q, v.Query) && len(q.Tasks) > 0 && q.Engine == v.Query.Engine {
			f.say("query %s ran meanwhile, %s", q.ID, count(int64(len(q.Tasks)), "task", "tasks"))
			if len(f.Evidence) == 3 {
				break
			}
		}
	}
	f.Advice = "Run the queries one after another, or give the cluster as many CPUs as both need."
	f.Check = "run this query alone: if its tasks wait as long, the slots were not the other's."
	return []draft{{Finding: f, claim: c, atMost: true}}
}

// takenByOthers claims what of the path's waits for slots lies where tasks of
// other queries ran.
func (v *view) takenByOthers() claim {
	var waits []int
	for i, s := range v.Path.Segments {
		switch s.Kind {
		case critical.Schedule, critical.Handoff, critical.Startup:
			waits = append(waits, i)
		}
	}
	var busy []analyze.Interval
	for _, q := range v.Run.Queries {
		if q == v.Query || !overlaps(q, v.Query) {
			continue
		}
		ran := v.ranIn(q)
		for _, i := range waits {
			busy = append(busy, within(ran, v.Path.Segments[i].Start, v.Path.Segments[i].End)...)
		}
	}
	busy = union(busy)
	c := claim{}
	for _, i := range waits {
		s, ns := v.Path.Segments[i], int64(0)
		for _, b := range within(busy, s.Start, s.End) {
			ns += int64(min(s.End, b.End) - max(s.Start, b.Start))
		}
		c.take(place{segment: i}, ns, s.Length())
	}
	return c
}

// ranIn returns when tasks of a query ran, disjoint and in order.
func ranIn(q *analyze.Query) []analyze.Interval {
	var all []analyze.Interval
	for _, t := range q.Tasks {
		if t.LastScheduled.Known && t.Ended.Known && t.Ended.Time > t.LastScheduled.Time {
			all = append(all, analyze.Interval{Start: t.LastScheduled.Time, End: t.Ended.Time})
		}
	}
	return union(all)
}

// within returns those of disjoint intervals, in order, that meet a stretch.
func within(list []analyze.Interval, from, to format.Time) []analyze.Interval {
	a := sort.Search(len(list), func(i int) bool { return list[i].End > from })
	b := sort.Search(len(list), func(i int) bool { return list[i].Start >= to })
	return list[a:max(a, b)]
}

func overlaps(a, b *analyze.Query) bool {
	return a.Start.Known && a.End.Known && b.Start.Known && b.End.Known && a.Start.Time < b.End.Time && b.Start.Time < a.End.Time
}
