package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

var rounds = flag.Int("impossible.rounds", 1, "how often each real recording is damaged at random and held against what is possible")

// No number of any view may be impossible, of any real recording and of what is
// left of one when events are lost, late, twice or stamped anew.
func TestNothingImpossible(t *testing.T) {
	for n, path := range realRecordings(t) {
		events := formattest.Recorded(t, path)
		holdPossible(t, filepath.Base(path), events)
		for k, name := range slices.Sorted(maps.Keys(damages)) {
			if *rounds == 1 && (len(events) > 3_000 || (n+k)%4 > 0) { // a part of them, to be quick
				continue
			}
			damage := damages[name]
			for round := range *rounds {
				random := rand.New(rand.NewPCG(uint64(round), uint64(n)))
				holdPossible(t, fmt.Sprintf("%s, %s, round %d", filepath.Base(path), name, round), damage(random, copied(events)))
			}
		}
	}
}

// realRecordings lists all recordings of real runs that the repository has.
func realRecordings(t *testing.T) []string {
	var all []string
	for _, pattern := range []string{"../analyze/testdata/*.events", "../testdata/*/*.arrow", "../testdata/ablation/recordings/*.arrow"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatal(pattern, err)
		}
		all = append(all, paths...)
	}
	return all
}

func copied(events []*format.Event) []*format.Event {
	list := make([]*format.Event, len(events))
	for i, e := range events {
		list[i] = e.Clone()
	}
	return list
}

// holdPossible holds all that the views say of some events against what is
// possible.
func holdPossible(t *testing.T, name string, events []*format.Event) {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	study := finding.Of(run)
	h := &possible{t: t, name: name, walls: map[string]int64{}}
	var explained explainJSON
	readBack(t, &explained, func(w io.Writer) error { return ExplainJSON(w, study, ExplainOptions{}) })
	for _, q := range explained.Queries {
		if q.WallNS != nil {
			h.walls[q.QueryID] = *q.WallNS
		}
		h.query(q)
	}
	var paths pathsJSON
	readBack(t, &paths, func(w io.Writer) error { return CriticalPathJSON(w, study, ViewOptions{}) })
	for i, q := range paths.Queries {
		h.path(q, explained.Queries[i])
	}
	var uneven skewJSON
	readBack(t, &uneven, func(w io.Writer) error { return SkewJSON(w, study, ViewOptions{}) })
	for _, s := range uneven.Stages {
		h.stage(s)
	}
	h.flows(study)
	h.timelines(study)
	var answers []Answer
	for _, c := range study.All() {
		results, err := finding.Ask{}.Answer(c)
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, Answer{c, results})
	}
	var models whatIfJSON
	readBack(t, &models, func(w io.Writer) error { return WhatIfJSON(w, answers) })
	for _, m := range models.Queries {
		h.model(m)
	}
}

func readBack(t *testing.T, doc any, write func(io.Writer) error) {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b.Bytes(), doc); err != nil {
		t.Fatal(err)
	}
}

// possible holds numbers of one recording against what is possible.
type possible struct {
	t     *testing.T
	name  string
	walls map[string]int64 // by query id, those that are known
}

func (h *possible) must(ok bool, text string, args ...any) {
	if !ok {
		h.t.Helper()
		h.t.Errorf("%s: %s", h.name, fmt.Sprintf(text, args...))
	}
}

// within holds a number between 0 and a limit.
func (h *possible) within(what string, n *int64, most int64) {
	h.t.Helper()
	h.must(n == nil || *n >= 0 && *n <= most, "%s is %d, of at most %d", what, value(n), most)
}

