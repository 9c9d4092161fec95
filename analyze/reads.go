package analyze

import "fmt"

// Reads is what the tasks of a query are known to have read for one scan.
type Reads struct {
	Tasks        int64  // that have such an input
	ScanTasks    Value  // Daft's units of reading
	Files        int64  // distinct paths
	FirstPath    string // the least of them, "" for none
	StorageBytes Value  // as stored; what several tasks read again counts once
	// EstimatedBytes is what Daft expected of it in memory.
	EstimatedBytes Value
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
	counted := map[int64]*Task{}
	once := map[int64]bool{} // by scan: nothing reads a part of it again
	for _, t := range q.Tasks {
		for _, in := range t.Inputs {
			if in.Kind != "scan" || !in.SourceNode.Known() {
				continue
			}
			node := in.SourceNode.V
			r := all[node]
			if counted[node] != t {
				counted[node] = t
				r.Tasks++
			}
			r.ScanTasks = r.ScanTasks.PlusKnown(in.ScanTasks)
			single, known := once[node]
			if !known {
				single = q.readsOnce(node)
				once[node] = single
			}
			part := ""
			if !single {
				part = fmt.Sprint(node, in.StorageBytes, in.EstimatedBytes, in.Paths)
			}
			if single || !parts[part] {
				parts[part] = !single
				r.StorageBytes = r.StorageBytes.PlusKnown(in.StorageBytes)
				r.EstimatedBytes = r.EstimatedBytes.PlusKnown(in.EstimatedBytes)
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

// readsOnce reports whether each part of a scan is read by one task. Tasks that
// seem to read the same part then read row groups of one size of one file.
func (q *Query) readsOnce(node int64) bool {
	o := q.operators[node]
	if o == nil || !o.InPlan {
		return false
	}
	for range maxPlanDepth {
		if len(o.Parents) == 0 {
			return true
		}
		if o = o.Parents[0]; o.Type == "CrossJoin" {
			return false
		}
	}
	return false
}

// PlusKnown adds w to v as far as either is known.
func (v Value) PlusKnown(w Value) Value {
	switch {
	case !w.Known():
		return v
	case !v.Known():
		return w
	}
	return v.plus(w)
}
