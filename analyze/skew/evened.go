package skew

import "github.com/daft-analyze/daft-analyze/analyze"

// Evened returns how long the outliers of skewed stages would run if they took
// as long as the median of their stage, in nanoseconds: what to try for "no
// skew". A task that took less keeps what it had.
func Evened(stages []Stage) map[*analyze.Task]int64 {
	walls := make(map[*analyze.Task]int64)
	for _, x := range stages {
		if x.Verdict != Skewed || x.Stage.Wall.N == 0 {
			continue
		}
		for _, t := range x.Outliers {
			if w := t.Wall(); w.Known() && w.V > x.Stage.Wall.Median {
				walls[t] = max(0, x.Stage.Wall.Median)
			}
		}
	}
	return walls
}
