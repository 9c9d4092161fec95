package simulate

import "math"

// The fit, see the package's comment.
const (
	overheadMedian = 12 * float64(millisecond)
	overheadSigma  = 0.35
	submitMedian   = 0.1 * float64(millisecond)
	submitSigma    = 1.3
	submitMost     = 5 * float64(millisecond)
	dispatchMedian = 0.1 * float64(millisecond)
	dispatchSigma  = 0.7
	handoffMedian  = 0.3 * float64(millisecond)
	handoffSigma   = 1.1
	handoffMost    = 10 * float64(millisecond)
	stageMedian    = 0.4 * float64(millisecond)
	stageSigma     = 1.5
	stageMost      = 10 * float64(millisecond)
	planMedian     = 0.08 * float64(millisecond)
	planSigma      = 0.8
	tailLow        = 4 * float64(millisecond)
	tailHigh       = 16 * float64(millisecond)
	endLow         = 0.03 * float64(millisecond)
	endHigh        = 0.5 * float64(millisecond)

	runnerEach = 30 * microsecond // of the runner for each task that it gives out
)

// begin works out how long a task takes on a worker, and what its operators do.
// cold is what the worker lacks of having started, nanoseconds.
func (t *TaskRun) begin(speed float64, cold int64) int64 {
	job := t.job.Job
	stage := job.Stages[t.Stage]
	task := &stage.Tasks[t.Index]
	noise := job.draw.lognormal(1, job.Sigma, forWork, t.Stage, t.Index) / speed
	if job.draw.chance(job.Tail, forPhase, t.Stage, t.Index) {
		noise *= job.draw.between(2, 3, forPhase, t.Stage, t.Index+1<<40)
	}
	wall := job.draw.lognormal(overheadMedian, overheadSigma, forOverhead, t.Stage, t.Index) / speed
	t.Steps = make([]StepRun, len(stage.Steps))
	rows, width := float64(task.Rows), 0.0
	for i := range stage.Steps {
		s, r := &stage.Steps[i], &t.Steps[i]
		in, out := rows, rows*s.Ratio
		if s.Operator.kind == kindJoin {
			if task.Factor > 0 {
				out *= task.Factor
			}
			in += float64(task.Build)
		}
		if s.Ratio < single {
			out = 1
		}
		ns := (in*s.PerRow + s.Fixed) * noise
		if i == 0 {
			ns += task.Extra / speed
		}
		counted := ns * (1 - s.Hidden)
		if s.Cold {
			ns += float64(cold)
			counted += float64(cold)
		}
		if s.Operator.kind == kindJoin && job.draw.chance(0.5, forSide, t.Stage, t.Index) {
			counted = 0 // of a join's two sides Daft keeps one, by accident: the build side has no duration
			r.Build = true
		}
		if s.Operator.kind != kindSource {
			r.RowsIn, r.BytesIn = whole(in), whole(in*width)
		}
		if !s.Flight {
			r.RowsOut, r.BytesOut = whole(out), whole(out*s.Width)
		}
		r.Time, r.Counted = int64(ns), int64(counted)
		wall += ns
		rows, width = out, s.Width
	}
	return int64(wall)
}

func whole(x float64) int64 { return int64(math.Round(x)) }

// delay is a random time that is bounded.
func (d draw) delay(median, sigma, most float64, what uint64, a, b int) int64 {
	return int64(min(d.lognormal(median, sigma, what, a, b), most))
}
