package report

import (
	"cmp"
	"io"
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
)

// TimelineJSON writes what Timeline draws, every lane and every bar of it, as
// JSON. With From or To it is what lies between them in part, uncut.
func TimelineJSON(w io.Writer, s *finding.Study, o TimelineOptions) error {
	chosen, _, err := ChooseQueries(s.Run, o.Query)
	if err != nil {
		return err
	}
	doc := timelinesJSON{SchemaVersion: SchemaVersion, Job: jobTimelineOf(timeline.OfJob(s)), Queries: []timelineJSON{}}
	for _, q := range chosen {
		doc.Queries = append(doc.Queries, timelineOf(timeline.Of(s.Case(q)), o))
	}
	return encode(w, doc)
}

type timelinesJSON struct {
	SchemaVersion int             `json:"schema_version"`
	Job           jobTimelineJSON `json:"job"`
	Queries       []timelineJSON  `json:"queries"`
}

type jobTimelineJSON struct {
	StartNS  *int64         `json:"start_ns"`
	EndNS    *int64         `json:"end_ns"`
	Measured bool           `json:"measured"`
	Parts    []jobPartJSON  `json:"parts"`
	Queries  []jobQueryJSON `json:"queries"`
	NotDrawn int            `json:"not_drawn"`
	Memory   *curveJSON     `json:"memory"`
}

type jobPartJSON struct {
	Kind    string `json:"kind"`
	StartNS int64  `json:"start_ns"`
	EndNS   int64  `json:"end_ns"`
}

type jobQueryJSON struct {
	QueryID string `json:"query_id"`
	Number  int    `json:"number"`
	Lane    int    `json:"lane"`
	StartNS int64  `json:"start_ns"`
	EndNS   int64  `json:"end_ns"`
	Outcome string `json:"outcome"`
	Cut     bool   `json:"cut"`
}

type timelineJSON struct {
	QueryID  string          `json:"query_id"`
	StartNS  *int64          `json:"start_ns"`
	EndNS    *int64          `json:"end_ns"`
	Unit     string          `json:"unit"`
	Lanes    []laneJSON      `json:"lanes"`
	Stages   []laneStageJSON `json:"stages"`
	Path     []pathPieceJSON `json:"path"`
	Phases   []phaseJSON     `json:"phases"`
	Marks    []markJSON      `json:"marks"`
	Curves   []curveJSON     `json:"curves"`
	Clocks   []clockUseJSON  `json:"clocks"`
	Tasks    int             `json:"tasks"`
	NotDrawn int             `json:"not_drawn"`
	NeverRan int             `json:"never_ran"`
	Outside  int             `json:"outside"`
}

type laneJSON struct {
	WorkerID *string     `json:"worker_id"`
	Slot     *int        `json:"slot"`
	NodeID   *int64      `json:"node_id"`
	Operator *string     `json:"operator"`
	Clock    *string     `json:"clock"`
	BusyNS   int64       `json:"busy_ns"`
	PathNS   int64       `json:"path_ns"`
	Bars     []barJSON   `json:"bars"`
	Path     [][]int64   `json:"path"`
	Levels   [][]float64 `json:"levels"`
}

type barJSON struct {
	StartNS   int64    `json:"start_ns"`
	EndNS     int64    `json:"end_ns"`
	Kind      string   `json:"kind"`
	TaskID    *int64   `json:"task_id"`
	Stage     *int     `json:"stage"`
	Attempt   *int     `json:"attempt"`
	State     *string  `json:"state"`
	Level     *float64 `json:"level"`
	OnPath    bool     `json:"on_path"`
	Estimated bool     `json:"estimated"`
	Cut       bool     `json:"cut"`
}

type laneStageJSON struct {
	Label   string  `json:"label"`
	Name    *string `json:"name"`
	NodeIDs []int64 `json:"node_ids"`
	Tasks   int     `json:"tasks"`
}

type pathPieceJSON struct {
	StartNS  int64   `json:"start_ns"`
	EndNS    int64   `json:"end_ns"`
	Kind     string  `json:"kind"`
	TaskID   *int64  `json:"task_id"`
	WorkerID *string `json:"worker_id"`
	NodeID   *int64  `json:"node_id"`
}

type markJSON struct {
	TimeNS   int64     `json:"time_ns"`
	EndNS    int64     `json:"end_ns"`
	Where    [][]int64 `json:"where"`
	Kind     string    `json:"kind"`
	Text     string    `json:"text"`
	TaskID   *int64    `json:"task_id"`
	WorkerID *string   `json:"worker_id"`
	Finding  *string   `json:"finding"`
	Inferred bool      `json:"inferred"`
}

type curveJSON struct {
	Name      string      `json:"name"`
	Unit      string      `json:"unit"`
	Clock     string      `json:"clock"`
	StartNS   int64       `json:"start_ns"`
	EndNS     int64       `json:"end_ns"`
	Points    [][]float64 `json:"points"`
	Most      *float64    `json:"most"`
	Room      *int64      `json:"room"`
	Estimated bool        `json:"estimated"`
}

type clockUseJSON struct {
	Clock   string `json:"clock"`
	What    string `json:"what"`
	MovedNS int64  `json:"moved_ns"`
}

