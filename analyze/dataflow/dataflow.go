package dataflow

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
)

// Flow is the data movement of one query.
type Flow struct {
	Query     *analyze.Query
	Exchanges []Exchange // by operator id
	Scans     []Scan     // by operator id
	Writes    []Write    // by operator id
	Joins     []Join     // by operator id
}

// Exchange is one movement of rows between stages. Sizes are of data in memory.
type Exchange struct {
	Operator                      *analyze.Operator
	Kind                          string // "repartition", "gather", "merge", "sort", "broadcast", ...
	Algorithm                     string // "ray", "flight", "" where unknown
	RowsWritten, BytesWritten     analyze.Value
	RowsRead, BytesRead           analyze.Value
	MapTasks, ReduceTasks         int64
	Partitions                    analyze.Value
	Slots                         analyze.Value  // map tasks x partitions
	PartitionBytes, PartitionRows analyze.Spread // as the readers had them
	Largest                       *analyze.Task  // reader of the largest partition
	MapNS, ReduceNS               int64          // of the path, in segments of tasks that write or read it, as far as they are its part
	PathNS                        int64          // of the path: writing, waiting and reading
	WaitedNS                      int64          // from the first map task's end until the last: how long readers could not begin
	Readers                       []*analyze.Operator
	Estimated                     bool
	Evidence                      string
}

// Scan is one source.
type Scan struct {
	Operator                        *analyze.Operator
	Files                           analyze.Value // that Daft named; see Evidence where it shortens lists
	Tasks                           int64
	StorageBytes, EstimatedBytes    analyze.Value // of files; in memory by Daft's estimate
	BytesRead, BytesOut, RowsOut    analyze.Value
	PerTask                         analyze.Spread // storage bytes of each task
	Starved                         analyze.Value  // share of the scan's life in which it waited for the next rows, per mille
	PathNS                          int64
	SmallFiles, GiantFile, OneGroup bool
	Evidence                        string
}

// Write is one sink that writes files.
type Write struct {
	Operator                    *analyze.Operator
	Rows, BytesIn, BytesWritten analyze.Value
	Tasks, Files                analyze.Value
	PathNS                      int64
	Evidence                    string
}

// Join is one join with its sides.
type Join struct {
	Operator              *analyze.Operator
	Strategy              string // "broadcast", "hash", "sort merge", "cross", "" where unknown
	BuildRows, BuildBytes analyze.Value
	ProbeRows, RowsOut    analyze.Value
	PathNS                int64
}

// Hotspot is an exchange, a scan or a write, in one list.
type Hotspot struct {
	Kind      string // "shuffle", "scan" or "write"
	Operators []*analyze.Operator
	PathNS    int64
	Bytes     analyze.Value
	Rows      analyze.Value
	Evidence  string
}

// Of works out how a query moved data.
func Of(p *critical.Path, stages []skew.Stage) *Flow { return &Flow{Query: p.Query} }

// Hotspots returns all of a flow, worst first by time on the path.
func (f *Flow) Hotspots() []Hotspot { return nil }
