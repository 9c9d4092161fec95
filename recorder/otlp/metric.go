package otlp

import (
	"math"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/payload"
)

// newMetric returns an event of a metric that has no column, and its attributes.
func (c *collector) newMetric(s *sender, m pmetric.Metric, what string, at, since pcommon.Timestamp, labels pcommon.Map) (*format.Event, attrs) {
	e, a := s.newEvent(c.Request, format.Metric)
	payload.SetCut(e, format.Name, m.Name(), payload.MaxID)
	stamp(e, s.clock(), uint64(at), &a)
	if nanos(uint64(since)) {
		e.SetInt(format.SinceNS, int64(since))
	}
	a.addText("type", what)
	a.addText("unit", m.Unit())
	for key, v := range labels.All() {
		if id, err := strconv.ParseInt(v.AsString(), 10, 64); key == "node.id" && s.daft && err == nil && id >= 0 {
			e.SetInt(format.NodeID, id)
			continue
		}
		a.addValue(key, v)
	}
	return e, a
}

// metric adds the event of one number.
func (c *collector) metric(s *sender, p point) {
	what := "gauge"
	if p.metric.Type() == pmetric.MetricTypeSum {
		what = sumName(p.metric.Sum().AggregationTemporality())
	}
	e, a := c.newMetric(s, p.metric, what, p.number.Timestamp(), p.number.StartTimestamp(), p.number.Attributes())
	switch f := number(p.number); {
	case math.IsNaN(f) || math.IsInf(f, 0):
		a.add("value", jsonNumber(f))
	case p.number.ValueType() == pmetric.NumberDataPointValueTypeInt && math.Abs(f) >= 1<<53:
		e.SetFloat(format.Number, f)
		a.add("value", numberText(p.number, "")) // a float may not hold it exactly
	default:
		e.SetFloat(format.Number, f)
	}
	c.add(e, a)
}

func sumName(t pmetric.AggregationTemporality) string {
	if t == pmetric.AggregationTemporalityDelta {
		return "delta sum"
	}
	return "sum"
}

// otherPoints adds the events of points that are more than a number.
func (c *collector) otherPoints(s *sender, m pmetric.Metric) {
	switch m.Type() {
	case pmetric.MetricTypeHistogram:
		for _, p := range m.Histogram().DataPoints().All() {
			e, a := c.newMetric(s, m, temporal(m.Histogram().AggregationTemporality(), "histogram"), p.Timestamp(), p.StartTimestamp(), p.Attributes())
			a.addCount("count", p.Count())
			addNumber(&a, "sum", p.Sum(), p.HasSum())
			addNumber(&a, "min", p.Min(), p.HasMin())
			addNumber(&a, "max", p.Max(), p.HasMax())
			addList(&a, "bounds", p.ExplicitBounds().AsRaw(), jsonNumber)
			addList(&a, "counts", p.BucketCounts().AsRaw(), countText)
			c.add(e, a)
		}
	case pmetric.MetricTypeExponentialHistogram:
		for _, p := range m.ExponentialHistogram().DataPoints().All() {
			e, a := c.newMetric(s, m, temporal(m.ExponentialHistogram().AggregationTemporality(), "exponential histogram"), p.Timestamp(), p.StartTimestamp(), p.Attributes())
			a.addCount("count", p.Count())
			addNumber(&a, "sum", p.Sum(), p.HasSum())
			addNumber(&a, "min", p.Min(), p.HasMin())
			addNumber(&a, "max", p.Max(), p.HasMax())
			a.addCount("zero_count", p.ZeroCount())
			a.add("scale", strconv.Itoa(int(p.Scale())))
			a.add("positive_offset", strconv.Itoa(int(p.Positive().Offset())))
			addList(&a, "positive_counts", p.Positive().BucketCounts().AsRaw(), countText)
			a.add("negative_offset", strconv.Itoa(int(p.Negative().Offset())))
			addList(&a, "negative_counts", p.Negative().BucketCounts().AsRaw(), countText)
			c.add(e, a)
		}
	case pmetric.MetricTypeSummary:
		for _, p := range m.Summary().DataPoints().All() {
			e, a := c.newMetric(s, m, "summary", p.Timestamp(), p.StartTimestamp(), p.Attributes())
			a.addCount("count", p.Count())
			addNumber(&a, "sum", p.Sum(), true)
			var quantiles, values []float64
			for _, q := range p.QuantileValues().All() {
				quantiles, values = append(quantiles, q.Quantile()), append(values, q.Value())
			}
			addList(&a, "quantiles", quantiles, jsonNumber)
			addList(&a, "values", values, jsonNumber)
			c.add(e, a)
		}
	}
}

func temporal(t pmetric.AggregationTemporality, what string) string {
	if t == pmetric.AggregationTemporalityDelta {
		return "delta " + what
	}
	return what
}

func countText(n uint64) string { return strconv.FormatUint(n, 10) }

func addNumber(a *attrs, key string, f float64, known bool) {
	if known {
		a.add(key, jsonNumber(f))
	}
}

// addList adds a list, of which the beginning is kept if it is long.
func addList[T any](a *attrs, key string, list []T, text func(T) string) {
	var b strings.Builder
	b.WriteByte('[')
	for i, x := range list {
		if b.Len() > maxValue {
			a.addCount(key+".length", uint64(len(list)))
			break
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(text(x))
	}
	b.WriteByte(']')
	a.add(key, b.String())
}
