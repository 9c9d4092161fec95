package analyze

import (
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// running is an open query, as far as a Progress needs it.
type running struct {
	id     string
	number int64
	engine Engine

	start, execStart format.Time // by arrival; 0 where not yet
	firstWork        format.Time // first task given out, or first counter above 0
	lastMove         format.Time // a counter rose, or a task was given out or ended

	planned bool
	shape   string // of the plan, see shapeOf
	ops     []*runningOperator
	byNode  map[int64]*runningOperator
	tasks   runningTasks

	curve    curve
	matched  bool // whether like was looked for
	like     *curve
	likeFrom LikeSource
}

// runningOperator is an operator with its counters so far.
type runningOperator struct {
	*Operator
	in, out   int64 // rows
	completed int64 // tasks, by Daft's counter
	begun     bool  // it started, or a task lists it
	moved     format.Time
	rate      rate
}

// operatorsMost bounds the operators of a query that are followed.
const operatorsMost = 2000

func newRunning(id string, number int64, now format.Time) *running {
	return &running{id: id, number: number, engine: EngineUnknown, start: now, byNode: make(map[int64]*runningOperator), curve: newCurve()}
}

func (q *running) add(e *format.Event, now format.Time) {
	switch e.Kind {
	case format.QueryStart:
		q.engine = engineOf(&queryFacts{runner: e.Label(format.Runner)})
	case format.ExecStart:
		q.onPlan(e, now)
	case format.OperatorStart:
		if o := q.operator(e); o != nil {
			o.begun = true
		}
	case format.OperatorStats:
		q.onStats(e, now)
	case format.TaskSubmit, format.TaskInput, format.TaskSchedule, format.TaskEnd:
		q.onTask(e, now)
	}
}

func (q *running) onPlan(e *format.Event, now format.Time) {
	if q.planned {
		return
	}
	q.planned, q.execStart = true, now
	plan := &Query{operators: make(map[int64]*Operator)}
	plan.PhysicalPlan, _ = e.Text(format.Text)
	readPlan(plan, &allowance{})
	for _, o := range plan.Operators[:min(len(plan.Operators), operatorsMost)] {
		if known := q.byNode[o.ID]; known != nil {
			known.Operator = o
			continue
		}
		q.put(o)
	}
	q.shape = shapeOf(q.engine, plan.Operators)
}

func (q *running) put(o *Operator) *runningOperator {
	r := &runningOperator{Operator: o}
	q.ops = append(q.ops, r)
	q.byNode[o.ID] = r
	return r
}

func (q *running) operator(e *format.Event) *runningOperator {
	id, ok := e.Int(format.NodeID)
	if !ok {
		return nil
	}
	if o := q.byNode[id]; o != nil || len(q.ops) >= operatorsMost {
		return o
	}
	return q.put(&Operator{ID: id, Name: e.Label(format.Name)})
}

func (q *running) onStats(e *format.Event, now format.Time) {
	o := q.operator(e)
	if o == nil {
		return
	}
	// The two sides of a join overwrite each other: the highest stands.
	rose := raise(&o.in, sumOf(e, format.RowsIn, format.BuildRows, format.ProbeRowsIn))
	rose = raise(&o.out, sumOf(e, format.RowsOut, format.RowsWritten, format.ProbeRowsOut)) || rose
	rose = raise(&o.completed, sumOf(e, format.TasksCompleted)) || rose
	if rose {
		o.begun, o.moved = true, now
		q.moved(now)
	}
	o.rate.note(now, max(o.in, o.out))
}

// moved says that the query did something.
func (q *running) moved(now format.Time) {
	if q.firstWork == 0 {
		q.firstWork = now
	}
	q.lastMove = now
}

func sumOf(e *format.Event, columns ...format.IntColumn) (sum int64) {
	for _, c := range columns {
		if v, ok := e.Int(c); ok && v > 0 {
			sum = saturate.Add(sum, v)
		}
	}
	return sum
}

func raise(to *int64, v int64) bool {
	if v <= *to {
		return false
	}
	*to = v
	return true
}

// rate is how fast a counter rises, over the last rateSpan to twice that.
type rate struct {
	first, second, last mark
}

type mark struct {
	at    format.Time
	count int64
}

const rateSpan = 2e9 // nanoseconds

func (r *rate) note(now format.Time, count int64) {
	m := mark{now, count}
	switch {
	case r.first.at == 0:
		r.first, r.second = m, m
	case now-r.second.at >= rateSpan:
		r.first, r.second = r.second, m
	}
	r.last = m
}

// perSecond returns the rate as it stands, and whether there is ground for one.
func (r *rate) perSecond(now format.Time) (float64, bool) {
	over := now - r.first.at
	if r.first.at == 0 || over < rateSpan/4 {
		return 0, false
	}
	return float64(r.last.count-r.first.count) / (float64(over) / 1e9), true
}
