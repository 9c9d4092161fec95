package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/graph"
	"github.com/daft-analyze/daft-analyze/report"
)

// graphFlags are the flags of graph.
type graphFlags struct {
	out    output
	form   string // svg, png or dot; "" for the output's ending
	query  string
	base   string // another run, to draw beside; "": none
	theme  string
	drawn  graph.Options
	scale  float64
	limits time.Duration
}

func newGraph(s streams) *cobra.Command {
	var f graphFlags
	c := &cobra.Command{
		Use:   "graph [RUN] -o FILE",
		Short: "Draw the plan of each query as a picture",
		Long: `Draw the plan of each query as a graph: data flows upward, as in explain's tree. Larger and
darker boxes are those that the query waited for; red is the critical path; lines are thicker
with more bytes; ` + "\u25b2" + ` marks skew, retries, failures, and estimates that were far off. On Ray operators
are framed by the stage that runs them. Point at a box in an SVG to see all its numbers.

FILE ends in .svg, .png or .dot, or --format says what it is; '-o -' is standard output. Several
queries are drawn below each other: --query picks one. Plans of more than 30 operators are folded:
chains of operators that the query hardly waited for become one box, unless --unfold is given.

Where no places are found for all boxes in time, plain DOT is written instead, for Graphviz's
own programs. Without RUN, run.arrow in the current folder is read.

With --base BASE the plans of both runs are drawn beside each other, BASE at the left: operators
that belong together are at the same height, red took longer on the critical path than in BASE,
blue shorter. What did not change is folded in plans of more than 40 operators.`,
		Example: `  daft-analyze graph run.arrow -o dag.svg
  daft-analyze graph run.arrow -o dag.png --query 2 --theme dark
  daft-analyze graph run.arrow -o tasks.svg --tasks s2
  daft-analyze graph new.arrow --base base.arrow -o diff.svg --query 2
  daft-analyze graph run.arrow -o - --format dot | dot -Tpdf > dag.pdf`,
		Args: recordingOrDefault,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := f.check(recordingPath(args), s); err != nil {
				return err
			}
			return f.draw(recordingPath(args), s)
		},
	}
	fs := c.Flags()
	fs.StringVarP(&f.out.path, "output", "o", "", "`FILE` to write, - for standard output (required)")
	fs.BoolVar(&f.out.force, "force", false, "overwrite the output if it exists")
	fs.StringVar(&f.base, "base", "", "draw the plans of this other `RUN` beside, and what took longer than there; --query then may be BASE=NEW")
	fs.StringVar(&f.form, "format", "", "`FORM` of the picture: svg, png or dot; without it, what the output ends in")
	fs.StringVar(&f.theme, "theme", "", "ground of the picture: light, dark or auto, which an SVG takes from its viewer (default auto for svg, else light)")
	fs.StringVar(&f.drawn.Tasks, "tasks", "", "draw the tasks of one `STAGE` instead, and what they waited for: its label in the picture, such as s2, or the id of an operator it runs")
	fs.BoolVar(&f.drawn.Unfold, "unfold", false, "a box for every operator, however many there are")
	fs.Float64Var(&f.scale, "scale", 2, "`PIXELS` of a png to a point")
	fs.DurationVar(&f.limits, "time-limit", graph.DefaultLimit, "how long finding places may take")
	queryFlag(c, &f.query)
	complete(c, "format", "svg", "png", "dot")
	complete(c, "theme", "light", "dark", "auto")
	return c
}

// check finds what is asked for wrongly before anything is read.
func (f *graphFlags) check(recording string, s streams) error {
	if f.out.path == "" {
		return errors.New("name the picture to write: -o dag.svg, dag.png or dag.dot, or -o - --format svg")
	}
	if f.form == "" {
		f.form = strings.ToLower(strings.TrimPrefix(filepath.Ext(f.out.path), "."))
		if f.form == "gv" {
			f.form = "dot"
		}
		if f.out.path == "-" {
			return errors.New("say what to write to standard output: --format svg, png or dot")
		}
	}
	switch f.form {
	case "svg", "png", "dot":
	case "":
		return fmt.Errorf("%s does not say what it is: end it in .svg, .png or .dot, or give --format", f.out.path)
	default:
		return fmt.Errorf("there are no pictures of form %q: svg, png and dot are", f.form)
	}
	switch t := graph.Theme(f.theme); t {
	case graph.Light, graph.Dark:
		f.drawn.Theme = t
	case graph.Auto, "":
		f.drawn.Theme = graph.Auto
	default:
		return fmt.Errorf("--theme is light, dark or auto, not %q", f.theme)
	}
	if !(f.scale > 0 && f.scale <= 16) {
		return errors.New("--scale is a number above 0, and 16 at most")
	}
	if f.limits <= 0 {
		return errors.New("--time-limit is a length of time above 0, such as 30s")
	}
	f.drawn.Scale, f.drawn.Limit = f.scale, f.limits
	if f.base != "" {
		if f.drawn.Tasks != "" {
			return errors.New("--tasks draws the tasks of one run, --base the plans of two: give one of them")
		}
		if err := twoRecordings([]string{f.base, recording}); err != nil {
			return err
		}
		if err := f.out.refusesOf(f.base); err != nil {
			return err
		}
	}
	if f.out.path == "-" && f.form == "png" && isTerminal(s.out) {
		return errors.New("an image is not written to a terminal: name a file, or pipe it on")
	}
	return f.out.refusesOf(recording)
}

