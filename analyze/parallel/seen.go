package parallel

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// Seen is the most tasks that each worker was seen to run at a time, in any one
// query of a recording. Daft says nowhere how many it has room for.
type Seen map[*analyze.Worker]int64

// SeenIn looks at all queries of a run once.
func SeenIn(run *analyze.Run) Seen {
	seen := make(Seen)
	for _, q := range run.Queries {
		for w, edges := range byWorker(placed(q, func(m analyze.Moment) format.Time { return m.Time })) {
			var s sweep
			for _, e := range edges {
				s.step(e)
			}
			seen[w] = max(seen[w], s.most)
		}
	}
	return seen
}

// room returns how many tasks the workers have room for, as far as was seen:
// those that this query left idle count, unless they were dead.
func (f *Profile) room(seen Seen) (n int64) {
	count := func(w *analyze.Worker, most int64) {
		if w.Death == nil || !w.Death.After.Known || w.Death.After.Time > f.From {
			n += max(most, 1)
		}
	}
	own := make(map[*analyze.Worker]bool, len(f.Workers))
	for _, w := range f.Workers {
		own[w.Worker] = true
		count(w.Worker, max(w.Most, seen[w.Worker]))
	}
	for w, most := range seen {
		if !own[w] {
			count(w, most)
		}
	}
	return n
}
