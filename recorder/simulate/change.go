package simulate

import "math"

// Change is one thing that can be different between two runs of a query.
type Change struct {
	Name   string
	Says   string // what is different, in a few words
	Shapes []Shape
	// prepare makes a spec fit for the change, inject puts it in. wall is how long
	// the query takes without, nanoseconds, for what takes a time of its own.
	prepare func(d draw, s *Spec)
	inject  func(d draw, s *Spec, wall float64)
	most    int // tasks, 0: as many as asked for
	// With is with which others it can come: those that say so do not touch the
	// same thing.
	With bool
}

// Pair is two runs of a query on the same data, each with noise of its own.
type Pair struct {
	Changes   []*Change // none: only noise tells the two apart
	Base, New Spec
	Back      bool // the change was taken back: it is in Base

	plain, changed Spec
	without        []int64 // how much longer the changed run takes than without each change, nanoseconds
}

// pairWeather is how much whole runs of a simulated pair differ in speed,
// standard deviation of ln: made up, about what a quiet machine shows.
const pairWeather = 0.02

// Same returns two runs between which nothing changed.
func Same(seed uint64, tasks int) Pair { return pairOf(seed, Clean(seed, tasks), nil) }

// Make returns two runs of about so many tasks between which there is the change.
// That of each second seed was taken back.
func (c *Change) Make(seed uint64, tasks int) Pair {
	return pairOf(seed, c.base(seed, tasks, c.Shapes), []*Change{c})
}

// Both returns two runs between which there are two changes, which can come
// together.
func Both(a, b *Change, seed uint64, tasks int) Pair {
	shapes := a.Shapes
	if len(shapes) == 0 {
		shapes = b.Shapes
	} else if len(b.Shapes) > 0 {
		shapes = nil
		for _, s := range a.Shapes {
			for _, t := range b.Shapes {
				if s == t {
					shapes = append(shapes, s)
				}
			}
		}
		if len(shapes) == 0 {
			panic("simulate: no shape has both " + a.Name + " and " + b.Name)
		}
	}
	return pairOf(seed, a.base(seed, tasks, shapes), []*Change{a, b})
}

func (c *Change) base(seed uint64, tasks int, shapes []Shape) Spec {
	if c.most > 0 {
		tasks = min(tasks, c.most)
	}
	return Base(seed, tasks, AnyShape(seed, shapes...))
}

func pairOf(seed uint64, s Spec, changes []*Change) Pair {
	d := draw(seed ^ 0x9e3779b9)
	s.Weather = pairWeather
	s.Shuffle = byRay
	if s.flights() {
		s.Shuffle = byFlight
	}
	for _, c := range changes {
		if c.prepare != nil {
			c.prepare(d, &s)
		}
	}
	changed := s
	if len(changes) > 0 {
		wall := float64(s.Simulate().Jobs[0].Wall())
		for _, c := range changes {
			c.inject(d, &changed, wall)
		}
	}
	p := Pair{Changes: changes, plain: s, changed: changed, Back: len(changes) > 0 && d.chance(0.5, forChange, 3, 0)}
	if len(changes) > 1 {
		p.without = costs(d, s, changed, changes)
	}
	p.Base, p.New = s, changed
	if p.Back {
		p.Base, p.New = changed, s
	}
	p.Base.Noise, p.New.Noise = d.bits(forChange, 4, 0)|1, d.bits(forChange, 5, 0)|1
	return p
}

// costs works out what each of several changes costs beside the others.
func costs(d draw, s, changed Spec, changes []*Change) (list []int64) {
	wall, all := s.Simulate().Jobs[0].Wall(), changed.Simulate().Jobs[0].Wall()
	for i := range changes {
		other := s
		for k, c := range changes {
			if k != i {
				c.inject(d, &other, float64(wall))
			}
		}
		list = append(list, all-other.Simulate().Jobs[0].Wall())
	}
	return list
}

// Truth is how much longer the new run takes for the changes alone, nanoseconds:
// the run that has them, less the same one, with the same noise, without them.
func (p Pair) Truth() int64 {
	a, b := p.Base, p.New
	if p.Back {
		b.Noise = a.Noise
	} else {
		a.Noise = b.Noise
	}
	return b.Simulate().Jobs[0].Wall() - a.Simulate().Jobs[0].Wall()
}

