package analyze

import "github.com/daft-analyze/daft-analyze/format"

// Snapshot is how a running job stood at one time. It shares nothing with the
// Progress that it was taken from but plans, which do not change.
type Snapshot struct {
	Open     []QueryProgress // in order of start
	Hidden   int64           // further open queries, which are not followed
	Begun    int64
	Finished int64
	Failed   int64       // ended in any other way
	Last     *EndedQuery // nil where none has ended
	Lost     int64       // events that the recorder lost
}

// Activity is what an open query is doing.
type Activity string

const (
	Planning Activity = "planning" // Daft has not begun to execute it
	Starting Activity = "starting" // no sign of work yet
	Working  Activity = "running"
	Ending   Activity = "ending" // Ray: no task is out, and none can be foreseen
)

// QueryProgress is how one open query stood.
type QueryProgress struct {
	ID        string
	Number    int64 // in the job, from 1
	Engine    Engine
	Activity  Activity
	Elapsed   int64 // nanoseconds since its start
	Quiet     int64 // nanoseconds since anything moved
	Operators []OperatorProgress
	Tasks     TasksProgress
	Rows      int64 // read by its scans
	Rate      Speed // of these
	Left      Left
	Like      LikeSource // what Left leans on
	Unlike    bool       // a previous recording was given, and has no such query
}

// TasksProgress counts tasks of a query on Ray.
type TasksProgress struct {
	Submitted, Done, Running, Queued int64
	Failed                           int64 // of those done
	Retried                          int64 // times that a task was given out again

	given int64 // to a worker at least once
}

// OperatorProgress is how one operator stood.
type OperatorProgress struct {
	ID            int64
	Name          string
	In, Out       int64 // rows
	Scan          bool
	Begun         bool
	Blocking      bool  // puts nothing out before it has taken all its input
	Quiet         int64 // nanoseconds since its counters moved, -1 where they never did
	Rate          Speed // of the rows that it takes, or puts out where it takes none
	EstimatedRows Value // of a scan: how many Daft guesses it will put out
}

// Speed is rows a second, where there is ground to tell.
type Speed struct {
	PerSecond int64
	Known     bool
}

// Snapshot returns how things stand at a time of the recorder's clock.
func (p *Progress) Snapshot(now format.Time) Snapshot {
	now = max(now, p.clock)
	s := Snapshot{Hidden: p.hidden, Begun: p.begun, Finished: p.finished, Failed: p.failed, Last: p.last, Lost: p.losses}
	for _, q := range p.open {
		s.Open = append(s.Open, p.queryAt(q, now))
	}
	return s
}

// Idle reports whether no query is open.
func (p *Progress) Idle() bool { return len(p.open) == 0 }

func (p *Progress) queryAt(q *running, now format.Time) QueryProgress {
	v := QueryProgress{
		ID: q.id, Number: q.number, Engine: q.engine, Activity: Working,
		Elapsed: int64(now - q.start), Quiet: int64(now - max(q.lastMove, q.start)),
		Tasks: q.tasks.counts, Left: p.left(q, now), Like: q.likeFrom,
	}
	v.Unlike = p.like != nil && q.planned && q.likeFrom != PreviousRun
	v.Tasks.Running = v.Tasks.given - v.Tasks.Done
	v.Tasks.Queued = v.Tasks.Submitted - v.Tasks.given
	switch {
	case !q.planned:
		v.Activity = Planning
	case q.firstWork == 0:
		v.Activity = Starting
	case v.Tasks.Submitted > 0 && v.Tasks.Submitted == v.Tasks.Done && q.coming() == 0:
		v.Activity = Ending
	}
	var perSecond float64
	for _, o := range q.ops {
		ov := OperatorProgress{
			ID: o.ID, Name: o.Name, In: o.in, Out: o.out, Begun: o.begun, Quiet: -1,
			Scan: o.InPlan && len(o.Children) == 0, Blocking: isBlocking(o.Operator),
		}
		if o.moved != 0 {
			ov.Quiet = int64(now - o.moved)
		}
		speed, known := o.rate.perSecond(now)
		ov.Rate = Speed{int64(speed), known}
		if ov.Scan {
			v.Rows += o.out
			ov.EstimatedRows = o.EstimatedRows
			perSecond += speed
			v.Rate.Known = v.Rate.Known || known
		}
		v.Operators = append(v.Operators, ov)
	}
	v.Rate.PerSecond = int64(perSecond)
	return v
}
