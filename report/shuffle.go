package report

import (
	"io"

	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// Shuffle writes every exchange of each query.
func Shuffle(w io.Writer, s *finding.Study, o ViewOptions) error {
	return eachCase(w, s, o, func(p *page, c *finding.Case) {
		if len(c.Flow.Exchanges) == 0 {
			p.line(dim, "  it exchanged nothing between stages")
			return
		}
		p.blank()
		t := &table{columns: []column{{head: "Exchange", least: 20}, {head: "kind"}, {head: "algorithm", give: 3}, {head: "rows", right: true}, {head: "written", right: true}, {head: "read", right: true},
			{head: "tasks", right: true, give: 2}, {head: "parts", right: true}, {head: "median part", right: true, give: 1}, {head: "largest", right: true}, {head: "path", right: true}, {head: "waited", right: true, give: 4}}}
		for _, x := range c.Flow.Exchanges {
			t.add(plain, nameOf(x.Operator), x.Kind, dash(x.Algorithm), count(x.RowsWritten), size(x.BytesWritten), size(x.BytesRead),
				humanize.Count(x.MapTasks)+" to "+humanize.Count(x.ReduceTasks), count(x.Partitions), spreadSize(x.PartitionBytes.N, x.PartitionBytes.Median),
				spreadSize(x.PartitionBytes.N, x.PartitionBytes.Max), humanize.Duration(x.PathNS), humanize.Duration(x.WaitedNS))
		}
		t.print(p, 0)
		p.text(dim, 0, 0, "bytes: in memory. path: writing, waiting and reading, as far as the query waited for it. waited: from the end of the first task that wrote to that of the last.")
		for _, x := range c.Flow.Exchanges {
			if x.Evidence != "" {
				p.text(dim, 0, 2, nameOf(x.Operator)+": "+x.Evidence)
			}
		}
	})
}

func spreadSize(n, v int64) string {
	if n == 0 {
		return humanize.Unknown
	}
	return humanize.Bytes(v)
}

// ShuffleJSON writes what Shuffle shows as JSON.
func ShuffleJSON(w io.Writer, s *finding.Study, o ViewOptions) error {
	cases, err := Cases(s, o.Query)
	if err != nil {
		return err
	}
	doc := shuffleJSON{SchemaVersion: SchemaVersion, Exchanges: []exchangeJSON{}}
	for _, c := range cases {
		for _, x := range c.Flow.Exchanges {
			doc.Exchanges = append(doc.Exchanges, exchangeOf(c.Query.ID, x))
		}
	}
	return encode(w, doc)
}

type shuffleJSON struct {
	SchemaVersion int            `json:"schema_version"`
	Exchanges     []exchangeJSON `json:"exchanges"`
}

type exchangeJSON struct {
	QueryID        string    `json:"query_id"`
	NodeID         *int64    `json:"node_id"`
	Name           *string   `json:"name"`
	Kind           string    `json:"kind"`
	Algorithm      *string   `json:"algorithm"`
	RowsWritten    *int64    `json:"rows_written"`
	BytesWritten   *int64    `json:"bytes_written"`
	RowsRead       *int64    `json:"rows_read"`
	BytesRead      *int64    `json:"bytes_read"`
	MapTasks       int64     `json:"map_tasks"`
	ReduceTasks    int64     `json:"reduce_tasks"`
	Partitions     *int64    `json:"partitions"`
	Slots          *int64    `json:"slots"`
	PartitionBytes *rowsJSON `json:"partition_bytes"`
	PartitionRows  *rowsJSON `json:"partition_rows"`
	LargestTask    *int64    `json:"largest_task"`
	Empty          int64     `json:"empty_partitions"`
	HeadBytes      *int64    `json:"head_node_bytes"`
	BeyondBytes    bool      `json:"beyond_flight_bytes"`
	BeyondSlots    bool      `json:"beyond_flight_slots"`
	MapNS          int64     `json:"map_path_ns"`
	WaitNS         int64     `json:"wait_path_ns"`
	ReduceNS       int64     `json:"reduce_path_ns"`
	PathNS         int64     `json:"path_ns"`
	WaitedNS       int64     `json:"waited_ns"`
	Readers        []int64   `json:"reader_node_ids"`
	Estimated      bool      `json:"estimated"`
	Evidence       string    `json:"evidence"`
}

func exchangeOf(query string, x dataflow.Exchange) exchangeJSON {
	doc := exchangeJSON{QueryID: query, NodeID: nodeID(x.Operator), Name: operatorText(x.Operator), Kind: x.Kind, Algorithm: text(x.Algorithm),
		RowsWritten: number(x.RowsWritten), BytesWritten: number(x.BytesWritten), RowsRead: number(x.RowsRead), BytesRead: number(x.BytesRead),
		MapTasks: x.MapTasks, ReduceTasks: x.ReduceTasks, Partitions: number(x.Partitions), Slots: number(x.Slots),
		PartitionBytes: rowsSpread(x.PartitionBytes), PartitionRows: rowsSpread(x.PartitionRows), Empty: x.Empty, HeadBytes: number(x.HeadBytes()), MapNS: x.MapNS, WaitNS: x.WaitNS, ReduceNS: x.ReduceNS, PathNS: x.PathNS,
		WaitedNS: x.WaitedNS, Readers: nodeIDs(x.Readers), Estimated: x.Estimated, Evidence: x.Evidence}
	doc.BeyondBytes, doc.BeyondSlots = x.Beyond()
	if x.Largest != nil {
		doc.LargestTask = &x.Largest.ID
	}
	return doc
}
