package whatif

import "github.com/daft-analyze/daft-analyze/analyze/saturate"

// recorded returns when the last task of a variant ends if each task takes the
// slot that it took in the run, after the same task: nothing is given out anew. Of
// the run itself this is exact. Where things only become shorter so does the
// query, but a slot may stand idle while tasks wait for others. Workers are those
// of the run.
func (s *schedule) recorded(v *variant) int64 {
	ends := make([]int64, len(s.tasks))
	left := make([]int64, len(s.units)) // when each unit left its slot
	p := s.prefixes(ends)
	last := v.lead
	for k := range s.units {
		u := &s.units[k]
		t := &s.tasks[u.task]
		again := u.last && s.retry[u.task] > 0
		at := ends[u.task] // of its vain attempts
		if !again {
			at = v.lead
			for i, d := range s.deps[t.deps[0]:t.deps[1]] {
				if end := p.most(d); i == 0 || end > at {
					at = end
				}
			}
			at = saturate.Add(at, v.driver.ns[u.task])
		}
		if u.after >= 0 {
			at = max(at, left[u.after])
		} else if u.fresh && !v.early {
			at = max(at, s.workers[t.worker].opens)
		}
		if !again {
			at = saturate.Add(at, v.handover.ns[u.task])
		}
		if u.last {
			at = saturate.Add(at, v.wall.ns[u.task])
			last = max(last, at)
		} else {
			at = saturate.Add(at, v.retry.ns[u.task])
		}
		ends[u.task], left[k] = at, at
	}
	return last
}

// span returns the longest chain of walls of a variant in which each task waited
// for the one before it.
func (s *schedule) span(wall []int64) int64 {
	ends := make([]int64, len(s.tasks))
	p := s.prefixes(ends)
	longest := int64(0)
	for k := range s.units {
		u := &s.units[k]
		if !u.last {
			continue
		}
		t := &s.tasks[u.task]
		at := int64(0)
		for _, d := range s.deps[t.deps[0]:t.deps[1]] {
			at = max(at, p.most(d))
		}
		ends[u.task] = saturate.Add(at, wall[u.task])
		longest = max(longest, ends[u.task])
	}
	return longest
}

// prefixes finds the last end of the first so many makers of each barrier, in
// time linear in makers: nobody asks before these have ended.
type prefixes struct {
	makers [][]int32
	ends   []int64   // of each task
	known  [][]int64 // of each barrier, for as many makers as were asked for
}

func (s *schedule) prefixes(ends []int64) *prefixes {
	return &prefixes{s.makers, ends, make([][]int64, len(s.makers))}
}

// most returns when what is waited for was complete.
func (p *prefixes) most(d dep) int64 {
	known := p.known[d.barrier]
	for i := len(known); i < int(d.count); i++ {
		end := p.ends[p.makers[d.barrier][i]]
		if i > 0 {
			end = max(end, known[i-1])
		}
		known = append(known, end)
	}
	p.known[d.barrier] = known
	return known[d.count-1]
}
