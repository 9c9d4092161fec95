package html

import (
	"bufio"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/report"
)

// Options say what a page holds.
type Options struct {
	Path      string // of the recording, as the user gave it
	Query     string // only this query: its id, the beginning of its id, or its number from 1; "": all
	CreatedBy string // program and version
	// DAG draws the plan of a query as SVG, whose operators are groups with the
	// ids op-<node id>. Nil: no plan is drawn.
	DAG func(*finding.Case) ([]byte, error)
	// DAGStyle returns the rules of style for drawings below a selector, on a light
	// or a dark ground. Nil: their colours stand in the drawing.
	DAGStyle func(selector string, dark bool) string
	// Logs are lines that the job printed; nil where nothing of it is shown.
	Logs *Logs
}

// mostDrawings is for how many queries the plan is drawn: those that took longest.
const mostDrawings = 20

// Write writes a study as one HTML page. It fails where Query names no query or
// several (*report.SelectError), and where w does.
func Write(w io.Writer, s *finding.Study, o Options) error {
	queries, numbers, err := report.ChooseQueries(s.Run, o.Query)
	if err != nil {
		return err
	}
	cases := s.Cases(queries)
	p := pageOf(s, cases, numbers, o)
	draw(p, cases, o)
	if left := len(s.Run.Queries) - len(queries); left > 0 {
		p.Left = fmt.Sprintf("%d of %d queries: the others were left out.", len(queries), len(s.Run.Queries))
	}

	out := bufio.NewWriterSize(w, 1<<16)
	styles := []string{paletteStyle(o.DAGStyle), appStyle}
	fmt.Fprintf(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
	fmt.Fprintf(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n", template.HTMLEscapeString(policy([]string{appScript}, styles)))
	fmt.Fprintf(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
	fmt.Fprintf(out, "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n")
	fmt.Fprintf(out, "<title>%s</title>\n<link rel=\"icon\" href=\"%s\">\n", template.HTMLEscapeString(p.Title), icon)
	for _, style := range styles {
		fmt.Fprintf(out, "<style>%s</style>\n", style)
	}
	fmt.Fprintf(out, "</head>\n<body>\n")
	if err := pageTemplate().ExecuteTemplate(out, "body", p); err != nil {
		return err
	}
	if err := writeBlock(out, "data", runOf(s, cases, numbers, o)); err != nil {
		return err
	}
	for i, c := range cases {
		data, err := dataOf(s, c)
		if err != nil {
			return err
		}
		if err := writeBlock(out, fmt.Sprintf("data-%d", numbers[i]), data); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "<script>%s</script>\n</body>\n</html>\n", appScript)
	return out.Flush()
}

// icon is a bar chart of three bars.
const icon = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%231f6feb' d='M1 3h9v3H1zM4 7h11v3H4zM9 11h6v3H9z'/%3E%3C/svg%3E"

// draw adds the drawn plans to a page.
func draw(p *page, cases []*finding.Case, o Options) {
	if o.DAG == nil {
		return
	}
	drawn := longest(cases, mostDrawings)
	for i, q := range p.Queries {
		if len(q.Operators) == 0 {
			continue
		}
		if !drawn[cases[i]] {
			q.NoDrawing = fmt.Sprintf("The plan is drawn for the %d queries that took longest.", mostDrawings)
			continue
		}
		svg, err := o.DAG(cases[i])
		if err == nil {
			var text string
			if text, err = redraw(svg, fmt.Sprintf("q%d-", q.Number)); err == nil {
				q.Drawing = template.HTML(text) // made of nothing but what is allowed
				continue
			}
		}
		q.NoDrawing = "The plan could not be drawn: " + report.Safe(strings.TrimSpace(err.Error())) + "."
	}
}
