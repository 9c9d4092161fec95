package memory

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// StaleNS is how long before a query a sample may lie and still tell what there
// was before it: samples are a second apart at most, unless the recorder was held up.
const StaleNS = 2_000_000_000

// queriesOf says what each query took, in the order of the run.
func (a *Account) queriesOf(run *analyze.Run) []QueryMemory {
	if len(a.Samples) == 0 {
		return nil
	}
	var list []QueryMemory
	after := laterOf(run.Queries)
	for _, q := range run.Queries {
		m := QueryMemory{Query: q}
		if q.Start.Known && q.End.Known && q.Start.Time <= q.End.Time {
			a.during(&m, after.nextStart(q))
			m.Allocated = allocated(run.Monitored, q)
		}
		list = append(list, m)
	}
	return list
}

// during reads the samples around and within a query. What comes after it is
// read before the next query begins.
func (a *Account) during(m *QueryMemory, next format.Time) {
	start, end := m.Query.Start.Time, m.Query.End.Time
	first, after := a.from(start), a.from(end)
	if i := first - 1; i >= 0 && apart(a.Samples[i].Time, start) <= StaleNS {
		m.Before = analyze.Measured.Of(a.Samples[i].Bytes)
	}
	most := -1
	for i := first; i < after; i++ {
		if most < 0 || a.Samples[i].Bytes > a.Samples[most].Bytes {
			most = i
		}
	}
	if after < len(a.Samples) && a.Samples[after].Time <= next && apart(end, a.Samples[after].Time) <= StaleNS {
		m.After = analyze.Measured.Of(a.Samples[after].Bytes)
	}
	if most < 0 {
		return
	}
	m.Most, m.MostAt = analyze.Measured.Of(a.Samples[most].Bytes), a.Samples[most].Time
	if m.Before.Known() {
		m.Climb = analyze.Derived.Of(max(m.Most.V-m.Before.V, 0))
	}
	m.Active = activeAt(m.Query, m.MostAt)
	sortActive(m.Active)
}

// allocated adds up what Daft's allocators had given out when a query ended: the
// last look of each process while it ran. A monitor looks five times a second.
func allocated(all []*analyze.Monitored, q *analyze.Query) (sum analyze.Value) {
	for _, p := range all {
		i, _ := slices.BinarySearchFunc(p.Samples, q.End.Time, func(s analyze.MonitorSample, t format.Time) int {
			if s.Time <= t {
				return -1
			}
			return 1
		})
		if i == 0 || p.Samples[i-1].Time < q.Start.Time || p.Samples[i-1].Allocated < 0 {
			continue
		}
		sum = analyze.Measured.Of(saturate.Add(sum.V, p.Samples[i-1].Allocated))
	}
	return sum
}

// apart returns the nanoseconds from one time to a later one.
func apart(from, to format.Time) int64 {
	if d := int64(to - from); d >= 0 {
		return d
	}
	return 1<<63 - 1 // too far for an int64
}
