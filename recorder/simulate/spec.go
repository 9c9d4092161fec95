package simulate

import (
	"fmt"
	"math"
)

// Shape is what a plan looks like.
type Shape int

const (
	FanOut    Shape = iota // scan, aggregate, gather: one wide stage and a last task
	Aggregate              // scan, shuffle, aggregate
	Join                   // two scans, two shuffles, join, shuffle, aggregate, sort
	Broadcast              // a small side for all tasks of a scan, shuffle, aggregate
	Stages                 // two shuffles and a sort one after the other
	UDF                    // scan, Python function, filter, gather
	Write                  // scan, project, write files
	Function               // scan, shuffle, Python function, gather: the function has a stage of its own
	shapes
)

// Spec is what to simulate. Base makes one in which nothing is wrong; the
// second half of its members says what goes wrong, 0 for nothing.
type Spec struct {
	Seed    uint64
	Shape   Shape
	Workers int
	Slots   int     // of each worker
	Waves   float64 // tasks of a stage for each slot
	Mean    float64 // seconds of work of a task
	Rows    float64 // of a task that scans
	Keep    float64 // share of the rows that the filter before or behind a Python function keeps

	// What is never quite in order, with or without a cause.
	Sigma  float64 // how much equal tasks differ, standard deviation of ln(wall)
	Uneven float64 // how much files and partitions differ in rows, the same way
	Tail   float64 // share of tasks that take twice to three times as long for no reason
	Lame   float64 // times as slow as the others is one worker

	Startup   float64 // seconds
	Hot       float64 // times as many rows as the others has one partition of the last wide shuffle
	HotKey    float64 // the same of a join, with what comes out
	Slow      float64 // times as slow is one worker
	Retries   int     // attempts that fail, of one task in a hundred
	Death     float64 // when a worker dies, as a share of the wall
	Tiny      float64 // times as many tasks
	Few       int     // partitions of the last shuffle but for a Sort's
	FewFiles  int     // tasks of the scan
	Gap       float64 // seconds on the driver before the second stage
	Giant     float64 // times as large as the others is one file
	Files     int     // of each scan task, each with a cost of its own
	ScanTimes float64 // times as slow is the scan
	Explode   float64 // rows out of a join for each row in
	ColdUDF   float64 // seconds that a Python function takes to start on each worker
	Late      bool    // the filter is behind the Python function
	WriteSlow float64 // times as slow is writing
	Broad     float64 // seconds for each task to take in the broadcast side
	Pieces    int     // partitions of the shuffles
	Other     float64 // another query of so many times the tasks was there first
	One       bool    // the Python function runs once at a time
	OneFile   bool    // a single task writes all

	// What only pairs of runs have, see Change.
	Noise    uint64  // seed of all that differs between two runs of one query on the same data, 0: Seed
	Weather  float64 // how much whole runs differ in speed, standard deviation of ln
	Shuffle  shuffle // how shuffles go, 0: by Daft's guide
	Slower   float64 // times as slow as it was is one operator; 1 for one that is to get slower
	Wide     float64 // times as wide are the rows up to the first aggregation
	Even     bool    // a hot partition or giant file has its rows from the others: there are no more of them
	NoFilter bool    // the plan has no filter
	Added    float64 // an operator more, that takes so many times as long as a task's work
	Exchange float64 // a Repartition more, that takes so many times as long as a task's work
	Planning float64 // seconds
	Held     float64 // seconds for which the consumer holds the query open
}

// shuffle is how the rows of a shuffle go from task to task.
type shuffle uint8

const (
	byGuide shuffle = iota // by Arrow Flight where it is large
	byRay
	byFlight
)

