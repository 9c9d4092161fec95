package timeline

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
)

// pathLanes says where the path lies in which lane.
func (t *Timeline) pathLanes() {
	if t.Unit == Operators {
		of := make(map[*analyze.Operator]*Lane)
		for g := range t.Groups {
			for i := range t.Groups[g].Lanes {
				l := &t.Groups[g].Lanes[i]
				if of[l.Operator] == nil {
					of[l.Operator] = l
				}
			}
		}
		for _, s := range t.Path {
			if s.Kind != critical.Run {
				continue
			}
			for _, x := range s.Shares {
				if l := of[x.Operator]; l != nil && x.Operator != nil {
					l.goesThrough(analyze.Interval{Start: s.Start, End: s.End}, x.NS)
				}
			}
		}
	} else {
		t.pathSlots()
	}
	for i := range t.Groups {
		g := &t.Groups[i]
		for _, l := range g.Lanes {
			g.OnPath += l.PathNS
		}
	}
}

// onLanes reports whether a segment of a task lies in its worker's lanes.
func onLanes(k critical.Kind) bool { return k == critical.Run || k == critical.Retry }

// attemptOf is one kind of bar of a task.
type attemptOf struct {
	task  *analyze.Task
	retry bool
}

func (t *Timeline) pathSlots() {
	of := make(map[attemptOf][]analyze.Interval)
	for _, s := range t.Path {
		if s.Task != nil && onLanes(s.Kind) {
			k := attemptOf{s.Task, s.Kind == critical.Retry}
			of[k] = append(of[k], analyze.Interval{Start: s.Start, End: s.End})
		}
	}
	for g := range t.Groups {
		for i := range t.Groups[g].Lanes {
			l := &t.Groups[g].Lanes[i]
			for _, b := range l.Bars {
				if !b.OnPath {
					continue
				}
				for _, s := range of[attemptOf{b.Task, b.Kind == Retry}] {
					if in := (analyze.Interval{Start: max(s.Start, b.Start), End: min(s.End, b.End)}); in.Start < in.End {
						l.goesThrough(in, in.Length())
					}
				}
			}
		}
	}
}

// goesThrough adds a stretch of the path to a lane; stretches come in order. An
// operator may have several shares of one, for what it did at the time.
func (l *Lane) goesThrough(in analyze.Interval, ns int64) {
	l.PathNS += ns
	if n := len(l.OnPath); n > 0 && l.OnPath[n-1].Interval == in {
		l.OnPath[n-1].NS += ns
		return
	}
	l.OnPath = append(l.OnPath, PathPart{in, ns})
}
