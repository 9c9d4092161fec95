package report

import (
	"io"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// InputOutput writes every scan and every write of each query.
func InputOutput(w io.Writer, s *finding.Study, o ViewOptions) error {
	return eachCase(w, s, o, func(p *page, c *finding.Case) {
		if len(c.Flow.Scans)+len(c.Flow.Writes) == 0 {
			p.line(dim, "  it neither scanned nor wrote anything that was recorded")
			return
		}
		if len(c.Flow.Scans) > 0 {
			p.blank()
			printScans(p, c)
		}
		if len(c.Flow.Writes) > 0 {
			p.blank()
			printWrites(p, c)
		}
	})
}

func printScans(p *page, c *finding.Case) {
	t := &table{columns: []column{{head: "Scan", least: 20}, {head: "files", right: true}, {head: "tasks", right: true, give: 2}, {head: "on storage", right: true}, {head: "expected", right: true},
		{head: "in memory", right: true}, {head: "rows", right: true}, {head: "starved", right: true, give: 1}, {head: "path", right: true}}}
	for _, x := range c.Flow.Scans {
		t.add(plain, nameOf(x.Operator), count(x.Files), humanize.Count(x.Tasks), size(x.StorageBytes), size(x.EstimatedBytes), size(x.BytesOut), count(x.RowsOut),
			permille(x.Starved), humanize.Duration(x.PathNS))
	}
	if c.Query.Engine != analyze.EngineRay {
		t.drop("tasks")
	}
	t.print(p, 0)
	unknown := ""
	if c.Query.Engine != analyze.EngineRay {
		unknown = " ?: natively Daft does not say which files it read."
	}
	p.text(dim, 0, 0, "expected: the size in memory by Daft's estimate. starved: share of its time in which the scan waited for rows to be read and decoded."+unknown)
	for _, x := range c.Flow.Scans {
		if x.Evidence != "" {
			p.text(dim, 0, 2, nameOf(x.Operator)+": "+x.Evidence)
		}
	}
}

func permille(v analyze.Value) string {
	if !v.Known() {
		return humanize.Unknown
	}
	return humanize.Percent(min(v.V, 1000), 1000)
}

func printWrites(p *page, c *finding.Case) {
	t := &table{columns: []column{{head: "Write", least: 20}, {head: "rows", right: true}, {head: "in memory", right: true}, {head: "written", right: true}, {head: "files", right: true},
		{head: "tasks", right: true}, {head: "path", right: true}}}
	for _, x := range c.Flow.Writes {
		t.add(plain, nameOf(x.Operator), count(x.Rows), size(x.BytesIn), size(x.BytesWritten), count(x.Files), count(x.Tasks), humanize.Duration(x.PathNS))
	}
	t.print(p, 0)
	for _, x := range c.Flow.Writes {
		if x.Evidence != "" {
			p.text(dim, 0, 2, nameOf(x.Operator)+": "+x.Evidence)
		}
	}
}

// InputOutputJSON writes what InputOutput shows, and the joins, as JSON.
func InputOutputJSON(w io.Writer, s *finding.Study, o ViewOptions) error {
	cases, err := Cases(s, o.Query)
	if err != nil {
		return err
	}
	doc := ioJSON{SchemaVersion: SchemaVersion, Scans: []scanJSON{}, Writes: []writeJSON{}, Joins: []joinJSON{}}
	for _, c := range cases {
		id := c.Query.ID
		for _, x := range c.Flow.Scans {
			doc.Scans = append(doc.Scans, scanOf(id, x))
		}
		for _, x := range c.Flow.Writes {
			doc.Writes = append(doc.Writes, writeJSON{id, nodeID(x.Operator), operatorText(x.Operator), number(x.Rows), number(x.BytesIn), number(x.BytesWritten),
				number(x.Tasks), number(x.Files), x.SingleFile, nodeID(x.Commit), x.PathNS, x.Evidence})
		}
		for _, x := range c.Flow.Joins {
			doc.Joins = append(doc.Joins, joinJSON{id, nodeID(x.Operator), operatorText(x.Operator), text(x.Strategy), number(x.BuildRows), number(x.BuildBytes),
				number(x.ProbeRows), number(x.ProbeBytes), number(x.RowsOut), x.Exploding, x.PathNS, x.Evidence})
		}
	}
	return encode(w, doc)
}

type ioJSON struct {
	SchemaVersion int         `json:"schema_version"`
	Scans         []scanJSON  `json:"scans"`
	Writes        []writeJSON `json:"writes"`
	Joins         []joinJSON  `json:"joins"`
}

type scanJSON struct {
	QueryID        string    `json:"query_id"`
	NodeID         *int64    `json:"node_id"`
	Name           *string   `json:"name"`
	Files          *int64    `json:"files"`
	Tasks          int64     `json:"tasks"`
	StorageBytes   *int64    `json:"storage_bytes"`
	EstimatedBytes *int64    `json:"estimated_bytes"`
	BytesRead      *int64    `json:"bytes_read"`
	BytesOut       *int64    `json:"bytes_out"`
	RowsOut        *int64    `json:"rows_out"`
	PerTask        *rowsJSON `json:"storage_bytes_per_task"`
	Starved        *int64    `json:"starved_permille"`
	InMemory       bool      `json:"in_memory"`
	BatchRows      *int64    `json:"rows_per_batch"`
	FirstRows      *int64    `json:"first_rows_permille"`
	PathNS         int64     `json:"path_ns"`
	SmallFiles     bool      `json:"small_files"`
	GiantFile      bool      `json:"giant_file"`
	OneGroup       bool      `json:"one_row_group"`
	Evidence       string    `json:"evidence"`
}

type writeJSON struct {
	QueryID      string  `json:"query_id"`
	NodeID       *int64  `json:"node_id"`
	Name         *string `json:"name"`
	Rows         *int64  `json:"rows"`
	BytesIn      *int64  `json:"bytes_in"`
	BytesWritten *int64  `json:"bytes_written"`
	Tasks        *int64  `json:"tasks"`
	Files        *int64  `json:"files"`
	SingleFile   bool    `json:"single_file"`
	CommitNodeID *int64  `json:"commit_node_id"`
	PathNS       int64   `json:"path_ns"`
	Evidence     string  `json:"evidence"`
}

type joinJSON struct {
	QueryID    string  `json:"query_id"`
	NodeID     *int64  `json:"node_id"`
	Name       *string `json:"name"`
	Strategy   *string `json:"strategy"`
	BuildRows  *int64  `json:"build_rows"`
	BuildBytes *int64  `json:"build_bytes"`
	ProbeRows  *int64  `json:"probe_rows"`
	ProbeBytes *int64  `json:"probe_bytes"`
	RowsOut    *int64  `json:"rows_out"`
	Exploding  bool    `json:"exploding"`
	PathNS     int64   `json:"path_ns"`
	Evidence   string  `json:"evidence"`
}

func scanOf(query string, x dataflow.Scan) scanJSON {
	return scanJSON{query, nodeID(x.Operator), operatorText(x.Operator), number(x.Files), x.Tasks, number(x.StorageBytes), number(x.EstimatedBytes), number(x.BytesRead),
		number(x.BytesOut), number(x.RowsOut), rowsSpread(x.PerTask), number(x.Starved), x.InMemory, number(x.BatchRows), number(x.FirstRows), x.PathNS, x.SmallFiles, x.GiantFile, x.OneGroup, x.Evidence}
}
