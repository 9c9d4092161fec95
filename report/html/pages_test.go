package html

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
	"github.com/daft-analyze/daft-analyze/graph"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

var pages = flag.String("pages", "", "write pages for the tests in a browser into this folder")

// pageFrom is a page of events, as the command report makes it.
func pageFrom(t testing.TB, name string, events []*format.Event, o Options) []byte {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	o.Path, o.CreatedBy, o.Logs = name, "daft-analyze test", new(Logs)
	o.DAGStyle = graph.CSS
	if _, err := analyze.Logs(formattest.NewReader(events), analyze.LogFilter{}, func(l *analyze.LogLine) error { o.Logs.Add(l); return nil }); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Write(&b, finding.Of(run), o); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b.Bytes()
}

// dag draws a plan as the command report does.
func dag(c *finding.Case) ([]byte, error) { return graph.SVG(c, graph.Options{}) }

// evil is what a recording may hold to break out of where it is put: each string
// would be seen by a browser, were it not text.
const evil = `</script><img src=x onerror="document.title='broken out'"><svg onload=alert(1)>"'` + "`" + `--><!--]]></title></style></textarea>&lt;b&gt;` +
	"\u2028\u2029\u202e<b>\x00\x1b[31m\r\n{{.}}${alert(1)}</pre>javascript:alert(1)"

// hostile puts evil into the texts of events: at the end of names, errors, output
// and paths, and of the names in plans.
func hostile(events []*format.Event) []*format.Event {
	list := make([]*format.Event, len(events))
	plan, err := json.Marshal(evil)
	if err != nil {
		panic(err)
	}
	inPlan := strings.Trim(string(plan), `"`)
	for i, e := range events {
		e = e.Clone()
		for _, c := range format.Columns() {
			v, known := e.Value(c)
			if !known {
				continue
			}
			switch {
			case c.Type == format.TypeTexts:
				for j := range v.Texts {
					v.Texts[j] += evil
				}
			case c.Type == format.TypeText && json.Valid([]byte(v.Text)) && strings.HasPrefix(v.Text, "{"):
				v.Text = strings.ReplaceAll(v.Text, `"name":"`, `"name":"`+inPlan)
			case c.Type == format.TypeText || c.Type == format.TypeLabel && (c.Name == "name" || c.Name == "query_id" || c.Name == "worker_id" || c.Name == "message"):
				v.Text += evil
			default:
				continue
			}
			e.SetValue(c, v)
		}
		list[i] = e
	}
	return list
}

// wide is a query of so many tasks.
func wide(tasks int) []*format.Event {
	s := simulate.Base(1, 1000, simulate.FanOut)
	s.Workers, s.Slots = 100, 8
	s.Waves = float64(tasks) / float64(s.Workers*s.Slots)
	return slices.Collect(s.Simulate().Events(simulate.Wire{}))
}

// TestPages writes what the tests of web/test open.
func TestPages(t *testing.T) {
	if *pages == "" {
		t.Skip("only for the tests in a browser: -pages FOLDER")
	}
	write := func(name string, page []byte) {
		if err := os.WriteFile(filepath.Join(*pages, name+".html"), page, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"skew-ray", "tpch-native", "tpch-ray", "several-native", "udf-fails-ray", "node-killed-ray", "no-query", "movements-ray"} {
		write(name, pageFrom(t, name+".arrow", formattest.Recorded(t, "../../testdata/recordings/"+name+".arrow"), Options{DAG: dag}))
	}
	write("hostile", pageFrom(t, "run"+evil+".arrow", hostile(formattest.Recorded(t, "../../testdata/recordings/udf-fails-ray.arrow")), Options{DAG: dag}))
	write("large", pageFrom(t, "large.arrow", wide(100_000), Options{DAG: dag}))
}
