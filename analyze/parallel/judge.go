package parallel

import (
	"fmt"
	"math"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/format"
)

// One of many was busy if through so much of the execution no more than one
// was, and no more than this on average; of what is shorter nothing is said.
const (
	mostTime  = 2.0 / 3
	mostMean  = 1.25
	leastMean = 0.5
	leastRun  = 300_000_000 // nanoseconds
)

// judge says in words how parallel the query ran.
func (f *Profile) judge() {
	if math.IsNaN(f.Mean) || f.To <= f.From {
		return
	}
	length := int64(f.To - f.From)
	var aboutOne int64 // nanoseconds with at most one, rounded
	for i, ns := range f.Level {
		if i <= 1 {
			aboutOne += ns
		}
	}
	alone := aboutOne
	if f.Unit != "tasks" {
		alone = f.atMostOne()
	}
	what := map[string]string{"tasks": "tasks ran", "threads": "threads were " + f.seen() + "at work", "batches": "batches were under way"}[f.Unit]
	room := ""
	f.Unseen = f.seen() != ""
	if f.Unseen {
		room = ", reading not counted,"
	}
	if f.Room.Known() {
		room += fmt.Sprintf(" where there was room for %s", humanize.Count(f.Room.V))
	}
	room = strings.TrimSuffix(room, ",")
	f.Evidence = fmt.Sprintf("on average %.1f %s at a time%s; at most one through %s of the execution", f.Mean, what, room, humanize.Percent(alone, length))
	busy := f.Mean
	if !math.IsNaN(f.Cores) {
		f.Evidence += fmt.Sprintf("; the job's processes used %.1f processors", f.Cores)
		busy = max(busy, f.Cores) // reading and decoding has no spans
	}
	f.OneOfMany = f.Room.Known() && f.Room.V >= 2 && f.Unit != "batches" && length >= leastRun &&
		float64(aboutOne) >= mostTime*float64(length) && busy <= mostMean && busy >= leastMean
}

// atMostOne returns for how long no more than one was at work, where levels are
// means over intervals: rounded ones would let 1.4 on average be one at most.
func (f *Profile) atMostOne() (ns int64) {
	const one = 1.05
	end := f.To
	for i := len(f.Curve) - 1; i >= 0; i-- {
		if f.Curve[i].Level <= one {
			ns += int64(end - f.Curve[i].Time)
		}
		end = f.Curve[i].Time
	}
	return ns + max(0, int64(end-f.From))
}

// seen is a word for threads at work where some of the query's operators work
// unseen: nothing tells of the threads that read.
func (f *Profile) seen() string {
	if f.Unit != "threads" {
		return ""
	}
	for _, o := range f.Query.Operators {
		if o.Work.AtLeast || !o.Work.Known() && o.RowsOut.Positive() && o.Type != "InMemoryScan" && o.Type != "InMemorySource" {
			return "seen "
		}
	}
	return ""
}

// leastLooks is how many samples of a process must lie within an execution for
// its CPU time in it to be known.
const leastLooks = 2

// cores returns how many processors the job's processes used on average
// between two times, from their samples, which are by the recorder's clock.
// Where too few lie in between it is not known.
func cores(run *analyze.Run, from, to format.Time) float64 {
	if run == nil || run.Job == nil || run.Job.Use == nil || to <= from {
		return math.NaN()
	}
	sum, looks := 0.0, 0
	for _, p := range run.Job.Use.Processes {
		within := 0
		for _, s := range p.Samples {
			if s.CPU >= 0 && s.Time >= from && s.Time <= to {
				within++
			}
		}
		looks = max(looks, within)
		a, okA := cpuAt(p, from)
		b, okB := cpuAt(p, to)
		if okA && okB {
			sum += max(0, b-a)
		}
	}
	if looks < leastLooks {
		return math.NaN()
	}
	return sum / float64(to-from)
}

// cpuAt returns the CPU time of a process at a moment, between two samples in
// proportion; before the first it is what that says, after the last it stays.
func cpuAt(p *analyze.Process, at format.Time) (ns float64, known bool) {
	var before *analyze.ProcessSample
	for i := range p.Samples {
		s := &p.Samples[i]
		if s.CPU < 0 {
			continue
		}
		if s.Time >= at {
			if before == nil || s.Time == before.Time {
				return float64(s.CPU), true
			}
			part := float64(at-before.Time) / float64(s.Time-before.Time)
			return float64(before.CPU) + part*(float64(s.CPU)-float64(before.CPU)), true
		}
		before = s
	}
	if before == nil {
		return 0, false
	}
	return float64(before.CPU), true
}
