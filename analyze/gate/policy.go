package gate

import (
	"path"
	"slices"
	"strings"
)

// Policy is by what runs are judged. The zero Policy is of no use: begin with
// DefaultPolicy.
type Policy struct {
	// Alpha is how often, at most, the gate may call something a regression when all
	// runs are the same: of all its gated metrics that have noise together.
	Alpha float64
	// Gated are the names of metrics that fail; the others are reported.
	Gated []string
	// Metrics has thresholds by name of the metric.
	Metrics map[string]Threshold
	// Queries are for some queries only. Of several that match, the last stands.
	Queries []QueryPolicy
	// InputTolerance is by which share rows of scans may differ, and times are
	// compared all the same: 0.05 is 5 %.
	InputTolerance float64
	Suppressions   []Suppression
	// Only is a glob of the queries that are judged, by label or key; "": all, and the job.
	Only string
	// Today is the day on which suppressions are looked at, YYYY-MM-DD, UTC.
	Today string
}

// Threshold is from what on a change matters. A field that is not set leaves
// what stands.
type Threshold struct {
	MinRatio    float64 // 0: not set
	MinAbsolute *int64  // in the metric's unit; nil: not set
	Gated       *bool   // nil: not set
}

// QueryPolicy is what is judged otherwise of the queries whose label or key matches.
type QueryPolicy struct {
	Match   string // glob, see Glob
	Metrics map[string]Threshold
}

// DefaultPolicy is what stands where nothing is configured.
func DefaultPolicy() Policy {
	p := Policy{Alpha: DefaultAlpha, Metrics: map[string]Threshold{}}
	for _, m := range Metrics {
		if m.Gated {
			p.Gated = append(p.Gated, m.Name)
		}
	}
	return p
}

// defaults are thresholds of metrics that are counted. Bytes in memory differ by
// some bytes from run to run, as batches are cut otherwise. More rows than
// that, or fewer, are told, and are no matter of speed.
var defaults = map[string]Threshold{
	Rows:      {MinRatio: 1.01, MinAbsolute: number(1000)},
	Bytes:     {MinRatio: 1.05, MinAbsolute: number(1 << 20)},
	Exchanged: {MinRatio: 1.05, MinAbsolute: number(1 << 20)},
	Tasks:     {MinRatio: 2, MinAbsolute: number(100)},
	Files:     {MinRatio: 2, MinAbsolute: number(20)},
	Retries:   {MinRatio: 1, MinAbsolute: number(1)},
}

func number(n int64) *int64 { return &n }

// limits are the thresholds of one metric of one query, or of the job.
type limits struct {
	ratio    float64
	absolute int64
	gated    bool
}

// limits are what stands for a metric of a query, nil for the job.
func (p *Policy) limits(metric string, q *QueryMeasurement) limits {
	l := limits{ratio: 1, gated: slices.Contains(p.Gated, metric)}
	if m, ok := MetricOf(metric); ok && m.Noisy {
		r := DefaultTimes(metric)
		l.ratio, l.absolute = r.MinRatio, r.MinAbsolute
	}
	l.take(defaults[metric])
	l.take(p.Metrics[metric])
	if q != nil {
		for _, x := range p.Queries {
			if Glob(x.Match, q.Label) || Glob(x.Match, q.Key) {
				l.take(x.Metrics[metric])
			}
		}
	}
	return l
}

func (l *limits) take(t Threshold) {
	if t.MinRatio > 0 {
		l.ratio = t.MinRatio
	}
	if t.MinAbsolute != nil {
		l.absolute = *t.MinAbsolute
	}
	if t.Gated != nil {
		l.gated = *t.Gated
	}
}

// grew reports whether a counter rose by enough to matter.
func (l limits) grew(from, to int64) bool {
	return to > from && float64(to) >= l.ratio*float64(from) && float64(to)-float64(from) >= float64(l.absolute)
}

// Glob reports whether a name matches a pattern of * and ?, whatever the case; ""
// matches all.
func Glob(pattern, name string) bool {
	if pattern == "" || pattern == "*" {
		return true
	}
	// path.Match has * stop at slashes and knows classes: labels have both.
	plain := strings.NewReplacer("/", "\x00", "[", "\x01", "]", "\x02", `\`, "\x03", "^", "\x04")
	ok, err := path.Match(plain.Replace(strings.ToLower(pattern)), plain.Replace(strings.ToLower(name)))
	return err == nil && ok
}

// suppression finds what keeps a check from failing, nil where nothing does.
func (p *Policy) suppression(c *Check) *Suppression {
	for i := range p.Suppressions {
		s := &p.Suppressions[i]
		if s.Until >= p.Today && Glob(s.Metric, c.Metric) && (Glob(s.Query, c.Label) || Glob(s.Query, c.Query)) {
			return s
		}
	}
	return nil
}

// expired are suppressions that no longer hold.
func (p *Policy) expired() (list []Suppression) {
	for _, s := range p.Suppressions {
		if s.Until < p.Today {
			list = append(list, s)
		}
	}
	return list
}

// DefaultLimits are the ratio, and what must be added to it in the metric's unit,
// from which on a change matters where nothing is configured; not ok of metrics that
// have none.
func DefaultLimits(metric string) (ratio float64, absolute int64, ok bool) {
	m, known := MetricOf(metric)
	_, counted := defaults[metric]
	if !known || !m.Noisy && !counted {
		return 0, 0, false
	}
	l := new(Policy).limits(metric, nil)
	return l.ratio, l.absolute, true
}
