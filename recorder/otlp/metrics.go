package otlp

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/payload"
)

// scopeMetrics makes the events of one scope. Daft has an instrument for each
// counter, whose points are of many operators: they are put together again by
// operator.
func (c *collector) scopeMetrics(s *sender, metrics pmetric.MetricSlice) {
	merge := s.scope == scopeMonitor || (s.scope == scopeLocal || s.scope == scopeDistributed) && s.query != ""
	rows := map[place]*row{}
	var rest []point
	for _, m := range metrics.All() {
		numbers, merged := numbersOf(m)
		if numbers.Len() == 0 {
			c.otherPoints(s, m)
			continue
		}
		for _, p := range numbers.All() {
			if p.Flags().NoRecordedValue() {
				continue // the sender says that it has none
			}
			at, ok := place{}, false
			if merge && merged {
				at, ok = placeOf(p.Attributes(), s.scope == scopeMonitor)
			}
			if !ok {
				rest = append(rest, point{m, p})
				continue
			}
			if rows[at] == nil {
				if len(c.events)+len(rows) >= maxEvents {
					c.leftOut++
					continue
				}
				rows[at] = &row{place: at}
			}
			rows[at].points = append(rows[at].points, point{m, p})
		}
	}
	c.addRows(s, rows)
	for _, p := range rest {
		c.metric(s, p)
	}
}

// numbersOf returns the points of a metric that are plain numbers, and whether
// they are of a series that belongs in a row with others: a gauge, or a sum since
// the series began.
func numbersOf(m pmetric.Metric) (pmetric.NumberDataPointSlice, bool) {
	switch m.Type() {
	case pmetric.MetricTypeGauge:
		return m.Gauge().DataPoints(), true
	case pmetric.MetricTypeSum:
		return m.Sum().DataPoints(), m.Sum().AggregationTemporality() == pmetric.AggregationTemporalityCumulative
	}
	return pmetric.NewNumberDataPointSlice(), false
}

// A point is a point of a series and the metric that it is of.
type point struct {
	metric pmetric.Metric
	number pmetric.NumberDataPoint
}

// A place says which operator of a query, or which process, a point is of.
type place struct {
	node, origin      int64 // -1 for none
	kind, phase, role string
	more              string // further attributes, as JSON
}

// A row is what becomes one event.
type row struct {
	place
	points []point
}

// placeOf reads the attributes of a point, and reports whether they name an
// operator, or, of the process monitor, a process.
func placeOf(a pcommon.Map, process bool) (place, bool) {
	at := place{node: -1, origin: -1}
	ok := process
	var more attrs
	for key, v := range a.All() {
		text := v.AsString()
		fits := len(text) <= payload.MaxID
		switch id, err := strconv.ParseInt(text, 10, 64); {
		case key == "node.id" && err == nil && id >= 0 && !process:
			at.node, ok = id, true
		case key == "node.origin_id" && err == nil && id >= 0 && !process:
			at.origin = id
		case key == "node.type" && fits && !process:
			at.kind = payload.Cut(text, payload.MaxID)
		case key == "node.phase" && fits && !process:
			at.phase = payload.Cut(text, payload.MaxID)
		case key == "daft.process.role" && fits && process:
			at.role = payload.Cut(text, payload.MaxID)
		default:
			more.addValue(key, v)
		}
	}
	for _, x := range more {
		at.more += x.Key + "\x00" + x.Value + "\x00"
	}
	return at, ok
}

// addRows adds the events of the rows, in the order of the operators. They were
// read one after the other within some hundred microseconds: all have the time of
// the last, and began with the first.
func (c *collector) addRows(s *sender, rows map[place]*row) {
	if len(rows) == 0 {
		return
	}
	sorted := make([]*row, 0, len(rows))
	var at, since uint64 = 0, math.MaxUint64
	for _, r := range rows {
		sorted = append(sorted, r)
		for _, p := range r.points {
			at = max(at, uint64(p.number.Timestamp()))
			if start := uint64(p.number.StartTimestamp()); start > 0 {
				since = min(since, start)
			}
		}
	}
	slices.SortFunc(sorted, func(a, b *row) int {
		return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.origin, b.origin), cmp.Compare(a.kind, b.kind),
			cmp.Compare(a.phase, b.phase), cmp.Compare(a.role, b.role), cmp.Compare(a.more, b.more))
	})
	for _, r := range sorted {
		c.addRow(s, r, at, since)
	}
}

func (c *collector) addRow(s *sender, r *row, at, since uint64) {
	kind, clock := format.OperatorStats, s.clock()
	switch {
	case s.scope == scopeMonitor:
		kind = format.ProcessStats
		if r.role == "worker" {
			clock = format.ClockWorker
		}
	case r.origin >= 0 && clock == format.ClockDriver:
		clock = format.ClockWorker // only on Ray an operator has another's plan behind it
	}
	e, a := s.newEvent(c.Request, kind)
	stamp(e, clock, at, &a)
	if nanos(since) {
		e.SetInt(format.SinceNS, int64(since))
	}
	r.put(e)
	if parts := strings.Split(r.more, "\x00"); r.more != "" {
		for i := 0; i+1 < len(parts); i += 2 {
			a.add(parts[i], parts[i+1])
		}
	}
	for _, p := range r.points {
		if name, unit := p.metric.Name(), p.metric.Unit(); !put(e, name, unit, p.number) {
			a.add(strings.TrimPrefix(name, instrumentPrefix), numberText(p.number, unit))
		}
	}
	c.add(e, a)
}

// put puts the place into the columns of its event.
func (at place) put(e *format.Event) {
	if at.node >= 0 {
		e.SetInt(format.NodeID, at.node)
	}
	if at.origin >= 0 {
		e.SetInt(format.OriginNodeID, at.origin)
	}
	if at.kind != "" {
		e.SetLabel(format.Name, at.kind)
	}
	if at.phase != "" {
		e.SetLabel(format.Phase, at.phase)
	}
	if at.role != "" {
		e.SetLabel(format.Role, at.role)
	}
}

// stamp stamps an event. A time that does not fit is kept as it was sent, and
// the event has that of its arrival, by the recorder's clock.
func stamp(e *format.Event, clock format.Clock, at uint64, a *attrs) {
	if nanos(at) {
		e.Stamp(clock, format.Time(at))
		return
	}
	arrival, _ := e.Arrival()
	e.Stamp(format.ClockRecorder, arrival)
	if at != 0 {
		a.addCount("time_unix_nano", at)
	}
}

// nanos reports whether a time is known and fits: 0 says that it is unknown.
func nanos(t uint64) bool { return t > 0 && t <= math.MaxInt64 }

// numberText returns the value of a point as JSON: a number, or with its unit,
// if it has one, an object.
func numberText(p pmetric.NumberDataPoint, unit string) string {
	text := jsonNumber(number(p))
	if p.ValueType() == pmetric.NumberDataPointValueTypeInt {
		text = strconv.FormatInt(p.IntValue(), 10)
	}
	if unit == "" {
		return text
	}
	return `{"value":` + text + `,"unit":` + payload.Quoted(unit, payload.MaxID) + `}`
}
