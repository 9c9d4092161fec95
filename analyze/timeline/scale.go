package timeline

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// Scale turns times between From and To into columns.
type Scale struct {
	From, To format.Time
	Base     format.Time // that times are told from
	Columns  int
}

// Zoom returns the scale of what of a timeline lies between two bounds, which
// are since its start or moments; it reports false where nothing does.
func (t *Timeline) Zoom(from, to analyze.LogBound) (Scale, bool) { return zoom(t.From, t.To, from, to) }

// Zoom returns the scale of a part of a job.
func (j *Job) Zoom(from, to analyze.LogBound) (Scale, bool) { return zoom(j.From, j.To, from, to) }

func zoom(start, end format.Time, from, to analyze.LogBound) (Scale, bool) {
	at := func(b analyze.LogBound, other format.Time) format.Time {
		switch {
		case !b.Set:
			return other
		case b.Relative:
			return format.Time(saturate.Add(int64(start), b.NS))
		}
		return format.Time(b.NS)
	}
	s := Scale{From: max(start, at(from, start)), To: min(end, at(to, end)), Base: start}
	return s, s.From < s.To
}

// Length returns nanoseconds.
func (s Scale) Length() int64 { return saturate.Sub(int64(s.To), int64(s.From)) }

// Shows reports whether any of a stretch lies within the scale.
func (s Scale) Shows(from, to format.Time) bool { return from <= s.To && to >= s.From }

// At returns where a time lies, in columns, 0 to Columns.
func (s Scale) At(t format.Time) float64 {
	whole := float64(saturate.Sub(int64(s.To), int64(s.From)))
	if !(whole > 0) {
		return 0
	}
	return min(max(float64(saturate.Sub(int64(t), int64(s.From)))/whole, 0), 1) * float64(s.Columns)
}

// Column returns the column of a time, the last one for what lies at the end.
func (s Scale) Column(t format.Time) int { return max(0, min(int(s.At(t)), s.Columns-1)) }

// Shares returns how much of each column lies within some stretches, 0 to 1.
func (s Scale) Shares(list []analyze.Interval) []float64 {
	sums, shares := newSpread(s.Columns), make([]float64, s.Columns)
	for _, x := range list {
		sums.add(s.At(x.Start), s.At(x.End), 1)
	}
	sums.each(func(i int, x float64) { shares[i] = min(1, max(0, x)) })
	return shares
}
