package analyze

import "github.com/daft-analyze/daft-analyze/format"

// LikeSource says which run an estimate leans on.
type LikeSource string

const (
	LikeNone    LikeSource = ""
	PreviousRun LikeSource = "previous recording"
	ThisJob     LikeSource = "earlier query of this job"
)

// Likeness is the finished queries of a run, by the shapes of their plans: what
// the queries of another run are measured by.
type Likeness struct {
	source LikeSource
	curves map[string][]*curve
	used   map[string]int // of curves, by queries of the other run
	count  int
}

func newLikeness(s LikeSource) *Likeness {
	return &Likeness{source: s, curves: make(map[string][]*curve), used: make(map[string]int)}
}

// ReadLikeness reads the finished queries of a previous recording. The errors
// are those of src.
func ReadLikeness(src Source) (*Likeness, error) {
	p := NewProgress(nil)
	for src.Next() {
		p.Add(src.Event())
	}
	p.learned.source = PreviousRun
	return p.learned, src.Err()
}

// Queries returns how many queries there are to compare with.
func (l *Likeness) Queries() int { return l.count }

func (l *Likeness) add(c *curve) {
	if l.count >= learnedMost {
		return
	}
	l.count++
	l.curves[c.shape] = append(l.curves[c.shape], c)
}

// take returns the curve for the next query of a shape: in order, as a job that
// runs again runs the same queries in the same order; the last one where there
// were fewer. Of this job's own queries it is always the latest.
func (l *Likeness) take(shape string) *curve {
	if l == nil || shape == "" {
		return nil
	}
	list := l.curves[shape]
	if len(list) == 0 {
		return nil
	}
	i := len(list) - 1
	if l.source == PreviousRun {
		i = min(i, l.used[shape])
		l.used[shape]++
	}
	return list[i]
}

// match looks once for the curve that a query is measured by.
func (p *Progress) match(q *running) {
	if q.matched || !q.planned {
		return
	}
	q.matched = true
	for _, l := range []*Likeness{p.like, p.learned} {
		if c := l.take(q.shape); c != nil && len(c.final) == curveFeatures*len(q.ops) {
			q.like, q.likeFrom = c, l.source
			return
		}
	}
}

// place returns the time of the curve at which its counters stood as work does,
// of a query that is ratio times as large, and when they were to move next:
// all as nanoseconds since its start. It is the nearest point of the curve, each
// counter taken as a share of its final value.
func (c *curve) place(work []int64, ratio float64) (at, next int64) {
	var shares, from, to []float64
	for i, f := range c.final {
		if f > 0 {
			shares = append(shares, min(1, float64(work[i])/(float64(f)*ratio)))
		}
	}
	share := func(into []float64, p point) []float64 {
		into = into[:0]
		for i, f := range c.final {
			if f > 0 {
				v := 0.0
				if i < len(p.work) {
					v = float64(p.work[i]) / float64(f)
				}
				into = append(into, v)
			}
		}
		return into
	}
	best := -1.0
	for i := range c.points {
		to = share(to, c.points[i])
		if i == 0 {
			best, at = distance(shares, to, nil, 0), c.points[i].at
			next = at
		} else {
			along := project(shares, from, to)
			if d := distance(shares, from, to, along); d <= best {
				a, b := c.points[i-1].at, c.points[i].at
				best, at = d, a+int64(along*float64(b-a))
				next = b
			}
		}
		from, to = to, from
	}
	if next <= at {
		next = c.wall
		for _, p := range c.points {
			if p.at > at {
				next = p.at
				break
			}
		}
	}
	return at, next
}

// project returns how far along the way from a to b the point nearest to x is.
func project(x, a, b []float64) float64 {
	var dot, length float64
	for i := range x {
		d := b[i] - a[i]
		dot += (x[i] - a[i]) * d
		length += d * d
	}
	if length == 0 {
		return 0
	}
	return min(1, max(0, dot/length))
}

func distance(x, a, b []float64, along float64) (sum float64) {
	for i := range x {
		y := a[i]
		if b != nil {
			y += along * (b[i] - a[i])
		}
		sum += (x[i] - y) * (x[i] - y)
	}
	return sum
}

// ratio returns how many times as large as in the curve the scans are, and
// whether that is known.
func (q *running) ratio(now format.Time) (float64, bool) {
	was := q.like.sizes
	is := q.sizes()
	if q.engine == EngineRay && now-q.tasks.lastSubmit < settled {
		return 1, false // tasks are still being handed in
	}
	var a, b float64
	for i := range min(len(is), len(was)) {
		if is[i] > 0 && was[i] > 0 {
			a, b = a+float64(is[i]), b+float64(was[i])
		}
	}
	if a == 0 || b == 0 {
		return 1, false
	}
	return a / b, true
}

// settled is how long no task is handed in before all are taken to be there.
const settled = format.Time(300e6)
