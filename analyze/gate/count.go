package gate

import (
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// Counters of operators.
const (
	rowsIn       = "rows_in"
	rowsOut      = "rows_out"
	rowsWritten  = "rows_written"
	bytesOut     = "bytes_out"
	bytesRead    = "bytes_read"
	bytesWritten = "bytes_written"
	files        = "files"
	stored       = "stored_bytes"   // of files, whatever of them was needed
	expected     = "estimated_rows" // that the optimizer expected in the files, before it filters
)

// rowCounters and byteCounters are those that are held against the baseline, in
// the order in which they are told.
var (
	rowCounters  = []string{rowsOut, rowsIn, rowsWritten}
	byteCounters = []string{bytesRead, bytesOut, bytesWritten}
)

// countQuery adds up what a query did as a whole. On Ray tasks are counted
// where each is known, and what went between stages where its size is.
func countQuery(into map[string]int64, c *finding.Case) {
	t := &c.Query.Trust
	if len(c.Query.Tasks) == 0 || t.TasksNotReported || t.MissingTaskIDs > 0 {
		return
	}
	into[Tasks] = int64(len(c.Query.Tasks))
	var sum analyze.Value
	for _, x := range c.Flow.Exchanges {
		if x.Estimated || !x.BytesWritten.Known() {
			return
		}
		sum = sum.PlusKnown(x.BytesWritten)
	}
	put(into, Exchanged, sum)
}

func measureOperators(q *analyze.Query) []OperatorMeasurement {
	keys, reads, loose := q.Keys(), q.Reads(), looseOf(q)
	list := make([]OperatorMeasurement, 0, len(q.Operators))
	for _, o := range q.Operators {
		m := OperatorMeasurement{
			ID: o.ID, Name: short(o.Name, mostText), Type: short(o.Type, mostText), Works: short(keys[o], mostText),
			Depth: int64(o.Depth), Source: isSource(o), Loose: loose[o], Counters: map[string]int64{},
		}
		if o.Behind == 0 {
			put(m.Counters, rowsIn, o.RowsIn)
			put(m.Counters, rowsOut, o.RowsOut)
			put(m.Counters, rowsWritten, o.RowsWritten)
			put(m.Counters, bytesOut, o.BytesOut)
			put(m.Counters, bytesRead, o.BytesRead)
			put(m.Counters, bytesWritten, o.BytesWritten)
		}
		if m.Source {
			if r, ok := reads[o.ID]; ok && q.Trust.MissingTaskSubmits+q.Trust.MissingTaskIDs == 0 {
				put(m.Counters, stored, r.StorageBytes)
				if r.Files > 0 {
					m.Counters[files] = r.Files
				}
			}
			if s := o.Selectivity(); s.Known && o.EstimatedRows.Positive() {
				if raw := float64(o.EstimatedRows.V) / s.V; raw < math.MaxInt64/2 {
					m.Counters[expected] = int64(math.Round(raw))
				}
			}
		}
		list = append(list, m)
	}
	return list
}

// isSource reports whether an operator reads what a query starts from.
func isSource(o *analyze.Operator) bool {
	switch o.Type {
	case "ScanTaskSource", "GlobScanSource", "InMemorySource", "ScanTask", "GlobScan", "InMemoryScan":
		return true
	}
	return o.Category == "Source"
}
