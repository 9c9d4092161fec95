package simulate

import (
	"slices"
	"strings"
)

// edit changes the plan that was built: what else is as it was keeps its costs
// for each row, so that nothing but the change differs.
func (b *builder) edit() {
	if b.Slower > 0 {
		if s := b.toSlow(); s != nil {
			s.PerRow *= b.Slower
			b.job.At = []int64{s.Operator.ID}
		}
	}
	if b.Wide > 0 {
		b.widen()
	}
	if b.NoFilter {
		b.dropFilter()
	}
	if b.Added > 0 {
		b.insert(b.Added)
	}
	if b.Exchange > 0 {
		b.exchange(b.Exchange)
	}
	if b.NoFilter || b.Added > 0 || b.Exchange > 0 {
		b.number()
	}
}

// toSlow picks a step that can get slower: of a stage with more than one task,
// with a share of the work that matters, and most of it counted by Daft.
func (b *builder) toSlow() *Step {
	var list []*Step
	for _, s := range b.job.Stages {
		if len(s.Tasks) < 2 {
			continue
		}
		for i := range s.Steps {
			if x := &s.Steps[i]; x.Hidden <= 0.25 && x.Operator.kind != kindJoin && x.Operator.Name != "Gather" && x.PerRow > 0 {
				list = append(list, x)
			}
		}
	}
	if len(list) == 0 {
		return nil
	}
	return list[b.draw.bits(forChange, 1, 0)%uint64(len(list))]
}

// widen makes rows wider, from the scans to what comes out of the first
// aggregation, and what works on them slower by as much.
func (b *builder) widen() {
	wide := make([]bool, len(b.job.Stages)) // what a stage puts out
	for i, s := range b.job.Stages {
		now := len(s.After) == 0
		for _, a := range s.After {
			now = now || wide[a]
		}
		if now {
			for k := range s.Tasks {
				for j := range s.Tasks[k].Sources {
					src := &s.Tasks[k].Sources[j]
					src.Bytes, src.Storage, src.Estimated = b.wider(src.Bytes), b.wider(src.Storage), b.wider(src.Estimated)
				}
			}
		}
		for k := range s.Steps {
			x := &s.Steps[k]
			if now {
				x.PerRow *= b.Wide
			}
			if now = now && x.Ratio > 0.2; now {
				x.Width *= b.Wide
			}
		}
		wide[i] = now
	}
}

func (b *builder) wider(bytes int64) int64 { return int64(float64(bytes) * b.Wide) }

// dropFilter takes the filter out of the plan.
func (b *builder) dropFilter() {
	for _, s := range b.job.Stages {
		i := slices.IndexFunc(s.Steps, func(x Step) bool { return x.Operator.kind == kindFilter })
		if i < 0 {
			continue
		}
		o := s.Steps[i].Operator
		s.Steps = slices.Delete(s.Steps, i, i+1)
		s.Nodes = slices.DeleteFunc(s.Nodes, func(n int64) bool { return n == o.ID })
		s.Name = strings.Replace(s.Name, "->Filter", "", 1)
		b.over(o).Children[0] = o.Children[0]
	}
}

// over returns the operator above another, which has no other input.
func (b *builder) over(o *Operator) (above *Operator) {
	b.job.Plan.walk(func(x *Operator) {
		if slices.Contains(x.Children, o) {
			above = x
		}
	})
	return above
}

// insert adds an operator behind a step of a stage with scans: it takes share
// of the work of a task that has as many rows as most.
func (b *builder) insert(share float64) {
	s := b.job.Stages[0]
	k := 0 // behind the scan
	if len(s.Steps) > 2 && s.Steps[1].Hidden <= 0.25 && s.Steps[1].Operator.kind != kindJoin && b.draw.chance(0.5, forChange, 2, 0) {
		k = 1
	}
	below := s.Steps[k].Operator
	o := &Operator{ID: -1, Name: "UDF clean", Children: []*Operator{below}}
	b.between(o, below)
	s.Steps = slices.Insert(s.Steps, k+1, Step{Operator: o, PerRow: share * b.Mean * float64(second) / b.rowsBehind(s, k), Ratio: 1, Width: s.Steps[k].Width})
	s.Nodes = slices.Insert(s.Nodes, slices.Index(s.Nodes, below.ID)+1, o.ID)
	names := strings.Split(s.Name, "->")
	s.Name = strings.Join(slices.Insert(names, min(len(names), k+1), "UDFProject"), "->")
	b.job.At = []int64{o.ID}
}

