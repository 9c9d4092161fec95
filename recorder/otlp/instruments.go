package otlp

import (
	"math"
	"strings"

	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/daft-analyze/daft-analyze/format"
)

// instrumentPrefix stands before the name of each of Daft's instruments.
const instrumentPrefix = "daft."

// counters are the columns of Daft's instruments that count, by their names
// without the prefix. These are in src/common/metrics/src/lib.rs of its source.
var counters = map[string]format.IntColumn{
	"duration":                  format.DaftDurationNS,
	"rows.in":                   format.RowsIn,
	"rows.out":                  format.RowsOut,
	"rows.written":              format.RowsWritten,
	"bytes.in":                  format.BytesIn,
	"bytes.out":                 format.BytesOut,
	"bytes.read":                format.BytesRead,
	"bytes.written":             format.BytesWritten,
	"task.count":                format.Batches,
	"rows.join.build_inserted":  format.BuildRows,
	"rows.join.probe_in":        format.ProbeRowsIn,
	"rows.join.probe_out":       format.ProbeRowsOut,
	"bytes.join.build_inserted": format.BuildBytes,
	"bytes.join.probe_in":       format.ProbeBytesIn,
	"bytes.join.probe_out":      format.ProbeBytesOut,
	"task.active":               format.TasksActive,
	"task.completed":            format.TasksCompleted,
	"task.failed":               format.TasksFailed,
	"task.cancelled":            format.TasksCancelled,
}

// levels are the columns of Daft's instruments that say how much at the moment.
var levels = map[string]format.FloatColumn{
	"selectivity":   format.SelectivityPct,
	"amplification": format.Amplification,
}

// monitored are the columns of the instruments of Daft's process monitor.
var monitored = map[string]format.IntColumn{
	"process.memory.rss":                format.RSSBytes,
	"process.memory.jemalloc.allocated": format.JemallocAllocatedBytes,
	"process.memory.jemalloc.resident":  format.JemallocResidentBytes,
}

var monitoredLevels = map[string]format.FloatColumn{"process.cpu.percent": format.CPUPct}

// nanosOf are the nanoseconds in the units that a duration may have; Daft's has "us".
var nanosOf = map[string]int64{"ns": 1, "us": 1000, "ms": 1e6, "s": 1e9}

// put puts the value of a point into the column that its instrument has in an
// event of this kind, and reports whether there is one that is free and that the
// value fits.
func put(e *format.Event, name, unit string, p pmetric.NumberDataPoint) bool {
	name = strings.TrimPrefix(name, instrumentPrefix)
	ints, floats := counters, levels
	if e.Kind == format.ProcessStats {
		ints, floats = monitored, monitoredLevels
	}
	if c, ok := floats[name]; ok {
		return putLevel(e, c, p)
	}
	scale := int64(1)
	c, ok := ints[name]
	if c == format.DaftDurationNS {
		scale, ok = nanosOf[unit], ok && nanosOf[unit] > 0
	}
	n, whole := count(p)
	if _, taken := e.Int(c); !ok || !whole || taken || n > math.MaxInt64/scale {
		return false
	}
	e.SetInt(c, n*scale)
	return true
}

func putLevel(e *format.Event, c format.FloatColumn, p pmetric.NumberDataPoint) bool {
	f := number(p)
	if _, taken := e.Float(c); taken || math.IsNaN(f) || math.IsInf(f, 0) {
		return false
	}
	e.SetFloat(c, f)
	return true
}

// count returns the value of a point, and whether it is a whole number that is
// not negative.
func count(p pmetric.NumberDataPoint) (int64, bool) {
	if p.ValueType() == pmetric.NumberDataPointValueTypeInt {
		return p.IntValue(), p.IntValue() >= 0
	}
	f := p.DoubleValue()
	if f < 0 || f >= 1<<63 || f != math.Trunc(f) {
		return 0, false // NaN is none either
	}
	return int64(f), true
}

// number returns the value of a point as a float.
func number(p pmetric.NumberDataPoint) float64 {
	if p.ValueType() == pmetric.NumberDataPointValueTypeInt {
		return float64(p.IntValue())
	}
	return p.DoubleValue()
}
