package report

import (
	"io"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// DiffJSON writes what Diff shows, and all that it folds, as JSON. See docs/json.md.
// Of the options only the paths count.
func DiffJSON(w io.Writer, c *compare.Comparison, o DiffOptions) error {
	doc := diffJSON{SchemaVersion: SchemaVersion, Base: diffSideOf(c.Base, o.BasePath), New: diffSideOf(c.New, o.NewPath), Incomparable: c.Incomparable(),
		Doubts: doubtsOf(c.Doubts), Job: diffJobOf(c.Job), Queries: []diffQueryJSON{}, BaseOnly: queryIDs(c.BaseOnly), NewOnly: queryIDs(c.NewOnly)}
	for i := range c.Queries {
		doc.Queries = append(doc.Queries, diffQueryOf(&c.Queries[i]))
	}
	return encode(w, doc)
}

type diffJSON struct {
	SchemaVersion int             `json:"schema_version"`
	Base          diffSideJSON    `json:"base"`
	New           diffSideJSON    `json:"new"`
	Incomparable  bool            `json:"incomparable"`
	Doubts        []doubtJSON     `json:"doubts"`
	Job           *diffJobJSON    `json:"job"`
	Queries       []diffQueryJSON `json:"queries"`
	BaseOnly      []string        `json:"base_only"`
	NewOnly       []string        `json:"new_only"`
}

type diffSideJSON struct {
	Path    string `json:"path"`
	State   string `json:"state"`
	StartNS *int64 `json:"start_ns"`
	Queries int64  `json:"queries"`
}

type doubtJSON struct {
	ID    string  `json:"id"`
	Title string  `json:"title"`
	Grave bool    `json:"grave"`
	Still *string `json:"still"`
	Base  *string `json:"base"`
	New   *string `json:"new"`
}

type diffJobJSON struct {
	BaseWallNS int64             `json:"base_wall_ns"`
	NewWallNS  int64             `json:"new_wall_ns"`
	DeltaNS    int64             `json:"delta_ns"`
	Parts      []diffJobPartJSON `json:"parts"`
}

type diffJobPartJSON struct {
	Name    string `json:"name"`
	BaseNS  int64  `json:"base_ns"`
	NewNS   int64  `json:"new_ns"`
	DeltaNS int64  `json:"delta_ns"`
}

type diffQueryJSON struct {
	BaseQueryID string             `json:"base_query_id"`
	NewQueryID  string             `json:"new_query_id"`
	AlignedBy   string             `json:"aligned_by"`
	BaseEngine  string             `json:"base_engine"`
	NewEngine   string             `json:"new_engine"`
	BaseOutcome string             `json:"base_outcome"`
	NewOutcome  string             `json:"new_outcome"`
	BaseWallNS  *int64             `json:"base_wall_ns"`
	NewWallNS   *int64             `json:"new_wall_ns"`
	DeltaNS     *int64             `json:"delta_ns"`
	SameWork    bool               `json:"same_work"`
	Doubts      []doubtJSON        `json:"doubts"`
	Causes      []diffCauseJSON    `json:"causes"`
	Parts       []diffPartJSON     `json:"parts"`
	Operators   []diffOperatorJSON `json:"operators"`
	Appeared    []findingJSON      `json:"findings_appeared"`
	Vanished    []findingJSON      `json:"findings_vanished"`
}

type diffCauseJSON struct {
	Cause      string   `json:"cause"`
	BaseNodeID *int64   `json:"base_node_id"`
	NewNodeID  *int64   `json:"new_node_id"`
	NS         int64    `json:"ns"`
	Title      string   `json:"title"`
	Evidence   []string `json:"evidence"`
	Estimated  bool     `json:"estimated"`
	Small      bool     `json:"small"`
}

type diffPartJSON struct {
	BaseNodeID *int64 `json:"base_node_id"`
	NewNodeID  *int64 `json:"new_node_id"`
	Kind       string `json:"kind"`
	Cause      string `json:"cause"`
	NS         int64  `json:"ns"`
	Estimated  bool   `json:"estimated"`
	Beside     bool   `json:"beside"`
}

type diffOperatorJSON struct {
	BaseNodeID   *int64  `json:"base_node_id"`
	NewNodeID    *int64  `json:"new_node_id"`
	Name         *string `json:"name"`
	AlignedBy    *string `json:"aligned_by"`
	Changed      *string `json:"changed"`
	BasePathNS   int64   `json:"base_path_ns"`
	NewPathNS    int64   `json:"new_path_ns"`
	DeltaNS      int64   `json:"delta_ns"`
	BesideNS     int64   `json:"beside_ns"`
	BaseRowsOut  *int64  `json:"base_rows_out"`
	NewRowsOut   *int64  `json:"new_rows_out"`
	BaseBytesOut *int64  `json:"base_bytes_out"`
	NewBytesOut  *int64  `json:"new_bytes_out"`
}

func diffSideOf(s *finding.Study, path string) diffSideJSON {
	return diffSideJSON{Path: path, State: string(s.Run.Recording.State), StartNS: moment(beganAt(s.Run)), Queries: int64(len(s.Run.Queries))}
}

func doubtsOf(doubts []compare.Doubt) []doubtJSON {
	docs := []doubtJSON{}
	for _, x := range doubts {
		docs = append(docs, doubtJSON{x.ID, x.Title, x.Grave, text(x.Still), text(x.Base), text(x.New)})
	}
	return docs
}

func diffJobOf(j *compare.Job) *diffJobJSON {
	if j == nil {
		return nil
	}
	doc := &diffJobJSON{BaseWallNS: j.BaseWall, NewWallNS: j.NewWall, DeltaNS: j.Delta, Parts: []diffJobPartJSON{}}
	for _, x := range j.Parts {
		doc.Parts = append(doc.Parts, diffJobPartJSON{x.Name, x.Base, x.New, x.Delta})
	}
	return doc
}

func queryIDs(list []*analyze.Query) []string {
	ids := []string{}
	for _, q := range list {
		ids = append(ids, q.ID)
	}
	return ids
}

func diffQueryOf(q *compare.Query) diffQueryJSON {
	base, current := q.Pair.Base, q.Pair.New
	doc := diffQueryJSON{BaseQueryID: base.ID, NewQueryID: current.ID, AlignedBy: string(q.Pair.How), BaseEngine: string(base.Engine), NewEngine: string(current.Engine),
		BaseOutcome: string(base.Outcome), NewOutcome: string(current.Outcome), BaseWallNS: number(q.BaseWall), NewWallNS: number(q.NewWall), DeltaNS: number(q.Delta),
		SameWork: q.SameWork(), Doubts: doubtsOf(q.Doubts), Causes: []diffCauseJSON{}, Parts: []diffPartJSON{}, Operators: []diffOperatorJSON{}}
	for _, x := range q.Causes {
		doc.Causes = append(doc.Causes, diffCauseJSON{string(x.Kind), nodeID(x.Base), nodeID(x.New), x.NS, x.Title, list(x.Evidence), x.Estimated, x.Small})
	}
	for _, x := range q.Parts {
		doc.Parts = append(doc.Parts, diffPartJSON{nodeID(x.Base), nodeID(x.New), string(x.Kind), string(x.Cause), x.NS, x.Estimated, x.Beside})
	}
	for i := range q.Operators {
		o := &q.Operators[i]
		x := diffOperatorJSON{BaseNodeID: nodeID(o.Base), NewNodeID: nodeID(o.New), Name: operatorText(standsFor(o)), AlignedBy: text(string(o.How)), Changed: text(o.Changed),
			BasePathNS: o.BasePath, NewPathNS: o.NewPath, DeltaNS: o.NS, BesideNS: o.Beside}
		if o.Base != nil {
			x.BaseRowsOut, x.BaseBytesOut = number(o.Base.RowsMade()), number(o.Base.BytesOut)
		}
		if o.New != nil {
			x.NewRowsOut, x.NewBytesOut = number(o.New.RowsMade()), number(o.New.BytesOut)
		}
		doc.Operators = append(doc.Operators, x)
	}
	appeared, vanished := q.FindingChanges()
	doc.Appeared, doc.Vanished = findingsJSON(appeared), findingsJSON(vanished)
	return doc
}
