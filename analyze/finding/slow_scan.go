package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// slowScan finds queries that mostly waited for what they read.
func slowScan(v *view) []draft {
	var drafts []draft
	for _, o := range v.Query.Operators {
		if !isScan(o) {
			continue
		}
		c := v.ofOperator(o)
		ns := c.total()
		f := Finding{ID: "scan-bound", Sure: true, Operators: []*analyze.Operator{o}}
		f.Title = "the query waited " + dur(ns) + " for " + op(o) + " to read and decode, " + v.percent(ns) + " of its wall"
		if o.BytesRead.Positive() {
			f.say("%s read, %s a second while the query waited for it", humanize.Bytes(o.BytesRead.V), humanize.Bytes(int64(float64(o.BytesRead.V)*1e9/float64(max(1, ns)))))
		}
		if o.RowsOut.Known() && o.BytesOut.Known() {
			f.say("%s rows, %s in memory", humanize.CountShort(o.RowsOut.V), humanize.Bytes(o.BytesOut.V))
		}
		f.Advice = "Read less: name the columns (df.select) and conditions (df.where) early, so that Daft skips the rest of a Parquet file; keep the data as Parquet rather than CSV or JSON, near the workers, and partitioned by what is filtered on. Natively scantask_max_parallel in daft.set_execution_config is how many files are read at a time."
		f.Check = "read the same files again from a local disk: if that is as slow, it is decoding, else the storage or network."
		drafts = append(drafts, draft{Finding: f, claim: c, share: 0.45, atMost: true, scenario: v.freeing(only(o))})
	}
	return drafts
}
