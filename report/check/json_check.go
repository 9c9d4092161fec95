package check

import "github.com/daft-analyze/daft-analyze/analyze/gate"

type checkJSON struct {
	Query      string           `json:"query"`
	Label      string           `json:"label"`
	Metric     string           `json:"metric"`
	NodeID     *int64           `json:"node_id"`
	Where      *string          `json:"where"`
	Exact      bool             `json:"exact"`
	Unit       *string          `json:"unit"`
	Verdict    string           `json:"verdict"`
	Gated      bool             `json:"gated"`
	Notable    bool             `json:"notable"`
	Title      string           `json:"title"`
	Why        string           `json:"why"`
	Suppressed *suppressionJSON `json:"suppressed"`
	BaseWords  *string          `json:"base_words"`
	NewWords   *string          `json:"new_words"`
	Base       []int64          `json:"base"`
	New        []int64          `json:"new"`
	Times      *timesJSON       `json:"times"`
	Cause      *causeJSON       `json:"cause"`
}

type suppressionJSON struct {
	Query  string `json:"query"`
	Metric string `json:"metric"`
	Reason string `json:"reason"`
	Until  string `json:"until"`
}

type timesJSON struct {
	Rule        string   `json:"rule"`
	BaseMedian  *float64 `json:"base_median"`
	NewMedian   *float64 `json:"new_median"`
	Ratio       *float64 `json:"ratio"`
	Low         *float64 `json:"low"`
	High        *float64 `json:"high"`
	Confidence  *float64 `json:"confidence"`
	P           *float64 `json:"p"`
	Adjusted    *float64 `json:"p_adjusted"`
	MinRatio    *float64 `json:"min_ratio"`
	MinAbsolute int64    `json:"min_absolute"`
	Smallest    *float64 `json:"smallest_ratio"`
	MoreRuns    *int64   `json:"more_runs"`
	MoreNew     *int64   `json:"more_new_runs"`
	Noise       *float64 `json:"noise"`
	Limit       *float64 `json:"limit_ratio"`
}

type causeJSON struct {
	Base    *string         `json:"base"`
	New     *string         `json:"new"`
	Command *string         `json:"command"`
	Unknown *string         `json:"unknown"`
	DeltaNS *int64          `json:"delta_ns"`
	Causes  []causePartJSON `json:"causes"`
	Changes []string        `json:"changes"`
	Job     []jobPartJSON   `json:"job_parts"`
}

type jobPartJSON struct {
	Name    string `json:"name"`
	BaseNS  int64  `json:"base_ns"`
	NewNS   int64  `json:"new_ns"`
	DeltaNS int64  `json:"delta_ns"`
}

type causePartJSON struct {
	Kind       string   `json:"kind"`
	BaseNodeID *int64   `json:"base_node_id"`
	NewNodeID  *int64   `json:"new_node_id"`
	NS         int64    `json:"ns"`
	Title      string   `json:"title"`
	Evidence   []string `json:"evidence"`
	Estimated  bool     `json:"estimated"`
}

func checkOf(c *gate.Check, x Cause, has bool) checkJSON {
	doc := checkJSON{
		Query: bounded(c.Query), Label: bounded(c.Label), Metric: bounded(c.Metric), Where: text(bounded(c.Where)), Exact: c.Exact, Unit: text(c.Unit),
		Verdict: string(c.Verdict), Gated: c.Gated, Notable: c.Notable, Title: sentence(c), Why: bounded(c.Why), Suppressed: suppressionOf(c.Suppressed),
		BaseWords: text(bounded(c.BaseWords)), NewWords: text(bounded(c.NewWords)), Base: list(c.Base), New: list(c.New), Times: timesOf(c.Times),
	}
	if c.Where != "" && c.Node >= 0 {
		doc.NodeID = &c.Node
	}
	if has {
		doc.Cause = causeJSONOf(c, x)
	}
	return doc
}

func suppressionOf(s *gate.Suppression) *suppressionJSON {
	if s == nil {
		return nil
	}
	return &suppressionJSON{bounded(s.Query), bounded(s.Metric), bounded(s.Reason), bounded(s.Until)}
}

func timesOf(t *gate.Times) *timesJSON {
	if t == nil {
		return nil
	}
	doc := &timesJSON{Rule: t.Rule, BaseMedian: number(t.BaseMedian), NewMedian: number(t.NewMedian), Ratio: number(t.Ratio), Low: number(t.Low), High: number(t.High),
		Confidence: number(t.Confidence), P: number(t.P), Adjusted: number(t.Adjusted), MinRatio: number(t.MinRatio), MinAbsolute: t.MinAbsolute,
		Smallest: number(t.Smallest), Noise: number(t.Noise), Limit: limitOf(t)}
	if t.MoreRuns >= 0 {
		doc.MoreRuns = &t.MoreRuns
	}
	if t.MoreNew > 0 {
		doc.MoreNew = &t.MoreNew
	}
	return doc
}

// limitOf is null where the gate did not set it.
func limitOf(t *gate.Times) *float64 {
	if t.Limit == 0 {
		return nil
	}
	return number(t.Limit)
}

func causeJSONOf(c *gate.Check, x Cause) *causeJSON {
	doc := &causeJSON{Base: text(bounded(x.Base)), New: text(bounded(x.New)), Command: text(x.command()), Unknown: text(bounded(x.Why)), Causes: []causePartJSON{}, Changes: []string{}, Job: []jobPartJSON{}}
	if j := x.Job; j != nil {
		doc.DeltaNS = &j.Delta
		for _, p := range j.Parts {
			doc.Job = append(doc.Job, jobPartJSON{p.Name, p.Base, p.New, p.Delta})
		}
	}
	q := x.Query
	if q == nil {
		return doc
	}
	if q.Delta.Known() {
		doc.DeltaNS = &q.Delta.V
	}
	for _, k := range q.Causes {
		part := causePartJSON{Kind: string(k.Kind), NS: k.NS, Title: bounded(k.Title), Evidence: list(k.Evidence), Estimated: k.Estimated}
		if k.Base != nil {
			part.BaseNodeID = &k.Base.ID
		}
		if k.New != nil {
			part.NewNodeID = &k.New.ID
		}
		doc.Causes = append(doc.Causes, part)
	}
	for _, l := range changesOf(c, q, true) {
		doc.Changes = append(doc.Changes, l.text)
	}
	return doc
}
