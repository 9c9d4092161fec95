package analyze

import (
	"math"

	"github.com/daft-analyze/daft-analyze/format"
)

// Left is an estimate of how long a query still takes.
type Left struct {
	Kind LeftKind
	// Low and High bound it, in nanoseconds; Best lies between them. Only Low
	// means anything of a floor.
	Low, Best, High int64
	Basis           LeftBasis
	Why             string // there is none, in a few words
}

// LeftKind says how much an estimate says.
type LeftKind uint8

const (
	LeftUnknown LeftKind = iota // there is no ground for an estimate
	LeftFloor                   // it takes at least Low: what follows cannot be foreseen
	LeftRange                   // it takes Low to High
)

// LeftBasis says what an estimate was made from.
type LeftBasis string

const (
	ByPrevious LeftBasis = "previous recording"
	ByEarlier  LeftBasis = "earlier query"
	ByTasks    LeftBasis = "tasks"
	ByRows     LeftBasis = "rows"
	ByGuess    LeftBasis = "Daft's guess of the rows"
)

const (
	second   = int64(1e9)
	leftFrom = second / 2 // of work, before which nothing is foretold from it
)

func unknownLeft(why string) Left { return Left{Why: why} }

// left estimates how long q still takes.
func (p *Progress) left(q *running, now format.Time) Left {
	p.match(q)
	switch {
	case q.like != nil && q.engine == EngineRay:
		return q.leftLike(now).orTasks(q.leftByTasks(now))
	case q.like != nil:
		return q.leftLike(now)
	case !q.planned:
		return unknownLeft("no plan yet")
	case q.firstWork == 0:
		return unknownLeft("not begun")
	case q.engine == EngineRay:
		return q.leftByTasks(now)
	case q.engine == EngineNative:
		return q.leftByRows(now)
	}
	return unknownLeft("unknown engine")
}

// leftLike measures q by a finished query of the same plan: where on its curve
// q stands, and how much slower or faster it got there.
func (q *running) leftLike(now format.Time) Left {
	c := q.like
	l := Left{Kind: LeftRange, Basis: ByPrevious}
	if q.likeFrom == ThisJob {
		l.Basis = ByEarlier
	}
	ratio, sure := q.ratio(now)
	work := float64(c.wall - c.firstWork)
	doubt := 0.35
	if !sure {
		doubt += 0.1
	}
	if q.firstWork == 0 {
		startup := max(0, c.firstWork-int64(now-q.start))
		return l.spread(float64(startup)+work*ratio, doubt+0.1, 0)
	}
	at, next := c.place(q.work(), ratio)
	done := float64(max(0, at-c.firstWork))
	// The pace of the beginning says little: it counts as far as there is much of it.
	inertia := 0.1 * work
	pace := (float64(q.lastMove-q.firstWork) + ratio*inertia) / (done + inertia)
	if !(pace > 0) || math.IsInf(pace, 0) { // times that contradict each other, in this run or in that
		return unknownLeft("the times of the run it is measured by, or of its own, contradict each other")
	}
	quiet := float64(now-q.lastMove) / pace
	wait := float64(next - at) // that the other run took to its next move
	overdue := max(0, quiet-wait)
	if overdue > 0.25*wait+float64(second) {
		return unknownLeft("slower than the run it is measured by")
	}
	best := (float64(c.wall) - float64(at) - min(quiet, wait)) * pace
	if wait > 0.25*work { // nothing tells whether it waits at the same pace
		doubt += 0.15
	}
	doubt += math.Min(0.5, 0.5*math.Abs(math.Log(pace/ratio)))
	return l.spread(best, doubt, overdue*pace)
}

// spread sets the range: a share of doubt to both sides, and more above.
func (l Left) spread(best, doubt, above float64) Left {
	const jitter = 0.1e9 // reports come five times a second
	best = math.Min(math.Max(best, 0), math.MaxInt64/4)
	l.Best = int64(best)
	l.Low = int64(math.Max(0, best*(1-doubt)-jitter))
	l.High = int64(best*(1+doubt) + jitter + math.Min(above, math.MaxInt64/4))
	return l
}

// leftByRows measures a native query by the rows that its scans have to read.
func (q *running) leftByRows(now format.Time) Left {
	var total, read float64
	exact := true
	for _, o := range q.ops {
		if !o.InPlan || len(o.Children) > 0 {
			continue
		}
		if !o.EstimatedRows.Positive() || o.selectivity < 0.9 {
			return unknownLeft("how much there is to read is not known")
		}
		exact = exact && o.Type == "InMemoryScan"
		total += float64(o.EstimatedRows.V)
		read += float64(q.passed(o))
	}
	took := int64(now - q.firstWork)
	if total == 0 || read == 0 || took < leftFrom {
		return unknownLeft("too early to tell")
	}
	l := Left{Kind: LeftRange, Basis: ByRows}
	rest := func(of float64) float64 { return float64(took) * (of - read) / read }
	if exact {
		if read >= total {
			return unknownLeft("all rows are in")
		}
		l = l.spread(rest(total), 0.25, 0)
	} else {
		// Daft guesses the rows of files from their sizes: up to twice as many, or half.
		l.Basis = ByGuess
		if read > total/2 {
			return unknownLeft("how much there is to read is not known")
		}
		l.Low, l.Best, l.High = int64(max(0, rest(total/2))), int64(rest(total)), int64(rest(2*total))
	}
	if q.blocked() {
		l.Kind = LeftFloor
	}
	return l
}

// passed returns how many rows of a scan have come as far as they are counted
// one by one: operators behind it hold some back.
func (q *running) passed(o *runningOperator) int64 {
	rows := o.out
	for at := o.Operator; len(at.Parents) == 1; at = at.Parents[0] {
		parent := q.byNode[at.Parents[0].ID]
		if parent == nil || len(parent.Children) > 1 {
			break
		}
		rows = min(rows, parent.in)
		if !keepsRows(parent.Type) {
			break
		}
	}
	return rows
}

// keepsRows reports whether a native operator puts out just the rows it takes.
func keepsRows(kind string) bool {
	switch kind {
	case "Project", "UDFProject", "DistributedActorPoolProject", "IntoBatches", "MonotonicallyIncreasingId":
		return true
	}
	return false
}

// blocked reports whether some operator may work on for long after all rows
// have come in, which Daft does not report.
func (q *running) blocked() bool {
	for _, o := range q.ops {
		switch {
		case o.Category != "BlockingSink":
		case o.Type == "Aggregate" || o.Type == "TopN" || o.Type == "CommitWrite": // these have little left to do
		default:
			return true
		}
	}
	return false
}
