package whatif

// moment is something that happens to a task or a unit.
type moment struct {
	at int64
	id int32
}

func (m moment) before(n moment) bool { return m.at < n.at || m.at == n.at && m.id < n.id }

// moments is a heap of moments, the first in front.
type moments []moment

func (h *moments) push(m moment) {
	list := append(*h, m)
	i := len(list) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !m.before(list[up]) {
			break
		}
		list[i] = list[up]
		i = up
	}
	list[i] = m
	*h = list
}

func (h *moments) pop() moment {
	list := *h
	first, n := list[0], len(list)-1
	m := list[n]
	list = list[:n]
	for i := 0; n > 0; {
		down := 2*i + 1
		if down >= n {
			list[i] = m
			break
		}
		if down+1 < n && list[down+1].before(list[down]) {
			down++
		}
		if !list[down].before(m) {
			list[i] = m
			break
		}
		list[i] = list[down]
		i = down
	}
	*h = list
	return first
}

// ranks is a heap of ranks, the lowest in front.
type ranks []int32

func (h *ranks) push(r int32) {
	list := append(*h, r)
	i := len(list) - 1
	for i > 0 {
		up := (i - 1) / 2
		if r >= list[up] {
			break
		}
		list[i] = list[up]
		i = up
	}
	list[i] = r
	*h = list
}

func (h *ranks) pop() int32 {
	list := *h
	first, n := list[0], len(list)-1
	r := list[n]
	list = list[:n]
	for i := 0; n > 0; {
		down := 2*i + 1
		if down >= n {
			list[i] = r
			break
		}
		if down+1 < n && list[down+1] < list[down] {
			down++
		}
		if list[down] >= r {
			list[i] = r
			break
		}
		list[i] = list[down]
		i = down
	}
	*h = list
	return first
}
