package check

import (
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/report/layout"
)

// JUnit writes a report as JUnit XML, as Jenkins' xUnit plugin describes it
// (junit-10.xsd) and GitLab and others read it: a suite a query, a test case a
// check. A regression is a failure, what cannot be compared an error, what is
// inconclusive or suppressed skipped.
func JUnit(w io.Writer, r Report, o Options) error {
	doc := junitSuites{Name: visible(o.title())}
	of := map[string]*junitSuite{}
	for i := range r.Checks {
		c := numbered{&r.Checks[i], i}
		s := of[c.Query]
		if s == nil {
			s = &junitSuite{Name: visible(subject(c.Check)), Out: &junitText{}}
			of[c.Query] = s
			doc.Suites = append(doc.Suites, s)
		}
		s.add(r, o, c)
	}
	if len(doc.Suites) == 0 {
		doc.Suites = append(doc.Suites, &junitSuite{Name: visible(o.title()), Out: &junitText{}})
	}
	first := doc.Suites[0]
	lines := append([]string{headline(r, groupsOf(r))}, r.Notes...)
	for _, s := range r.Expired {
		lines = append(lines, "suppression expired: "+covers(s)+". "+suppression(s))
	}
	for i := range lines {
		lines[i] = visible(lines[i])
	}
	first.Out.Text = strings.Join(lines, "\n")
	for _, s := range doc.Suites {
		if s.Out.Text == "" {
			s.Out = nil
		}
		doc.Tests += s.Tests
		doc.Failures += s.Failures
		doc.Errors += s.Errors
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(doc); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

type junitSuites struct {
	XMLName  xml.Name      `xml:"testsuites"`
	Name     string        `xml:"name,attr"`
	Tests    int           `xml:"tests,attr"`
	Failures int           `xml:"failures,attr"`
	Errors   int           `xml:"errors,attr"`
	Suites   []*junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string           `xml:"name,attr"`
	Tests      int              `xml:"tests,attr"`
	Failures   int              `xml:"failures,attr"`
	Errors     int              `xml:"errors,attr"`
	Skipped    int              `xml:"skipped,attr"`
	Time       string           `xml:"time,attr,omitempty"`
	Properties *junitProperties `xml:"properties"`
	Cases      []junitCase      `xml:"testcase"`
	Out        *junitText       `xml:"system-out"`
}

type junitProperties struct {
	List []junitProperty `xml:"property"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Name    string      `xml:"name,attr"`
	Class   string      `xml:"classname,attr"`
	Time    string      `xml:"time,attr,omitempty"`
	Failure *junitFault `xml:"failure"`
	Error   *junitFault `xml:"error"`
	Skipped *junitFault `xml:"skipped"`
	Out     *junitText  `xml:"system-out"`
}

type junitFault struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

type junitText struct {
	Text string `xml:",chardata"`
}

// add adds a check to the suite of its query.
func (s *junitSuite) add(r Report, o Options, c numbered) {
	text := visible(sentence(c.Check))
	x := junitCase{Name: visible(layout.Short(c.Metric)), Class: visible(o.title() + "." + subject(c.Check))}
	if c.Where != "" {
		x.Name += " of " + visible(layout.Clip(layout.Short(c.Where), longestSubject))
	}
	s.Tests++
	switch {
	case c.Suppressed != nil && c.Verdict != gate.OK:
		s.Skipped++
		x.Skipped = &junitFault{"suppressed", visible(suppression(*c.Suppressed)), string(c.Verdict) + ": " + text}
	case c.Verdict == gate.Regression && c.Gated:
		s.Failures++
		x.Failure = &junitFault{"regression", text, strings.Join(r.details(c), "\n")}
	case c.Verdict == gate.Incomparable && c.Gated:
		s.Errors++
		x.Error = &junitFault{"incomparable", text, ""}
	case c.Verdict == gate.Inconclusive && c.Gated:
		s.Skipped++
		x.Skipped = &junitFault{"inconclusive", visible(doubt(c.Check)), ""}
	case c.Verdict != gate.OK || c.Notable:
		x.Out = &junitText{"reported, and fails nothing: " + text}
	case c.Times != nil:
		x.Out = &junitText{visible(okLine(c.Check))}
	}
	s.measured(c.Check, &x)
	s.Cases = append(s.Cases, x)
}

// measured adds what times were measured.
func (s *junitSuite) measured(c *gate.Check, x *junitCase) {
	t := c.Times
	if t == nil {
		return
	}
	if c.Unit == "ns" && known(t.NewMedian) && t.NewMedian >= 0 {
		x.Time = seconds(t.NewMedian)
		if c.Metric == gate.Wall {
			s.Time = x.Time
		}
	}
	if s.Properties == nil {
		s.Properties = &junitProperties{}
	}
	unit := ""
	if c.Unit == "ns" || c.Unit == "bytes" {
		unit = "_" + c.Unit
	}
	for _, p := range []struct {
		name  string
		value float64
	}{{"baseline" + unit, t.BaseMedian}, {"new" + unit, t.NewMedian}, {"ratio", t.Ratio}, {"low", t.Low}, {"high", t.High}} {
		if known(p.value) {
			s.Properties.List = append(s.Properties.List, junitProperty{visible(layout.Short(c.Metric)) + "." + p.name, plainNumber(p.value)})
		}
	}
}

// plainNumber writes a number without an exponent while that is short.
func plainNumber(x float64) string {
	if math.Abs(x) < 1e15 {
		return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(x, 'f', 4, 64), "0"), ".")
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// seconds writes nanoseconds as JUnit has them.
func seconds(ns float64) string { return strconv.FormatFloat(float64(whole(ns))/1e9, 'f', 3, 64) }

// details are the lines below a regression: its cause, its limit, and the command
// that shows more.
func (r Report) details(c numbered) []string {
	var lines []string
	x, has := r.Causes[c.index]
	if has {
		told := causeOf(c.Check, x, false)
		for i, l := range told.lines {
			text := l.text
			if i == 0 {
				text = "cause: " + text
			}
			lines = append(lines, text)
			lines = append(lines, l.evidence...)
		}
		if told.rest != "" {
			lines = append(lines, told.rest)
		}
	}
	if c.Times != nil {
		lines = append(lines, rule(c.Check))
	}
	if command := x.command(); command != "" {
		lines = append(lines, command)
	}
	for i := range lines {
		lines[i] = visible(lines[i])
	}
	return lines
}

// visible is a text made harmless; what XML cannot hold encoding/xml replaces.
func visible(text string) string { return layout.Short(text) }
