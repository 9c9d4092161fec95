package report

import (
	"fmt"
	"io"
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
)

// Skew writes how even the tasks of each stage were, and why not.
func Skew(w io.Writer, s *finding.Study, o ViewOptions) error {
	return eachCase(w, s, o, func(p *page, c *finding.Case) {
		if len(c.Stages) == 0 {
			p.line(dim, "  "+whyNoStages(c.Query))
			return
		}
		p.blank()
		t := &table{columns: []column{{head: "Stage", least: 28}, {head: "tasks", right: true}, {head: "verdict"}, {head: "cause"}, {head: "median", right: true},
			{head: "max", right: true}, {head: "ratio", right: true}, {head: "rows", right: true, give: 2}, {head: "parallel", right: true, give: 3}, {head: "even would save", right: true}}}
		for _, x := range c.Stages {
			look := plain
			if x.Verdict == skew.Skewed {
				look = red
			}
			saves := humanize.None
			if x.Verdict == skew.Skewed {
				saves = humanize.Duration(x.Saving)
			}
			t.add(look, stageName(x.Stage.Name), humanize.Count(int64(len(x.Stage.Tasks))), string(x.Verdict), dash(string(x.Cause)), tookTime(x, x.Median),
				tookTime(x, x.Longest), times(x.Ratio), times(x.RowsRatio), decimal(x.Effective), saves)
		}
		t.print(p, 0)
		p.text(dim, 0, 0, "median, max: from a task's first schedule to its end. ratio, rows: the most over the median. parallel: time of all tasks over that of the longest.")
		for _, x := range c.Stages {
			printSkewed(p, x)
		}
	})
}

func whyNoStages(q *analyze.Query) string {
	if q.Engine == analyze.EngineNative {
		return "it ran natively, in one process without tasks: there is nothing to be skewed"
	}
	return "no task of it was recorded"
}

func printSkewed(p *page, x skew.Stage) {
	if x.Verdict != skew.Skewed {
		return
	}
	p.blank()
	p.text(bold, 0, 2, stageName(x.Stage.Name)+": "+string(x.Cause))
	for _, e := range x.Evidence {
		p.text(plain, 2, 2, e)
	}
	if len(x.Causes) > 1 {
		text := "explained by"
		for i, part := range x.Causes {
			if i > 0 {
				text += ","
			}
			text += fmt.Sprintf(" %s %s", part.Cause, humanize.Duration(part.NS))
		}
		p.text(plain, 2, 2, text)
	}
	if n := len(x.Outliers); n > 0 {
		p.text(plain, 2, 2, humanize.Plural(int64(n), "outlier", "outliers")+": task "+fewTasks(x.Outliers))
	}
}

// tookTime writes what tasks of a stage took, retries included.
func tookTime(x skew.Stage, ns int64) string {
	if x.Tasks == 0 {
		return humanize.Unknown
	}
	return humanize.Duration(ns)
}

// fewTasks lists the ids of tasks, or the first of them.
func fewTasks(tasks []*analyze.Task) string {
	const most = 8
	text := ""
	for i, t := range tasks {
		if i == most {
			return text + " and " + humanize.Count(int64(len(tasks)-most)) + " more"
		}
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprint(t.ID)
	}
	return text
}

func dash(s string) string {
	if s == "" {
		return humanize.None
	}
	return s
}

func times(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return humanize.Unknown
	}
	return decimal(v) + "x"
}

// decimal writes a number of things at a time, or a ratio.
func decimal(v float64) string {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return humanize.Unknown
	case v >= 100:
		return humanize.Count(int64(min(v, 9e18)))
	}
	return fmt.Sprintf("%.1f", v)
}

// SkewJSON writes what Skew shows as JSON.
func SkewJSON(w io.Writer, s *finding.Study, o ViewOptions) error {
	cases, err := Cases(s, o.Query)
	if err != nil {
		return err
	}
	doc := skewJSON{SchemaVersion: SchemaVersion, Stages: []skewStageJSON{}}
	for _, c := range cases {
		for _, x := range c.Stages {
			doc.Stages = append(doc.Stages, skewStageOf(c.Query, x))
		}
	}
	return encode(w, doc)
}

type skewJSON struct {
	SchemaVersion int             `json:"schema_version"`
	Stages        []skewStageJSON `json:"stages"`
}

type skewStageJSON struct {
	QueryID     string           `json:"query_id"`
	Nodes       []int64          `json:"nodes"`
	Name        *string          `json:"name"`
	Tasks       int64            `json:"tasks"`
	MedianRows  *int64           `json:"median_rows"`
	MaxRows     *int64           `json:"max_rows"`
	MedianNS    *int64           `json:"median_ns"`
	MaxNS       *int64           `json:"max_ns"`
	Verdict     string           `json:"verdict"`
	Cause       *string          `json:"cause"`
	Causes      []causeShareJSON `json:"causes"`
	Outliers    []int64          `json:"outliers"`
	WorkerID    *string          `json:"worker_id"`
	SavingNS    int64            `json:"saving_ns"`
	LowNS       int64            `json:"saving_low_ns"`
	HighNS      int64            `json:"saving_high_ns"`
	Score       *float64         `json:"score"`
	Limit       *float64         `json:"limit"`
	Ratio       *float64         `json:"ratio"`
	RowsRatio   *float64         `json:"rows_ratio"`
	BytesRatio  *float64         `json:"bytes_ratio"`
	P99         *float64         `json:"p99_to_median"`
	CV          *float64         `json:"cv"`
	Gini        *float64         `json:"gini"`
	Imbalance   *float64         `json:"imbalance"`
	Parallelism *float64         `json:"effective_parallelism"`
	Evidence    []string         `json:"evidence"`
}

type causeShareJSON struct {
	Cause string `json:"cause"`
	NS    int64  `json:"ns"`
}

func skewStageOf(q *analyze.Query, x skew.Stage) skewStageJSON {
	doc := skewStageJSON{QueryID: q.ID, Nodes: list(x.Stage.NodeIDs), Name: text(x.Stage.Name), Tasks: int64(len(x.Stage.Tasks)), Verdict: string(x.Verdict),
		Cause: text(string(x.Cause)), Causes: []causeShareJSON{}, Outliers: taskIDs(x.Outliers), WorkerID: workerID(x.Worker), SavingNS: x.Saving, LowNS: x.Low, HighNS: x.High,
		Score: finite(x.Score), Limit: finite(x.Limit), Ratio: finite(x.Ratio), RowsRatio: finite(x.RowsRatio), BytesRatio: finite(x.BytesRatio), P99: finite(x.P99ToMedian),
		CV: finite(x.CV), Gini: finite(x.Gini), Imbalance: finite(x.Imbalance), Parallelism: finite(x.Effective), Evidence: list(x.Evidence)}
	if r := x.Stage.RowsIn; r.N > 0 {
		doc.MedianRows, doc.MaxRows = &r.Median, &r.Max
	}
	if x.Tasks > 0 {
		doc.MedianNS, doc.MaxNS = &x.Median, &x.Longest
	}
	for _, part := range x.Causes {
		doc.Causes = append(doc.Causes, causeShareJSON{string(part.Cause), part.NS})
	}
	return doc
}
