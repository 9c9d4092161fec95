package critical

import (
	"github.com/daft-analyze/daft-analyze/analyze"
)

// cpuOf returns how many processors the process that ran a query used in each
// interval, -1 where that is not known. Its threads may have wanted more.
func (l *loads) cpuOf(run *analyze.Run, groups []analyze.SpanGroup) []float64 {
	used := make([]float64, l.intervals())
	for i := range used {
		used[i] = -1
	}
	p := processOf(run, groups)
	if p == nil {
		return used
	}
	var cpu, looked []piece
	for i, s := range p.Samples {
		if i == 0 || s.CPU < 0 || p.Samples[i-1].CPU < 0 || s.CPU < p.Samples[i-1].CPU || s.Time <= p.Samples[i-1].Time {
			continue
		}
		was := p.Samples[i-1]
		cpu = append(cpu, piece{was.Time, s.Time, float64(s.CPU) - float64(was.CPU)})
		looked = append(looked, piece{was.Time, s.Time, float64(s.Time) - float64(was.Time)})
	}
	sums, known := spread(l.cuts, cpu), spread(l.cuts, looked)
	for i := range used {
		if known[i] >= 0.5*float64(l.cuts[i+1]-l.cuts[i]) {
			used[i] = sums[i] / known[i]
		}
	}
	return used
}

// processOf returns the process whose threads the spans are of, nil where it was
// not looked at.
func processOf(run *analyze.Run, groups []analyze.SpanGroup) *analyze.Process {
	if run.Job == nil || run.Job.Use == nil {
		return nil
	}
	for _, g := range groups {
		for _, s := range g.Spans[:min(1, len(g.Spans))] {
			for _, p := range run.Job.Use.Processes {
				if s.PID > 0 && p.PID.Known() && p.PID.V == int64(s.PID) {
					return p
				}
			}
		}
	}
	return nil
}
