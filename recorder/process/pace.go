package process

import "time"

// How often to look. Fine at first, as most jobs and most start-ups are short;
// ever coarser then, to a fiftieth of what has passed.
const (
	finest    = 100 * time.Millisecond
	coarsest  = time.Second
	fineFor   = 5 * time.Second
	fraction  = 50
	rarest    = 10 * time.Second // with so many processes that looking is dear
	costShare = 250              // of one core, looking takes at most this part
)

// A Pace says when to look next. The zero Pace is ready.
type Pace struct {
	cost time.Duration // CPU time of a look, smoothed
	rss  int64
}

// Next returns how long to wait after a look that took cost of CPU time, age
// after the job began, at which the tree had rss resident bytes. Memory that
// grows quickly is looked at finely, so that what happens before an end by
// lack of memory is seen; the bound on the cost holds all the same.
func (p *Pace) Next(age, cost time.Duration, rss int64) time.Duration {
	if p.cost == 0 {
		p.cost = cost
	}
	p.cost += (cost - p.cost) / 4
	wait := finest
	grows := p.rss > 0 && rss > p.rss+p.rss/16
	p.rss = rss
	if age > fineFor && !grows {
		wait = min(max(age/fraction, finest), coarsest)
	}
	return min(max(wait, p.cost*costShare), rarest)
}
