package report

import (
	"io"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// InfoJSON writes what Info shows as JSON. See docs/json.md. It fails where w
// does.
func InfoJSON(w io.Writer, f File, run *analyze.Run) error {
	doc := infoJSON{SchemaVersion: SchemaVersion, Path: f.Path, SizeBytes: f.Size, FormatVersion: f.Format, CreatedBy: text(f.CreatedBy),
		Recovered: f.Recovered, State: f.State, Reason: text(f.Reason), Closed: f.Closed, Events: f.Events, Batches: f.Batches,
		IntactBytes: f.IntactBytes, StartNS: moment(run.Recording.Start), EndNS: moment(run.Recording.End), Mode: text(run.Recording.Mode),
		CPUs: number(run.Recording.CPUs), Arguments: []string{}, Private: private(run.Private), JobName: text(run.Recording.JobName), Part: number(run.Recording.Part), Forwarded: forwardedOf(run.Recording.Forwarded), Kinds: []kindJSON{}, Queries: []infoQueryJSON{}}
	if f.State == string(analyze.StateDamaged) {
		doc.DamageOffset = &f.Offset
	}
	if run.Job != nil {
		doc.Arguments = list(run.Job.Arguments)
	}
	for _, k := range f.Kinds {
		doc.Kinds = append(doc.Kinds, kindJSON(k))
	}
	for _, q := range run.Queries {
		doc.Queries = append(doc.Queries, infoQueryJSON{q.ID, string(q.Engine), string(q.Outcome), number(q.Wall), moment(q.Start), moment(q.End)})
	}
	return encode(w, doc)
}

type infoJSON struct {
	SchemaVersion int             `json:"schema_version"`
	Path          string          `json:"path"`
	SizeBytes     int64           `json:"size_bytes"`
	FormatVersion string          `json:"format_version"`
	CreatedBy     *string         `json:"created_by"`
	Recovered     bool            `json:"recovered"`
	State         string          `json:"state"`
	Reason        *string         `json:"reason"`
	DamageOffset  *int64          `json:"damage_offset"`
	Closed        bool            `json:"closed"`
	IntactBytes   int64           `json:"intact_bytes"`
	Events        int64           `json:"events"`
	Batches       int64           `json:"batches"`
	StartNS       *int64          `json:"start_ns"`
	EndNS         *int64          `json:"end_ns"`
	Mode          *string         `json:"mode"`
	CPUs          *int64          `json:"cpus"`
	Arguments     []string        `json:"arguments"`
	JobName       *string         `json:"job_name"`
	Part          *int64          `json:"part"`
	Forwarded     []forwardedJSON `json:"forwarded"`
	Private       []string        `json:"private"`
	Kinds         []kindJSON      `json:"kinds"`
	Queries       []infoQueryJSON `json:"queries"`
}

type kindJSON struct {
	Kind  string `json:"kind"`
	Count int64  `json:"count"`
}

type infoQueryJSON struct {
	QueryID string `json:"query_id"`
	Engine  string `json:"engine"`
	Outcome string `json:"outcome"`
	WallNS  *int64 `json:"wall_ns"`
	StartNS *int64 `json:"start_ns"`
	EndNS   *int64 `json:"end_ns"`
}

type forwardedJSON struct {
	To           string `json:"to"`
	Delivered    int64  `json:"delivered"`
	NotDelivered int64  `json:"not_delivered"`
}

func forwardedOf(list []analyze.Forwarded) []forwardedJSON {
	docs := []forwardedJSON{}
	for _, f := range list {
		docs = append(docs, forwardedJSON{f.To, f.Delivered, f.Missing})
	}
	return docs
}