func jobTimelineOf(j *timeline.Job) jobTimelineJSON {
	doc := jobTimelineJSON{Measured: j.Measured, Parts: []jobPartJSON{}, Queries: []jobQueryJSON{}, NotDrawn: j.Left}
	if j.From < j.To {
		doc.StartNS, doc.EndNS = at(int64(j.From)), at(int64(j.To))
	}
	for _, p := range j.Parts {
		doc.Parts = append(doc.Parts, jobPartJSON{string(p.Kind), int64(p.Start), int64(p.End)})
	}
	for _, q := range j.Queries {
		doc.Queries = append(doc.Queries, jobQueryJSON{q.Query.ID, q.Number, q.Lane, int64(q.Start), int64(q.End), string(q.Query.Outcome), q.Cut})
	}
	if len(j.Memory.Points) > 0 {
		c := curveJSONOf(j.Memory)
		doc.Memory = &c
	}
	return doc
}

func timelineOf(t *timeline.Timeline, o TimelineOptions) timelineJSON {
	doc := timelineJSON{QueryID: t.Case.Query.ID, Unit: string(t.Unit), Lanes: []laneJSON{}, Stages: []laneStageJSON{}, Path: []pathPieceJSON{}, Phases: []phaseJSON{},
		Marks: []markJSON{}, Curves: []curveJSON{}, Clocks: []clockUseJSON{}, Tasks: t.Tasks, NotDrawn: t.Left, NeverRan: t.Unrun, Outside: t.Outside}
	scale, ok := t.Zoom(o.From, o.To)
	if t.From < t.To {
		doc.StartNS, doc.EndNS = at(int64(t.From)), at(int64(t.To))
	}
	for _, g := range t.Groups {
		for i := range g.Lanes {
			doc.Lanes = append(doc.Lanes, laneOf(g, &g.Lanes[i], scale, ok))
		}
	}
	for i, s := range t.Stages {
		doc.Stages = append(doc.Stages, laneStageJSON{t.StageLabels[i], text(s.Name), list(s.NodeIDs), len(s.Tasks)})
	}
	for _, s := range t.Path {
		if ok && scale.Shows(s.Start, s.End) {
			doc.Path = append(doc.Path, pathPieceJSON{int64(s.Start), int64(s.End), string(s.Kind), taskID(s.Task), workerID(s.Worker), nodeID(s.Operator)})
		}
	}
	for _, p := range t.Phases {
		doc.Phases = append(doc.Phases, phaseJSON{string(p.Kind), int64(p.Start), int64(p.End), p.Length()})
	}
	for _, m := range t.Marks {
		if !ok || !scale.Shows(m.Time, m.To) {
			continue
		}
		x := markJSON{TimeNS: int64(m.Time), EndNS: int64(m.To), Where: [][]int64{}, Kind: string(m.Kind), Text: m.Text, TaskID: taskID(m.Task), WorkerID: workerID(m.Worker), Inferred: m.Inferred}
		for _, w := range m.Where {
			x.Where = append(x.Where, []int64{int64(w.Start), int64(w.End)})
		}
		if m.Finding != nil {
			x.Finding = &m.Finding.ID
		}
		doc.Marks = append(doc.Marks, x)
	}
	for _, c := range t.Curves {
		doc.Curves = append(doc.Curves, curveJSONOf(c))
	}
	for _, u := range t.Clocks {
		doc.Clocks = append(doc.Clocks, clockUseJSON{string(u.Clock), u.What, u.Moved})
	}
	return doc
}

// laneOf is a lane, with what of it the scale shows.
func laneOf(g timeline.Group, l *timeline.Lane, scale timeline.Scale, ok bool) laneJSON {
	doc := laneJSON{WorkerID: workerID(g.Worker), NodeID: nodeID(l.Operator), Clock: text(string(l.Clock)), BusyNS: l.Busy, PathNS: l.PathNS,
		Bars: []barJSON{}, Path: [][]int64{}, Levels: [][]float64{}}
	if l.Slot > 0 {
		doc.Slot = &l.Slot
	}
	if l.Operator != nil {
		doc.Operator = text(cmp.Or(l.Operator.Name, l.Operator.Type))
	}
	for i := range l.Bars {
		b := &l.Bars[i]
		if !ok || !scale.Shows(b.Start, b.End) {
			continue
		}
		x := barJSON{StartNS: int64(b.Start), EndNS: int64(b.End), Kind: string(b.Kind), TaskID: taskID(b.Task), State: text(string(b.State)), OnPath: b.OnPath, Estimated: b.Estimated, Cut: b.Cut}
		if b.Stage >= 0 {
			x.Stage, x.Attempt = &b.Stage, &b.Attempt
		} else if b.Level > 0 {
			x.Level = finite(b.Level)
		}
		doc.Bars = append(doc.Bars, x)
	}
	for _, p := range l.OnPath {
		if ok && scale.Shows(p.Start, p.End) {
			doc.Path = append(doc.Path, []int64{int64(p.Start), int64(p.End), p.NS})
		}
	}
	for _, x := range l.Levels {
		doc.Levels = append(doc.Levels, []float64{float64(analyze.Interval{Start: scale.Base, End: x.Time}.Length()), x.At})
	}
	return doc
}

func curveJSONOf(c timeline.Curve) curveJSON {
	doc := curveJSON{Name: string(c.Name), Unit: c.Unit, Clock: string(c.Clock), EndNS: int64(c.To), Points: [][]float64{}, Most: finite(c.Most), Room: number(c.Room), Estimated: c.Estimated}
	for i, p := range c.Points {
		if i == 0 {
			doc.StartNS = int64(p.Time)
		}
		if !math.IsNaN(p.Level) && !math.IsInf(p.Level, 0) {
			doc.Points = append(doc.Points, []float64{float64(analyze.Interval{Start: c.Points[0].Time, End: p.Time}.Length()), p.Level})
		}
	}
	return doc
}

func at(ns int64) *int64 { return &ns }

func taskID(t *analyze.Task) *int64 {
	if t == nil {
		return nil
	}
	return &t.ID
}
