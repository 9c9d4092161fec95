package analyze

import (
	"cmp"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// roleOrder is the order in which roles are listed.
var roleOrder = []string{"driver", "raylet", "gcs", "worker", "other"}

// useOf adds up what the processes of a job used.
func useOf(j *Job, facts []*processFacts) {
	if len(facts) == 0 {
		return
	}
	u := &Use{}
	for _, f := range facts {
		p := f.Process
		p.Samples = slices.Clone(p.Samples)
		u.Processes = append(u.Processes, &p)
	}
	slices.SortStableFunc(u.Processes, func(a, b *Process) int {
		return cmp.Or(compareMoments(a.First, b.First), cmp.Compare(a.PID.V, b.PID.V))
	})
	u.memory()
	u.roles()
	u.CPU = u.cpu(j)
	if u.CPU.Known() && j.Wall.Positive() {
		u.Cores = Ratio{V: float64(u.CPU.V) / float64(j.Wall.V), Known: true}
	}
	j.Use = u
}

// A look is all processes at one moment.
type look struct {
	rss, shared int64
	byRole      map[string]int64
	known       bool // some process's memory is
}

// memory finds the moments at which the memory was highest, over all and by role.
func (u *Use) memory() {
	looks := make(map[format.Time]*look)
	for _, p := range u.Processes {
		for _, s := range p.Samples {
			l := looks[s.Time]
			if l == nil {
				l = &look{byRole: make(map[string]int64)}
				looks[s.Time] = l
			}
			if s.RSS >= 0 {
				l.known = true
				l.rss = saturate.Add(l.rss, s.RSS)
				l.byRole[p.Role] = saturate.Add(l.byRole[p.Role], s.RSS)
				l.shared = saturate.Add(l.shared, min(max(s.Shared, 0), s.RSS))
			}
		}
	}
	u.Samples = int64(len(looks))
	peaks := make(map[string]Value)
	var top *look
	times := make([]format.Time, 0, len(looks))
	for t := range looks {
		times = append(times, t)
	}
	slices.Sort(times)
	for _, t := range times {
		l := looks[t]
		if !l.known {
			continue
		}
		if top == nil || l.rss > top.rss {
			top = l
			u.PeakRSS, u.PeakShared, u.PeakAt = measured(l.rss), measured(l.shared), at(t, format.ClockRecorder)
		}
		for role, rss := range l.byRole {
			peaks[role] = larger(peaks[role], measured(rss))
		}
	}
	for _, role := range u.roleNames() {
		r := RoleUse{Role: role, PeakRSS: peaks[role]}
		if top != nil {
			if rss, ok := top.byRole[role]; ok {
				r.RSSAtPeak = measured(rss)
			}
		}
		u.Roles = append(u.Roles, r)
	}
}

func (u *Use) roleNames() []string {
	var names []string
	seen := make(map[string]bool)
	for _, p := range u.Processes {
		if !seen[p.Role] {
			seen[p.Role] = true
			names = append(names, p.Role)
		}
	}
	rank := func(role string) int {
		if i := slices.Index(roleOrder, role); i >= 0 {
			return i
		}
		return len(roleOrder)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a, b)) })
	return names
}

// roles adds up what the processes of each role used in the end.
func (u *Use) roles() {
	index := make(map[string]*RoleUse)
	for i := range u.Roles {
		index[u.Roles[i].Role] = &u.Roles[i]
	}
	for _, p := range u.Processes {
		r := index[p.Role]
		r.Processes++
		r.CPU = r.CPU.PlusKnown(p.CPU)
	}
}

// cpu returns the CPU time of all. The system accounts exactly for the job and
// the children that were waited for, those between two samples included; where
// that is missing, or less than what was seen, as while the job still runs, the
// last samples count.
func (u *Use) cpu(j *Job) Value {
	parent := make(map[int64]int64)
	for _, p := range u.Processes {
		if p.Parent.Known() {
			parent[p.PID.V] = p.Parent.V
		}
	}
	var below, beside Value
	for _, p := range u.Processes {
		if j.PID.Known() && descends(p.PID.V, j.PID.V, parent) {
			below = below.PlusKnown(p.CPU)
		} else {
			beside = beside.PlusKnown(p.CPU)
		}
	}
	return larger(below, j.cpu).PlusKnown(beside)
}

// generationsMost bounds how far up ancestors are followed.
const generationsMost = 256

// descends reports whether a process is another, or descends from it.
func descends(pid, from int64, parent map[int64]int64) bool {
	for range generationsMost {
		if pid == from {
			return true
		}
		up, ok := parent[pid]
		if !ok {
			return false
		}
		pid = up
	}
	return false
}
