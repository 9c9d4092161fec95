package simulate

// All times are nanoseconds.
const (
	microsecond = int64(1000)
	millisecond = 1000 * microsecond
	second      = 1000 * millisecond
)

// Cluster is what tasks run on.
type Cluster struct {
	Seed  uint64    // of the ids of workers
	Slots []int     // of each worker
	Speed []float64 // of each worker, 1 being usual
	Death *Death    // of one worker, nil where none dies
}

// Death is a worker that stops to answer. It stays in the list of those that
// get tasks until somebody notices.
type Death struct {
	Worker int
	At     int64 // since the start of the first query
	Unseen int64 // for so long
	Try    int64 // how long an attempt there takes to fail
}

// Job is one query.
type Job struct {
	Name    string // of the query, its id
	Start   int64  // since the start of the first
	Plan    *Operator
	Stages  []*Stage
	Startup int64   // from the start of execution to the first submit
	Sigma   float64 // how much equal tasks differ
	Tail    float64 // share of tasks that take two or three times as long
	draw    draw    // of what differs from run to run
	prints  draw    // of the fingerprints of its stages

	Planning int64   // beyond the usual
	Held     int64   // for so long the consumer holds the query open
	At       []int64 // the operators that a change of the plan, or of a rate, is about
}

// Operator is one node of a physical plan.
type Operator struct {
	ID       int64
	Name     string
	Children []*Operator
	kind     kind
}

// kind says which counters Daft has for an operator.
type kind uint8

const (
	kindDefault kind = iota
	kindSource
	kindJoin
	kindWrite
	kindFilter
)

// Stage is the tasks of one fused pipeline.
type Stage struct {
	Name  string  // as Daft names its tasks
	Nodes []int64 // what its tasks list
	Last  int64   // the operator that dispatches them
	Steps []Step  // in the order of data
	Tasks []Task
	After []int // stages whose tasks must all have ended
	Gap   int64 // of the driver before the first submit, beyond the usual
	Most  int   // tasks that run at a time, 0: as many as there are slots
	Cold  int64 // how long its first step that can be cold takes to start on each worker
}

// Step is what one operator does within a task.
type Step struct {
	Operator *Operator
	PerRow   float64 // nanoseconds for each row that comes in
	Fixed    float64 // nanoseconds for each task
	Ratio    float64 // rows out for each row in
	Width    float64 // bytes of a row that goes out
	Hidden   float64 // the share of its time that Daft counts nowhere: finalize, building, writing
	NoRows   bool    // only its duration is counted, as of what reads a shuffle or a Sort's first phases
	Flight   bool    // it writes a flight shuffle, of which Daft does not count what goes out
	Cold     bool    // it is what Stage.Cold slows
	SideRows bool    // a join: half of its tasks count one side, half the other
}

// Task is one task before it runs.
type Task struct {
	Rows    int64 // that its first step has
	Build   int64 // rows of the other side of its join
	Sources []Source
	Extra   float64 // nanoseconds more in its first step
	Factor  float64 // what its join makes more of each row, 0: as all
	Fails   []int64 // how long each attempt takes that fails
}

// Source is one input of a task: files or partitions.
type Source struct {
	Node       int64
	Scan       bool
	Files      int
	Storage    int64 // bytes of the files
	Estimated  int64
	Partitions int
	Bytes      int64 // in memory
}
