package skew

import (
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/radix"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// coldMargin is how many standard errors first tasks must lie above later ones.
const coldMargin = 5.0

// firsts parts the tasks of a stage: the first ones on each worker are those that
// began before any of the stage had ended there, one a slot.
func (g *judging) firsts() (firsts, later []*sample) {
	ended := map[*analyze.Worker]format.Time{}
	for i := range g.samples {
		x := &g.samples[i]
		if e, ok := ended[x.task.Worker]; x.task.Worker != nil && (!ok || x.end < e) {
			ended[x.task.Worker] = x.end
		}
	}
	later = make([]*sample, 0, len(g.samples))
	for i := range g.samples {
		x := &g.samples[i]
		switch e, ok := ended[x.task.Worker]; {
		case !ok:
		case x.first < e:
			firsts = append(firsts, x)
		default:
			later = append(later, x)
		}
	}
	return firsts, later
}

// findCold finds, in stages without other outliers, first tasks that took longer
// than those after them. They are many: what is usual of the stage hides them, and
// none need be far from it alone.
func (g *judging) findCold() {
	if len(g.outlier) > 0 {
		return
	}
	firsts, later := g.firsts()
	if len(firsts) < 2 || len(later) < fewTasks {
		return
	}
	usual, cold := middleWall(later), lowMiddleWall(firsts)
	if cold < slower*max(usual, leastTook) {
		return
	}
	logs := make([]float64, len(later))
	for i, x := range later {
		logs[i] = math.Log(clamped(x.wall))
	}
	radix.Floats(logs)
	// The standard error of a median is 1.2533 times that of a mean.
	chance := 1.2533 * robustOf(logs).spread * math.Sqrt(1/float64(len(firsts))+1/float64(len(later)))
	if math.Log(cold/max(usual, leastTook)) < coldMargin*chance {
		return
	}
	for _, x := range firsts {
		if size, _ := g.sizeOf(*x); float64(x.wall) >= slower*usual && x.retry == 0 {
			g.outlier = append(g.outlier, outlier{sample: *x, base: saturate.Whole(usual), excess: x.took - saturate.Whole(usual), size: size, cold: true})
		}
	}
	g.sortOutliers()
}

// lowMiddleWall is the lower of two medians: of two tasks one alone is not the
// start.
func lowMiddleWall(list []*sample) float64 {
	walls := make([]int64, len(list))
	for i, x := range list {
		walls[i] = x.wall
	}
	radix.Ints(walls)
	return float64(walls[(len(walls)-1)/2])
}

func middleWall(list []*sample) float64 {
	walls := make([]float64, len(list))
	for i, x := range list {
		walls[i] = float64(x.wall)
	}
	radix.Floats(walls)
	return middle(walls)
}
