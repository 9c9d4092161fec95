package report

import (
	"io"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// ExplainOptions say what Explain shows and how.
type ExplainOptions struct {
	Path  string // of the recording, as the user gave it
	Query string // show one query: its id, the beginning of its id, or its number from 1; "": all
	Width int    // in cells: 0 means DefaultWidth; below MinWidth counts as MinWidth
	Color bool   // with terminal escapes
	Full  bool   // fold and shorten nothing
}

// Explain writes what happened in a recording, for a person to read. It fails
// where Query names no query or several (*SelectError), and where w does.
func Explain(w io.Writer, study *finding.Study, o ExplainOptions) error {
	run := study.Run
	chosen, err := selectQueries(run, o.Query)
	if err != nil {
		return err
	}
	p := newPage(w, o.Width, o.Color)
	printHeader(p, run, o)
	if len(run.Queries) == 0 {
		p.blank()
		printEmpty(p, run)
		return p.close()
	}
	detailed := chosen
	if len(chosen) > summaryAbove && !o.Full {
		p.blank()
		printSummary(p, run, chosen)
		detailed = worthDetail(chosen)
		p.blank()
		p.text(dim, 0, 2, detailRemark(chosen, detailed))
	}
	cases := casesOf(study, detailed)
	for i, n := range detailed {
		p.blank()
		printQuery(p, cases[i], n, o, i == 0)
	}
	return p.close()
}

// numbered is a query with its number in the recording, from 1, and how many
// queries and different commands there are.
type numbered struct {
	*analyze.Query
	number, of, commands int
}

// printQuery writes all that is known of one query, with the legend of the
// operator tree where it is the first.
func printQuery(p *page, c *finding.Case, n numbered, o ExplainOptions, first bool) {
	q := n.Query
	printQueryHead(p, n)
	if c.Path.Basis == critical.ByNothing {
		printPhases(p, q)
	} else {
		printPathSums(p, c.Path)
	}
	printError(p, q, o.Full)
	printRowErrors(p, q, o.Full)
	printUnended(p, q)
	printConsumption(p, q)
	printTrust(p, c.Run, q, o.Full, first)
	if o.Full {
		printBasis(p, c.Path)
		printBounds(p, c)
	}
	printFindings(p, c, o.Full)
	printOperators(p, c, o.Full, first)
	printParallel(p, c, o.Full)
	printWorkers(p, q, o.Full)
	printStages(p, q)
	printTasks(p, q, o.Full)
	printWarnings(p, q.Warnings, o.Full)
}

// printWarnings lists what is odd about the data.
func printWarnings(p *page, warnings []analyze.Warning, full bool) {
	const most = 3
	for i, w := range warnings {
		if i == most && !full {
			p.text(dim, 2, 2, humanize.Plural(int64(len(warnings)-most), "more warning", "more warnings")+": --full shows them")
			return
		}
		text := "warning: " + w.Text
		if place := w.Place; place.NodeID.Known() || place.TaskID.Known() || place.WorkerID != "" || place.Event > 0 {
			place.QueryID = "" // the reader sees which query this is
			text += " (" + place.String() + ")"
		}
		if w.Count > 1 {
			text += ", " + humanize.Count(w.Count) + " times"
		}
		p.text(dim, 2, 2, text)
	}
}
