package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// chain is how many stages read each from the one before.
const chain = 50

const second = int64(1e9)

// stages writes a query of so many stages, each of which reads what the one
// before wrote, in branches of 50.
func (o *out) stages(stages, tasks int) error {
	s := simulate.Base(7, 500, simulate.Aggregate)
	s.Workers, s.Slots, s.Waves, s.Uneven = 200, 4, 0.5, 0.2
	job := s.Simulate().Jobs[0].Job
	last := int64(0)
	plan := (*simulate.Operator)(nil)
	op := func(name string) *simulate.Operator {
		last++
		n := &simulate.Operator{ID: last, Name: name}
		if plan != nil {
			n.Children = []*simulate.Operator{plan}
		}
		plan = n
		return n
	}
	job.Stages = nil
	var shuffle *simulate.Operator
	var branches []*simulate.Operator
	for i := range stages {
		if i > 0 && i%chain == 0 {
			branches, plan = append(branches, plan), nil
		}
		st := &simulate.Stage{Tasks: make([]simulate.Task, tasks)}
		step := func(x *simulate.Operator, share, hidden float64, silent bool) {
			st.Nodes = append(st.Nodes, x.ID)
			st.Last = x.ID
			st.Steps = append(st.Steps, simulate.Step{Operator: x, PerRow: share * 1500, Ratio: 1, Width: 32, Hidden: hidden, NoRows: silent})
		}
		name := []string{"PhysicalScan"}
		if i%chain == 0 {
			step(op("ScanTaskSource"), 0.4, 0, false)
		} else {
			st.After = []int{i - 1}
			name[0] = "ShuffleRead"
			step(shuffle, 0.2, 0.7, true)
		}
		step(op("Project"), 0.2, 0, false)
		step(op("GroupedAggregate"), 0.3, 0.2, false)
		name = append(name, "Project", "HashAggregate")
		if i%chain < chain-1 && i < stages-1 {
			shuffle = op("Repartition")
			step(shuffle, 0.2, 0.6, false)
			name = append(name, "RepartitionWrite")
		}
		st.Name = strings.Join(name, "->")
		for k := range st.Tasks {
			t := &st.Tasks[k]
			t.Rows = 800_000 + int64((k*7919+i*104729)%400_000)
			if i%7 == 3 && k == tasks/3 {
				t.Rows *= 12 // a hot partition
			}
			if i%5 == 2 && k%500 == 77 {
				t.Fails = []int64{second * 2}
			}
			if i%chain == 0 {
				t.Sources = []simulate.Source{{Node: st.Nodes[0], Scan: true, Files: 1, Storage: t.Rows * 60, Estimated: t.Rows * 180}}
			} else if tasks <= 100 {
				t.Sources = []simulate.Source{{Node: st.Nodes[0], Partitions: tasks, Bytes: t.Rows * 32}}
			}
		}
		job.Stages = append(job.Stages, st)
	}
	if branches != nil {
		below := append(branches, plan)
		op("Concat").Children = below
	}
	job.Plan = plan
	c := simulate.Cluster{Seed: 7}
	for w := range s.Workers {
		c.Slots, c.Speed = append(c.Slots, s.Slots), append(c.Speed, 1)
		if w == 17 {
			c.Speed[w] = 0.4
		}
	}
	r := simulate.Simulate(c, job)
	if stages > 100 {
		return o.run(r)
	}
	return o.merged(slices.Collect(r.Events(simulate.Wire{})), beside(r.Jobs[0].Wall()))
}

// beside makes what a recorder sees beside Daft's events: memory of two
// processes twice a second, and what the job printed.
func beside(wall int64) (events []*format.Event) {
	hostile := []string{"row 7 is bad", "<script>alert(1)</script>", "a | b | c", "\x1b[31mred\x1b[0m", "‮txet desrever", "Traceback (most recent call last):", "=1+1", "it's \"quoted\", with, commas"}
	for i := int64(0); i*second/2 < wall; i++ {
		at := format.Time(simulate.DefaultEpoch + i*second/2)
		for p := range int64(2) {
			e := format.NewEvent(format.ProcessSample).Received(format.SourceRecorder, at).Stamp(format.ClockRecorder, at)
			e.SetInt(format.PID, 100+p).SetInt(format.PPID, 99+p).SetLabel(format.Role, []string{"driver", "worker"}[p])
			e.SetInt(format.RSSBytes, (200+p*800)<<20+i%120*(8<<20)).SetInt(format.CPUNS, i*second/3)
			events = append(events, e)
		}
	}
	for i := range int64(2_000) {
		at := format.Time(simulate.DefaultEpoch + wall*i/2_000)
		events = append(events, format.NewEvent(format.Output).Received(format.SourceOutput, at).Stamp(format.ClockRecorder, at).
			SetLabel(format.Stream, []string{"stdout", "stderr"}[i%2]).SetText(format.Text, fmt.Sprintf("line %d: %s", i, hostile[i%int64(len(hostile))])))
	}
	return events
}

// queries writes many queries of all shapes with a cause now and then, each on
// a cluster of its own: one after the other, but for each tenth, which begins
// with the one before.
func (o *out) queries(n, tasks int) error {
	var all []*format.Event
	at, before := int64(0), int64(0)
	for i := range n {
		s := oneOf(i, tasks)
		r := s.Simulate()
		r.Jobs[0].Job.Name = fmt.Sprintf("query-%04d", i+1)
		begin := at
		if i%10 == 9 {
			begin = before
		}
		all = append(all, slices.Collect(r.Events(simulate.Wire{Epoch: simulate.DefaultEpoch + begin}))...)
		before, at = begin, max(at, begin+r.Jobs[0].Wall()+second/5)
	}
	return o.merged(all)
}

// oneOf is a query of any shape, sometimes with something wrong.
func oneOf(i, tasks int) simulate.Spec {
	s := simulate.Base(uint64(i+1), tasks, simulate.AnyShape(uint64(i+1)))
	switch i % 9 {
	case 1:
		s.Hot = 8
	case 2:
		s.Slow = 4
	case 3:
		s.Retries = 2
	case 4:
		s.Startup = 3
	}
	return s
}

// overlapping writes many queries that share a cluster, begun within 10 s.
func (o *out) overlapping(n, tasks int) error {
	var jobs []*simulate.Job
	for i := range n {
		j := oneOf(i, tasks).Simulate().Jobs[0].Job
		j.Name, j.Start = fmt.Sprintf("query-%04d", i+1), int64(i)*10*second/int64(n)
		jobs = append(jobs, j)
	}
	c := simulate.Cluster{Seed: 7}
	for range 100 {
		c.Slots, c.Speed = append(c.Slots, 4), append(c.Speed, 1)
	}
	return o.run(simulate.Simulate(c, jobs...))
}

// merged writes events in order of arrival.
func (o *out) merged(lists ...[]*format.Event) error {
	all := slices.Concat(lists...)
	slices.SortStableFunc(all, func(a, b *format.Event) int {
		x, _ := a.Arrival()
		y, _ := b.Arrival()
		return cmp.Compare(x, y)
	})
	for i, e := range all {
		if _, has := e.Int(format.Payload); has {
			e.SetInt(format.Payload, int64(i))
		}
		if err := o.write(e); err != nil {
			return err
		}
	}
	return nil
}