// between puts an operator above another one.
func (b *builder) between(o, below *Operator) {
	above := b.over(below)
	above.Children[slices.Index(above.Children, below)] = o
}

// rowsBehind is how many rows come out of a step of a task as most are.
func (b *builder) rowsBehind(s *Stage, k int) float64 {
	_, rows, _ := b.wide()
	for _, x := range s.Steps[:k+1] {
		rows *= x.Ratio
	}
	return max(1, rows)
}

// exchange cuts the first stage in two with a Repartition between them.
func (b *builder) exchange(share float64) {
	s := b.job.Stages[0]
	k := 1 // behind the second step
	below := s.Steps[k].Operator
	o := &Operator{ID: -1, Name: "Repartition", Children: []*Operator{below}}
	b.between(o, below)
	rows, names := b.rowsBehind(s, k), strings.Split(s.Name, "->")
	after := &Stage{Name: strings.Join(append([]string{"ShuffleRead"}, names[min(len(names), k+1):]...), "->"), Last: s.Last, Tasks: make([]Task, len(s.Tasks)), After: []int{0}, Cold: s.Cold, Most: s.Most}
	cut := slices.Index(s.Nodes, below.ID) + 1
	after.Nodes = append([]int64{o.ID}, s.Nodes[cut:]...)
	s.Nodes = append(s.Nodes[:cut:cut], o.ID)
	s.Last = o.ID
	width := s.Steps[k].Width
	per := share * b.Mean * float64(second) / rows
	after.Steps = append([]Step{{Operator: o, PerRow: 0.4 * per, Ratio: 1, Width: width, NoRows: true, Hidden: 0.7, Flight: b.flight}}, s.Steps[k+1:]...)
	s.Steps = append(s.Steps[:k+1:k+1], Step{Operator: o, PerRow: 0.6 * per, Ratio: 1, Width: width, Hidden: 0.6, Flight: b.flight})
	s.Name = strings.Join(append(names[:min(len(names), k+1):min(len(names), k+1)], "RepartitionWrite"), "->")
	for i := range after.Tasks {
		t := &after.Tasks[i]
		t.Rows = max(1, int64(rows*b.draw.lognormal(1, b.Uneven, forFile, -9, i)))
		if !b.flight {
			t.Sources = []Source{{Node: o.ID, Partitions: len(s.Tasks), Bytes: int64(float64(t.Rows) * width)}}
		}
	}
	for _, x := range b.job.Stages[1:] {
		for i := range x.After {
			x.After[i]++
		}
	}
	b.job.Stages = slices.Insert(b.job.Stages, 1, after)
	b.job.At = []int64{o.ID}
}

// number gives the operators of a plan that was changed the ids that Daft gives
// them: without holes, those below first.
func (b *builder) number() {
	was := map[int64]int64{}
	next := int64(0)
	var give func(*Operator)
	give = func(o *Operator) {
		for _, c := range o.Children {
			give(c)
		}
		next++
		was[o.ID] = next
	}
	give(b.job.Plan)
	b.job.Plan.walk(func(o *Operator) { o.ID = was[o.ID] })
	for _, s := range b.job.Stages {
		s.Last = was[s.Last]
		for i, n := range s.Nodes {
			s.Nodes[i] = was[n]
		}
		for i := range s.Tasks {
			for j := range s.Tasks[i].Sources {
				src := &s.Tasks[i].Sources[j]
				src.Node = was[src.Node]
			}
		}
	}
	for i, n := range b.job.At {
		b.job.At[i] = was[n]
	}
}
