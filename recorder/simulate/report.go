package simulate

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// reporter tells what happens to one query, and keeps the counters that Daft
// keeps of each operator.
type reporter struct {
	x        *sender
	run      *JobRun
	cluster  Cluster
	path     string
	counters map[int64]*counters
	left     map[int64]int // tasks that have not ended, by operator
	started  map[int64]bool
	prints   []uint64 // of each stage's pipeline
}

// counters are the cumulative counters of one operator.
type counters struct {
	kind                                      kind
	rowsIn, rowsOut, bytesIn, bytesOut, ns    int64
	build, probeIn, probeOut                  int64
	buildBytes, probeBytesIn, probeBytesOut   int64
	active, completed, failed, count, written int64
}

func newReporter(x *sender, c Cluster, j *JobRun) *reporter {
	r := &reporter{x: x, run: j, cluster: c, path: "/engine/query/" + j.Job.Name + "/", counters: map[int64]*counters{}, left: map[int64]int{}, started: map[int64]bool{}}
	j.Job.Plan.walk(func(o *Operator) { r.counters[o.ID] = &counters{kind: o.kind} })
	for i, s := range j.Job.Stages {
		for _, n := range s.Nodes {
			r.left[n] += len(s.Tasks)
		}
		r.prints = append(r.prints, j.Job.prints.bits(forStage, i, 7)>>32)
	}
	return r
}

func (o *Operator) walk(visit func(*Operator)) {
	visit(o)
	for _, c := range o.Children {
		c.walk(visit)
	}
}

func seconds(ns int64) json.Number {
	return json.Number(strconv.FormatFloat(float64(ns)/1e9, 'f', -1, 64))
}

func (r *reporter) driver(at int64, path string, body map[string]any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // maps of texts and numbers
	}
	r.x.post(at, true, r.path+path, text)
}

// start sends what the driver sends before there are tasks.
func (r *reporter) start() {
	j := r.run
	r.driver(j.Start, "start", map[string]any{"start_sec": seconds(r.x.driverTime(j.Start)), "unoptimized_plan": "{}", "runner": "Ray (Flotilla)",
		"ray_dashboard_url": "", "entrypoint": "python job.py", "python_version": "3.11.7", "daft_version": "0.7.26", "ray_version": "2.59.0"})
	r.driver(j.Start, "plan_start", map[string]any{"plan_start_sec": seconds(r.x.driverTime(j.Start))})
	r.driver(j.Planned, "plan_end", map[string]any{"plan_end_sec": seconds(r.x.driverTime(j.Planned)), "optimized_plan": "{}"})
	plan, err := json.Marshal(r.run.Job.Plan.planJSON())
	if err != nil {
		panic(err)
	}
	r.driver(j.Planned, "exec/start", map[string]any{"exec_start_sec": seconds(r.x.driverTime(j.Planned)), "physical_plan": string(plan)})
}

type planNode struct {
	Category string     `json:"category"`
	Children []planNode `json:"children"`
	ID       int64      `json:"id"`
	Name     string     `json:"name"`
	Type     string     `json:"type"`
}

func (o *Operator) planJSON() planNode {
	n := planNode{"Physical", []planNode{}, o.ID, o.Name, o.Name}
	for _, c := range o.Children {
		n.Children = append(n.Children, c.planJSON())
	}
	return n
}

func (r *reporter) finish() {
	j := r.run
	for id, c := range r.counters {
		if c.active != 0 {
			panic(fmt.Sprintf("simulate: operator %d has %d tasks at the end", id, c.active))
		}
	}
	r.driver(j.Executed, "exec/end", map[string]any{"exec_end_sec": seconds(r.x.driverTime(j.Executed))})
	r.driver(j.End, "end", map[string]any{"end_sec": seconds(r.x.driverTime(j.End)), "end_state": "Finished", "error_message": "Query finished"})
}