// Changes is all of them, in a fixed order.
var Changes = []*Change{
	{Name: "operator slower", Says: "one operator takes 1.5 to 8 times as long for each row", With: true, Shapes: []Shape{FanOut, Aggregate, Stages, UDF, Function, Write},
		prepare: func(d draw, s *Spec) { s.Slower = 1 },
		inject:  func(d draw, s *Spec, _ float64) { s.Slower = d.scale(1.5, 8, forChange, 10, 0) }},
	{Name: "scan slower", Says: "reading takes 1.5 to 10 times as long", Shapes: []Shape{FanOut, Aggregate, UDF, Write},
		inject: func(d draw, s *Spec, _ float64) { s.ScanTimes = d.scale(1.5, 10, forChange, 11, 0) }},
	{Name: "write slower", Says: "writing takes 2 to 20 times as long", Shapes: []Shape{Write},
		inject: func(d draw, s *Spec, _ float64) { s.WriteSlow = d.scale(2, 20, forChange, 12, 0) }},
	{Name: "larger files", Says: "1.3 to 4 times as many rows in as many files", With: true, Shapes: []Shape{FanOut, Aggregate, Join, Stages, UDF, Function, Write},
		inject: func(d draw, s *Spec, _ float64) { f := d.scale(1.3, 4, forChange, 13, 0); s.Rows *= f; s.Mean *= f }},
	{Name: "more files", Says: "1.3 to 4 times as many files of the same size", Shapes: []Shape{FanOut, UDF, Write, Aggregate},
		inject: func(d draw, s *Spec, _ float64) { s.Waves *= d.scale(1.3, 4, forChange, 14, 0) }},
	{Name: "wider rows", Says: "rows have 1.5 to 5 times the bytes, and take as much longer", Shapes: []Shape{FanOut, Aggregate, Stages, UDF, Write},
		inject: func(d draw, s *Spec, _ float64) { s.Wide = d.scale(1.5, 5, forChange, 15, 0) }},
	{Name: "filter dropped", Says: "a filter below a Python function is gone", Shapes: []Shape{UDF, FanOut},
		prepare: func(d draw, s *Spec) { s.Keep = d.scale(0.03, 0.5, forChange, 16, 0) },
		inject:  func(d draw, s *Spec, _ float64) { s.NoFilter = true }},
	{Name: "filter above the function", Says: "a filter that drops 60 to 99 % moved above a Python function", Shapes: []Shape{UDF},
		prepare: func(d draw, s *Spec) { s.Keep = d.scale(0.01, 0.4, forChange, 17, 0) },
		inject:  func(d draw, s *Spec, _ float64) { s.Late = true }},
	{Name: "operator added", Says: "a function more, of 0.2 to 2 times the work of a task", With: true, Shapes: []Shape{FanOut, Aggregate, Stages, UDF, Function},
		inject: func(d draw, s *Spec, _ float64) { s.Added = d.scale(0.2, 2, forChange, 18, 0) }},
	{Name: "exchange added", Says: "a repartition more, of 0.2 to 2 times the work of a task", Shapes: []Shape{FanOut, UDF, Write},
		inject: func(d draw, s *Spec, _ float64) { s.Exchange = d.scale(0.2, 2, forChange, 19, 0) }},
	{Name: "skewed partition", Says: "one partition has 3 to 60 times the rows of the others, as many in all", With: true, Shapes: []Shape{Aggregate, Stages}, prepare: even,
		inject: func(d draw, s *Spec, _ float64) { s.Hot = d.scale(3, 60, forChange, 20, 0) }},
	{Name: "hot key in a join", Says: "the same of a join's larger side", Shapes: []Shape{Join}, prepare: even,
		inject: func(d draw, s *Spec, _ float64) { s.HotKey = d.scale(3, 60, forChange, 21, 0) }},
	{Name: "giant file", Says: "one file has 3 to 60 times the rows of the others, as many in all", Shapes: []Shape{FanOut, Aggregate, UDF, Write, Broadcast}, prepare: even,
		inject: func(d draw, s *Spec, _ float64) { s.Giant = d.scale(3, 60, forChange, 22, 0) }},
	{Name: "slow worker", Says: "one worker is 2 to 10 times as slow", prepare: func(d draw, s *Spec) { s.Workers, s.Lame = max(s.Workers, 3), 0 },
		inject: func(d draw, s *Spec, _ float64) { s.Slow = d.scale(2, 10, forChange, 23, 0) }},
	{Name: "fewer workers", Says: "the same tasks on a half to a fifth of the workers",
		prepare: func(d draw, s *Spec) { s.cluster(s.Workers*s.fewer(d), s.Slots) },
		inject:  func(d draw, s *Spec, _ float64) { s.cluster(s.Workers/s.fewer(d), s.Slots) }},
	{Name: "fewer slots", Says: "the same tasks in a half to a fifth of the slots of each worker",
		prepare: func(d draw, s *Spec) { s.cluster(s.Workers, s.Slots*s.fewer(d)) },
		inject:  func(d draw, s *Spec, _ float64) { s.cluster(s.Workers, s.Slots/s.fewer(d)) }},
	{Name: "retries", Says: "one late task in a hundred fails 1 to 7 times, each after 2 s", With: true,
		inject: func(d draw, s *Spec, _ float64) { s.Retries = d.count(1, 7, forChange, 24, 0) }},
	{Name: "dead worker", Says: "a worker dies and is noticed after 6 to 12 s", prepare: func(d draw, s *Spec) { s.Workers = max(s.Workers, 3) },
		inject: func(d draw, s *Spec, _ float64) { s.Death = d.between(0.2, 0.8, forChange, 25, 0) }},
	{Name: "later start-up", Says: "the first task is submitted later, by 0.15 to 2 times the wall", With: true, inject: func(d draw, s *Spec, wall float64) { s.Startup = d.later(wall, 26) }},
	{Name: "driver gap", Says: "the driver takes as much longer between two stages", With: true, Shapes: []Shape{Aggregate, Join, Stages, Broadcast},
		inject: func(d draw, s *Spec, wall float64) { s.Gap = d.later(wall, 27) }},
	{Name: "slower planning", Says: "planning takes as much longer", With: true, inject: func(d draw, s *Spec, wall float64) { s.Planning = d.later(wall, 28) }},
	{Name: "slow consumer", Says: "the consumer holds the query open for as long", prepare: func(d draw, s *Spec) { s.Shuffle = byRay }, // of a flight shuffle Daft may be clearing up
		inject: func(d draw, s *Spec, wall float64) { s.Held = max(0.6, d.later(wall, 29)) }},
	{Name: "smaller tasks", Says: "20 to 100 times as many tasks for the same rows", most: 120, Shapes: []Shape{FanOut, UDF, Write},
		prepare: func(d draw, s *Spec) {
			s.Waves, s.Mean, s.Tiny = max(2, min(s.Waves, 6)), d.scale(0.15, 0.4, forChange, 30, 1), 1
		},
		inject: func(d draw, s *Spec, _ float64) { s.Tiny = d.scale(20, 100, forChange, 30, 0) }},
	{Name: "fewer partitions", Says: "a shuffle has a partition for each second to tenth slot", prepare: atLeast(4, 2), Shapes: []Shape{Aggregate, Stages, Function, Broadcast},
		inject: func(d draw, s *Spec, _ float64) { s.Few = s.fraction(d) }},
	{Name: "fewer, larger files", Says: "as many rows in a file for each second to tenth slot", prepare: atLeast(4, 2), Shapes: []Shape{FanOut, Aggregate, Function, Broadcast},
		inject: func(d draw, s *Spec, _ float64) { s.FewFiles = s.fraction(d) }},
	{Name: "function one at a time", Says: "a Python function runs once at a time", most: 2000, prepare: atLeast(2, 2), Shapes: []Shape{Function},
		inject: func(d draw, s *Spec, _ float64) { s.One = true }},
	{Name: "exploding join", Says: "a join makes 3 to 60 rows of one", Shapes: []Shape{Join, Broadcast},
		inject: func(d draw, s *Spec, _ float64) { s.Explode = d.scale(3, 60, forChange, 31, 0) }},
	{Name: "small files", Says: "each scan reads 20 to 500 files that cost 8 ms each", most: 3000, Shapes: []Shape{FanOut, Aggregate, Join, UDF, Write},
		inject: func(d draw, s *Spec, _ float64) { s.Files = d.count(20, 500, forChange, 32, 0) }},
	{Name: "function's cold start", Says: "a Python function takes 0.15 to 2 times the wall to start on each worker", Shapes: []Shape{UDF, Function},
		inject: func(d draw, s *Spec, wall float64) { s.ColdUDF = d.later(wall, 33) }},
	{Name: "larger broadcast", Says: "each task takes 0.2 to 4 times its work to take in the broadcast side", Shapes: []Shape{Broadcast},
		prepare: func(d draw, s *Spec) { s.Broad = 0.01 },
		inject:  func(d draw, s *Spec, _ float64) { s.Broad = s.Mean * d.scale(0.2, 4, forChange, 34, 0) }},
	{Name: "another query", Says: "a query that began before has the slots", Shapes: []Shape{Aggregate, Join, Stages, UDF, Function, Write, Broadcast}, // the other one is a FanOut
		inject: func(d draw, s *Spec, _ float64) { s.Other = d.scale(0.2, 3, forChange, 35, 0) }},
}

// even makes a spec whose partitions keep their rows in all where one is hot.
func even(_ draw, s *Spec) { s.Even = true }

// later is how much longer something takes, seconds.
func (d draw) later(wall float64, n int) float64 {
	return wall / float64(second) * d.scale(0.15, 2, forChange, n, 0)
}

// fewer is how many times fewer workers, or slots, there are.
func (s Spec) fewer(d draw) int { return d.count(2, 5, forChange, 40, 0) }

// cluster changes the cluster, but not how many tasks there are.
func (s *Spec) cluster(workers, slots int) {
	n := s.Waves * float64(s.slots())
	s.Workers, s.Slots = max(1, workers), max(1, slots)
	s.Waves = math.Max(1e-9, n/float64(s.slots()))
}

// EachMatters reports whether each of the changes alone makes more than a share
// of the longer wall.
func (p Pair) EachMatters(share float64) bool {
	all := p.changed.Simulate().Jobs[0].Wall()
	longer := max(all, p.plain.Simulate().Jobs[0].Wall())
	for i := range p.Changes {
		if float64(max(p.without[i], -p.without[i])) < share*float64(longer) {
			return false
		}
	}
	return true
}
