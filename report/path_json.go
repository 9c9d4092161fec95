package report

import (
	"io"
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// CriticalPathJSON writes what CriticalPath shows, every segment of it, as JSON.
func CriticalPathJSON(w io.Writer, s *finding.Study, o ViewOptions) error {
	cases, err := Cases(s, o.Query)
	if err != nil {
		return err
	}
	doc := pathsJSON{SchemaVersion: SchemaVersion, Queries: []pathJSON{}}
	for _, c := range cases {
		doc.Queries = append(doc.Queries, pathOf(c))
	}
	return encode(w, doc)
}

type pathsJSON struct {
	SchemaVersion int        `json:"schema_version"`
	Queries       []pathJSON `json:"queries"`
}

type pathJSON struct {
	QueryID        string              `json:"query_id"`
	StartNS        *int64              `json:"start_ns"`
	EndNS          *int64              `json:"end_ns"`
	WallNS         *int64              `json:"wall_ns"`
	Engine         string              `json:"engine"`
	Outcome        string              `json:"outcome"`
	Basis          string              `json:"basis"`
	Threads        *int64              `json:"threads"`
	ThreadsAssumed bool                `json:"threads_assumed"`
	TooShort       bool                `json:"too_short"`
	Notes          []string            `json:"notes"`
	Kinds          []kindSumJSON       `json:"kinds"`
	Segments       []segmentJSON       `json:"segments"`
	Operators      []operatorShareJSON `json:"operators"`
	Bounds         boundsJSON          `json:"bounds"`
}

type kindSumJSON struct {
	Kind string `json:"kind"`
	NS   int64  `json:"ns"`
}

type segmentJSON struct {
	StartNS   int64       `json:"start_ns"`
	EndNS     int64       `json:"end_ns"`
	Kind      string      `json:"kind"`
	TaskID    *int64      `json:"task_id"`
	WorkerID  *string     `json:"worker_id"`
	NodeID    *int64      `json:"node_id"`
	Operator  *string     `json:"operator"`
	State     *string     `json:"state"`
	Operators []shareJSON `json:"operators"`
	Estimated bool        `json:"estimated"`
	Guess     *string     `json:"guess"`
}

type shareJSON struct {
	NodeID    *int64  `json:"node_id"`
	Name      *string `json:"name"`
	NS        int64   `json:"ns"`
	State     *string `json:"state"`
	SavingNS  int64   `json:"saving_ns"`
	Estimated bool    `json:"estimated"`
}

type operatorShareJSON struct {
	NodeID    *int64  `json:"node_id"`
	Name      *string `json:"name"`
	PathNS    int64   `json:"path_ns"`
	DragNS    *int64  `json:"drag_ns"`
	Estimated bool    `json:"estimated"`
}

type boundsJSON struct {
	SpanNS    *int64 `json:"span_ns"`
	WorkNS    *int64 `json:"work_ns"`
	Slots     *int64 `json:"slots"`
	SlottedNS *int64 `json:"slotted_ns"`
}

func pathOf(c *finding.Case) pathJSON {
	q, path := c.Query, c.Path
	doc := pathJSON{QueryID: q.ID, StartNS: moment(q.Start), EndNS: moment(q.End), WallNS: number(q.Wall), Engine: string(q.Engine), Outcome: string(q.Outcome),
		Basis: string(path.Basis), ThreadsAssumed: path.ThreadsAssumed, TooShort: path.TooShort, Notes: list(path.Notes), Kinds: kindSums(path),
		Segments: []segmentJSON{}, Operators: []operatorShareJSON{}, Bounds: boundsOf(c)}
	if path.Threads > 0 {
		doc.Threads = &path.Threads
	}
	for _, s := range path.Segments {
		doc.Segments = append(doc.Segments, segmentOf(s))
	}
	for _, x := range path.Operators() {
		doc.Operators = append(doc.Operators, operatorShareJSON{nodeID(x.Operator), operatorText(x.Operator), x.NS, number(dragOf(c, x)), x.Estimated})
	}
	return doc
}

func kindSums(path *critical.Path) []kindSumJSON {
	docs := []kindSumJSON{}
	for _, k := range kinds {
		if ns := path.Sum(k); ns > 0 {
			docs = append(docs, kindSumJSON{string(k), ns})
		}
	}
	return docs
}

func boundsOf(c *finding.Case) boundsJSON {
	b := c.Model.Bounds
	return boundsJSON{number(b.Span), number(b.Work), number(b.Slots), number(b.Slotted)}
}

func segmentOf(s critical.Segment) segmentJSON {
	doc := segmentJSON{StartNS: int64(s.Start), EndNS: int64(s.End), Kind: string(s.Kind), WorkerID: workerID(s.Worker), NodeID: nodeID(s.Operator),
		Operator: operatorText(s.Operator), State: text(string(s.State)), Operators: []shareJSON{}, Estimated: s.Estimated, Guess: text(s.Guess)}
	if s.Task != nil {
		doc.TaskID = &s.Task.ID
	}
	for _, x := range s.Shares {
		doc.Operators = append(doc.Operators, shareJSON{nodeID(x.Operator), operatorText(x.Operator), x.NS, text(string(x.State)), x.Saving, x.Estimated})
	}
	return doc
}

// operatorText is an operator's name, or its type where it has none.
func operatorText(o *analyze.Operator) *string {
	switch {
	case o == nil:
		return nil
	case o.Name != "":
		return &o.Name
	}
	return text(o.Type)
}

// finite returns nil for what JSON has no number for.
func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
