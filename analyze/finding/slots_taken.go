package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
)

// slotsTaken finds queries that waited for slots that another query had.
func slotsTaken(v *view) []draft {
	if v.native {
		return nil
	}
	busy := v.others()
	if len(busy) == 0 {
		return nil
	}
	c := claim{}
	for i, s := range v.Path.Segments {
		switch s.Kind {
		case critical.Schedule, critical.Handoff, critical.Startup:
			ns := int64(0)
			for _, b := range busy {
				ns += max(0, int64(min(s.End, b.End)-max(s.Start, b.Start)))
			}
			c.take(place{segment: i}, ns, s.Length())
		}
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

// others returns when tasks of other queries ran, disjoint and in order.
func (v *view) others() []analyze.Interval {
	var all []analyze.Interval
	for _, q := range v.Run.Queries {
		if q == v.Query || !overlaps(q, v.Query) {
			continue
		}
		for _, t := range q.Tasks {
			if t.LastScheduled.Known && t.Ended.Known && t.Ended.Time > t.LastScheduled.Time {
				all = append(all, analyze.Interval{Start: t.LastScheduled.Time, End: t.Ended.Time})
			}
		}
	}
	return union(all)
}

func overlaps(a, b *analyze.Query) bool {
	return a.Start.Known && a.End.Known && b.Start.Known && b.End.Known && a.Start.Time < b.End.Time && b.Start.Time < a.End.Time
}
