package analyze

import (
	"math"
	"math/bits"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// findWork works out what spans tell of each operator. Where some may be
// missing, it is less than there was.
func findWork(q *Query, clock func(Span) (Moment, Moment), partial bool) {
	if q.spans == nil {
		return
	}
	w := workFinder{query: q, partial: partial, outers: outerSpans(q), moments: clock, batches: make(map[*Operator]int64), unsplit: make(map[*Operator]bool), handed: make(map[*Operator]bool)}
	for _, name := range q.spans.names {
		if meaning, ok := meaningOf(name); ok && meaning.part != partStart {
			w.batchSpans(name, meaning, q.spans.spans[name])
		}
	}
	for _, o := range q.Operators {
		w.outerWork(o)
	}
	if q.Engine == EngineRay {
		w.joinsOfWorkers()
	}
	for _, o := range q.Operators {
		w.sum(o)
	}
}

type workFinder struct {
	query   *Query
	partial bool // spans of any operator may be missing
	outers  map[string]map[*Operator]Span
	moments func(Span) (Moment, Moment)
	batches map[*Operator]int64 // spans of batches and finalizes, of operators that are alone of their type
	unsplit map[*Operator]bool  // spans of theirs cannot be told from those of others
	handed  map[*Operator]bool  // finalizes of theirs, or of others of the type, hand their work on
}

// batchSpans gives the spans of one name to the operators they stand for.
func (w *workFinder) batchSpans(name string, m spanMeaning, spans []Span) {
	owner, _, _ := strings.Cut(name, "::")
	if len(m.types) > 1 && w.query.spans.spans[commitFinalize] != nil {
		m.types = m.types[:1] // the files of their source tell them apart
	}
	shares := w.candidates(m, owner)
	if len(shares) == 0 {
		return
	}
	for _, t := range m.types {
		if w.query.spans.ambiguous[t] > 0 {
			for _, s := range shares {
				w.unsplit[s.op] = true
			}
			return
		}
	}
	if len(shares) == 1 {
		o := shares[0].op
		for _, s := range spans {
			w.part(o, m.part).add(s, w.moments)
			o.Work.Idle = addKnown(o.Work.Idle, s.Idle, m.part == partBatch)
		}
		o.Work.Spans += int64(len(spans))
		w.batches[o] += int64(len(spans))
		return
	}
	w.split(m, shares, spans)
}

// share is an operator's part of spans that are of several.
type share struct {
	op     *Operator
	weight int64
}

// candidates returns the operators that spans may belong to. On Ray these are
// the ones that workers made operators of such a type from.
func (w *workFinder) candidates(m spanMeaning, owner string) []share {
	var list []share
	if w.query.Engine != EngineRay {
		for _, o := range ofType(w.query, m, owner) {
			list = append(list, share{op: o})
		}
		return list
	}
	for _, o := range w.query.Operators {
		f := w.query.facts.operators[o.ID]
		if f == nil {
			continue
		}
		s, found := share{op: o}, false
		for part, x := range f.parts {
			if slices.Contains(m.types, part.kind) {
				d, _ := x.total(cDuration)
				s.weight, found = saturate.Add(s.weight, d.V), true
			}
		}
		if found {
			list = append(list, s)
		}
	}
	return list
}

// part returns where a span of an operator is counted.
func (w *workFinder) part(o *Operator, p spanPart) *Stretch {
	switch p {
	case partFinalize:
		return &o.Work.Finalize
	case partBuild:
		return &o.Work.Build
	case partProbe:
		return &o.Work.Probe
	}
	return &o.Work.batches
}

// split divides the time of spans that are of several operators of a type:
// natively by the time that threads were seen inside of each, where Daft made a
// span for each; else by Daft's durations, on Ray among those of the tasks that
// ran at the time.
func (w *workFinder) split(m spanMeaning, shares []share, spans []Span) {
	outer := map[spanPart][]string{partBatch: {outerIntermediate, outerSink, outerStream}, partFinalize: {outerFinalize, outerStreamEnd}, partBuild: {outerBuild}}[m.part]
	w.weigh(m, shares, outer)
	w.query.workSplit++
	if m.part == partFinalize && handsOn(spans) {
		for _, s := range shares {
			w.handed[s.op] = true
		}
	}
	for _, g := range w.groups(shares, spans) {
		if !w.divide(m, g) {
			for _, s := range g.shares {
				w.unsplit[s.op] = true
			}
		}
	}
	for _, s := range shares {
		if o, ok := w.outer(s.op, outer); ok && o.entered() && m.part != partBatch {
			p := w.part(s.op, m.part)
			_, p.End = w.moments(o)
			if one := endingWith(spans, o); one != nil && m.part == partFinalize {
				p.Start, _ = w.moments(*one)
				p.Elapsed = measured(one.Length)
			}
		}
	}
}

// weigh sets by what the time of spans is divided.
func (w *workFinder) weigh(m spanMeaning, shares []share, outer []string) {
	exact := w.query.Engine != EngineRay
	for _, s := range shares {
		_, ok := w.outer(s.op, outer)
		exact = exact && ok
	}
	for i := range shares {
		s := &shares[i]
		switch {
		case exact:
			o, _ := w.outer(s.op, outer)
			s.weight = max(o.Busy, 0)
		case m.part == partBuild:
			s.weight = s.op.BuildRows.V
		case w.query.Engine != EngineRay:
			s.weight = s.op.DaftDuration.V
		}
	}
}

// divide gives each operator of a group its part of the group's time. It fails
// where there is nothing to divide by.
func (w *workFinder) divide(m spanMeaning, g spanGroup) bool {
	g.shares = weighed(g.shares)
	busies := portions(g.busy, g.shares)
	if g.busy > 0 && !slices.ContainsFunc(busies, func(v int64) bool { return v > 0 }) {
		return false
	}
	waits := make([]share, len(g.shares))
	for i, s := range g.shares { // Daft's duration is busy and idle time together
		waits[i] = share{s.op, max(0, saturate.Sub(s.weight, busies[i]))}
		if w.query.Engine == EngineNative {
			waits[i].weight = max(0, saturate.Sub(s.op.DaftDuration.V, busies[i]))
		}
	}
	if !slices.ContainsFunc(waits, func(s share) bool { return s.weight > 0 }) {
		waits = g.shares
	}
	idles := portions(g.idle, waits)
	for i, s := range g.shares {
		p := w.part(s.op, m.part)
		p.Busy = sumDerived(orZero(p.Busy), derived(busies[i]))
		if m.part == partBatch {
			s.op.Work.Idle = sumDerived(orZero(s.op.Work.Idle), derived(idles[i]))
		}
	}
	return true
}

// weighed returns shares with weights by which to divide: where there are none,
// as of batches so short that Daft's span around the operator saw no thread in
// them, Daft's durations, else its numbers of batches.
func weighed(shares []share) []share {
	for _, weight := range []func(share) int64{
		func(s share) int64 { return s.weight },
		func(s share) int64 { return s.op.DaftDuration.V },
		func(s share) int64 { return s.op.Batches.V },
	} {
		list, any := make([]share, len(shares)), false
		for i, s := range shares {
			list[i] = share{s.op, weight(s)}
			any = any || list[i].weight > 0
		}
		if any {
			return list
		}
	}
	return shares
}

// outer returns the span of an operator of one of several names.
func (w *workFinder) outer(o *Operator, names []string) (Span, bool) {
	for _, name := range names {
		if s, ok := w.outers[name][o]; ok {
			return s, true
		}
	}
	return Span{}, false
}

// endingWith returns the one of several spans that ended when the span around
// it did.
func endingWith(spans []Span, around Span) *Span {
	const late = 1_000_000
	var one *Span
	for i, s := range spans {
		if d := saturate.Sub(int64(s.End()), int64(around.End())); d <= late && d >= -late {
			if one != nil {
				return nil
			}
			one = &spans[i]
		}
	}
	return one
}

// portions divides a whole in proportion to weights, exactly.
func portions(whole int64, shares []share) []int64 {
	list := make([]int64, len(shares))
	scale := uint64(1) // so that no sum of weights overflows
	for _, s := range shares {
		if s.weight > math.MaxInt64/int64(len(shares)) {
			scale = uint64(len(shares))
		}
	}
	var total, sum uint64
	for _, s := range shares {
		total += uint64(max(s.weight, 0)) / scale
	}
	if total == 0 || whole <= 0 {
		return list
	}
	before := int64(0)
	for i, s := range shares {
		sum += uint64(max(s.weight, 0)) / scale
		hi, lo := bits.Mul64(uint64(whole), sum)
		q, _ := bits.Div64(hi, lo, total) // sum is at most total: it fits
		list[i] = int64(q) - before
		before = int64(q)
	}
	return list
}

// addKnown adds a number of a span to a sum, where it counts and is known.
func addKnown(sum Value, v int64, counts bool) Value {
	if !counts || v < 0 {
		return sum
	}
	return orZero(sum).plus(measured(v))
}

func orZero(v Value) Value {
	if v.Known() {
		return v
	}
	return measured(0)
}
