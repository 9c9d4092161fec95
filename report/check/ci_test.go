package check

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
)

// JUnit XML is well-formed whatever the report holds, and its sums are those of
// its cases: each check is one.
func TestJUnitIsWellFormed(t *testing.T) {
	list := fixtures
	list = append(list, struct {
		name string
		of   func() Report
		o    Options
	}{"large", func() Report { return many(1000) }, Options{}})
	for _, f := range list {
		got := written(t, "xml", f.of(), f.o)
		for d := xml.NewDecoder(bytes.NewReader(got)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.name, err)
			}
		}
		var doc junitSuites
		if err := xml.Unmarshal(got, &doc); err != nil {
			t.Fatal(f.name, err)
		}
		tests, failures, faults := 0, 0, 0
		for _, s := range doc.Suites {
			n := [4]int{}
			for _, c := range s.Cases {
				n[0]++
				for i, fault := range []*junitFault{c.Failure, c.Error, c.Skipped} {
					if fault != nil {
						n[i+1]++
					}
				}
			}
			if n != [4]int{s.Tests, s.Failures, s.Errors, s.Skipped} {
				t.Errorf("%s: suite %q says %d %d %d %d and has %v", f.name, s.Name, s.Tests, s.Failures, s.Errors, s.Skipped, n)
			}
			if !regexp.MustCompile(`^([0-9]+\.[0-9]{3})?$`).MatchString(s.Time) {
				t.Errorf("%s: a suite took %q", f.name, s.Time)
			}
			tests, failures, faults = tests+n[0], failures+n[1], faults+n[2]
		}
		if tests != len(f.of().Checks) || tests != doc.Tests || failures != doc.Failures || faults != doc.Errors {
			t.Errorf("%s: %d cases, %d failures, %d errors; it says %d, %d, %d", f.name, tests, failures, faults, doc.Tests, doc.Failures, doc.Errors)
		}
		if g := groupsOf(f.of()); failures != len(g.failed) || faults > len(g.incomparable) {
			t.Errorf("%s: %d failures and %d errors of %d regressions and %d incomparable", f.name, failures, faults, len(g.failed), len(g.incomparable))
		}
	}
}

// workflowCommand is a line that GitHub's runner takes as a command.
var workflowCommand = regexp.MustCompile(`^::(error|warning) title=([^:,]*)::(.*)$`)

// Each annotation is one command with one property, and reads back as what was
// said; there are never more than GitHub shows.
func TestAnnotations(t *testing.T) {
	unescape := strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%")
	for _, f := range fixtures {
		counts := map[string]int{}
		for line := range strings.Lines(string(written(t, "annotations", f.of(), f.o))) {
			m := workflowCommand.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
			if m == nil {
				t.Fatalf("%s: it is no command: %q", f.name, line)
			}
			counts[m[1]]++
			if rest := regexp.MustCompile("%(25|0A|0D|3A|2C)").ReplaceAllString(m[2]+m[3], ""); strings.Contains(rest, "%") {
				t.Errorf("%s: a %% that is not escaped: %q", f.name, line)
			}
			if title := unescape.Replace(m[2]); !strings.HasPrefix(title, "daft-analyze check") {
				t.Errorf("%s: the title is %q", f.name, title)
			}
		}
		for kind, n := range counts {
			if n > annotationsShown {
				t.Errorf("%s: %d of kind %s", f.name, n, kind)
			}
		}
	}
	got := string(written(t, "annotations", many(1000), Options{}))
	if n := strings.Count(got, "::error "); n != annotationsShown || !strings.Contains(got, "::117 more: see the summary") {
		t.Errorf("of 125 regressions %d are annotated: %s", n, got)
	}
	if got := written(t, "annotations", fine(), Options{}); len(got) > 0 {
		t.Errorf("where all is well there is %s", got)
	}
}

func TestEscapingOfCommands(t *testing.T) {
	if got, want := property("a:b,c%d\ne"), `a%3Ab%2Cc%25d\ne`; got != want {
		t.Errorf("property: %s, want %s", got, want)
	}
	if got, want := data("100 %: a,b\nc::error::x"), "100 %25: a,b%0Ac::error::x"; got != want {
		t.Errorf("data: %s, want %s", got, want)
	}
}

// runner is how GitHub's runner reads a log: what a line that begins with :: (blanks
// apart) or holds ##[ says is done, unless commands are stopped.
func runner(log string) (commands []string) {
	begins, anywhere := regexp.MustCompile(`^\s*::([\w-]+)[^:]*::(.*)$`), regexp.MustCompile(`##\[(\w+)[^\]]*\]`)
	stopped := ""
	for line := range strings.Lines(log) {
		line = strings.TrimRight(line, "\n")
		m := begins.FindStringSubmatch(line)
		switch {
		case stopped != "":
			if m != nil && m[1] == stopped {
				stopped = ""
			}
		case m != nil && m[1] == "stop-commands":
			stopped = m[2]
		case m != nil:
			commands = append(commands, m[1])
		case anywhere.MatchString(line):
			commands = append(commands, anywhere.FindStringSubmatch(line)[1])
		}
	}
	if stopped != "" {
		commands = append(commands, "commands are stopped at the end")
	}
	return commands
}

// No name in a recording makes GitHub do anything, and what follows the text is
// read again.
func TestInert(t *testing.T) {
	for _, f := range fixtures {
		o := f.o
		o.Full = true
		text := string(written(t, "txt", f.of(), o))
		if f.name == "hostile" && len(runner(text)) == 0 {
			t.Error("the hostile report would do nothing anyway: the test is no test")
		}
		var b strings.Builder
		if err := Inert(&b, text); err != nil {
			t.Fatal(err)
		}
		b.WriteString("::error::after\n")
		if got := fmt.Sprint(runner(b.String())); got != "[error]" {
			t.Errorf("%s: the runner does %s", f.name, got)
		}
	}
}

// What is incomparable or fails is never written as passed in any form that CI
// reads.
func TestEachVerdictReachesCI(t *testing.T) {
	for verdict, want := range map[gate.Verdict]string{gate.Regression: "<failure", gate.Incomparable: "<error", gate.Inconclusive: "<skipped"} {
		r := Report{Result: &gate.Result{Verdict: verdict, Checks: []gate.Check{{Label: "q", Query: "q", Metric: gate.Wall, Verdict: verdict, Gated: true, Node: -1}}}}
		if got := string(written(t, "xml", r, Options{})); !strings.Contains(got, want) {
			t.Errorf("%s has no %s: %s", verdict, want, got)
		}
		if got := string(written(t, "annotations", r, Options{})); !strings.HasPrefix(got, "::") {
			t.Errorf("%s is not annotated", verdict)
		}
	}
}
