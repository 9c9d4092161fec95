package simulate

import (
	"math"
	"slices"
	"strings"
)

// builder makes a job of a spec.
type builder struct {
	Spec
	draw   draw
	job    *Job
	last   int64 // id of an operator
	flight bool  // shuffles go by Arrow Flight, not through Ray's object store
}

func (s Spec) job(name string) *Job {
	b := &builder{Spec: s, draw: draw(s.Seed)}
	noise := draw(s.noise())
	b.job = &Job{Name: name, Sigma: s.Sigma, Tail: s.Tail, draw: noise, prints: b.draw, Startup: int64(noise.between(2, 10, forStage, -4, 0) * float64(millisecond)),
		Planning: int64(s.Planning * float64(second)), Held: int64(s.Held * float64(second))}
	b.flight = s.Shuffle == byFlight || s.Shuffle == byGuide && s.flights()
	if s.Startup > 0 {
		b.job.Startup = int64(s.Startup * float64(second))
	}
	builders[s.Shape](b)
	b.edit()
	return b.job
}

// flights reports whether shuffles go by Arrow Flight by Daft's guide, which says
// so of large ones. What goes by the guide is in order.
func (s Spec) flights() bool {
	n := float64(s.tasksAt())
	return s.Pieces == 0 && (n*n > 30_000 || n*s.Rows*100 > 8<<30)
}

var builders = [shapes]func(*builder){(*builder).fanOut, (*builder).aggregate, (*builder).join, (*builder).broadcast, (*builder).stages, (*builder).udf, (*builder).write, (*builder).function}

// op makes an operator over others.
func (b *builder) op(k kind, name string, children ...*Operator) *Operator {
	b.last++
	o := &Operator{ID: b.last, Name: name, Children: children, kind: k}
	b.job.Plan = o
	return o
}

// tasks is how many tasks a wide stage has.
func (b *builder) tasks() int {
	n := max(1, int(math.Round(b.Waves*float64(b.slots()))))
	if b.Tiny > 0 {
		n = int(float64(n) * b.Tiny)
	}
	return n
}

// part is one operator of a stage with its share of the work.
type part struct {
	o      *Operator
	share  float64
	ratio  float64
	width  float64
	hidden float64
	noRows bool
	cold   bool
}

// single is a ratio below which an operator makes a single row.
const single = 1e-6

// stage adds a stage of n tasks of so many rows each, each taking mean seconds
// of work where it has as many rows as the others.
func (b *builder) stage(name string, n int, rows, mean float64, after []int, read []*Operator, parts ...part) *Stage {
	s := &Stage{Name: name, After: after, Tasks: make([]Task, n)}
	for _, o := range read {
		s.Nodes = append(s.Nodes, o.ID)
	}
	in := rows
	for _, p := range parts {
		if !slices.Contains(s.Nodes, p.o.ID) {
			s.Nodes = append(s.Nodes, p.o.ID)
		}
		s.Last = p.o.ID
		step := Step{Operator: p.o, Ratio: p.ratio, Width: p.width, Hidden: p.hidden, NoRows: p.noRows, Cold: p.cold}
		if in > 0 {
			step.PerRow = p.share * mean * float64(second) / in
		} else {
			step.Fixed = p.share * mean * float64(second)
		}
		step.Flight = b.flight && p.o.Name == "Repartition" && !p.noRows
		s.Steps = append(s.Steps, step)
		in *= p.ratio
		if p.ratio < single {
			in = 1
		}
	}
	for i := range s.Tasks {
		s.Tasks[i].Rows = int64(rows)
	}
	b.job.Stages = append(b.job.Stages, s)
	return s
}

// storage is how many bytes a row takes in a file.
const storage = 64

// scans gives each task of a stage its files. Tiny tasks have partitions in
// memory instead: where they come of small files these are the cause.
func (b *builder) scans(s *Stage, o *Operator) {
	giant := int(b.draw.bits(forFile, int(o.ID), -1) % uint64(len(s.Tasks)))
	fair := 1.0
	if n := float64(len(s.Tasks)); b.Even && b.Giant > 0 {
		fair = n / (n - 1 + b.Giant)
	}
	for i := range s.Tasks {
		t := &s.Tasks[i]
		t.Rows = max(1, int64(fair*float64(t.Rows)*b.draw.lognormal(1, b.Uneven, forFile, int(o.ID), i)))
		if b.Tiny > 0 {
			t.Sources = append(t.Sources, Source{Node: o.ID, Partitions: 1, Bytes: t.Rows * 16})
			continue
		}
		src := Source{Node: o.ID, Scan: true, Files: 1 + int(b.draw.bits(forFile, int(o.ID), -2)%2)}
		if b.Giant > 0 && i == giant {
			t.Rows = int64(float64(t.Rows) * b.Giant)
			src.Files = 1
		}
		src.Storage = t.Rows * storage
		src.Estimated = src.Storage * 3
		if b.Files > 0 {
			src.Files = b.Files
			src.Storage = min(src.Storage, int64(b.Files)*800_000)
			t.Extra = float64(b.Files) * b.draw.lognormal(8, 0.5, forFile, -1, 0) * float64(millisecond)
		}
		t.Sources = append(t.Sources, src)
	}
	if b.Tiny > 0 {
		o.Name = "InMemorySource"
		s.Name = strings.Replace(s.Name, "PhysicalScan", "InMemoryScan", 1)
	}
}

// reads gives each task of a stage one partition of what an operator made. hot
// is how many times as large one of them is.
func (b *builder) reads(s *Stage, o *Operator, makers int, width, hot float64) {
	fair := 1.0
	if n := float64(len(s.Tasks)); b.Even && hot > 0 {
		fair = n / (n - 1 + hot)
	}
	for i := range s.Tasks {
		t := &s.Tasks[i]
		vary := b.draw.lognormal(1, b.Uneven, forFile, int(o.ID), i)
		if hot > 0 && i == int(b.draw.bits(forFile, -3, 0)%uint64(len(s.Tasks))) {
			vary = hot
		}
		t.Rows = max(1, int64(fair*float64(t.Rows)*vary))
		if b.flight && o.Name == "Repartition" {
			continue // Daft does not tell of these
		}
		t.Sources = append(t.Sources, Source{Node: o.ID, Partitions: makers, Bytes: int64(float64(t.Rows) * width)})
	}
}

// one adds a last stage of a single short task over all that an operator made.
func (b *builder) one(name string, from *Operator, makers int, after []int, parts ...part) {
	s := b.stage(name, 1, float64(makers), 0.008, after, []*Operator{from}, parts...)
	s.Tasks[0].Sources = []Source{{Node: from.ID, Partitions: makers, Bytes: int64(makers) * 8}}
}

// sort adds the three passes of a Sort.
func (b *builder) sort(o *Operator, before, n int, rows, mean float64) {
	pass := func(name string, share float64, after int, count bool, parts int) *Stage {
		s := b.stage(name, n, rows, mean*share, []int{after}, nil, part{o: o, share: 1, ratio: 1, width: 24, noRows: !count, hidden: 0.5})
		b.reads(s, o, parts, 24, 0)
		return s
	}
	pass("InMemoryScan->Sample->Project", 0.1, before, false, 1)
	s := pass("InMemoryScan->RepartitionWrite", 0.4, before+1, false, 1)
	s.Gap = int64(b.draw.between(4, 10, forStage, -5, 0) * float64(millisecond))
	pass("InMemoryScan->Sort", 0.5, before+2, true, n)
}
