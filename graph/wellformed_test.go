package graph

import (
	"bytes"
	"encoding/xml"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// What an SVG of ours may hold: nothing that runs, and nothing that loads.
var (
	elements = []string{"svg", "g", "title", "rect", "path", "polygon", "text"}
	harmless = []string{"class", "id", "x", "y", "width", "height", "rx", "d", "points", "fill", "stroke", "stroke-width", "stroke-dasharray", "font-size",
		"font-weight", "text-anchor", "viewBox", "role", "aria-label", "font-family", "xmlns"}
)

// holdSafe fails the test unless an SVG is well-formed, holds only what is known
// to be harmless, and no id twice. It returns how many elements have each class.
func holdSafe(t testing.TB, svg []byte, fragment bool) map[string]int {
	t.Helper()
	classes, ids := map[string]int{}, map[string]bool{}
	d := xml.NewDecoder(bytes.NewReader(svg))
	depth := 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("it is not well-formed: %v\n%.2000s", err, svg)
		}
		switch x := token.(type) {
		case xml.ProcInst:
			if fragment || x.Target != "xml" {
				t.Errorf("it has the instruction %s", x.Target)
			}
		case xml.Directive, xml.Comment:
			t.Errorf("it has a %T", x)
		case xml.EndElement:
			depth--
		case xml.StartElement:
			if depth++; depth == 1 && x.Name.Local != "svg" {
				t.Errorf("it begins with %s", x.Name.Local)
			}
			style := x.Name.Local == "style" && !fragment
			if !slices.Contains(elements, x.Name.Local) && !style {
				t.Errorf("it has an element %s", x.Name.Local)
			}
			for _, a := range x.Attr {
				if !slices.Contains(harmless, a.Name.Local) && !strings.HasPrefix(a.Name.Local, "data-") || a.Name.Space != "" {
					t.Errorf("%s has an attribute %s:%s", x.Name.Local, a.Name.Space, a.Name.Local)
				}
				switch a.Name.Local {
				case "id":
					if ids[a.Value] {
						t.Errorf("the id %s is there twice", a.Value)
					}
					ids[a.Value] = true
				case "class":
					for _, c := range strings.Fields(a.Value) {
						classes[c]++
					}
				case "fill", "stroke":
					if a.Value != "none" && (len(a.Value) != 7 || a.Value[0] != '#') {
						t.Errorf("%s=%q is no colour", a.Name.Local, a.Value)
					}
				}
			}
		}
	}
	return classes
}

// Every query of every real recording becomes an SVG that is safe and whole.
func TestRealRecordings(t *testing.T) {
	for _, path := range recordings(t) {
		cases := casesOf(t, formattest.Recorded(t, path))
		for i, c := range cases {
			if i >= 2 { // to be quick
				break
			}
			svg, err := SVG(c, Options{Prefix: "x-"})
			if err != nil {
				t.Fatal(path, i, err)
			}
			classes := holdSafe(t, svg, true)
			if n := len(c.Query.Operators); n <= readable && classes["op"] != n {
				t.Errorf("%s, query %d: %d of %d operators are drawn", path, i+1, classes["op"], n)
			}
		}
		if len(cases) == 0 {
			continue
		}
		page, err := Document(cases[:min(len(cases), 2)], Options{Theme: Auto})
		if err != nil {
			t.Fatal(path, err)
		}
		holdSafe(t, page, false)
	}
}

// A fragment has the hooks that a page needs.
func TestHooks(t *testing.T) {
	c := caseOf(t, formattest.Recorded(t, "../testdata/recordings/skew-ray.arrow"), 0)
	svg, err := SVG(c, Options{Prefix: "q1-"})
	if err != nil {
		t.Fatal(err)
	}
	text := string(svg)
	for _, want := range []string{
		`<g id="q1-op-8" class="op on-path" data-op="8" data-path-ns="`,
		`<g class="link on-path exchange" data-from="q1-op-6" data-to="q1-op-8">`,
		`class="g-pathexch"`, `class="stage"`, `<title>#8 HashJoin`, `role="img" aria-label="query plan: gentle-wind-5585d8`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it lacks %s", want)
		}
	}
	if strings.HasPrefix(text, "<?") || strings.Contains(text, "style") {
		t.Error("it has a prolog or a style")
	}
	again, err := SVG(c, Options{Prefix: "q1-"})
	if err != nil || !bytes.Equal(svg, again) {
		t.Error("drawn again it differs", err)
	}
	dark, err := SVG(c, Options{Prefix: "q1-", Theme: Dark})
	if err != nil || bytes.Equal(svg, dark) {
		t.Error("the dark ground changes nothing", err)
	}
	css := CSS(".dag", true)
	for class := range holdSafe(t, svg, true) {
		if strings.HasPrefix(class, "g-") && !strings.Contains(css, ".dag ."+class+" {") {
			t.Errorf("there is no rule for the class %s", class)
		}
	}
}

// The borders of boxes at the edge of a fragment are whole: half of a border lies
// outside of its box.
func TestFragmentHoldsItsBorders(t *testing.T) {
	const border = 1.0
	rect := regexp.MustCompile(`<rect x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)" height="([-\d.]+)"`)
	size := regexp.MustCompile(`viewBox="0 0 ([\d.]+) ([\d.]+)"`)
	number := func(s []byte) float64 {
		v, err := strconv.ParseFloat(string(s), 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, name := range []string{"skew-ray", "tpch-native"} {
		svg, err := SVG(caseOf(t, formattest.Recorded(t, "../testdata/recordings/"+name+".arrow"), 0), Options{})
		if err != nil {
			t.Fatal(err)
		}
		whole, rects := size.FindSubmatch(svg), rect.FindAllSubmatch(svg, -1)
		if whole == nil || len(rects) < 3 {
			t.Fatalf("%s: %d boxes in %.300s", name, len(rects), svg)
		}
		for _, r := range rects {
			x, y := number(r[1]), number(r[2])
			if x < border || y < border || x+number(r[3]) > number(whole[1])-border || y+number(r[4]) > number(whole[2])-border {
				t.Errorf("%s: a border of %s is cut off, in %s", name, r[0], whole[0])
			}
		}
	}
}

// Pages that are drawn at the same time are as those drawn one after the other.
func TestConcurrent(t *testing.T) {
	c := caseOf(t, formattest.Recorded(t, "../testdata/recordings/tpch-ray.arrow"), 1)
	want, err := SVG(c, Options{})
	if err != nil {
		t.Fatal(err)
	}
	results := make(chan bool)
	for range 4 {
		go func() {
			got, err := SVG(c, Options{})
			results <- err == nil && bytes.Equal(got, want)
		}()
	}
	for range 4 {
		if !<-results {
			t.Error("one differs")
		}
	}
}
