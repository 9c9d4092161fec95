package critical

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// Sum returns the nanoseconds of a path in segments of one kind.
func (p *Path) Sum(k Kind) (ns int64) {
	for _, s := range p.Segments {
		if s.Kind == k {
			ns += s.Length()
		}
	}
	return ns
}

// Wall returns the nanoseconds of all segments.
func (p *Path) Wall() (ns int64) {
	for _, s := range p.Segments {
		ns += s.Length()
	}
	return ns
}

// Operators returns what each operator has of the path, most first. It is worked
// out once: nobody changes it.
func (p *Path) Operators() []OperatorShare {
	if p.operators != nil {
		return p.operators()
	}
	return operatorsOf(p.Segments)
}

func operatorsOf(segments []Segment) []OperatorShare {
	var list []OperatorShare
	index := make(map[*analyze.Operator]int)
	for _, s := range segments {
		for _, x := range s.Shares {
			i, ok := index[x.Operator]
			if !ok {
				i = len(list)
				index[x.Operator] = i
				list = append(list, OperatorShare{Operator: x.Operator})
			}
			list[i].NS += x.NS
			list[i].Saving += x.Saving
			list[i].Estimated = list[i].Estimated || x.Estimated
		}
	}
	slices.SortStableFunc(list, func(a, b OperatorShare) int {
		return cmp.Or(cmp.Compare(b.NS, a.NS), cmp.Compare(operatorID(a.Operator), operatorID(b.Operator)))
	})
	return list
}

// operatorID orders operators; what no operator accounts for comes last.
func operatorID(o *analyze.Operator) int64 {
	if o == nil {
		return 1<<63 - 1
	}
	return o.ID
}

// Check reports how a path breaks its own rules: segments that do not tile the
// query, or shares that do not sum to theirs. A path that Of returned never does.
func (p *Path) Check() error {
	if !p.Query.Wall.Known() {
		if len(p.Segments) > 0 {
			return fmt.Errorf("%d segments of a query without a wall time", len(p.Segments))
		}
		return nil
	}
	at := p.Query.Start.Time
	for i, s := range p.Segments {
		if s.Start != at || s.End <= s.Start {
			return fmt.Errorf("segment %d, %s, is %d..%d, and the one before it ended at %d", i, s.Kind, s.Start, s.End, at)
		}
		at = s.End
		if s.Kind != Run && s.Shares != nil {
			return fmt.Errorf("segment %d is of kind %s and has shares", i, s.Kind)
		}
		if s.Kind != Run {
			continue
		}
		sum := int64(0)
		for _, x := range s.Shares {
			if x.NS < 0 || x.Saving < 0 || x.Saving > x.NS {
				return fmt.Errorf("segment %d has a share of %d ns that saves %d", i, x.NS, x.Saving)
			}
			sum += x.NS
		}
		if sum != s.Length() {
			return fmt.Errorf("the shares of segment %d sum to %d of %d ns", i, sum, s.Length())
		}
	}
	if at != p.Query.End.Time {
		return fmt.Errorf("the path ends at %d, the query at %d", at, p.Query.End.Time)
	}
	return nil
}
