package simulate

// Cause is one thing that can go wrong with a query.
type Cause struct {
	Name   string
	Says   string // what happens, in a few words
	Shapes []Shape
	// prepare makes a spec fit for the cause, inject puts the cause in.
	prepare, inject func(d draw, s *Spec)
	most            int // tasks, 0: as many as asked for
	less            int // so many times fewer tasks than asked for, 0: as many
}

// Case is one query that has a cause, and the same one without it.
type Case struct {
	Cause         *Cause // nil where nothing is wrong
	With, Without Spec
}

// Clean returns a query in which nothing is wrong. What is never quite in order
// is left out where it costs more than a twentieth of the wall.
func Clean(seed uint64, tasks int) Spec {
	s := Base(seed, tasks, AnyShape(seed))
	d := draw(seed)
	if d.chance(0.5, forCause, 0, 0) {
		s.Startup = d.between(1.3, 2.2, forCause, 0, 1) // a cluster that starts with the query
	}
	for _, without := range []func(*Spec){
		func(s *Spec) { s.Startup = 0 }, func(s *Spec) { s.Uneven = 0.02 }, func(s *Spec) { s.Tail = 0 }, func(s *Spec) { s.Lame = 0 },
	} {
		other := s
		without(&other)
		if other == s {
			continue
		}
		with, less := s.Simulate().Jobs[0].Wall(), other.Simulate().Jobs[0].Wall()
		if 20*(with-less) > with {
			s = other
		}
	}
	return s
}

// Make returns a query of about so many tasks that has the cause.
func (c *Cause) Make(seed uint64, tasks int) Case {
	d := draw(seed ^ 0x5bd1e995)
	if c.less > 0 {
		tasks /= c.less
	}
	if c.most > 0 {
		tasks = min(tasks, c.most)
	}
	s := Base(seed, tasks, AnyShape(seed, c.Shapes...))
	if c.prepare != nil {
		c.prepare(d, &s)
	}
	with := s
	c.inject(d, &with)
	return Case{Cause: c, With: with, Without: s}
}

