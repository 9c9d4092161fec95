package dataflow

import (
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// Scan is one source: files that are read, or rows that were in memory before.
type Scan struct {
	Operator *analyze.Operator
	InMemory bool // its rows were in memory before the query

	Files analyze.Value // distinct, that tasks named; missing natively, where Daft names none
	Tasks int64         // that ran it; 0 natively

	// StorageBytes are of files as stored, whatever of them was needed;
	// EstimatedBytes what Daft expected them to take in memory.
	StorageBytes, EstimatedBytes analyze.Value
	BytesRead, BytesOut, RowsOut analyze.Value
	PerTask                      analyze.Spread // storage bytes of each task
	BatchRows                    analyze.Value  // rows of a batch on average; natively
	Largest                      *analyze.Task  // that reads the most storage bytes, nil where they are equal or unknown

	// Starved is the share of the scan's life, in per mille, in which Daft waited
	// for its next rows: Daft's duration of it over the time that it was active,
	// on Ray over the time of the tasks that ran it.
	Starved analyze.Value
	// FirstRows is how much of its life was over when its first rows came, in per
	// mille; natively.
	FirstRows analyze.Value

	PathNS int64
	// OverheadNS is what its tasks have of the path beside work: what no operator
	// accounts for, and their way to a worker. It is about the same for each task,
	// however little it reads, so that fewer tasks save it; PathNS is what the
	// reading itself takes. On Ray, and disjoint from PathNS but where a task only
	// scans.
	OverheadNS int64
	SmallFiles bool // many, and small: see ManyFiles, SmallFileBytes, ManyBatches, SmallBatchRows
	GiantFile  bool // one of several files is most of the scan: see GiantFileBytes
	// OneGroup: what is read was not spread: on Ray all of it is one file that one
	// task read; natively most of the scan's life was over before rows came. It is
	// consistent with one large row group, which Daft does not show.
	OneGroup bool
	Evidence string
}

func isScan(o *analyze.Operator) bool {
	switch o.Type {
	case "ScanTaskSource", "GlobScanSource", "InMemorySource", "ScanTask", "GlobScan", "InMemoryScan":
		return true
	}
	return o.Category == "Source"
}

func isInMemory(o *analyze.Operator) bool {
	return o.Type == "InMemorySource" || o.Type == "InMemoryScan"
}

func scansOf(q *analyze.Query, index *taskIndex, c *costs) []Scan {
	var list []Scan
	var reads map[int64]analyze.Reads
	for _, o := range byID(q.Operators) {
		if !isScan(o) {
			continue
		}
		if reads == nil {
			reads = q.Reads()
		}
		s := Scan{Operator: o, InMemory: isInMemory(o), BytesRead: o.BytesRead, BytesOut: o.BytesOut, RowsOut: o.RowsOut}
		tasks := index.lists[o.ID]
		s.PathNS, s.OverheadNS = c.of(o, tasks), c.beside(tasks)
		if len(q.Tasks) > 0 {
			s.ofTasks(tasks, reads[o.ID])
		} else {
			s.ofBatches()
		}
		s.Evidence = s.describe()
		list = append(list, s)
	}
	return list
}

// ofTasks takes what the tasks of a query on Ray tell of a scan.
func (s *Scan) ofTasks(tasks []*analyze.Task, r analyze.Reads) {
	s.Tasks = int64(len(tasks))
	if r.Files > 0 {
		s.Files = analyze.Measured.Of(r.Files)
	}
	s.StorageBytes, s.EstimatedBytes = r.StorageBytes, r.EstimatedBytes
	each := make([]int64, 0, len(tasks))
	var walls, largest int64
	for _, t := range tasks {
		stored := analyze.Value{}
		for _, in := range t.Inputs {
			if !in.SourceNode.Known() || in.SourceNode.V != s.Operator.ID {
				continue
			}
			stored = stored.PlusKnown(in.StorageBytes)
		}
		if stored.Known() {
			each = append(each, max(stored.V, 0))
			if s.Largest == nil || stored.V > largest {
				s.Largest, largest = t, storedBy(t, s.Operator.ID)
			}
		}
		if w := t.Wall(); w.Known() && t.Outcome == analyze.TaskSucceeded {
			walls = saturate.Add(walls, max(w.V, 0))
		}
	}
	s.PerTask = analyze.SpreadOf(each)
	if s.PerTask.N < 2 || s.PerTask.Max == s.PerTask.Min {
		s.Largest = nil
	}
	s.Starved = perMille(s.Operator.DaftDuration, walls)
	if s.InMemory || !s.StorageBytes.Known() {
		return
	}
	if s.Files.Known() && s.Files.V >= ManyFiles && s.StorageBytes.V/s.Files.V < SmallFileBytes {
		s.SmallFiles = true
	}
	s.judgeGiant(tasks, each)
}

// judgeGiant finds out whether one file is most of a scan, or all of it.
func (s *Scan) judgeGiant(tasks []*analyze.Task, each []int64) {
	if !s.Files.Known() || s.PerTask.Max < GiantFileBytes {
		return
	}
	if s.Files.V == 1 && len(tasks) == 1 {
		s.OneGroup = true
		return
	}
	if s.Largest == nil || len(paths(s.Largest, s.Operator.ID)) != 1 {
		return
	}
	giant := slices.Index(each, s.PerTask.Max)
	others := analyze.SpreadOf(slices.Delete(slices.Clone(each), giant, giant+1))
	s.GiantFile = s.PerTask.Max >= saturate.Mul(GiantRatio, max(others.Median, 1)) && saturate.Scale(s.PerTask.Max, 1000, max(s.StorageBytes.V, 1)) >= GiantPerMille
}

func storedBy(t *analyze.Task, id int64) (bytes int64) {
	for _, in := range t.Inputs {
		if in.SourceNode.Known() && in.SourceNode.V == id && in.StorageBytes.Known() {
			bytes = saturate.Add(bytes, in.StorageBytes.V)
		}
	}
	return bytes
}

func paths(t *analyze.Task, id int64) (all []string) {
	for _, in := range t.Inputs {
		if in.SourceNode.Known() && in.SourceNode.V == id {
			all = append(all, in.Paths...)
		}
	}
	return all
}

// ofBatches takes what a native scan's counters and the spans above it tell.
// Daft names no files there, but hands on a file's rows apart from another's.
func (s *Scan) ofBatches() {
	o := s.Operator
	s.EstimatedBytes = o.EstimatedBytes
	life := saturate.Sub(int64(o.Last.Time), int64(o.First.Time))
	if !o.First.Known || !o.Last.Known || life <= 0 {
		life = 0
	}
	s.Starved = perMille(o.DaftDuration, life)
	if o.RowsOut.Known() && o.Batches.Positive() {
		s.BatchRows = analyze.Derived.Of(o.RowsOut.V / o.Batches.V)
	}
	if first := firstRows(o); first.Known && life > 0 {
		s.FirstRows = perMille(analyze.Derived.Of(max(saturate.Sub(int64(first.Time), int64(o.First.Time)), 0)), life)
	}
	if !readsFiles(o) {
		return
	}
	if s.BatchRows.Known() && o.Batches.V >= ManyBatches {
		// A filter within the scan makes batches smaller than what was read.
		kept := o.Selectivity()
		if !kept.Known || kept.V <= 0 || kept.V > 1 {
			kept.V = 1
		}
		s.SmallFiles = float64(s.BatchRows.V) < SmallBatchRows*kept.V
	}
	late := s.FirstRows.Known() && s.FirstRows.V >= LatePerMille && saturate.Scale(s.FirstRows.V, life, 1000) >= LateNS
	s.OneGroup = late && strings.HasSuffix(o.Name, "Parquet") && !s.SmallFiles && o.RowsOut.Known() && o.RowsOut.V > MorselRows
}

// readsFiles reports whether a native scan reads files, by its name: sources
// that are written in Python, and databases, hand on what they like.
func readsFiles(o *analyze.Operator) bool {
	switch o.Name {
	case "Read Parquet", "Read CSV", "Read JSON", "Read WARC", "Read Text":
		return true
	}
	return false
}

// firstRows returns when the first rows of a native scan were there: the first
// batch of what takes them, by its spans, else the first counter above 0.
func firstRows(o *analyze.Operator) analyze.Moment {
	for _, p := range o.Parents {
		if len(p.Children) == 1 && p.Work.First.Known {
			return p.Work.First
		}
	}
	for _, s := range o.Samples {
		if s.RowsOut > 0 {
			if last := o.Samples[len(o.Samples)-1]; s.RowsOut >= last.RowsOut || s.Time >= last.Time {
				break // the only report with rows has all of them: they came at any time before
			}
			return analyze.Moment{Time: s.Time, Clock: o.SampleClock, Known: true}
		}
	}
	return analyze.Moment{}
}

// perMille returns part of whole, at most all of it; missing without either.
func perMille(part analyze.Value, whole int64) analyze.Value {
	if !part.Known() || part.V < 0 || whole <= 0 {
		return analyze.Value{}
	}
	return analyze.Derived.Of(min(saturate.Scale(part.V, 1000, whole), 1000))
}
