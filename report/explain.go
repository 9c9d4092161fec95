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
	Top   int    // unfold so many operators, those first by Sort; 0: those of 1 % of the wall and more
	Sort  Order  // of the operators: "" and ByPlan draw the plan, the others a list
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
	p.Whole = o.Full
	printHead(p, run, chosen, o)
	detailed := chosen
	if len(chosen) > 1 {
		p.blank()
		printSummary(p, study, chosen)
		if !o.Full {
			detailed = worthDetail(chosen)
		}
		if len(detailed) < len(chosen) {
			p.text(dim, 0, 2, detailRemark(chosen, detailed))
		}
	}
	for i, c := range casesOf(study, detailed) {
		if len(chosen) > 1 {
			p.blank()
			printQueryHead(p, detailed[i])
		}
		printQuery(p, c, o)
	}
	if len(run.Queries) == 0 {
		p.blank()
		printEmpty(p, run)
	}
	printFoot(p, study, chosen, detailed, o)
	return p.close()
}

// numbered is a query with its number in the recording, from 1, and how many
// queries and different commands there are.
type numbered struct {
	*analyze.Query
	number, of, commands int
}

// printQuery writes all that is known of one query, below its head: why it
// failed, where its time went, how sure that is, what to do about it, and then
// what it did.
func printQuery(p *page, c *finding.Case, o ExplainOptions) {
	q := c.Query
	printOutcome(p, c, o.Full)
	if o.Full {
		printOptimizer(p, q)
		printBasis(p, c.Path)
		printBounds(p, c)
	}
	printFindings(p, c, o.Full)
	printOperators(p, c, o)
	printActivity(p, c, o.Full)
	printWarnings(p, q.Warnings, o.Full)
}

// printOutcome writes why a query failed, where its time went, and how sure that
// is.
func printOutcome(p *page, c *finding.Case, full bool) {
	q := c.Query
	printError(p, q, full)
	printRowErrors(p, q, full)
	printUnended(p, q)
	if c.Path.Basis == critical.ByNothing {
		printPhases(p, q)
	} else {
		printWall(p, c.Path)
	}
	printConsumption(p, q)
	printTrust(p, c, full)
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
		p.text(yellow, 2, 2, text)
	}
}
