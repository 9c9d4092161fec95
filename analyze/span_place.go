package analyze

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/format"
)

// A span names neither a query nor an operator. It belongs to the one query
// that was open when it began, if that runs an operator of a type that its name
// stands for. Where several such queries were open at the time it belongs to
// none: unknown is better than wrong.

// SpanCounts says what became of the spans of a recording.
type SpanCounts struct {
	Total     int64
	Placed    int64 // belong to a query, and to operators of it
	Other     int64 // of no operator: Daft's scheduler, or reading files
	Outside   int64 // began while no query of its process was open
	Ambiguous int64 // may belong to several queries that were open at the time
	Unmapped  int64 // stand for no operator of the query that was open
	LeftOut   int64 // more than can be held in memory, or odd
	Full      bool  // some were left out as there are more than can be held
}

// spansPartial reports whether spans came of which this run does not know: there
// was no room for them, or the recorder lost what they may have come with.
func (r *Run) spansPartial() bool {
	return r.Spans.Full || slices.ContainsFunc(r.Losses, func(l Loss) bool {
		return l.What == "requests" || l.What == "connections" || l.What == "events"
	})
}

// querySpans are the spans of one query by name, each in order of its start.
type querySpans struct {
	names []string // in alphabetical order
	spans map[string][]Span

	ambiguous map[string]int64 // spans that may be another query's, by type of operator, "" for those of any
	unmapped  int64
	uncounted int64 // of unmapped: an operator of the plan has such, and the counters of the worker that ran it are missing
}

// openQuery is when spans may belong to a query.
type openQuery struct {
	query    *Query
	from, to format.Time
	types    map[string]bool // of the operators that may have spans
}

// maxOpen bounds how many queries that are open at a time are told apart.
const maxOpen = 64

// placeSpans gives each query its spans.
func (b *builder) placeSpans(f *spanFacts) {
	counts := &b.run.Spans
	counts.Total, counts.LeftOut, counts.Full = f.count, f.spare, f.full
	if len(f.names) == 0 {
		return
	}
	queries := openQueries(b.run.Queries)
	for i, name := range f.names {
		spans := slices.Clone(f.spans[i])
		if isOtherSpan(name) {
			counts.Other += int64(len(spans))
			continue
		}
		slices.SortStableFunc(spans, func(a, b Span) int {
			return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Length, b.Length), cmp.Compare(a.Busy, b.Busy))
		})
		placeNamed(counts, queries, name, spans)
	}
	for _, q := range b.run.Queries {
		if q.spans != nil {
			slices.Sort(q.spans.names)
		}
	}
}

// openQueries returns when each query worked, in order. Times come as seconds
// in floating point, which are exact to a microsecond.
func openQueries(queries []*Query) []openQuery {
	const rounding = 1_000
	var open []openQuery
	for _, q := range queries {
		from, to := q.ExecStart, later(q.End, q.ExecEnd)
		if !from.Known {
			from = q.Start
		}
		if from.Known && to.Known {
			open = append(open, openQuery{q, addTime(from.Time, -rounding), addTime(to.Time, rounding), spanTypes(q)})
		}
	}
	slices.SortStableFunc(open, func(a, b openQuery) int { return cmp.Compare(a.from, b.from) })
	return open
}

// spanTypes returns the types of operators of which a query may have spans: of
// its plan natively, on Ray of the workers' own plans as far as they are known.
func spanTypes(q *Query) map[string]bool {
	types := make(map[string]bool)
	for _, o := range q.Operators {
		if q.Engine != EngineRay {
			if o.Type != "" {
				types[o.Type] = true
			}
			continue
		}
		if f := q.facts.operators[o.ID]; f != nil {
			for part := range f.parts {
				types[part.kind] = true
			}
		}
	}
	return types
}

