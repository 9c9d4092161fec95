package dataflow

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// Hotspot is an exchange, a scan or a write, in one list.
type Hotspot struct {
	Kind      string // "shuffle", "scan" or "write"
	Operators []*analyze.Operator
	PathNS    int64
	Bytes     analyze.Value // moved, handed on, or written
	Rows      analyze.Value
	Evidence  string
	Estimated bool
}

// Hotspots returns all of a flow, worst first by time on the path, then by bytes.
func (f *Flow) Hotspots() []Hotspot {
	var list []Hotspot
	for i := range f.Exchanges {
		x := &f.Exchanges[i]
		bytes, rows := x.BytesWritten, x.RowsWritten
		if x.Kind == KindBroadcast && x.BytesRead.Known() {
			bytes, rows = x.BytesRead, x.RowsRead
		}
		list = append(list, Hotspot{Kind: "shuffle", Operators: []*analyze.Operator{x.Operator}, PathNS: x.PathNS, Bytes: bytes, Rows: rows, Evidence: x.Evidence, Estimated: x.Estimated})
	}
	for i := range f.Scans {
		s := &f.Scans[i]
		list = append(list, Hotspot{Kind: "scan", Operators: []*analyze.Operator{s.Operator}, PathNS: s.PathNS, Bytes: s.BytesOut, Rows: s.RowsOut, Evidence: s.Evidence})
	}
	for i := range f.Writes {
		w := &f.Writes[i]
		h := Hotspot{Kind: "write", Operators: []*analyze.Operator{w.Operator}, PathNS: w.PathNS, Bytes: w.BytesWritten, Rows: w.Rows, Evidence: w.Evidence}
		if w.Commit != nil {
			h.Operators = append(h.Operators, w.Commit)
		}
		if !h.Bytes.Known() {
			h.Bytes = w.BytesIn
		}
		list = append(list, h)
	}
	slices.SortStableFunc(list, func(a, b Hotspot) int {
		return cmp.Or(cmp.Compare(b.PathNS, a.PathNS), cmp.Compare(b.Bytes.V, a.Bytes.V), cmp.Compare(a.Operators[0].ID, b.Operators[0].ID), cmp.Compare(a.Kind, b.Kind))
	})
	return list
}
