package analyze

// Reads is what the tasks of a query are known to have read for one scan.
type Reads struct {
	Tasks        int64  // that have such an input
	ScanTasks    Value  // Daft's units of reading
	Files        int64  // distinct paths
	FirstPath    string // the least of them, "" for none
	StorageBytes Value  // as stored
}

// Reads adds up the inputs that come from a scan. Where submits were lost it
// is a lower bound.
func (q *Query) Reads(node int64) Reads {
	var r Reads
	paths := map[string]bool{}
	sum := func(total *Value, v Value) {
		if v.Known() {
			total.V = addSat(total.V, v.V)
			total.Origin = max(total.Origin, v.Origin)
		}
	}
	for _, t := range q.Tasks {
		has := false
		for _, in := range t.Inputs {
			if in.Kind != "scan" || !in.SourceNode.Known() || in.SourceNode.V != node {
				continue
			}
			has = true
			sum(&r.ScanTasks, in.ScanTasks)
			sum(&r.StorageBytes, in.StorageBytes)
			for _, path := range in.Paths {
				if !paths[path] && (r.FirstPath == "" || path < r.FirstPath) {
					r.FirstPath = path
				}
				paths[path] = true
			}
		}
		if has {
			r.Tasks++
		}
	}
	r.Files = int64(len(paths))
	return r
}
