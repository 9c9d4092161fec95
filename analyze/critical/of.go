package critical

import "github.com/daft-analyze/daft-analyze/analyze"

// Of finds the critical path of a query of a run. A query without a known wall
// time has no segments; one of which neither tasks nor operators are known has
// one, of time that nobody recorded.
func Of(run *analyze.Run, q *analyze.Query) *Path {
	switch {
	case !q.Wall.Known():
		return &Path{Query: q, Basis: ByNothing}
	case q.Engine == analyze.EngineNative:
		return nativePath(run, q)
	case q.Engine == analyze.EngineRay:
		return rayPath(run, q)
	}
	return unrecordedPath(q)
}

// unrecordedPath is the path of a query of which nothing is known but when it
// began and ended.
func unrecordedPath(q *analyze.Query) *Path {
	p := &Path{Query: q, Basis: ByNothing}
	if start, end := q.Start.Time, q.End.Time; end > start {
		p.Segments = []Segment{{Start: start, End: end, Kind: Unrecorded}}
	}
	return p
}
