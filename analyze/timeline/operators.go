package timeline

import (
	"cmp"
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// piece is part of what an operator did: from a time to another so many threads
// were inside, and so many batches under way.
type piece struct {
	from, to       format.Time
	inside, flight float64
	kind           BarKind
	state          critical.State
	estimated      bool
}

// key is one kind of work of one operator.
type key struct {
	operator *analyze.Operator
	state    critical.State
}

// operators lays out the operators of a native query: by spans where these are
// of one operator alone, else by what its path was made from, else by its
// counters, else by its first and its last sign.
func (t *Timeline) operators() {
	q := t.Case.Query
	var loads *critical.Loads
	if t.Case.Path != nil {
		loads = t.Case.Path.Loads()
	}
	work := make(map[*analyze.Operator][]piece)
	exact := t.spans(loads, work)
	if loads != nil {
		for _, l := range loads.List {
			if !exact[key{l.Operator, l.State}] {
				work[l.Operator] = append(work[l.Operator], ofLoad(l, loads.Cuts)...)
			}
		}
	}
	var group Group
	for _, o := range q.Operators {
		list := work[o]
		if len(list) == 0 {
			list = ofCounters(o)
		}
		if len(list) == 0 && o.First.Known && o.Last.Known {
			list = []piece{{from: o.First.Time, to: o.Last.Time, kind: Seen, estimated: true}}
		}
		lane := Lane{Operator: o, Clock: o.First.Clock}
		t.sweep(&lane, list)
		for _, b := range lane.Bars {
			lane.Busy = saturate.Add(lane.Busy, b.Busy())
		}
		group.Busy = saturate.Add(group.Busy, lane.Busy)
		group.Lanes = append(group.Lanes, lane)
	}
	if len(group.Lanes) > 0 {
		t.Groups = []Group{group}
	}
}

// spans takes over the spans of operators that are alone in what watches them.
// A batch waits for a thread first and keeps it to its end.
func (t *Timeline) spans(loads *critical.Loads, work map[*analyze.Operator][]piece) map[key]bool {
	exact := make(map[key]bool)
	if loads == nil || loads.Basis != critical.BySpans {
		return exact
	}
	states := map[analyze.SpanPart]critical.State{analyze.SpanBatch: critical.Busy, analyze.SpanFinalize: critical.Finalizing, analyze.SpanBuild: critical.Building, analyze.SpanProbe: critical.Probing}
	groups := t.Case.Query.BatchSpans()
	shared := make(map[key]bool)
	for _, g := range groups {
		for _, o := range g.Operators {
			shared[key{o, states[g.Part]}] = shared[key{o, states[g.Part]}] || len(g.Operators) > 1 || o.Type == "AsyncUDFProject"
		}
	}
	for _, g := range groups {
		o, state := g.Operators[0], states[g.Part]
		if shared[key{o, state}] {
			continue
		}
		exact[key{o, state}] = true
		for _, s := range g.Spans {
			from, end := s.Start, s.End()
			inside := entered(s, o.WorksElsewhere() && state == critical.Busy)
			if from < inside {
				work[o] = append(work[o], piece{from: from, to: inside, flight: 1, kind: Running, state: state})
			}
			work[o] = append(work[o], piece{from: inside, to: end, inside: 1, flight: 1, kind: Running, state: state})
		}
	}
	return exact
}

// entered returns when a thread entered a batch; of one whose work is done
// elsewhere, when it began.
func entered(s analyze.Span, elsewhere bool) format.Time {
	if elsewhere {
		return s.Start
	}
	return max(s.Start, s.End()-format.Time(min(max(s.Busy, 0), s.Length)))
}

// ofLoad turns the work of an operator in intervals into pieces.
func ofLoad(l critical.Load, cuts []format.Time) (list []piece) {
	const tiny = 0.002 // of an interval: noise of dividing
	for i, flight := range l.Flight {
		length := float64(cuts[i+1] - cuts[i])
		if !(flight > tiny*length) {
			continue
		}
		p := piece{from: cuts[i], to: cuts[i+1], flight: flight / length, inside: flight / length, kind: Running, state: l.State, estimated: true}
		if l.Inside != nil && !l.Elsewhere {
			p.inside = l.Inside[i] / length
			if p.inside <= tiny {
				p.inside = 0
			}
		}
		list = append(list, p)
	}
	return list
}

// ofCounters tells from its counters when an operator got on: between two
// reports of which the second counts more.
func ofCounters(o *analyze.Operator) (list []piece) {
	source := len(o.Children) == 0 && o.InPlan
	kind, state := Running, critical.Busy
	if source {
		kind, state = Reading, critical.IO
	}
	if len(o.Samples) < 2 && !source {
		return nil // nothing but its end: first and last sign tell as much
	}
	before, from := analyze.Sample{}, o.First
	for _, s := range o.Samples {
		rose := s.RowsOut > before.RowsOut || s.RowsIn > before.RowsIn || !source && s.DaftDuration > before.DaftDuration
		if rose && from.Known && from.Time < s.Time {
			list = append(list, piece{from: from.Time, to: s.Time, kind: kind, state: state, estimated: true})
		}
		before, from = s, analyze.Moment{Time: s.Time, Known: true}
	}
	return list
}

// edge is where a piece begins or ends.
type edge struct {
	at    format.Time
	begin bool
	piece *piece
}

// MostBars is how many bars a lane of an operator has at most: beyond that those
// that are close to each other are drawn as one.
const MostBars = 2048

// sweep turns pieces, which may overlap, into bars, which do not.
func (t *Timeline) sweep(lane *Lane, pieces []piece) {
	if len(pieces) == 0 {
		return
	}
	edges := make([]edge, 0, 2*len(pieces))
	for i := range pieces {
		p := &pieces[i]
		if p.from < t.From || p.to > t.To {
			t.Outside++
		}
		from, to := t.within(p.from), t.within(max(p.from, p.to))
		if from < to {
			edges = append(edges, edge{from, true, p}, edge{to, false, p})
		}
	}
	slices.SortStableFunc(edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	var s state
	var raw []Bar
	var last format.Time
	for i := 0; i < len(edges); {
		at := edges[i].at
		if b, ok := s.bar(last, at); ok {
			raw = append(raw, b)
		}
		for ; i < len(edges) && edges[i].at == at; i++ {
			s.step(edges[i])
		}
		last = at
	}
	lane.Levels = levels(raw, t.From, t.To)
	lane.Bars = joined(raw, 0)
	if len(lane.Bars) > MostBars {
		lane.Bars = joined(raw, t.Length()/MostBars)
	}
}

// state is what an operator does at a moment of a sweep.
type state struct {
	inside, flight float64
	of             [8]int // pieces under way, by state and kind
	estimated      int
	count          int
}

// order of what a bar is called where several things go on at once.
var ranks = []struct {
	kind  BarKind
	state critical.State
}{{Running, critical.Finalizing}, {Running, critical.Building}, {Running, critical.Probing}, {Running, critical.Busy}, {Reading, critical.IO}, {Seen, ""}}

func rank(p *piece) int {
	for i, r := range ranks {
		if r.kind == p.kind && r.state == p.state {
			return i
		}
	}
	return len(ranks)
}

func (s *state) step(e edge) {
	by, n := 1.0, 1
	if !e.begin {
		by, n = -1, -1
	}
	s.inside += by * e.piece.inside
	s.flight += by * e.piece.flight
	s.of[rank(e.piece)] += n
	s.count += n
	if e.piece.estimated {
		s.estimated += n
	}
	if s.count == 0 {
		s.inside, s.flight = 0, 0 // no rest of rounding
	}
}

// bar returns what went on between two times.
func (s *state) bar(from, to format.Time) (Bar, bool) {
	if s.count == 0 || from >= to {
		return Bar{}, false
	}
	b := Bar{Start: from, End: to, Kind: Running, Stage: -1, Estimated: s.estimated > 0, Level: max(0, s.inside)}
	for i, n := range s.of {
		if n > 0 && i < len(ranks) {
			b.Kind, b.State = ranks[i].kind, ranks[i].state
			break
		}
	}
	const none = 1e-9
	if b.Kind == Running && s.inside < none && s.flight > none {
		b.Kind, b.Level = Waiting, 0
	}
	return b, true
}

// joined joins neighbours that are alike, and, where gap is above 0, those that
// are less than it apart or shorter than it: what is longer counts.
func joined(raw []Bar, gap int64) []Bar {
	var list []Bar
	var area, most float64 // of the last one: level times length, and the longest stretch of its kind
	for _, b := range raw {
		n := len(list)
		if n > 0 {
			l := &list[n-1]
			near := int64(b.Start-l.End) <= gap
			alike := l.Kind == b.Kind && l.State == b.State && l.Estimated == b.Estimated && (!b.Estimated || math.Abs(b.weight()-l.weight()) < 0.05)
			if near && (alike || gap > 0 && (b.Length() <= gap || l.Length() <= gap)) {
				area += b.Level * float64(b.Length())
				if !alike && float64(b.Length()) > most {
					l.Kind, l.State, most = b.Kind, b.State, float64(b.Length())
				}
				l.Estimated = l.Estimated || b.Estimated
				l.End = b.End
				l.Level = area / float64(l.Length())
				continue
			}
		}
		area, most = b.Level*float64(b.Length()), float64(b.Length())
		list = append(list, b)
	}
	return list
}

// MostLevels bounds the levels of a lane.
const MostLevels = 512

// levels returns how much went on, as means over equal stretches of time.
func levels(raw []Bar, from, to format.Time) (list []Level) {
	if from >= to {
		return nil
	}
	scale := Scale{From: from, To: to, Columns: MostLevels}
	sums := newSpread(MostLevels)
	for _, b := range raw {
		sums.add(scale.At(b.Start), scale.At(b.End), b.Level)
	}
	return sums.levels(scale)
}

// levels returns amounts as steps.
func (s spread) levels(scale Scale) (list []Level) {
	width := float64(saturate.Sub(int64(scale.To), int64(scale.From))) / float64(scale.Columns)
	last := 0.0
	s.each(func(i int, x float64) {
		if x = max(0, x); x < 1e-9 {
			x = 0 // a rest of rounding
		}
		if x != last {
			list = append(list, Level{scale.From + format.Time(width*float64(i)), x})
		}
		last = x
	})
	return list
}
