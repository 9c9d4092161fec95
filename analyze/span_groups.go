package analyze

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// SpanPart says what of an operator's work a span is.
type SpanPart string

const (
	SpanBatch    SpanPart = "batch"    // one batch, from its dispatch to its completion
	SpanFinalize SpanPart = "finalize" // what an operator does once it has all its input
	SpanBuild    SpanPart = "build"    // one batch of a join's build side
	SpanProbe    SpanPart = "probe"    // one batch of a join's probe side, where it has a span
)

var exportedParts = map[spanPart]SpanPart{partBatch: SpanBatch, partFinalize: SpanFinalize, partBuild: SpanBuild, partProbe: SpanProbe}

// SpanGroup are the spans of one name of a native query.
type SpanGroup struct {
	Part      SpanPart
	Operators []*Operator // that they may belong to, in the order of the plan; more than one where several are of the type
	Spans     []Span      // by start; not to be written to
}

// BatchSpans returns the spans of a native query that watch batches, builds and
// finalizes, in the order of their names. Those of DoubtfulSpans are not among
// them. There are none on Ray, where they are of the workers' own plans.
func (q *Query) BatchSpans() []SpanGroup {
	if q.spans == nil || q.Engine != EngineNative {
		return nil
	}
	var list []SpanGroup
	for _, name := range q.spans.names {
		m, ok := meaningOf(name)
		if !ok || m.part == partStart {
			continue
		}
		owner, _, _ := strings.Cut(name, "::")
		if len(m.types) > 1 && q.spans.spans[commitFinalize] != nil {
			m.types = m.types[:1] // the files of their source tell them apart
		}
		if owners := ofType(q, m, owner); len(owners) > 0 {
			list = append(list, SpanGroup{Part: exportedParts[m.part], Operators: owners, Spans: q.spans.spans[name]})
		}
	}
	return list
}

// DoubtfulSpans returns how many spans may be of the query or of another that
// ran at the time.
func (q *Query) DoubtfulSpans() (n int64) {
	if q.spans == nil {
		return 0
	}
	for _, v := range q.spans.ambiguous {
		n = saturate.Add(n, v)
	}
	return n
}

// OuterSpans are the spans that Daft makes once for an operator, nil where there
// is none, or where nothing tells whose it is.
type OuterSpans struct {
	Batches, Finalize, Build, Probe *Span
}

// OuterSpans returns the spans of a native query that Daft makes once for an
// operator. Those in which no thread ever was are left out: their end tells nothing.
func (q *Query) OuterSpans() map[*Operator]OuterSpans {
	all := make(map[*Operator]OuterSpans)
	if q.spans == nil {
		return all
	}
	for name, of := range outerSpans(q) {
		for o, s := range of {
			if !s.entered() {
				continue
			}
			x := all[o]
			switch name {
			case outerIntermediate, outerSink, outerStream:
				x.Batches = &s
			case outerFinalize, outerStreamEnd:
				x.Finalize = &s
			case outerBuild:
				x.Build = &s
			case outerProbe:
				x.Probe = &s
			}
			all[o] = x
		}
	}
	return all
}

// WorksElsewhere reports whether an operator of a native plan works outside of
// the threads that its spans watch.
func (o *Operator) WorksElsewhere() bool { return worksElsewhere(o.Type) }

// IsLocalJoin reports whether an operator of a native plan is a join: its first
// input is the side that is built, the second the one that probes.
func (o *Operator) IsLocalJoin() bool { return isLocalJoin(o.Type) }

// IsBlocking reports whether an operator of a native plan puts nothing out before it has taken all
// its input.
func (o *Operator) IsBlocking() bool { return isBlocking(o) }
