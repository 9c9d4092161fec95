package report

import (
	"io"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// Hotspots writes where the query moved data: exchanges, scans and writes, those
// that it waited for longest first.
func Hotspots(w io.Writer, s *finding.Study, o ViewOptions) error {
	return eachCase(w, s, o, func(p *page, c *finding.Case) {
		list := c.Flow.Hotspots()
		if len(list) == 0 {
			p.line(dim, "  it neither scanned, nor exchanged, nor wrote anything that was recorded")
			return
		}
		p.blank()
		t := &table{columns: []column{{head: "Hotspot"}, {head: "operators", least: 20}, {head: "path", right: true}, {head: "share", right: true}, {head: "rows", right: true},
			{head: "bytes", right: true}}}
		shown := o.mostRows(len(list), 30)
		for _, h := range list[:shown] {
			t.add(plain, h.Kind, namesOf(h.Operators), humanize.Duration(h.PathNS), shareOf(h.PathNS, c.Query), count(h.Rows), size(h.Bytes))
		}
		t.print(p, 0)
		printHidden(p, len(list)-shown, "hotspot", "hotspots")
		p.blank()
		for _, h := range list[:shown] {
			if h.Evidence != "" {
				p.text(dim, 0, 2, namesOf(h.Operators)+": "+h.Evidence)
			}
		}
	})
}

// HotspotsJSON writes what Hotspots shows as JSON.
func HotspotsJSON(w io.Writer, s *finding.Study, o ViewOptions) error {
	cases, err := Cases(s, o.Query)
	if err != nil {
		return err
	}
	doc := hotspotsJSON{SchemaVersion: SchemaVersion, Hotspots: []hotspotJSON{}}
	for _, c := range cases {
		for _, h := range c.Flow.Hotspots() {
			doc.Hotspots = append(doc.Hotspots, hotspotJSON{c.Query.ID, nodeIDs(h.Operators), h.Kind, h.PathNS, number(h.Bytes), number(h.Rows), h.Evidence})
		}
	}
	return encode(w, doc)
}

type hotspotsJSON struct {
	SchemaVersion int           `json:"schema_version"`
	Hotspots      []hotspotJSON `json:"hotspots"`
}

type hotspotJSON struct {
	QueryID  string  `json:"query_id"`
	NodeIDs  []int64 `json:"node_ids"`
	Kind     string  `json:"kind"`
	PathNS   int64   `json:"path_ns"`
	Bytes    *int64  `json:"bytes"`
	Rows     *int64  `json:"rows"`
	Evidence string  `json:"evidence"`
}
