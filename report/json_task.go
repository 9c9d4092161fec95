package report

import "github.com/daft-analyze/daft-analyze/analyze"

type taskJSON struct {
	TaskID           int64          `json:"task_id"`
	Name             *string        `json:"name"`
	NameDerived      bool           `json:"name_derived"`
	NodeIDs          []int64        `json:"node_ids"`
	LastNodeID       *int64         `json:"last_node_id"`
	PlanFingerprint  *int64         `json:"plan_fingerprint"`
	Outcome          string         `json:"outcome"`
	Cause            *string        `json:"cause"`
	WorkerID         *string        `json:"worker_id"`
	Attempts         int64          `json:"attempts"`
	SubmittedNS      *int64         `json:"submitted_ns"`
	FirstScheduledNS *int64         `json:"first_scheduled_ns"`
	LastScheduledNS  *int64         `json:"last_scheduled_ns"`
	EndedNS          *int64         `json:"ended_ns"`
	WallNS           *int64         `json:"wall_ns"`
	WaitNS           *int64         `json:"wait_ns"`
	RetryNS          *int64         `json:"retry_ns"`
	RowsIn           *int64         `json:"rows_in"`
	RowsOut          *int64         `json:"rows_out"`
	BytesIn          *int64         `json:"bytes_in"`
	BytesOut         *int64         `json:"bytes_out"`
	DaftDurationNS   *int64         `json:"daft_duration_ns"`
	Schedules        []scheduleJSON `json:"schedules"`
	Inputs           []inputJSON    `json:"inputs"`
}

type scheduleJSON struct {
	TimeNS   *int64  `json:"time_ns"`
	WorkerID *string `json:"worker_id"`
}

type inputJSON struct {
	Kind           string   `json:"kind"`
	SourceNodeID   *int64   `json:"source_node_id"`
	ScanTasks      *int64   `json:"scan_tasks"`
	Partitions     *int64   `json:"partitions"`
	StorageBytes   *int64   `json:"storage_bytes"`
	EstimatedBytes *int64   `json:"estimated_bytes"`
	Bytes          *int64   `json:"bytes"`
	Paths          []string `json:"paths"`
}

type stageJSON struct {
	Name    *string     `json:"name"`
	NodeIDs []int64     `json:"node_ids"`
	TaskIDs []int64     `json:"task_ids"`
	Counts  countsJSON  `json:"task_counts"`
	Tries   int64       `json:"schedules"`
	Workers []string    `json:"worker_ids"`
	FirstNS *int64      `json:"first_ns"`
	LastNS  *int64      `json:"last_ns"`
	Wall    *spreadJSON `json:"wall"`
	Wait    *spreadJSON `json:"wait"`
	RowsIn  *rowsJSON   `json:"rows_in"`
}

type spreadJSON struct {
	Tasks    int64 `json:"tasks"`
	MinNS    int64 `json:"min_ns"`
	MedianNS int64 `json:"median_ns"`
	MaxNS    int64 `json:"max_ns"`
	SumNS    int64 `json:"sum_ns"`
}

type rowsJSON struct {
	Tasks  int64 `json:"tasks"`
	Min    int64 `json:"min"`
	Median int64 `json:"median"`
	Max    int64 `json:"max"`
	Sum    int64 `json:"sum"`
}

type workerJSON struct {
	WorkerID   string     `json:"worker_id"`
	Label      string     `json:"label"`
	TaskCounts countsJSON `json:"task_counts"`
	Schedules  int64      `json:"schedules"`
	TaskTimeNS *int64     `json:"task_time_ns"`
	FirstNS    *int64     `json:"first_ns"`
	LastNS     *int64     `json:"last_ns"`
	Death      *deathJSON `json:"death"`
}

type deathJSON struct {
	AfterNS     *int64  `json:"after_ns"`
	FirstLostNS *int64  `json:"first_lost_ns"`
	Schedules   int64   `json:"schedules"`
	TaskIDs     []int64 `json:"task_ids"`
	Sure        string  `json:"sureness"`
	Evidence    *string `json:"evidence"`
}

