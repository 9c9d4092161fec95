package parallel

import (
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
)

// saturated is how near to its most an operator works that holds up what feeds
// it, as a share.
const saturated = 0.9

// ofThreads works out the profile of a native query, from what its path was
// made from.
func (f *Profile) ofThreads(p *critical.Path) {
	l := p.Loads()
	if l == nil || len(l.Cuts) < 2 {
		return
	}
	f.From, f.To = l.Cuts[0], l.Cuts[len(l.Cuts)-1]
	if f.From >= f.To {
		return
	}
	f.Unit = "batches"
	if l.Basis == critical.BySpans {
		f.Unit = "threads"
	}
	if !p.ThreadsAssumed {
		f.Room = analyze.Value{V: p.Threads, Origin: analyze.Measured}
	}
	n := len(l.Cuts) - 1
	atWork, waiting := make([]float64, n), make([]float64, n)
	for _, a := range l.List {
		for i, x := range a.Flight {
			if a.Inside == nil {
				atWork[i] += x
				continue
			}
			atWork[i] += a.Inside[i]
			if !a.Elsewhere {
				waiting[i] += max(0, x-a.Inside[i])
			}
		}
	}
	curve, total := means(l.Cuts, atWork)
	f.Mean = total / float64(f.To-f.From)
	f.Curve, f.Level = merged(curve, f.To), levels(curve, f.From, f.To)
	if f.Unit == "threads" {
		queue, _ := means(l.Cuts, waiting)
		f.Queue = merged(queue, f.To)
		f.Most = f.mostInside()
	}
	for _, x := range curve {
		f.Most = max(f.Most, int64(math.Ceil(x.Level-1e-6)))
	}
	f.threadWaits(l)
}

// means turns amounts in intervals, nanoseconds, into levels.
func means(cuts []format.Time, amounts []float64) (points []Point, total float64) {
	for i, x := range amounts {
		total += x
		if length := cuts[i+1] - cuts[i]; length > 0 {
			points = append(points, Point{cuts[i], x / float64(length)})
		}
	}
	return points, total
}

// mostInside returns how many batches had a thread at a time, at most. A batch
// waits for a thread first and keeps it then.
func (f *Profile) mostInside() int64 {
	var spans []analyze.Span
	for _, g := range f.Query.BatchSpans() {
		spans = append(spans, g.Spans...)
	}
	return sweepOf(edgesOf(len(spans), func(i int) (from, to format.Time, ok bool) {
		s := spans[i]
		to = s.End()
		return max(s.Start, to-format.Time(min(max(s.Busy, 0), s.Length))), to, true
	})).most
}

// flow is what one operator did in each interval.
type flow struct {
	flight []float64 // batches under way
	under  []float64 // nanoseconds with at least one, at most
	last   int       // interval of its last work, -1 where it did nothing
	most   float64   // level of flight, at most in any interval
	exact  *sweep    // of its own spans, nil where others share them
}

// threadWaits works out what the operators of a native query waited for.
func (f *Profile) threadWaits(l *critical.Loads) {
	n := len(l.Cuts) - 1
	flows := make(map[*analyze.Operator]*flow)
	for _, a := range l.List {
		w := flows[a.Operator]
		if w == nil {
			w = &flow{flight: make([]float64, n), under: make([]float64, n), last: -1}
			flows[a.Operator] = w
		}
		for i, x := range a.Flight {
			w.flight[i] += x
		}
	}
	own := f.ownSpans(l)
	for o, w := range flows {
		w.exact = own[o]
		for i, x := range w.flight {
			length := float64(l.Cuts[i+1] - l.Cuts[i])
			w.under[i] = min(x, length)
			if x > 0 {
				w.last = i
				w.most = max(w.most, x/length)
			}
		}
		if w.exact != nil {
			above(w.under, l.Cuts, w.exact.points)
		}
	}
	held := make(map[*analyze.Operator][]bool)
	for _, o := range f.Query.Operators {
		w := flows[o]
		if w == nil && !o.Work.Known() {
			continue
		}
		x := OperatorWait{Operator: o, Busy: o.Work.Busy, Most: math.NaN(), Mean: math.NaN()}
		if k := o.Work; k.Idle.Known() && !k.Elsewhere {
			x.Slot = k.Idle
		}
		if w != nil && w.last >= 0 {
			x.Input, x.Output = f.idle(o, w, l.Cuts, heldBy(o, flows, held, l.Cuts))
			w.levels(&x)
		}
		f.Waits = append(f.Waits, x)
	}
}

