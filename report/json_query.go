package report

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

type queryJSON struct {
	QueryID        string          `json:"query_id"`
	Engine         string          `json:"engine"`
	Outcome        string          `json:"outcome"`
	EndState       *string         `json:"end_state"`
	Error          *errorJSON      `json:"error"`
	WallNS         *int64          `json:"wall_ns"`
	WallEstimated  bool            `json:"wall_estimated"`
	StartNS        *int64          `json:"start_ns"`
	EndNS          *int64          `json:"end_ns"`
	EndInferred    *string         `json:"end_inferred"`
	LastSeenNS     *int64          `json:"last_seen_ns"`
	Phases         []phaseJSON     `json:"phases"`
	OptimizationNS *int64          `json:"optimization_ns"`
	Versions       versionsJSON    `json:"versions"`
	Runner         *string         `json:"runner"`
	Entrypoint     *string         `json:"entrypoint"`
	Heartbeats     int64           `json:"heartbeats"`
	Consumption    consumptionJSON `json:"consumption"`
	RowErrors      *rowErrorsJSON  `json:"row_errors"`
	OptimizedPlan  *string         `json:"optimized_plan"`
	Roots          []int64         `json:"roots"`
	Operators      []operatorJSON  `json:"operators"`
	Stages         []stageJSON     `json:"stages"`
	Tasks          []taskJSON      `json:"tasks"`
	Workers        []workerJSON    `json:"workers"`
	Path           []kindSumJSON   `json:"path"`
	PathBasis      string          `json:"path_basis"`
	Bounds         boundsJSON      `json:"bounds"`
	Parallelism    parallelJSON    `json:"parallelism"`
	Findings       []findingJSON   `json:"findings"`
	Trust          trustJSON       `json:"trust"`
	Warnings       []warningJSON   `json:"warnings"`
}

type errorJSON struct {
	Cause    string  `json:"cause"`
	Text     string  `json:"text"`
	TaskIDs  []int64 `json:"task_ids"`
	NodeID   *int64  `json:"node_id"`
	WorkerID *string `json:"worker_id"`
	Located  *string `json:"located"`
}

type phaseJSON struct {
	Kind    string `json:"kind"`
	StartNS int64  `json:"start_ns"`
	EndNS   int64  `json:"end_ns"`
	NS      int64  `json:"ns"`
}

type versionsJSON struct {
	Daft   *string `json:"daft"`
	Python *string `json:"python"`
	Ray    *string `json:"ray"`
}

type consumptionJSON struct {
	Verdict   string             `json:"verdict"`
	TotalNS   *int64             `json:"total_ns"`
	Intervals []consumerInterval `json:"intervals"`
	Evidence  *string            `json:"evidence"`
}

type consumerInterval struct {
	StartNS int64  `json:"start_ns"`
	EndNS   int64  `json:"end_ns"`
	Sure    string `json:"sureness"`
}

type trustJSON struct {
	Complete             bool         `json:"complete"`
	Recording            string       `json:"recording"`
	MissingEvents        []string     `json:"missing_events"`
	TasksKnown           int64        `json:"tasks_known"`
	TasksNotReported     bool         `json:"tasks_not_reported"`
	MissingTaskSubmits   int64        `json:"missing_task_submits"`
	MissingTaskSchedules int64        `json:"missing_task_schedules"`
	MissingTaskEnds      int64        `json:"missing_task_ends"`
	MissingTaskIDs       int64        `json:"missing_task_ids"`
	MissingReports       *int64       `json:"missing_reports"`
	Dropped              *int64       `json:"dropped"`
	RecorderLosses       int64        `json:"recorder_losses"`
	DerivedNumbers       int64        `json:"derived_numbers"`
	Sources              *sourcesJSON `json:"counter_sources"`
	HeartbeatGapNS       *int64       `json:"heartbeat_gap_ns"`
	Delay                *delayJSON   `json:"delay"`
	ClockDelays          []delayJSON  `json:"clock_delays"`
	Clocks               clocksJSON   `json:"clocks"`
	Notes                []string     `json:"notes"`
	NoteCodes            []string     `json:"note_codes"`
}

type delayJSON struct {
	Clock  *string `json:"clock"`
	Events int64   `json:"events"`
	MinNS  int64   `json:"min_ns"`
	P50NS  int64   `json:"p50_ns"`
	MaxNS  int64   `json:"max_ns"`
}

type clocksJSON struct {
	Query     *string `json:"query"`
	Tasks     *string `json:"tasks"`
	Operators *string `json:"operators"`
}

