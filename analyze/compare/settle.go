package compare

import (
	"slices"
)

// settle nets what was displaced, where what runs is told apart by one rule.
// Natively that is the whole execution: all operators work at the same time, and an
// interval has one owner: where one takes longer it takes intervals over from
// others, which are waited for less though their work is the same. On Ray it is the
// tasks of a stage, whose walls are divided over operators by estimates, and of
// which now these and then those are on the path. Such an echo goes against the sign
// of the whole; it is charged to the roots that made the difference, as far as they
// reach.
func (b *book) settle() {
	places := map[int][]*spot{}
	var order []int
	for _, s := range b.plots {
		if places[s.at] == nil {
			order = append(order, s.at)
		}
		places[s.at] = append(places[s.at], s)
	}
	for _, at := range order {
		net(places[at])
	}
}

// net charges the echoes among what stands at one place to the others.
func net(spots []*spot) {
	var whole int64
	for _, s := range spots {
		whole += s.ns
	}
	var echoes, takers []*spot
	var weights []float64
	room := 0.0
	for _, s := range spots {
		switch {
		case whole == 0 || s.ns == 0:
		case (s.ns > 0) == (whole > 0):
			size := float64(magnitude(s.ns))
			takers, weights, room = append(takers, s), append(weights, size), room+size
		case s.root.echo:
			echoes = append(echoes, s)
		}
	}
	for _, e := range echoes {
		size := float64(magnitude(e.ns))
		if size > room {
			continue
		}
		room -= size
		for i, ns := range inProportion(e.ns, weights) {
			to := takers[i]
			to.ns += ns
			to.root.ns += ns
			to.root.echoed += ns
			to.parts = append(to.parts, shareOf(e.parts, ns, e.ns)...)
		}
		e.root.ns -= e.ns
		e.ns, e.parts = 0, nil
	}
}

// shareOf returns ns/whole of each of some parts; together they are ns.
func shareOf(parts []Part, ns, whole int64) []Part {
	if len(parts) == 0 || ns == 0 {
		return nil
	}
	amounts := make([]float64, len(parts))
	for i, p := range parts {
		amounts[i] = float64(ns) * (float64(p.NS) / float64(whole))
	}
	list := slices.Clone(parts)
	for i, n := range rounded(ns, amounts) {
		list[i].NS = n
	}
	return slices.DeleteFunc(list, func(p Part) bool { return p.NS == 0 })
}
