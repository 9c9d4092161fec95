package whatif

import (
	"cmp"
	"math/bits"
	"slices"
)

// moment is something that happens to a task or a unit.
type moment struct {
	at int64
	id int32
}

func (m moment) before(n moment) bool { return m.at < n.at || m.at == n.at && m.id < n.id }

// moments is a heap of moments, the first in front.
type moments []moment

func (h *moments) push(m moment) {
	*h = append(*h, m)
	h.up(len(*h)-1, m)
}

// up puts a moment into the hole at i, or above it.
func (h *moments) up(i int, m moment) {
	list := *h
	for i > 0 {
		up := (i - 1) / 2
		if !m.before(list[up]) {
			break
		}
		list[i] = list[up]
		i = up
	}
	list[i] = m
}

// pop takes the first out. The hole goes down to the end, as what was last
// belongs there nearly always: one comparison a level instead of two.
func (h *moments) pop() moment {
	list := *h
	first, n := list[0], len(list)-1
	m := list[n]
	list = list[:n]
	*h = list
	if n == 0 {
		return first
	}
	i := 0
	for {
		down := 2*i + 1
		if down >= n {
			break
		}
		if down+1 < n && list[down+1].before(list[down]) {
			down++
		}
		list[i] = list[down]
		i = down
	}
	h.up(i, m)
	return first
}

// arrivals is moments to come. They are added in runs, such as the tasks that
// waited for one barrier, which are mostly in order already: then each costs
// next to nothing, however many they are.
type arrivals struct {
	all  []moment // run by run
	runs [][2]int // what is left of each, in all; a heap, by the first
}

func (a *arrivals) reset() { a.all, a.runs = a.all[:0], a.runs[:0] }

func (a *arrivals) empty() bool { return len(a.runs) == 0 }

// first is the moment that comes next.
func (a *arrivals) first() moment { return a.all[a.runs[0][0]] }

// add appends a moment to the run that is being made.
func (a *arrivals) add(m moment) { a.all = append(a.all, m) }

// push ends a run, of what was added since there were so many.
func (a *arrivals) push(since int) {
	run := a.all[since:]
	if len(run) == 0 {
		return
	}
	order := func(x, y moment) int { return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.id, y.id)) }
	if !slices.IsSortedFunc(run, order) {
		slices.SortFunc(run, order)
	}
	a.runs = append(a.runs, [2]int{since, len(a.all)})
	for i := len(a.runs) - 1; i > 0; {
		up := (i - 1) / 2
		if !a.before(i, up) {
			break
		}
		a.runs[i], a.runs[up] = a.runs[up], a.runs[i]
		i = up
	}
}

func (a *arrivals) before(i, k int) bool { return a.all[a.runs[i][0]].before(a.all[a.runs[k][0]]) }

func (a *arrivals) pop() moment {
	m := a.first()
	if a.runs[0][0]++; a.runs[0][0] == a.runs[0][1] {
		n := len(a.runs) - 1
		a.runs[0] = a.runs[n]
		a.runs = a.runs[:n]
	}
	for i := 0; ; {
		down := 2*i + 1
		if down >= len(a.runs) {
			return m
		}
		if down+1 < len(a.runs) && a.before(down+1, down) {
			down++
		}
		if !a.before(down, i) {
			return m
		}
		a.runs[i], a.runs[down] = a.runs[down], a.runs[i]
		i = down
	}
}

// line is tasks that wait, by rank: a set of bits, above it the set of its words
// that are not 0, and so on, so that the lowest is found in a step a level.
type line struct {
	levels [][]uint64
	size   int
}

// lineOf makes a line for ranks below n.
func lineOf(n int) line {
	var l line
	for {
		n = (n + 63) / 64
		l.levels = append(l.levels, make([]uint64, n))
		if n <= 1 {
			return l
		}
	}
}

func (l *line) reset() {
	for _, words := range l.levels {
		clear(words)
	}
	l.size = 0
}

// push puts a rank in, which is not there.
func (l *line) push(rank int32) {
	l.size++
	for _, words := range l.levels {
		word := &words[rank>>6]
		was := *word
		*word |= 1 << (rank & 63)
		if was != 0 {
			return
		}
		rank >>= 6
	}
}

// first is the lowest rank.
func (l *line) first() int32 {
	rank := int32(0)
	for i := len(l.levels) - 1; i >= 0; i-- {
		rank = rank<<6 | int32(bits.TrailingZeros64(l.levels[i][rank]))
	}
	return rank
}

// pop takes the lowest rank out.
func (l *line) pop() int32 {
	rank := l.first()
	l.size--
	at := rank
	for _, words := range l.levels {
		word := &words[at>>6]
		*word &^= 1 << (at & 63)
		if *word != 0 {
			break
		}
		at >>= 6
	}
	return rank
}