func value(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

func (h *possible) query(q queryJSON) {
	wall, id := h.walls[q.QueryID], q.QueryID
	sum, ran := int64(0), int64(0)
	for _, k := range q.Path {
		h.within(id+" "+k.Kind, &k.NS, wall)
		sum += k.NS
		if k.Kind == "run" {
			ran = k.NS
		}
	}
	h.must(sum == wall, "%s: the path sums to %d of %d", id, sum, wall)
	sum = 0
	for _, o := range q.Operators {
		what := fmt.Sprintf("%s operator %d ", id, o.NodeID)
		h.within(what+"path_ns", o.PathNS, ran)
		h.within(what+"drag_ns", o.DragNS, wall)
		h.within(what+"wait_ns", o.WaitNS, wall)
		sum += value(o.PathNS)
		h.must(o.QueuedNS == nil || *o.QueuedNS >= 0, "%squeued %d", what, value(o.QueuedNS))
		h.must(o.MostAtOnce == nil || o.MeanAtOnce == nil || *o.MeanAtOnce >= 0 && *o.MeanAtOnce <= *o.MostAtOnce*1.000001, "%smean and most at once are out of order", what)
	}
	h.must(sum <= ran, "%s: operators have %d of runs of %d", id, sum, ran)
	h.findings(q, wall)
	b := q.Bounds
	h.within(id+" T-infinity", b.SpanNS, wall)
	h.within(id+" lower bound", b.SlottedNS, wall)
	h.must(b.WorkNS == nil || *b.WorkNS >= 0, "%s: T1 %d", id, value(b.WorkNS))
	h.must(b.SpanNS == nil || b.SlottedNS == nil || *b.SpanNS <= *b.SlottedNS, "%s: T-infinity is above the bound with slots", id)
	h.parallel(id, q.Parallelism, wall)
}

// findings share the wall among each other.
func (h *possible) findings(q queryJSON, wall int64) {
	sum, last := int64(0), int64(-1)
	for _, f := range q.Findings {
		what := q.QueryID + " [" + f.ID + "] "
		h.within(what+"cost", f.CostNS, wall)
		if f.Severity == "fine" { // it may say what could be gained at most, of nothing in particular
			h.within(what+"upper bound", f.HighNS, wall)
			continue
		}
		h.must((f.SavingNS == nil) == (f.LowNS == nil) && (f.SavingNS == nil) == (f.HighNS == nil), "%shas a saving without bounds, or bounds without", what)
		h.within(what+"saving", f.SavingNS, value(f.CostNS))
		h.within(what+"lower bound", f.LowNS, value(f.SavingNS))
		h.within(what+"upper bound", f.HighNS, value(f.CostNS))
		h.must(value(f.SavingNS) <= value(f.HighNS), "%ssaves %d, at most %d", what, value(f.SavingNS), value(f.HighNS))
		h.must(f.Title != "" && f.Advice != nil, "%ssays nothing, or not what to do", what)
		h.must(last < 0 || value(f.CostNS) <= last, "%sis out of order", what)
		last = value(f.CostNS)
		sum += value(f.CostNS)
	}
	h.must(sum <= wall, "%s: findings cost %d of %d", q.QueryID, sum, wall)
}

func (h *possible) parallel(id string, p parallelJSON, wall int64) {
	if p.StartNS == nil {
		return
	}
	length, sum := *p.EndNS-*p.StartNS, int64(0)
	h.within(id+" execution", &length, wall)
	for _, ns := range p.LevelNS {
		h.within(id+" level", &ns, length)
		sum += ns
	}
	h.must(len(p.LevelNS) == 0 || sum == length, "%s: levels sum to %d of %d", id, sum, length)
	h.must(p.Mean == nil || *p.Mean >= 0 && *p.Mean <= float64(p.Most)*1.000001, "%s: mean %v of at most %d", id, p.Mean, p.Most)
	h.must(p.Unit == nil || *p.Unit != "tasks" || p.Room == nil || p.Most <= *p.Room, "%s: %d at once in room for %d", id, p.Most, value(p.Room))
	h.must(p.Cores == nil || *p.Cores >= 0, "%s: cores %v", id, p.Cores)
	for _, w := range p.Workers {
		h.must(w.BusyNS >= 0 && w.IdleNS >= 0 && w.BusyNS+w.IdleNS == length, "%s: worker busy %d idle %d of %d", id, w.BusyNS, w.IdleNS, length)
		h.must(w.TasksNS >= w.BusyNS && (w.Most == 0 || w.TasksNS/w.Most <= w.BusyNS), "%s: worker's tasks %d, busy %d, most %d", id, w.TasksNS, w.BusyNS, w.Most)
	}
	for _, c := range append([][][]float64{p.Curve}, curvesOf(p.Workers)...) {
		for _, point := range c {
			h.must(point[0] >= 0 && point[0] <= float64(length) && point[1] >= 0, "%s: a curve has %v, execution %d", id, point, length)
		}
	}
}

func curvesOf(workers []workerLoadJSON) (list [][][]float64) {
	for _, w := range workers {
		list = append(list, w.Curve)
	}
	return list
}

// path holds a path against itself and against what explain says of it.
func (h *possible) path(p pathJSON, q queryJSON) {
	wall, id := h.walls[p.QueryID], p.QueryID
	if p.WallNS == nil || p.StartNS == nil || p.EndNS == nil {
		h.must(len(p.Segments) == 0, "%s: a path of an unknown wall", id)
		return
	}
	at, ran := *p.StartNS, map[int64]int64{}
	for _, s := range p.Segments {
		h.must(s.StartNS == at && s.EndNS > s.StartNS, "%s: %s from %d to %d does not follow on %d", id, s.Kind, s.StartNS, s.EndNS, at)
		at = s.EndNS
		sum, saved := int64(0), int64(0)
		for _, x := range s.Operators {
			sum += x.NS
			saved += x.SavingNS
			h.must(x.NS >= 0, "%s: a share of %d", id, x.NS)
			h.within(id+" saving of a share", &x.SavingNS, x.NS)
			if x.NodeID != nil {
				ran[*x.NodeID] += x.NS
			}
		}
		h.must(s.Kind != "run" && len(s.Operators) == 0 || s.Kind == "run" && sum == s.EndNS-s.StartNS, "%s: shares of a %s of %d sum to %d", id, s.Kind, s.EndNS-s.StartNS, sum)
	}
	h.must(at == *p.EndNS, "%s: the path ends at %d, the query at %d", id, at, *p.EndNS)
	h.must(fmt.Sprint(p.Kinds) == fmt.Sprint(q.Path), "%s: explain says %v, critical-path %v", id, q.Path, p.Kinds)
	for _, o := range p.Operators {
		h.within(id+" path_ns", &o.PathNS, wall)
		h.must(o.NodeID == nil || o.PathNS == ran[*o.NodeID], "%s: an operator has %d, its shares sum to %d", id, o.PathNS, ran[value(o.NodeID)])
	}
	for _, o := range q.Operators {
		h.must(value(o.PathNS) == ran[o.NodeID], "%s: explain gives operator %d %d, its shares sum to %d", id, o.NodeID, value(o.PathNS), ran[o.NodeID])
	}
}

func (h *possible) stage(s skewStageJSON) {
	what := fmt.Sprintf("%s stage %v ", s.QueryID, s.Nodes)
	wall, known := h.walls[s.QueryID]
	if !known { // nothing to hold it against
		wall = math.MaxInt64
	}
	h.within(what+"saving", &s.SavingNS, wall)
	h.within(what+"lower bound", &s.LowNS, s.SavingNS)
	h.within(what+"upper bound", &s.HighNS, wall)
	h.must(s.SavingNS <= s.HighNS, "%ssaves %d, at most %d", what, s.SavingNS, s.HighNS)
	h.within(what+"median", s.MedianNS, value(s.MaxNS))
	h.within(what+"median rows", s.MedianRows, value(s.MaxRows))
	h.within(what+"max", s.MaxNS, wall)
	n := int64(len(s.Outliers))
	h.must(n == 0 || n < s.Tasks, "%shas %d outliers of %d tasks", what, n, s.Tasks)
	h.must((s.Verdict == "skewed") == (s.Cause != nil) && (s.Verdict != "skewed" || n > 0), "%sis %s, with %d outliers", what, s.Verdict, n)
	for _, c := range s.Causes {
		h.must(c.NS >= 0, "%scause %s %d", what, c.Cause, c.NS)
	}
	for name, v := range map[string]*float64{"gini": s.Gini, "imbalance": s.Imbalance} {
		h.must(v == nil || *v >= 0 && *v <= 1.000001, "%s%s is %v", what, name, v)
	}
	h.must(s.CV == nil || *s.CV >= 0, "%scv %v", what, s.CV)
	h.must(s.Parallelism == nil || *s.Parallelism >= 0 && *s.Parallelism <= float64(s.Tasks)*1.000001, "%sparallelism of %d tasks", what, s.Tasks)
}

// flows holds exchanges, scans, writes and hotspots against the wall: no two
// hotspots have the same nanosecond.
func (h *possible) flows(study *finding.Study) {
	var hot hotspotsJSON
	readBack(h.t, &hot, func(w io.Writer) error { return HotspotsJSON(w, study, ViewOptions{}) })
	sum := map[string]int64{}
	for _, x := range hot.Hotspots {
		what := fmt.Sprintf("%s %s %v ", x.QueryID, x.Kind, x.NodeIDs)
		h.within(what+"path_ns", &x.PathNS, h.walls[x.QueryID])
		h.must(value(x.Bytes) >= 0 && value(x.Rows) >= 0, "%shas %d bytes and %d rows", what, value(x.Bytes), value(x.Rows))
		sum[x.QueryID] += x.PathNS
	}
	for id, ns := range sum {
		h.must(ns <= h.walls[id], "%s: hotspots have %d of %d", id, ns, h.walls[id])
	}
	var moved shuffleJSON
	readBack(h.t, &moved, func(w io.Writer) error { return ShuffleJSON(w, study, ViewOptions{}) })
	for _, x := range moved.Exchanges {
		what := fmt.Sprintf("%s exchange %d ", x.QueryID, value(x.NodeID))
		h.within(what+"path_ns", &x.PathNS, h.walls[x.QueryID])
		if wall, known := h.walls[x.QueryID]; known {
			h.within(what+"waited_ns", &x.WaitedNS, wall)
		}
		h.must(x.MapNS >= 0 && x.WaitNS >= 0 && x.ReduceNS >= 0 && x.MapNS+x.WaitNS+x.ReduceNS == x.PathNS, "%sparts %d %d %d of %d", what, x.MapNS, x.WaitNS, x.ReduceNS, x.PathNS)
		h.must(min(value(x.RowsWritten), value(x.BytesWritten), value(x.RowsRead), value(x.BytesRead), value(x.Slots), value(x.HeadBytes)) >= 0, "%shas less than nothing", what)
		h.must(x.Partitions == nil || x.Empty <= *x.Partitions, "%shas %d empty partitions of %d", what, x.Empty, value(x.Partitions))
	}
	var io_ ioJSON
	readBack(h.t, &io_, func(w io.Writer) error { return InputOutputJSON(w, study, ViewOptions{}) })
	for _, x := range io_.Scans {
		what := fmt.Sprintf("%s scan %d ", x.QueryID, value(x.NodeID))
		h.within(what+"path_ns", &x.PathNS, h.walls[x.QueryID])
		h.within(what+"starved", x.Starved, 1000)
		h.within(what+"first rows", x.FirstRows, 1000)
	}
	for _, x := range io_.Writes {
		h.within(fmt.Sprintf("%s write %d path_ns", x.QueryID, value(x.NodeID)), &x.PathNS, h.walls[x.QueryID])
	}
	for _, x := range io_.Joins {
		h.within(fmt.Sprintf("%s join %d path_ns", x.QueryID, value(x.NodeID)), &x.PathNS, h.walls[x.QueryID])
	}
	var held memoryJSON
	readBack(h.t, &held, func(w io.Writer) error { return MemoryJSON(w, study, ViewOptions{}) })
	for _, s := range held.Samples {
		h.must(s.Bytes >= 0 && held.Peak != nil && s.Bytes <= held.Peak.Bytes, "a sample of %d bytes above the peak", s.Bytes)
	}
	for _, q := range held.Queries {
		h.must(min(value(q.BeforeBytes), value(q.MostBytes), value(q.AfterBytes)) >= 0, "%s: memory below nothing", q.QueryID)
	}
}

func (h *possible) model(m modelJSON) {
	wall := h.walls[m.QueryID]
	h.must(m.Usable == (m.Refusal == nil), "%s: usable %v, %v", m.QueryID, m.Usable, m.Refusal)
	h.must(!m.Usable || m.ErrorPct == nil || *m.ErrorPct >= -10 && *m.ErrorPct <= 10, "%s: a model that is off by %v%%", m.QueryID, m.ErrorPct)
	for _, s := range m.Scenarios {
		what := m.QueryID + " what if " + s.Name
		if s.Refusal != nil {
			h.must(s.WallNS == nil && s.SavingNS == nil, "%s: refused, and yet %d", what, value(s.SavingNS))
			continue
		}
		h.must(value(s.WallNS) >= 0 && value(s.WallNS)+value(s.SavingNS) == wall, "%s: %d and %d saved of %d", what, value(s.WallNS), value(s.SavingNS), wall)
		h.must(value(s.LowNS) <= value(s.SavingNS) && value(s.SavingNS) <= value(s.HighNS) && value(s.HighNS) <= wall, "%s: saves %d, between %d and %d", what, value(s.SavingNS), value(s.LowNS), value(s.HighNS))
	}
}