// placeNamed gives the spans of one name to the queries that were open.
func placeNamed(counts *SpanCounts, queries []openQuery, name string, spans []Span) {
	meaning, known := meaningOf(name)
	outer := isOuter(name)
	sweep := openSweep{rest: queries}
	for _, s := range spans {
		open := sweep.at(s.Start)
		if len(open) > maxOpen {
			counts.Ambiguous++
			continue
		}
		open = slices.DeleteFunc(slices.Clone(open), func(o openQuery) bool { return !o.ranIn(s.PID) })
		fit := fitting(open, meaning, known, outer)
		switch {
		case len(open) == 0:
			counts.Outside++
		case len(fit) == 1:
			fit[0].query.takeSpan(name, s)
			counts.Placed++
		case len(fit) > 1:
			counts.Ambiguous++
			for _, o := range fit {
				o.query.doubt(meaning, outer)
			}
		default:
			counts.Unmapped++
			unmapped(open, meaning, known, name)
		}
	}
}

// openSweep goes through time and knows which queries are open.
type openSweep struct {
	rest, open []openQuery
	ends       format.Time // the first end of those that are open
}

// at returns the queries that are open at a time, which does not go back.
func (s *openSweep) at(t format.Time) []openQuery {
	changed := len(s.open) > 0 && s.ends < t
	for len(s.rest) > 0 && s.rest[0].from <= t {
		s.open = append(s.open, s.rest[0])
		s.rest = s.rest[1:]
		changed = true
	}
	if !changed { // spans are many: most begin while the same queries are open
		return s.open
	}
	s.open = slices.DeleteFunc(s.open, func(o openQuery) bool { return o.to < t })
	s.ends = maxTime
	for _, o := range s.open {
		s.ends = min(s.ends, o.to)
	}
	return s.open
}

// ranIn reports whether a process may have worked on the query, as far as is
// known who exported counters of it.
func (o *openQuery) ranIn(pid int32) bool {
	p := o.query.facts.processes
	return pid == 0 || len(p) == 0 || p[int64(pid)]
}

// fitting returns the open queries that a span may belong to. One whose
// operators are not known may have made any, if another did not for certain.
func fitting(open []openQuery, m spanMeaning, known, outer bool) []openQuery {
	var fit, unknown []openQuery
	for _, o := range open {
		switch {
		case outer, known && slices.ContainsFunc(m.types, func(t string) bool { return o.types[t] }):
			fit = append(fit, o)
		case len(o.types) == 0:
			unknown = append(unknown, o)
		}
	}
	if len(fit) > 0 {
		fit = append(fit, unknown...)
	}
	return fit
}

func (q *Query) spansOf() *querySpans {
	if q.spans == nil {
		q.spans = &querySpans{spans: make(map[string][]Span), ambiguous: make(map[string]int64)}
	}
	return q.spans
}

func (q *Query) takeSpan(name string, s Span) {
	x := q.spansOf()
	if x.spans[name] == nil {
		x.names = append(x.names, name)
	}
	x.spans[name] = append(x.spans[name], s)
}

// doubt notes that a span may be of the query or of another. One that is no
// work leaves nothing in doubt.
func (q *Query) doubt(m spanMeaning, outer bool) {
	if !outer && m.part == partStart {
		return
	}
	x := q.spansOf()
	if outer {
		x.ambiguous[""]++
		return
	}
	for _, t := range m.types {
		x.ambiguous[t]++
	}
}

// unmapped names spans that stand for no operator that was at work.
func unmapped(open []openQuery, m spanMeaning, known bool, name string) {
	for _, o := range open {
		q := o.query
		q.spansOf().unmapped++
		switch {
		case len(o.types) == 0: // nothing says what it runs
		case known && q.Engine == EngineRay && planned(q, m.types):
			q.spansOf().uncounted++
		default:
			q.warn("span-unmapped", "spans named "+oneLine(name)+" stand for no operator of the plan: what they tell of busy time is left out", Value{})
		}
	}
}

// planned reports whether the plan has an operator of one of several types.
func planned(q *Query, types []string) bool {
	return slices.ContainsFunc(q.Operators, func(o *Operator) bool { return slices.Contains(types, o.Type) })
}