func taskIDs(tasks []*analyze.Task) []int64 {
	ids := []int64{}
	for _, t := range tasks {
		ids = append(ids, t.ID)
	}
	return ids
}

func tasksOf(q *analyze.Query) []taskJSON {
	docs := []taskJSON{}
	for _, t := range q.Tasks {
		doc := taskJSON{TaskID: t.ID, Name: text(t.Name), NameDerived: t.NameDerived, NodeIDs: list(t.NodeIDs), LastNodeID: number(t.LastNode),
			PlanFingerprint: number(t.Fingerprint), Outcome: string(t.Outcome), Cause: text(t.Cause), WorkerID: workerID(t.Worker), Attempts: t.Attempts(),
			SubmittedNS: moment(t.Submitted), FirstScheduledNS: moment(t.FirstScheduled), LastScheduledNS: moment(t.LastScheduled),
			EndedNS: moment(t.Ended), WallNS: number(t.Wall()), WaitNS: number(t.Waited()), RetryNS: number(t.RetryTime()),
			RowsIn: number(t.RowsIn), RowsOut: number(t.RowsOut), BytesIn: number(t.BytesIn), BytesOut: number(t.BytesOut),
			DaftDurationNS: number(t.DaftDuration), Schedules: []scheduleJSON{}, Inputs: []inputJSON{}}
		for _, s := range t.Schedules {
			doc.Schedules = append(doc.Schedules, scheduleJSON{moment(s.Time), workerID(s.Worker)})
		}
		for _, in := range t.Inputs {
			doc.Inputs = append(doc.Inputs, inputJSON{in.Kind, number(in.SourceNode), number(in.ScanTasks), number(in.Partitions),
				number(in.StorageBytes), number(in.EstimatedBytes), number(in.Bytes), list(in.Paths)})
		}
		docs = append(docs, doc)
	}
	return docs
}

func stagesOf(q *analyze.Query) []stageJSON {
	docs := []stageJSON{}
	for _, s := range q.Stages() {
		doc := stageJSON{Name: text(s.Name), NodeIDs: list(s.NodeIDs), TaskIDs: taskIDs(s.Tasks), Counts: countsOf(s.Counts), Tries: s.Schedules, FirstNS: moment(s.First), LastNS: moment(s.Last),
			Workers: []string{}, Wall: spreadOf(s.Wall), Wait: spreadOf(s.Waited)}
		if r := s.RowsIn; r.N > 0 {
			doc.RowsIn = rowsSpread(r)
		}
		for _, w := range s.Workers {
			doc.Workers = append(doc.Workers, w.ID)
		}
		docs = append(docs, doc)
	}
	return docs
}

func spreadOf(s analyze.Spread) *spreadJSON {
	if s.N == 0 {
		return nil
	}
	return &spreadJSON{s.N, s.Min, s.Median, s.Max, s.Sum}
}

func workersOf(q *analyze.Query) []workerJSON {
	docs := []workerJSON{}
	for _, u := range q.WorkerUse() {
		doc := workerJSON{WorkerID: u.Worker.ID, Label: u.Worker.Label, TaskCounts: countsOf(u.Counts), Schedules: u.Schedules,
			FirstNS: moment(u.First), LastNS: moment(u.Last)}
		if u.Wall.N > 0 {
			doc.TaskTimeNS = &u.Wall.Sum
		}
		if d := u.Worker.Death; u.Died {
			doc.Death = &deathJSON{moment(d.After), moment(d.FirstLost), d.Schedules, taskIDs(d.Tasks), string(d.Sure), text(d.Evidence)}
		}
		docs = append(docs, doc)
	}
	return docs
}

// rowsSpread summarizes rows or bytes over tasks.
func rowsSpread(s analyze.Spread) *rowsJSON {
	if s.N == 0 {
		return nil
	}
	return &rowsJSON{s.N, s.Min, s.Median, s.Max, s.Sum}
}
