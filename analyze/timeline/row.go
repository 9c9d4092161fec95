package timeline

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// Row is what lay in some lanes between two times, in columns of equal length:
// where bars are too many or too short to be drawn one by one, how dense they were.
type Row struct {
	Cells []Cell
	Lanes int // that it sums up
	// Nanoseconds between the two times, added up over lanes.
	Busy, Waiting, Retry, Path int64
	Bars                       int  // attempts, or natively stretches of work, that lie in it
	Estimated                  bool // nothing in it was measured
}

// Cell is one column of a row. Shares are of its time in all the lanes, 0 to 1.
type Cell struct {
	Busy                              float64 // bars of any kind but waiting
	Waiting, Retry, Cancelled, Unsure float64
	Path                              float64 // part of its time in which the path lies in one of the lanes
	Failed, Retries, Open             int     // tasks that failed in it, attempts in vain that end in it, tasks that have no end
}

// spread is amounts by column, and for whole columns where such begin and end:
// adding up an interval takes the same time however many columns it covers.
type spread struct{ part, steps []float64 }

func newSpread(columns int) spread {
	return spread{make([]float64, columns), make([]float64, columns+1)}
}

// add adds so much a column from one place to another.
func (s spread) add(a, z, much float64) {
	i, k := int(a), int(z)
	switch {
	case a >= z || i >= len(s.part):
		return
	case i == k:
		s.part[i] += much * (z - a)
		return
	}
	s.part[i] += much * (float64(i+1) - a)
	s.steps[i+1] += much
	if k < len(s.part) {
		s.part[k] += much * (z - float64(k))
	}
	s.steps[min(k, len(s.part))] -= much
}

// each hands out the amount of each column.
func (s spread) each(of func(i int, amount float64)) {
	whole := 0.0
	for i, x := range s.part {
		whole += s.steps[i]
		of(i, x+whole)
	}
}

// Row sums up lanes.
func (s Scale) Row(lanes []Lane) Row {
	b := s.builder(len(lanes))
	for i := range lanes {
		for j := range lanes[i].Bars {
			b.bar(&lanes[i].Bars[j])
		}
		for _, p := range lanes[i].OnPath {
			b.path(p)
		}
	}
	return b.done()
}

// StageRows sums up the bars of each stage of a timeline in all its lanes.
func (s Scale) StageRows(t *Timeline) []Row {
	builders := make([]*builder, len(t.Stages))
	for i := range builders {
		builders[i] = s.builder(t.Lanes())
	}
	for _, g := range t.Groups {
		for i := range g.Lanes {
			for j := range g.Lanes[i].Bars {
				if b := &g.Lanes[i].Bars[j]; b.Stage >= 0 && b.Stage < len(builders) {
					builders[b.Stage].bar(b)
				}
			}
		}
	}
	stage := make(map[*analyze.Task]int)
	for i, x := range t.Stages {
		for _, task := range x.Tasks {
			stage[task] = i
		}
	}
	for _, p := range t.Path {
		if i, ok := stage[p.Task]; ok && onLanes(p.Kind) {
			builders[i].path(PathPart{analyze.Interval{Start: p.Start, End: p.End}, p.Length()})
		}
	}
	rows := make([]Row, len(builders))
	for i, b := range builders {
		rows[i] = b.done()
	}
	return rows
}

// builder adds up a row.
type builder struct {
	scale                                           Scale
	row                                             Row
	busy, waiting, retry, cancelled, unsure, onPath spread
	measured                                        bool
}

func (s Scale) builder(lanes int) *builder {
	n := max(0, s.Columns)
	return &builder{scale: s, row: Row{Cells: make([]Cell, n), Lanes: lanes}, busy: newSpread(n), waiting: newSpread(n), retry: newSpread(n), cancelled: newSpread(n),
		unsure: newSpread(n), onPath: newSpread(n)}
}

// bar adds a bar as far as it lies within the scale.
func (b *builder) bar(x *Bar) {
	from, to := max(x.Start, b.scale.From), min(x.End, b.scale.To)
	if from > to || len(b.row.Cells) == 0 {
		return
	}
	ns := saturate.Sub(int64(to), int64(from))
	a, z := b.scale.At(from), b.scale.At(to)
	if x.Kind == Waiting {
		b.row.Waiting = saturate.Add(b.row.Waiting, ns)
		b.waiting.add(a, z, 1)
		return
	}
	b.row.Bars++
	b.measured = b.measured || !x.Estimated
	b.row.Busy = saturate.Add(b.row.Busy, saturate.Whole(x.weight()*float64(ns)))
	if z-a < shortest { // it is seen all the same
		a = min(a, float64(b.scale.Columns)-shortest)
		z = a + shortest
	}
	b.busy.add(a, z, x.weight())
	last := &b.row.Cells[b.scale.Column(x.End)]
	switch x.Kind {
	case Retry:
		b.row.Retry = saturate.Add(b.row.Retry, ns)
		b.retry.add(a, z, 1)
		if x.End <= b.scale.To {
			last.Retries++
		}
	case Failed:
		if x.End <= b.scale.To {
			last.Failed++
		}
	case Open:
		last.Open++
	case Cancelled:
		b.cancelled.add(a, z, 1)
	case Seen:
		b.unsure.add(a, z, 1)
	}
}

// shortest is the least part of a column that a bar takes, so that it is seen.
const shortest = 1e-6

func (b *builder) path(p PathPart) {
	from, to := max(p.Start, b.scale.From), min(p.End, b.scale.To)
	if from < to && p.NS > 0 {
		in := saturate.Sub(int64(to), int64(from))
		b.row.Path = saturate.Add(b.row.Path, saturate.Scale(p.NS, in, p.Length()))
		b.onPath.add(b.scale.At(from), b.scale.At(to), float64(p.NS)/float64(p.Length()))
	}
}

func (b *builder) done() Row {
	cells := b.row.Cells
	lanes := float64(max(1, b.row.Lanes))
	for _, x := range []struct {
		spread spread
		of     func(*Cell) *float64
		whole  float64
	}{
		{b.busy, func(c *Cell) *float64 { return &c.Busy }, lanes}, {b.waiting, func(c *Cell) *float64 { return &c.Waiting }, lanes},
		{b.retry, func(c *Cell) *float64 { return &c.Retry }, lanes}, {b.cancelled, func(c *Cell) *float64 { return &c.Cancelled }, lanes},
		{b.unsure, func(c *Cell) *float64 { return &c.Unsure }, lanes}, {b.onPath, func(c *Cell) *float64 { return &c.Path }, 1},
	} {
		x.spread.each(func(i int, amount float64) { *x.of(&cells[i]) = min(1, max(0, amount/x.whole)) })
	}
	b.row.Estimated = b.row.Bars > 0 && !b.measured
	return b.row
}