// levels fills in how many batches were under way at a time.
func (w *flow) levels(x *OperatorWait) {
	if w.exact != nil && w.exact.busy > 0 {
		x.Most, x.Mean = float64(w.exact.most), float64(w.exact.sum)/float64(w.exact.busy)
		return
	}
	var flight, under float64
	for i := range w.flight {
		flight, under = flight+w.flight[i], under+w.under[i]
	}
	x.Most = max(w.most, 1)
	if under > 0 {
		x.Mean = flight / under
	}
}

// idle divides the time in which an operator had no batch under way, until its
// last work: into what it waited for its input, and what it was held up by the
// operator that takes its output.
func (f *Profile) idle(o *analyze.Operator, w *flow, cuts []format.Time, held []bool) (input, output analyze.Value) {
	var in, out float64
	for i := range w.last + 1 {
		spare := max(0, float64(cuts[i+1]-cuts[i])-w.under[i])
		if held[i] {
			out += spare
		} else {
			in += spare
		}
	}
	output = derived(int64(out))
	if len(o.Children) > 0 {
		input = derived(int64(in))
	}
	return input, output
}

// heldBy returns in which intervals an operator could not go on, as the one
// that takes its output worked at its most, or was held up itself.
func heldBy(o *analyze.Operator, flows map[*analyze.Operator]*flow, held map[*analyze.Operator][]bool, cuts []format.Time) []bool {
	if list, ok := held[o]; ok {
		return list
	}
	list := make([]bool, len(cuts)-1)
	held[o] = list // a plan that runs in circles ends here
	for _, p := range o.Parents {
		w := flows[p]
		if w == nil {
			continue
		}
		above := heldBy(p, flows, held, cuts)
		for i := range list {
			full := w.flight[i] >= saturated*max(1, w.most)*float64(cuts[i+1]-cuts[i])
			list[i] = list[i] || full || above[i] && i <= w.last
		}
	}
	return list
}

// ownSpans sweeps over the spans of each operator that is alone in all that
// watch it; of none where some spans may be of another query.
func (f *Profile) ownSpans(l *critical.Loads) map[*analyze.Operator]*sweep {
	if l.Basis != critical.BySpans || f.Query.DoubtfulSpans() > 0 {
		return nil
	}
	shared := make(map[*analyze.Operator]bool)
	spans := make(map[*analyze.Operator][]analyze.Span)
	for _, a := range l.List {
		shared[a.Operator] = shared[a.Operator] || a.Estimated
	}
	for _, g := range f.Query.BatchSpans() {
		for _, o := range g.Operators {
			shared[o] = shared[o] || len(g.Operators) > 1
		}
		spans[g.Operators[0]] = append(spans[g.Operators[0]], g.Spans...)
	}
	list := make(map[*analyze.Operator]*sweep)
	for o, own := range spans {
		if shared[o] {
			continue
		}
		list[o] = sweepOf(edgesOf(len(own), func(i int) (from, to format.Time, ok bool) {
			return max(own[i].Start, f.From), min(own[i].End(), f.To), true
		}))
	}
	return list
}

// above works out for how much of each interval a curve was above 0.
func above(under []float64, cuts []format.Time, points []Point) {
	clear(under)
	i := 0
	for k, p := range points {
		if p.Level <= 0 || k+1 == len(points) {
			continue
		}
		from, to := p.Time, points[k+1].Time
		for i+1 < len(under) && cuts[i+1] <= from {
			i++
		}
		for at, m := from, i; at < to && m < len(under); m++ {
			end := min(to, cuts[m+1])
			if end > at {
				under[m] += float64(end - at)
				at = end
			}
		}
	}
}
