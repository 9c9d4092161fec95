package dataflow

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
)

// Flow is the data movement of one query.
type Flow struct {
	Query     *analyze.Query
	Exchanges []Exchange // by operator id; none natively, where rows stay in one process
	Scans     []Scan     // by operator id
	Writes    []Write    // by operator id
	Joins     []Join     // by operator id
}

// Of works out how a query moved data. Times on the path are those of p, so that
// no two parts of a flow have the same nanosecond of it.
func Of(p *critical.Path) *Flow {
	c := costsOf(p)
	index := indexTasks(p.Query)
	return &Flow{
		Query:     p.Query,
		Exchanges: exchangesOf(p.Query, index, c),
		Scans:     scansOf(p.Query, index, c),
		Writes:    writesOf(p.Query, index, c),
		Joins:     joinsOf(p.Query, c),
	}
}

// Exchange returns the exchange of an operator, nil where it has none.
func (f *Flow) Exchange(o *analyze.Operator) *Exchange {
	for i := range f.Exchanges {
		if f.Exchanges[i].Operator == o {
			return &f.Exchanges[i]
		}
	}
	return nil
}

// Scan returns the scan of an operator, nil where it is none.
func (f *Flow) Scan(o *analyze.Operator) *Scan {
	for i := range f.Scans {
		if f.Scans[i].Operator == o {
			return &f.Scans[i]
		}
	}
	return nil
}
