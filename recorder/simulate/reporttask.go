package simulate

import (
	"fmt"
	"strconv"
)

// stage returns the stage of a task.
func (r *reporter) stage(t *TaskRun) *Stage { return r.run.Job.Stages[t.Stage] }

func (r *reporter) submit(t *TaskRun) {
	s := r.stage(t)
	for _, n := range s.Nodes {
		if !r.started[n] {
			r.started[n] = true
			r.x.post(t.Submit, false, r.path+"exec/"+strconv.FormatInt(n, 10)+"/start", nil)
		}
	}
	b := r.head(`{"submit_sec":`, t.Submit, t)
	b = append(b, `,"name":`...)
	b = strconv.AppendQuote(b, s.Name)
	b = append(b, `,"sources":[`...)
	for i, in := range s.Tasks[t.Index].Sources {
		if i > 0 {
			b = append(b, ',')
		}
		b = in.append(b, t.Index)
	}
	r.x.post(t.Submit, false, r.path+"task/submit", append(b, `]}`...))
	r.stats(t.Submit, s)
}

// append writes an input of a task as Daft does.
func (in Source) append(b []byte, task int) []byte {
	if !in.Scan {
		b = fmt.Appendf(b, `{"InMemoryScan":{"source_id":%d,"partitions":%d,"total_bytes":%d}}`, in.Node, in.Partitions, in.Bytes)
		return b
	}
	b = fmt.Appendf(b, `{"PhysicalScan":{"source_id":%d,"scan_tasks":%d,"paths":[`, in.Node, max(in.Files, 1))
	for i := range in.Files {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `"file:///data/%d/%d-%d.parquet"`, in.Node, task, i)
	}
	return fmt.Appendf(b, `],"storage_bytes":%d,"estimated_memory_bytes":%d}}`, in.Storage, in.Estimated)
}

// head begins the body of a task's request.
func (r *reporter) head(time string, at int64, t *TaskRun) []byte {
	s := r.stage(t)
	b := append(make([]byte, 0, 512), time...)
	b = strconv.AppendFloat(b, float64(r.x.runnerTime(at))/1e9, 'f', -1, 64)
	b = fmt.Appendf(b, `,"task_id":%d,"last_node_id":%d,"node_ids":[`, t.ID, s.Last)
	for i, n := range s.Nodes {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, n, 10)
	}
	return fmt.Appendf(b, `],"plan_fingerprint":%d`, r.prints[t.Stage])
}

// WorkerID returns the id that a worker has in requests: 56 hexadecimal digits.
func (c Cluster) WorkerID(w int) string {
	d := draw(c.Seed)
	return fmt.Sprintf("%016x%016x%016x%08x", d.bits(forWorker, w, 0), d.bits(forWorker, w, 1), d.bits(forWorker, w, 2), uint32(w))
}

func (r *reporter) schedule(t *TaskRun, try int) {
	s := r.stage(t)
	b := r.head(`{"scheduled_sec":`, t.Tries[try].Schedule, t)
	b = fmt.Appendf(b, `,"worker_id":"%s"}`, r.cluster.WorkerID(t.Tries[try].Worker))
	r.x.post(t.Tries[try].Schedule, false, r.path+"task/schedule", b)
	for _, n := range s.Nodes {
		r.counters[n].active++
	}
	r.stats(t.Tries[try].Schedule, s)
}

func (r *reporter) fail(t *TaskRun, at int64) {
	s := r.stage(t)
	for _, n := range s.Nodes {
		r.counters[n].active--
		r.counters[n].failed++
	}
	r.stats(at, s)
}

func (r *reporter) end(t *TaskRun) {
	s := r.stage(t)
	for _, n := range s.Nodes {
		if r.left[n]--; r.left[n] == 0 {
			r.x.post(t.End, false, r.path+"exec/"+strconv.FormatInt(n, 10)+"/end", nil)
		}
		c := r.counters[n]
		c.active--
		c.completed++
		c.count++
	}
	ns := int64(0)
	for i := range s.Steps {
		us := t.Steps[i].Counted / microsecond
		ns += us
		r.counters[s.Steps[i].Operator.ID].add(&s.Steps[i], &t.Steps[i], us*microsecond, t)
	}
	b := r.head(`{"end_sec":`, t.End, t)
	first, last := t.Steps[0], t.Steps[len(t.Steps)-1]
	rowsIn, bytesIn := first.RowsIn, int64(0)
	if s.Steps[0].Operator.kind == kindSource {
		rowsIn = first.RowsOut
	}
	rowsIn += s.Tasks[t.Index].Build
	for _, in := range s.Tasks[t.Index].Sources {
		bytesIn += in.Bytes
	}
	b = fmt.Appendf(b, `,"worker_id":"%s","outcome":{"status":"Success"},"totals":{"cpu_us":%d,"rows_in":%d,"rows_out":%d,"bytes_in":%d,"bytes_out":%d}}`,
		r.cluster.WorkerID(t.Worker()), ns, rowsIn, last.RowsOut, bytesIn, last.BytesOut)
	r.x.post(t.End, false, r.path+"task/end", b)
	r.stats(t.End, s)
}
