package finding

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// slowWrite finds queries that mostly waited for what they write.
func slowWrite(v *view) []draft {
	var drafts []draft
	for _, o := range v.Query.Operators {
		if !isWrite(o) {
			continue
		}
		c := v.ofOperator(o)
		ns := c.total()
		f := Finding{ID: "write-bound", Sure: v.accounted(o)*2 >= ns, Operators: []*analyze.Operator{o}}
		f.Title = "the query waited " + dur(ns) + " for " + op(o) + ", " + v.percent(ns) + " of its wall"
		if o.BytesWritten.Positive() {
			f.say("%s written, %s a second while the query waited for it", humanize.Bytes(o.BytesWritten.V), humanize.Bytes(int64(float64(o.BytesWritten.V)*1e9/float64(max(1, ns)))))
		}
		if !f.Sure {
			f.Title += ": consistent with slow writing"
			f.say("%s of it no operator accounts for in the tasks that write: Daft counts neither the encoding nor the closing of files", dur(ns-v.accounted(o)))
		}
		side := "natively it is one at a time, or one for each value of partition_cols=: use columns of few values there, as thousands of small files take far longer than one large one."
		if strings.Contains(o.Name, "Partitioned") {
			side = "each value of partition_cols= is a file of its own: fewer columns, or columns of fewer values there, and fewer and larger files are quicker by far."
		}
		f.Advice = "Write fewer columns and rows, or with a cheaper compression= (snappy or none instead of zstd or gzip). On Ray more partitions write side by side (df.into_partitions); " + side
		if files, rows := v.written(o); files >= manyWritten && rows/files < fewWritten {
			f.say("%s of %s each on average: consistent with most of it being the opening and closing of files", count(files, "file", "files"), count(rows/files, "row", "rows"))
			if strings.Contains(o.Name, "Partitioned") {
				f.Advice = "Write fewer files: fewer columns in partition_cols=, or columns of fewer values."
			}
		}
		f.Check = "write the same to a local disk: if that is much quicker it is the storage, else the encoding."
		drafts = append(drafts, draft{Finding: f, claim: c, share: 0.25, atMost: true, scenario: v.freeing(only(o))})
	}
	return drafts
}

// A write of so many files or more, of fewer rows than that each, is told as one
// of many small files.
const (
	manyWritten = 200
	fewWritten  = 10_000
)

// written returns how many files a write made, and of how many rows; 0 where
// that is not known.
func (v *view) written(o *analyze.Operator) (files, rows int64) {
	for _, w := range v.Flow.Writes {
		if w.Operator == o && w.Files.Positive() && w.Rows.Known() {
			return w.Files.V, w.Rows.V
		}
	}
	return 0, 0
}

// accounted returns what of the path is an operator's by its own counters.
func (v *view) accounted(o *analyze.Operator) (ns int64) {
	for _, s := range v.Path.Segments {
		for _, x := range s.Shares {
			if x.Operator == o {
				ns += int64(float64(x.NS) * v.timed(s.Task, o))
			}
		}
	}
	return ns
}

// timed returns which part of what an operator has of a task its counters show.
func (v *view) timed(t *analyze.Task, o *analyze.Operator) float64 {
	if t == nil || v.Path.Graph == nil || v.Path.Graph.Node(t) == nil {
		return 1
	}
	for _, c := range v.Path.Graph.Node(t).Shares {
		if worked := c.Worked(); c.Operator == o && worked > 0 {
			return 1 - float64(min(c.Untimed, worked))/float64(worked)
		}
	}
	return 1
}