// Causes is all of them, in a fixed order.
var Causes = []*Cause{
	{Name: "data skew", Says: "one partition of a shuffle has 3 to 60 times the rows of the others", Shapes: []Shape{Aggregate, Stages},
		inject: func(d draw, s *Spec) { s.Hot = d.scale(3, 60, forCause, 1, 0) }},
	{Name: "hot key in a join", Says: "one partition of a join's larger side has 3 to 60 times the rows of the others", Shapes: []Shape{Join},
		inject: func(d draw, s *Spec) { s.HotKey = d.scale(3, 60, forCause, 2, 0) }},
	{Name: "slow worker", Says: "one worker is 2 to 10 times as slow", prepare: atLeast(3, 1),
		inject: func(d draw, s *Spec) { s.Slow = d.scale(2, 10, forCause, 3, 0) }},
	{Name: "retries", Says: "one late task in a hundred fails 1 to 7 times, each after 2 s",
		inject: func(d draw, s *Spec) { s.Retries = d.count(1, 7, forCause, 4, 0) }},
	{Name: "dead worker", Says: "a worker dies and is noticed after 6 to 12 s", prepare: atLeast(3, 1),
		inject: func(d draw, s *Spec) { s.Death = d.between(0.2, 0.8, forCause, 5, 0) }},
	{Name: "tiny tasks", Says: "20 to 150 times as many tasks of 1 to 8 ms of work each",
		prepare: func(d draw, s *Spec) {
			s.Tiny, s.Waves = 0, max(2, min(s.Waves, 6))
			s.Mean = d.scale(0.15, 0.4, forCause, 6, 1)
		},
		inject: func(d draw, s *Spec) { s.Tiny = s.Mean / d.scale(0.001, 0.008, forCause, 6, 0) }, most: 600, less: 5, Shapes: []Shape{FanOut, UDF, Write}},
	{Name: "too few partitions", Says: "a shuffle has a partition for each second to tenth slot", prepare: atLeast(4, 2), Shapes: []Shape{Aggregate, Stages, Function, Broadcast},
		inject: func(d draw, s *Spec) { s.Few = s.fraction(d) }},
	{Name: "few large files", Says: "a scan has a file for each second to tenth slot", prepare: atLeast(4, 2), Shapes: []Shape{Aggregate, Function, Broadcast},
		inject: func(d draw, s *Spec) { s.FewFiles = s.fraction(d) }}, // and a shuffle, else nobody knows that there are more slots
	{Name: "slow start-up", Says: "the cluster takes 2 to 60 s to start", inject: func(d draw, s *Spec) { s.Startup = d.scale(2, 60, forCause, 8, 0) }},
	{Name: "driver gap", Says: "the driver takes 0.5 to 40 s between two stages", Shapes: []Shape{Aggregate, Join, Stages, Broadcast},
		inject: func(d draw, s *Spec) { s.Gap = d.scale(0.5, 40, forCause, 9, 0) }},
	{Name: "giant file", Says: "one file has 3 to 60 times the rows of the others", Shapes: []Shape{FanOut, Aggregate, UDF, Write, Broadcast},
		inject: func(d draw, s *Spec) { s.Giant = d.scale(3, 60, forCause, 10, 0) }},
	{Name: "small files", Says: "each scan reads 20 to 2,000 files that cost 8 ms each",
		inject: func(d draw, s *Spec) { s.Files = d.count(20, 2000, forCause, 11, 0) }, Shapes: []Shape{FanOut, Aggregate, Join, UDF, Write}, most: 3000},
	{Name: "slow scan", Says: "reading is 3 to 30 times as slow",
		inject: func(d draw, s *Spec) { s.ScanTimes = d.scale(3, 30, forCause, 12, 0) }, Shapes: []Shape{FanOut, Aggregate, UDF, Write}},
	{Name: "exploding join", Says: "a join makes 5 to 60 rows of one", Shapes: []Shape{Join, Broadcast},
		inject: func(d draw, s *Spec) { s.Explode = d.scale(5, 60, forCause, 13, 0) }},
	{Name: "function's cold start", Says: "a Python function takes 1 to 60 s to start on each worker", Shapes: []Shape{UDF, Function},
		inject: func(d draw, s *Spec) { s.ColdUDF = d.scale(1, 60, forCause, 14, 0) }},
	{Name: "function at concurrency one", Says: "a Python function runs once at a time", Shapes: []Shape{Function}, prepare: atLeast(2, 1),
		inject: func(d draw, s *Spec) { s.One = true }, most: 2000},
	{Name: "late filter", Says: "a filter that drops 60 to 99 % is behind a Python function", Shapes: []Shape{UDF},
		prepare: func(d draw, s *Spec) { s.Keep = d.scale(0.01, 0.4, forCause, 15, 0) },
		inject:  func(d draw, s *Spec) { s.Late = true }},
	{Name: "slow write", Says: "writing is 3 to 30 times as slow", Shapes: []Shape{Write},
		inject: func(d draw, s *Spec) { s.WriteSlow = d.scale(3, 30, forCause, 16, 0) }},
	{Name: "single file", Says: "one task writes all", Shapes: []Shape{Write},
		inject: func(d draw, s *Spec) { s.OneFile = true }},
	{Name: "broadcast too big", Says: "each task takes 0.2 to 20 s to take in the broadcast side", Shapes: []Shape{Broadcast},
		inject: func(d draw, s *Spec) { s.Broad = d.scale(0.2, 20, forCause, 17, 0) }},
	{Name: "too many pieces", Says: "a shuffle of 250 to 900 tasks to as many", Shapes: []Shape{Aggregate},
		prepare: func(d draw, s *Spec) {
			n := d.count(250, max(300, min(900, int(4*s.Waves)*s.slots())), forCause, 18, 0)
			s.Slots = max(1, s.Slots)
			s.Workers = max(2, n/s.Slots/d.count(4, 8, forCause, 18, 1))
			s.Waves = float64(n) / float64(s.slots())
			s.Rows = d.scale(1e5, 6e5, forCause, 18, 2) // small pieces
		},
		inject: func(d draw, s *Spec) { s.Pieces = s.tasksAt() }},
	{Name: "another query", Says: "a query that began before has the slots",
		inject: func(d draw, s *Spec) { s.Other = d.scale(0.2, 3, forCause, 19, 0) }},
}

// fraction is a half to a tenth of the slots.
func (s Spec) fraction(d draw) int {
	return max(1, int(float64(s.slots())/d.scale(2, 10, forCause, 7, 0)))
}

// atLeast widens a cluster.
func atLeast(workers, slots int) func(draw, *Spec) {
	return func(_ draw, s *Spec) {
		s.Workers, s.Slots = max(s.Workers, workers), max(s.Slots, slots)
	}
}

func (s Spec) tasksAt() int { return (&builder{Spec: s}).tasks() }
