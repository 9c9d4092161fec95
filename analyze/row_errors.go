package analyze

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
)

// RowErrors are errors of a query's Python functions that did not stop it: the
// function was told to go on (`on_error="log"`), and the row is null. Daft says
// neither the query nor the operator: they are those of the query that was open
// at the time, and of the one operator that runs user code.
type RowErrors struct {
	Count    int64
	Operator *Operator       // nil where it cannot be told
	Kinds    []RowErrorCount // by number, then by name
	Examples []RowError      // some of them, the first of each kind before others
}

// RowErrorCount counts the row errors of one type.
type RowErrorCount struct {
	Type  string // of the exception, "" where it is not known
	Count int64
}

// RowError is one row error.
type RowError struct {
	Time Moment
	Type string
	Text string // one line
}

// rowErrorLogger is the name under which Daft logs them.
const rowErrorLogger = "python-udf-error"

// maxRowErrorTexts bounds the row errors whose text is kept, and
// maxRowErrorExamples those of a query that are shown.
const (
	maxRowErrorTexts    = 1000
	maxRowErrorExamples = 5
	rowErrorHeld        = 384
)

type rowErrorFact struct {
	at       Moment
	pid      int32
	queryID  string
	kind     string
	text     string
	withText bool
}

func (r *Replayer) onLogRecord(e *format.Event) {
	f := &r.facts
	if e.Label(format.Name) != rowErrorLogger {
		f.logRecords++
		return
	}
	if r.held.spent() {
		return
	}
	x := rowErrorFact{at: momentOf(e), queryID: e.Label(format.QueryID), pid: small(e, format.PID, 0)}
	for _, a := range e.Attrs() {
		if a.Key == "type" && json.Unmarshal([]byte(a.Value), &x.kind) != nil {
			x.kind = ""
		}
	}
	x.kind = oneLine(x.kind)
	if len(f.rowErrors) < maxRowErrorTexts {
		text, _ := e.Text(format.Text)
		x.text, x.withText = strings.Clone(oneLine(text)), true // a part of a whole traceback
	}
	r.held.hold(rowErrorHeld + len(x.text) + len(x.kind))
	f.rowErrors = append(f.rowErrors, x)
}

// placeRowErrors gives each query its row errors.
func (b *builder) placeRowErrors(errors []rowErrorFact) {
	if len(errors) == 0 {
		return
	}
	list := slices.Clone(errors)
	slices.SortStableFunc(list, func(a, b rowErrorFact) int { return compareMoments(a.at, b.at) })
	sweep := openSweep{rest: openQueries(b.run.Queries)}
	byQuery := make(map[*Query][]rowErrorFact)
	byID := make(map[string]*Query, len(b.run.Queries))
	for _, q := range slices.Backward(b.run.Queries) { // of several, the first
		byID[q.ID] = q
	}
	for _, x := range list {
		var open []openQuery
		if x.at.Known {
			open = sweep.at(x.at.Time)
		}
		if q := queryOfRowError(open, x, byID); q != nil {
			byQuery[q] = append(byQuery[q], x)
		} else {
			b.run.RowErrors++
		}
	}
	for q, list := range byQuery {
		q.RowErrors = rowErrorsOf(q, list)
	}
}

// queryOfRowError returns the query that a row error names, or the one that was
// open at the time, nil where there are several.
func queryOfRowError(open []openQuery, x rowErrorFact, byID map[string]*Query) *Query {
	if x.queryID != "" {
		return byID[x.queryID]
	}
	if len(open) > maxOpen {
		return nil
	}
	open = slices.DeleteFunc(slices.Clone(open), func(o openQuery) bool { return !o.ranIn(x.pid) })
	if len(open) != 1 {
		return nil
	}
	return open[0].query
}

func rowErrorsOf(q *Query, list []rowErrorFact) RowErrors {
	e := RowErrors{Count: int64(len(list))}
	var ids []int64
	for _, o := range q.Operators {
		ids = append(ids, o.ID)
	}
	if e.Operator = onlyUDF(ids, q); e.Operator != nil {
		e.Operator.RowErrors = derived(e.Count)
	}
	kinds := make(map[string]int)
	var rest []RowError
	for _, x := range list {
		i, known := kinds[x.kind]
		if !known {
			i = len(e.Kinds)
			kinds[x.kind] = i
			e.Kinds = append(e.Kinds, RowErrorCount{Type: x.kind})
		}
		e.Kinds[i].Count++
		one := RowError{x.at, x.kind, x.text}
		switch {
		case !x.withText:
		case !known && len(e.Examples) < maxRowErrorExamples:
			e.Examples = append(e.Examples, one)
		case len(rest) < maxRowErrorExamples:
			rest = append(rest, one)
		}
	}
	e.Examples = append(e.Examples, rest[:min(len(rest), maxRowErrorExamples-len(e.Examples))]...)
	slices.SortStableFunc(e.Kinds, func(a, b RowErrorCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Type, b.Type))
	})
	return e
}
