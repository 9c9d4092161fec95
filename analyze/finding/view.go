package finding

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/parallel"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
)

// view is a case, with what several detectors ask of it.
type view struct {
	*Case
	wall    int64 // nanoseconds of the path
	native  bool
	slots   int64 // tasks, natively threads, at a time; 0 where unknown
	waits   map[*analyze.Operator]parallel.OperatorWait
	stageOf map[*analyze.Task]*skew.Stage
	waited  map[*analyze.Task]bool // tasks that the path goes through
	parts   [][]critical.Share     // of the segments of the path, see partsOf
	stakes  map[*analyze.Operator][]stake
}

func viewOf(c *Case) *view {
	v := &view{Case: c, wall: c.Path.Wall(), native: c.Query.Engine == analyze.EngineNative, waits: map[*analyze.Operator]parallel.OperatorWait{},
		stageOf: map[*analyze.Task]*skew.Stage{}, waited: map[*analyze.Task]bool{}}
	if c.Flow == nil {
		c.Flow = &dataflow.Flow{Query: c.Query}
	}
	v.parts = v.partsOf()
	v.stakes = stakesOf(v.parts)
	if c.Model != nil && c.Model.Bounds.Slots.Positive() {
		v.slots = c.Model.Bounds.Slots.V
	}
	if c.Profile != nil {
		if c.Profile.Room.Positive() {
			v.slots = c.Profile.Room.V
		}
		for _, w := range c.Profile.Waits {
			v.waits[w.Operator] = w
		}
	}
	for i := range c.Stages {
		for _, t := range c.Stages[i].Stage.Tasks {
			v.stageOf[t] = &c.Stages[i]
		}
	}
	for _, s := range c.Path.Segments {
		if s.Kind == critical.Run && s.Task != nil {
			v.waited[s.Task] = true
		}
	}
	return v
}

// ranIn returns when tasks of another query ran.
func (v *view) ranIn(q *analyze.Query) []analyze.Interval {
	if known := v.ran[q]; known != nil {
		return known()
	}
	return ranIn(q) // the case is a test's
}

// slowWorkers returns those of skew.SlowWorkers.
func (v *view) slowWorkers() []skew.SlowWorkerUse {
	if v.slow == nil { // the case is a test's
		return skew.SlowWorkers(v.Model)
	}
	return v.slow()
}

// share returns which part of the wall a length is.
func (v *view) share(ns int64) float64 {
	if v.wall <= 0 {
		return 0
	}
	return float64(ns) / float64(v.wall)
}

// operators returns those of a stage, in Daft's order.
func (v *view) operators(s *analyze.Stage) []*analyze.Operator {
	var list []*analyze.Operator
	for _, id := range s.NodeIDs {
		if o := v.Query.Operator(id); o != nil {
			list = append(list, o)
		}
	}
	return list
}

// scans returns the operator that the tasks of a stage read files of, nil where
// they read none.
func (v *view) scans(s *analyze.Stage) *analyze.Operator {
	for _, t := range s.Tasks {
		for _, in := range t.Inputs {
			if in.Kind == "scan" && in.SourceNode.Known() {
				return v.Query.Operator(in.SourceNode.V)
			}
		}
	}
	return nil
}

// dispatcher returns the operator that gave out the tasks of a stage.
func (v *view) dispatcher(s *analyze.Stage) *analyze.Operator {
	for _, t := range s.Tasks {
		if t.LastNode.Known() {
			return v.Query.Operator(t.LastNode.V)
		}
	}
	return nil
}

// isUDF reports whether an operator runs Python functions.
func isUDF(o *analyze.Operator) bool {
	return strings.Contains(o.Type, "UDF") || strings.HasPrefix(o.Name, "UDF ")
}

// isActorUDF reports whether the functions run in processes that are started
// for them.
func isActorUDF(o *analyze.Operator) bool { return strings.Contains(o.Type, "ActorUDF") }

// isAsyncUDF reports whether the functions are coroutines, whose rows wait side
// by side, of one batch as of several.
func isAsyncUDF(o *analyze.Operator) bool { return strings.Contains(o.Type, "AsyncUDF") }

func isScan(o *analyze.Operator) bool {
	return strings.HasPrefix(o.Type, "ScanTask") || strings.HasPrefix(o.Name, "Read ") || strings.Contains(o.Type, "GlobScan")
}

func isWrite(o *analyze.Operator) bool {
	return strings.Contains(o.Type, "Write") || strings.HasSuffix(o.Name, " Write")
}

func isFilter(o *analyze.Operator) bool { return o.Type == "Filter" || o.Name == "Filter" }

func isExchange(o *analyze.Operator) bool {
	switch o.Type {
	case "Repartition", "Gather", "IntoPartitions", "RandomShuffle", "PreShuffleMerge":
		return true
	}
	return false
}
