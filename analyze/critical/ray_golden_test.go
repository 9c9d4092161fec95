package critical

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// Paths of real queries, to be read by a person.
func TestRayGoldens(t *testing.T) {
	for _, name := range []string{"join-ray.events", "tpch-ray.events", "fail-cluster.events", "consume-ray.events", "skew-ray.arrow", "node-killed-ray.arrow", "ctrl-c-ray.arrow"} {
		t.Run(name, func(t *testing.T) {
			run := rayCapture(t, name)
			var b strings.Builder
			for _, q := range run.Queries {
				showRay(&b, rayPathOf(t, run, q.ID))
			}
			golden := filepath.Join("testdata", strings.TrimSuffix(name, filepath.Ext(name))+".path")
			formattest.Golden(t, golden, b.String(), *update)
		})
	}
}

// showRay writes a path with times in milliseconds from the start of the query.
func showRay(b *strings.Builder, p *Path) {
	q := p.Query
	fmt.Fprintf(b, "%s %s %d ns by %s\n", q.ID, q.Outcome, p.Wall(), p.Basis)
	for _, s := range p.Segments {
		ms := func(ns int64) string { return fmt.Sprintf("%.3f", float64(ns)/1e6) }
		line := fmt.Sprintf("%11s %11s %-10s", ms(int64(s.Start-q.Start.Time)), ms(s.Length()), s.Kind)
		if s.Task != nil {
			line += fmt.Sprintf(" task %d", s.Task.ID)
		}
		if s.Worker != nil {
			line += " on " + s.Worker.Label
		}
		if s.Operator != nil && s.Kind != Run {
			line += " of " + operatorName(s.Operator)
		}
		if s.Estimated {
			line += " (estimated)"
		}
		if s.Guess != "" {
			line += " (" + s.Guess + ")"
		}
		var shares []string
		for _, x := range s.Shares {
			shares = append(shares, operatorName(x.Operator)+" "+ms(x.NS))
		}
		if len(shares) > 0 {
			line += ": " + strings.Join(shares, ", ")
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	for _, n := range p.Notes {
		fmt.Fprintf(b, "  note: %s\n", n)
	}
	b.WriteString("\n")
}

func operatorName(o *analyze.Operator) string {
	if o == nil {
		return "none"
	}
	return fmt.Sprintf("%s #%d", o.Name, o.ID)
}
