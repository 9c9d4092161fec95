package dataflow

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// Write is one sink that writes files.
type Write struct {
	Operator                    *analyze.Operator
	Commit                      *analyze.Operator // that moves its files into place, nil where it has none of its own
	Rows, BytesIn, BytesWritten analyze.Value
	Tasks, Files                analyze.Value // Tasks: that wrote; missing natively
	PathNS                      int64
	// SingleFile: all went into one file. On Ray that is one task at work, natively
	// one writer.
	SingleFile bool
	Evidence   string
}

// isWrite tells a sink of files: natively by its type, on Ray, where types are
// names, by the name.
func isWrite(o *analyze.Operator) bool {
	return o.Type == "Write" || o.Type != "CommitWrite" && strings.HasSuffix(o.Type, " Write") && o.Type != "Commit Write"
}

func isCommit(o *analyze.Operator) bool {
	return o.Type == "CommitWrite" || o.Type == "Commit Write"
}

func writesOf(q *analyze.Query, index *taskIndex, c *costs) []Write {
	var list []Write
	for _, o := range byID(q.Operators) {
		if !isWrite(o) {
			continue
		}
		w := Write{Operator: o, Rows: o.RowsWritten, BytesIn: o.BytesIn, BytesWritten: o.BytesWritten}
		if !w.Rows.Known() {
			w.Rows = o.RowsIn
		}
		tasks := index.lists[o.ID]
		w.PathNS = c.of(o, tasks)
		if up := parent(o); up != nil && isCommit(up) {
			w.Commit = up
			w.Files = up.RowsIn // a row for each file
			w.PathNS += c.of(up, index.lists[up.ID])
		}
		if len(q.Tasks) > 0 {
			w.ofTasks(tasks)
		}
		w.SingleFile = w.Files.Known() && w.Files.V == 1
		w.Evidence = w.describe()
		list = append(list, w)
	}
	return list
}

// ofTasks counts the tasks that write, and takes the files from the one that
// commits: it has a row for each of them.
func (w *Write) ofTasks(tasks []*analyze.Task) {
	n := int64(0)
	for _, t := range tasks {
		if strings.HasSuffix(t.Name, "CommitWrite") {
			if t.Outcome == analyze.TaskSucceeded {
				w.Files = t.RowsIn
			}
			continue
		}
		n++
	}
	w.Tasks = analyze.Measured.Of(n)
}
