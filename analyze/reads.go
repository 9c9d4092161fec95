package analyze

import "fmt"

// Reads is what the tasks of a query are known to have read for one scan.
type Reads struct {
	Tasks        int64  // that have such an input
	ScanTasks    Value  // Daft's units of reading
	Files        int64  // distinct paths
	FirstPath    string // the least of them, "" for none
	StorageBytes Value  // as stored; what several tasks read again counts once
}

// Reads adds up the inputs of tasks by the scan they come from. Where submits
// were lost each is a lower bound.
func (q *Query) Reads() map[int64]Reads {
	all := map[int64]Reads{}
	type file struct {
		node int64
		path string
	}
	seen := map[file]bool{}
	parts := map[string]bool{} // the same part of the same files: a cross join reads one side for each task
	for _, t := range q.Tasks {
		counted := map[int64]bool{}
		for _, in := range t.Inputs {
			if in.Kind != "scan" || !in.SourceNode.Known() {
				continue
			}
			node := in.SourceNode.V
			r := all[node]
			if !counted[node] {
				counted[node] = true
				r.Tasks++
			}
			r.ScanTasks = r.ScanTasks.plusKnown(in.ScanTasks)
			if part := fmt.Sprint(node, in.StorageBytes, in.EstimatedBytes, in.Paths); !parts[part] {
				parts[part] = true
				r.StorageBytes = r.StorageBytes.plusKnown(in.StorageBytes)
			}
			for _, path := range in.Paths {
				if seen[file{node, path}] {
					continue
				}
				seen[file{node, path}] = true
				r.Files++
				if r.FirstPath == "" || path < r.FirstPath {
					r.FirstPath = path
				}
			}
			all[node] = r
		}
	}
	return all
}

// plusKnown adds w to v as far as either is known.
func (v Value) plusKnown(w Value) Value {
	switch {
	case !w.Known():
		return v
	case !v.Known():
		return w
	}
	return v.plus(w)
}