// Base makes a spec of about so many tasks in which nothing is wrong: its
// stages have several tasks for each slot, of 0.15 to 3 s, which share the work
// evenly among operators. Nothing is quite even, though.
func Base(seed uint64, tasks int, shape Shape) Spec {
	d := draw(seed)
	s := Spec{Seed: seed, Shape: shape}
	wide := wideStages[shape]
	most := min(1600, float64(tasks)/(2.5*wide))
	slots := d.scale(2, max(2, most), forShape, 1, 0)
	s.Slots = 1 << d.count(1, 8, forShape, 2, 0) >> 1
	for s.Slots > 8 || float64(2*s.Slots) > slots {
		if s.Slots == 1 {
			break
		}
		s.Slots /= 2
	}
	s.Workers = min(200, max(2, int(slots)/s.Slots))
	s.Waves = max(2, min(40, float64(tasks)/wide/float64(s.Workers*s.Slots)))
	s.Mean = d.scale(0.15, 3, forShape, 3, 0)
	if least := 2 / (s.Waves * wide); s.Mean < least {
		s.Mean = least // a query of 2 s at least
	}
	s.Keep = 0.5
	s.Sigma = d.between(0.1, 0.3, forWork, -1, 0) // as recorded
	s.Uneven = d.scale(0.02, 0.25, forShape, 5, 0)
	if d.chance(0.5, forShape, 6, 0) {
		s.Tail = d.scale(0.001, 0.01, forShape, 6, 1)
	}
	if d.chance(0.3, forShape, 7, 0) {
		s.Lame = d.between(1.05, 1.25, forShape, 7, 1)
	}
	s.Rows = math.Round(d.scale(3e5, 5e6, forShape, 4, 0))
	return s
}

// wideStages is about how many stages of a shape have many tasks.
var wideStages = [shapes]float64{1, 2, 5, 2, 3.5, 1, 1, 2}

// AnyShape picks a shape.
func AnyShape(seed uint64, among ...Shape) Shape {
	d := draw(seed)
	if len(among) == 0 {
		return Shape(d.bits(forShape, 0, 0) % uint64(shapes))
	}
	return among[d.bits(forShape, 0, 0)%uint64(len(among))]
}

func (s Spec) slots() int { return s.Workers * s.Slots }

// called is the name that a query has in this run.
func (s Spec) called(name string) string {
	if s.Noise != 0 {
		return fmt.Sprintf("%s-%06x", name, s.Noise&0xffffff)
	}
	return name
}

// noise is the seed of what differs between two runs of one query on the same
// data.
func (s Spec) noise() uint64 {
	if s.Noise != 0 {
		return s.Noise
	}
	return s.Seed
}

// Simulate runs a spec.
func (s Spec) Simulate() *Run {
	d := draw(s.noise())
	c := Cluster{Seed: s.noise()}
	speed := 1.0
	if s.Weather > 0 {
		speed = d.lognormal(1, s.Weather, forWorker, -4, 0)
	}
	for range s.Workers {
		c.Slots = append(c.Slots, s.Slots)
		c.Speed = append(c.Speed, speed)
	}
	if s.Lame > 0 {
		c.Speed[int(d.bits(forWorker, -3, 0)%uint64(s.Workers))] = speed / s.Lame
	}
	if s.Slow > 0 {
		c.Speed[int(d.bits(forWorker, -1, 0)%uint64(s.Workers))] = speed / s.Slow
	}
	if s.Death > 0 {
		alive := s
		alive.Death = 0
		wall := alive.Simulate().Jobs[0].Wall()
		c.Death = &Death{
			Worker: int(d.bits(forWorker, -2, 0) % uint64(s.Workers)),
			At:     int64(s.Death * float64(wall)),
			Unseen: int64(d.between(6, 12, forRetry, -1, 0) * float64(second)),
			Try:    2 * second,
		}
	}
	jobs := []*Job{s.job(s.called("calm-otter"))}
	if s.Other > 0 {
		other := s
		other.Seed ^= 0xabcdef
		other.Other = 0
		other.Shape = FanOut
		other.Waves *= s.Other
		j := other.job(s.called("eager-heron"))
		jobs[0].Start = int64(d.between(0.02, 0.2, forShape, 9, 0) * float64(second))
		jobs = append(jobs, j)
	}
	return Simulate(c, jobs...)
}