// mostQueries is how many queries are drawn in one picture.
const mostQueries = 12

func (f *graphFlags) draw(path string, s streams) error {
	if f.base != "" {
		return f.drawDiff(path, s)
	}
	_, cases, err := readCases(path, f.query, s)
	if err != nil {
		return err
	}
	if len(cases) == 0 {
		return fmt.Errorf("%s holds no query: there is nothing to draw", path)
	}
	if f.drawn.Tasks != "" && len(cases) > 1 {
		return fmt.Errorf("--tasks is of one query, and there are %d: choose one by --query", len(cases))
	}
	if n := len(cases); n > mostQueries {
		cases = report.Longest(cases, mostQueries)
		fmt.Fprintf(s.err, "daft-analyze: %d of %d queries are drawn, the longest: --query draws another\n", mostQueries, n)
	}
	return f.write(func(form graph.Form) ([]byte, error) { return graph.Encode(cases, form, f.drawn) }, s)
}

// drawDiff draws queries beside those of another run.
func (f *graphFlags) drawDiff(path string, s streams) error {
	comparison, err := compareRuns(f.base, path, f.query, s)
	if err != nil {
		return err
	}
	var pairs []*compare.Query
	for i := range comparison.Queries {
		pairs = append(pairs, &comparison.Queries[i])
	}
	if len(pairs) == 0 {
		return exitError{exitRefused, fmt.Errorf("no query of %s is in %s: there is nothing to draw beside; --query BASE=NEW names two", f.base, path)}
	}
	if n := len(pairs); n > mostPairs {
		slices.SortStableFunc(pairs, func(a, b *compare.Query) int { return cmp.Compare(differsBy(b), differsBy(a)) })
		pairs = pairs[:mostPairs]
		fmt.Fprintf(s.err, "daft-analyze: %d of %d queries are drawn, those that differ most: --query draws another\n", mostPairs, n)
	}
	return f.write(func(form graph.Form) ([]byte, error) { return graph.EncodeDiff(pairs, form, f.drawn) }, s)
}

// mostPairs is how many pairs of queries are drawn in one picture.
const mostPairs = 6

func differsBy(q *compare.Query) int64 { return max(q.Delta.V, -q.Delta.V) }

// write writes a picture, or DOT where no places were found for its parts.
func (f *graphFlags) write(encode func(graph.Form) ([]byte, error), s streams) error {
	text, err := encode(graph.Form(f.form))
	if errors.Is(err, graph.ErrNoLayout) {
		return f.fallBack(err, func() ([]byte, error) { return encode(graph.FormDOT) }, s)
	}
	if errors.Is(err, graph.ErrNoTasks) {
		return exitError{exitRefused, err}
	}
	if err != nil {
		return err
	}
	if err := f.out.to(s.out, written(text)); err != nil {
		return err
	}
	return f.out.said(s.err)
}

// fallBack writes DOT where no places were found.
func (f *graphFlags) fallBack(why error, dot func() ([]byte, error), s streams) error {
	const advice = "try one --query, no --unfold, or a longer --time-limit"
	if f.out.path == "-" {
		return fmt.Errorf("%w; try --format dot, or %s", why, strings.TrimPrefix(advice, "try "))
	}
	text, err := dot()
	if err != nil {
		return err
	}
	out := f.out
	out.path = strings.TrimSuffix(out.path, filepath.Ext(out.path)) + ".dot"
	if err := out.to(s.out, written(text)); err != nil {
		return fmt.Errorf("%w, and: %w", why, err)
	}
	fmt.Fprintf(s.err, "daft-analyze: warning: %s: wrote %s instead; draw it by 'dot -T%s %s -o %s', or %s\n",
		oneLine(why.Error()), out.path, f.form, out.path, f.out.path, advice)
	return nil
}

func written(text []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	}
}