func queryOf(c *finding.Case) queryJSON {
	q := c.Query
	doc := queryJSON{QueryID: q.ID, Engine: string(q.Engine), Outcome: string(q.Outcome), EndState: text(q.EndState), Error: errorOf(q.Error),
		WallNS: number(q.Wall), WallEstimated: q.Wall.Origin == analyze.Derived, StartNS: moment(q.Start), EndNS: moment(q.End), EndInferred: text(q.EndInferred), LastSeenNS: moment(q.LastSeen),
		Phases: []phaseJSON{}, OptimizationNS: number(q.Optimization),
		Versions: versionsJSON{text(q.DaftVersion), text(q.PythonVersion), text(q.RayVersion)},
		Runner:   text(q.Runner), Entrypoint: text(q.Entrypoint), Heartbeats: q.Heartbeats, Consumption: consumptionOf(q.Consumption), RowErrors: rowErrorsOf(q.RowErrors),
		OptimizedPlan: text(q.OptimizedPlan), Roots: []int64{}, Operators: operatorsOf(c), Stages: stagesOf(q), Tasks: tasksOf(q), Workers: workersOf(q),
		Path: kindSums(c.Path), PathBasis: string(c.Path.Basis), Bounds: boundsOf(c), Parallelism: parallelOf(c.Profile), Findings: findingsOf(c), Trust: trustOf(q), Warnings: warningsOf(q.Warnings)}
	for _, f := range q.Phases {
		doc.Phases = append(doc.Phases, phaseJSON{string(f.Kind), int64(f.Start), int64(f.End), f.Length()})
	}
	for _, o := range q.Plan.Roots {
		doc.Roots = append(doc.Roots, o.ID)
	}
	return doc
}

func errorOf(e *analyze.QueryError) *errorJSON {
	if e == nil {
		return nil
	}
	doc := &errorJSON{Cause: e.Cause, Text: e.Text, TaskIDs: taskIDs(e.Tasks), Located: text(e.Located)}
	if e.Operator != nil {
		doc.NodeID = &e.Operator.ID
	}
	doc.WorkerID = workerID(e.Worker)
	return doc
}

func workerID(w *analyze.Worker) *string {
	if w == nil {
		return nil
	}
	return &w.ID
}

func consumptionOf(c analyze.Consumption) consumptionJSON {
	doc := consumptionJSON{Verdict: string(c.Verdict), TotalNS: number(c.Total), Intervals: []consumerInterval{}, Evidence: text(c.Evidence)}
	for _, i := range c.Intervals {
		doc.Intervals = append(doc.Intervals, consumerInterval{int64(i.Start), int64(i.End), string(i.Sure)})
	}
	return doc
}

func trustOf(q *analyze.Query) trustJSON {
	t := q.Trust
	doc := trustJSON{Complete: t.Complete, Recording: string(t.Recording), MissingEvents: list(t.MissingEvents), TasksKnown: t.TasksKnown,
		TasksNotReported: t.TasksNotReported, MissingTaskSubmits: t.MissingTaskSubmits, MissingTaskSchedules: t.MissingTaskSchedules, MissingTaskEnds: t.MissingTaskEnds,
		MissingTaskIDs: t.MissingTaskIDs, MissingReports: number(t.MissingReports), Dropped: number(t.Dropped), RecorderLosses: t.RecorderLosses,
		DerivedNumbers: t.DerivedNumbers, Sources: sourcesOf(t.Sources), HeartbeatGapNS: number(t.HeartbeatGap), ClockDelays: []delayJSON{}, Clocks: clocksOf(q),
		Notes: []string{}, NoteCodes: []string{}}
	if d := t.Delay; d.Events > 0 {
		doc.Delay = &delayJSON{nil, d.Events, d.Min, d.P50, d.Max}
	}
	for _, c := range t.Clocks {
		doc.ClockDelays = append(doc.ClockDelays, delayJSON{text(string(c.Clock)), c.Events, c.Min, c.P50, c.Max})
	}
	for _, n := range t.Notes {
		doc.Notes = append(doc.Notes, n.Text)
		doc.NoteCodes = append(doc.NoteCodes, n.Code)
	}
	return doc
}

// clocksOf names whose clock stamped the query, its tasks, and its operators.
func clocksOf(q *analyze.Query) (doc clocksJSON) {
	doc.Query = clockOf(q.Start)
	for _, t := range q.Tasks {
		if t.Ended.Known {
			doc.Tasks = clockOf(t.Ended)
			break
		}
	}
	for _, o := range q.Operators {
		if o.LastSeen.Known {
			doc.Operators = clockOf(o.LastSeen)
			break
		}
	}
	return doc
}

func clockOf(m analyze.Moment) *string {
	if !m.Known {
		return nil
	}
	return text(string(m.Clock))
}
