package simulate

import "strconv"

// Daft posts the counters of all operators of a task after each event of it.
func (r *reporter) stats(at int64, s *Stage) {
	b := append(make([]byte, 0, 400*len(s.Nodes)), `{"source_id":"unknown","stats":[`...)
	for i, n := range s.Nodes {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		b = strconv.AppendInt(b, n, 10)
		b = append(b, `,{`...)
		b = r.counters[n].append(b)
		b = append(b, `}]`...)
	}
	r.x.post(at, false, r.path+"exec/emit_stats", append(b, `]}`...))
}

// add counts what a step did for a task.
func (c *counters) add(s *Step, r *StepRun, ns int64, t *TaskRun) {
	c.ns += ns
	if s.NoRows {
		return
	}
	c.rowsIn += r.RowsIn
	c.rowsOut += r.RowsOut
	c.bytesIn += r.BytesIn
	c.bytesOut += r.BytesOut
	if c.kind == kindWrite {
		c.written += r.RowsIn
	}
	if c.kind != kindJoin {
		return
	}
	build := t.job.Job.Stages[t.Stage].Tasks[t.Index].Build
	if r.Build {
		c.build += build
		c.buildBytes += build * 16
	} else {
		c.probeIn += r.RowsIn - build
		c.probeOut += r.RowsOut
		c.probeBytesIn += r.BytesIn
		c.probeBytesOut += r.BytesOut
	}
}

func (c *counters) append(b []byte) []byte {
	count := func(name, kind string, v int64) {
		b = append(b, '"')
		b = append(b, name...)
		b = append(b, `":{"type":"`...)
		b = append(b, kind...)
		b = append(b, `","value":`...)
		b = strconv.AppendInt(b, v, 10)
		b = append(b, `},`...)
	}
	switch c.kind {
	case kindSource:
		count("rows.out", "Count", c.rowsOut)
		count("bytes.out", "Bytes", c.bytesOut)
		count("bytes.read", "Bytes", 0)
	case kindJoin:
		count("build rows inserted", "Count", c.build)
		count("probe rows in", "Count", c.probeIn)
		count("probe rows out", "Count", c.probeOut)
		count("bytes.join.build_inserted", "Bytes", c.buildBytes)
		count("bytes.join.probe_in", "Bytes", c.probeBytesIn)
		count("bytes.join.probe_out", "Bytes", c.probeBytesOut)
	case kindWrite:
		count("rows.in", "Count", c.rowsIn)
		count("bytes.in", "Bytes", c.bytesIn)
		count("rows.written", "Count", c.written)
		count("bytes.written", "Bytes", c.bytesIn/3)
	default:
		count("rows.in", "Count", c.rowsIn)
		count("rows.out", "Count", c.rowsOut)
		count("bytes.in", "Bytes", c.bytesIn)
		count("bytes.out", "Bytes", c.bytesOut)
	}
	if c.kind == kindFilter && c.rowsIn > 0 {
		b = append(b, `"selectivity":{"type":"Percent","value":`...)
		b = strconv.AppendFloat(b, 100*float64(c.rowsOut)/float64(c.rowsIn), 'f', -1, 64)
		b = append(b, `},`...)
	}
	count("task.active", "Count", c.active)
	count("task.completed", "Count", c.completed)
	count("task.failed", "Count", c.failed)
	count("task.cancelled", "Count", 0)
	count("task.count", "Count", c.count)
	b = append(b, `"duration":{"type":"Duration","value":{"secs":`...)
	b = strconv.AppendInt(b, c.ns/second, 10)
	b = append(b, `,"nanos":`...)
	b = strconv.AppendInt(b, c.ns%second, 10)
	return append(b, `}}`...)
}
