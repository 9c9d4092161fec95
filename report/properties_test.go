package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// hostile is in every string of a run when nothing may be trusted.
const hostile = "a\x1b[31mred\x1b[0m\nb\r\tc\u202edcba\u2066\u200b\x00\x9b\xff\xfe日本語\u2028e\u0301👩\u200d👩\u200d👧" +
	"long long long long long long long long wooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooord"

// poison overwrites what a run holds: strings where s is not empty, numbers
// where n is not 0. It returns how many it overwrote.
func poison(v reflect.Value, s string, n int64, seen map[uintptr]bool) (count int) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return 0
		}
		seen[v.Pointer()] = true
		return poison(v.Elem(), s, n, seen)
	case reflect.Struct:
		if value, ok := v.Addr().Interface().(*analyze.Value); ok {
			if n != 0 && value.Known() {
				value.V = n
				count++
			}
			return count
		}
		for i := 0; i < v.NumField(); i++ {
			if v.Type().Field(i).IsExported() {
				count += poison(v.Field(i), s, n, seen)
			}
		}
	case reflect.Slice:
		for i := 0; i < v.Len(); i++ {
			count += poison(v.Index(i), s, n, seen)
		}
	case reflect.String:
		if s != "" {
			v.SetString(s)
			count++
		}
	case reflect.Int64:
		if n != 0 {
			v.SetInt(n)
			count++
		}
	}
	return count
}

// runs returns every run there is to test with, made anew.
func runs(t *testing.T) map[string]*analyze.Run {
	all := handmade()
	for _, name := range recordings(t) {
		all[name] = replay(t, name)
	}
	return all
}

// studies returns a study of every run there is to test with, made anew.
func studies(t *testing.T) map[string]*finding.Study {
	all := make(map[string]*finding.Study)
	for name, run := range runs(t) {
		all[name] = finding.Of(run)
	}
	return all
}

// views are the views of one analysis, as text and as JSON.
var views = map[string]struct {
	text, json func(io.Writer, *finding.Study, ViewOptions) error
}{
	"critical-path": {CriticalPath, CriticalPathJSON}, "skew": {Skew, SkewJSON}, "hotspots": {Hotspots, HotspotsJSON}, "shuffle": {Shuffle, ShuffleJSON},
	"io": {InputOutput, InputOutputJSON}, "memory": {Memory, MemoryJSON},
	"timeline": {
		func(w io.Writer, s *finding.Study, o ViewOptions) error {
			return Timeline(w, s, TimelineOptions{ViewOptions: o})
		},
		func(w io.Writer, s *finding.Study, o ViewOptions) error {
			return TimelineJSON(w, s, TimelineOptions{ViewOptions: o})
		},
	},
	"full timeline": {
		func(w io.Writer, s *finding.Study, o ViewOptions) error {
			return Timeline(w, s, TimelineOptions{ViewOptions: o, Full: true, From: analyze.LogBound{Set: true, Relative: true, NS: 1}})
		},
		func(w io.Writer, s *finding.Study, o ViewOptions) error {
			return TimelineJSON(w, s, TimelineOptions{ViewOptions: o, To: analyze.LogBound{Set: true, Relative: true, NS: math.MaxInt64}})
		},
	},
}

var (
	widths    = []int{0, MinWidth, 93, 160}
	allWidths = flag.Bool("widths.all", false, "draw what was made hostile in every width, rather than in one of them each")
)

func TestTextFitsAndHoldsNoControlCharacters(t *testing.T) {
	variants := map[string]map[string]*finding.Study{"as it is": studies(t)}
	for name, numbers := range map[string]int64{"hostile strings": 0, "largest numbers": math.MaxInt64, "least numbers": math.MinInt64, "ones": 1} {
		s := ""
		if numbers == 0 {
			s = hostile
		}
		variants[name] = studies(t)
		count := 0
		for _, study := range variants[name] {
			count += poison(reflect.ValueOf(study), s, numbers, map[uintptr]bool{})
		}
		if count < 1000 {
			t.Fatalf("%s: only %d places were overwritten", name, count)
		}
	}
	for variant, all := range variants {
		for n, name := range slices.Sorted(maps.Keys(all)) {
			study, some := all[name], widths
			if k := (n + len(variant)) % len(widths); variant != "as it is" && !*allWidths {
				some = widths[k : k+1]
			}
			for _, width := range some {
				for view, draw := range views {
					var b bytes.Buffer
					if err := draw.text(&b, study, ViewOptions{Path: hostile, Width: width}); err != nil {
						t.Fatal(err)
					}
					check(t, fmt.Sprintf("%s of %s, %s, width %d", view, name, variant, width), b.String(), width)
				}
				for _, full := range []bool{false, true} {
					o := ExplainOptions{Path: hostile, Width: width, Full: full}
					check(t, fmt.Sprintf("%s, %s, width %d, full %v", name, variant, width, full), explainStudy(t, study, o), width)
				}
				var info bytes.Buffer
				if err := Info(&info, someFile(study.Run), study.Run, InfoOptions{Width: width}); err != nil {
					t.Fatal(err)
				}
				check(t, fmt.Sprintf("info of %s, %s, width %d", name, variant, width), info.String(), width)
			}
		}
	}
}

func check(t *testing.T, name, text string, width int) {
	t.Helper()
	if width == 0 {
		width = DefaultWidth
	}
	if !utf8.ValidString(text) {
		t.Errorf("%s: not UTF-8", name)
	}
	for line := range strings.SplitSeq(text, "\n") {
		if w := cells(line); w > width {
			t.Errorf("%s: %d cells wide: %q", name, w, line)
		}
		if strings.HasSuffix(line, " ") {
			t.Errorf("%s: blanks at the end of %q", name, line)
		}
		for _, r := range line {
			if unicode.Is(unicode.Cc, r) || r == '\u202e' || r == '\u2066' || r == '\u2028' {
				t.Errorf("%s: %U in %q", name, r, line)
			}
		}
	}
}

var printedPhase = regexp.MustCompile(`(?:planning|start-up|execution|tail|unrecorded) (<?)([0-9.]+) (s|ms|µs|ns) ([<>]?)([0-9]+)%`)

// What is printed of the phases adds up as it is printed.
func TestPrintedPhasesAddUp(t *testing.T) {
	lines := 0
	for name, run := range runs(t) {
		for _, q := range run.Queries {
			if len(q.Phases) == 0 {
				continue
			}
			var b bytes.Buffer
			p := newPage(&b, Unlimited, false)
			printPhases(p, q)
			if err := p.close(); err != nil {
				t.Fatal(err)
			}
			total, _ := humanize.Parts(q.Wall.V, []int64{q.Wall.V})
			want := digits(total)
			sum, share := 0, 0
			found := printedPhase.FindAllStringSubmatch(b.String(), -1)
			for _, f := range found {
				if f[1] == "" {
					sum += digits(f[2])
				}
				switch n := digits(f[5]); f[4] {
				case ">":
					share += n + 1
				case "":
					share += n
				}
			}
			shown := len(slices.DeleteFunc(slices.Clone(q.Phases), func(f analyze.Phase) bool { return f.Length() == 0 }))
			// Each share is rounded by itself, so that one number reads the same everywhere.
			if off := share - 100; len(found) != max(shown, 1) || sum != want || off > len(found)/2 || off < -len(found)/2 {
				t.Errorf("%s, %s: %d phases of %d, sum %d of %d, shares %d: %s", name, q.ID, len(found), shown, sum, want, share, b.String())
			}
			if !strings.Contains(b.String(), "sums to "+humanize.DurationExact(q.Wall.V)+" exactly") {
				t.Errorf("%s, %s: does not say what it sums to: %s", name, q.ID, b.String())
			}
			lines++
		}
	}
	if lines < 20 {
		t.Errorf("only %d queries have phases", lines)
	}
}

// digits is the number that the digits of s make.
func digits(s string) (n int) {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n = 10*n + int(r-'0')
		}
	}
	return n
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestColourChangesNothingElse(t *testing.T) {
	for name, run := range runs(t) {
		coloured := explain(t, run, ExplainOptions{Path: "run.arrow", Color: true})
		coloured = escapes.ReplaceAllString(coloured, "")
		if plain := explain(t, run, ExplainOptions{Path: "run.arrow"}); plain != coloured {
			t.Errorf("%s: without its colours the text is another", name)
		}
	}
}

func TestUnlimitedWidthCutsNothing(t *testing.T) {
	run := replay(t, "join-ray")
	text := explain(t, run, ExplainOptions{Path: "run.arrow", Width: Unlimited, Full: true})
	for _, l := range strings.Split(text, "\n") {
		if strings.Contains(l, ellipsis) && !strings.HasPrefix(l, "w") { // worker ids are always short
			t.Errorf("cut: %q", l)
		}
	}
	if !strings.Contains(text, "(ShuffleRead, ShuffleRead)->HashJoin->Project->HashAggregate->RepartitionWrite") {
		t.Error("the longest name is not there whole")
	}
}

func TestTwoReplaysReadAlike(t *testing.T) {
	for _, name := range recordings(t) {
		o := ExplainOptions{Path: "run.arrow", Full: true}
		if first := explain(t, replay(t, name), o); first != explain(t, replay(t, name), o) {
			t.Errorf("%s: the text differs", name)
		}
		if first := explainAsJSON(t, replay(t, name), o); first != explainAsJSON(t, replay(t, name), o) {
			t.Errorf("%s: the JSON differs", name)
		}
	}
}

func TestJSONIsValidWhateverARunHolds(t *testing.T) {
	for _, variant := range []struct {
		s string
		n int64
	}{{"", 0}, {hostile, 0}, {"", math.MaxInt64}, {"", math.MinInt64}} {
		for name, study := range studies(t) {
			poison(reflect.ValueOf(study), variant.s, variant.n, map[uintptr]bool{})
			for view, draw := range views {
				var b bytes.Buffer
				if err := draw.json(&b, study, ViewOptions{}); err != nil || !json.Valid(b.Bytes()) {
					t.Errorf("%s of %s: %v", view, name, err)
				}
			}
			for _, q := range study.Run.Queries {
				for _, o := range q.Operators {
					o.SelectivityPct = analyze.Ratio{V: math.NaN(), Known: true}
					o.Amplification = analyze.Ratio{V: math.Inf(1), Known: true}
				}
			}
			text := studyAsJSON(t, study, ExplainOptions{Path: hostile})
			var doc explainJSON
			d := json.NewDecoder(strings.NewReader(text))
			d.DisallowUnknownFields()
			if err := d.Decode(&doc); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			var again bytes.Buffer
			if err := encode(&again, doc); err != nil {
				t.Fatal(err)
			}
			// An invalid byte is written as an escape, the U+FFFD it is read as is not.
			if strings.ReplaceAll(text, `\ufffd`, "\ufffd") != again.String() {
				t.Errorf("%s: read and written again it differs", name)
			}
		}
	}
}

// What is not known is null, never 0; what is known to be 0 is 0.
func TestUnknownIsNull(t *testing.T) {
	run := blindRun()
	run.Queries[0].Operators[0].RowsIn = known(0)
	var doc struct {
		Queries []struct {
			WallNS    *int64           `json:"wall_ns"`
			Operators []map[string]any `json:"operators"`
		} `json:"queries"`
	}
	if err := json.Unmarshal([]byte(explainAsJSON(t, run, ExplainOptions{})), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Queries[0].WallNS != nil {
		t.Error("an unknown wall time is not null")
	}
	o := doc.Queries[0].Operators[0]
	for _, key := range []string{"rows_out", "bytes_in", "daft_duration_ns", "busy_ns", "path_ns", "wait_ns", "first_ns", "tasks"} {
		if v, ok := o[key]; !ok || v != nil {
			t.Errorf("%s is %v, want null", key, v)
		}
	}
	if o["rows_in"] != 0.0 {
		t.Errorf("a known 0 is %v", o["rows_in"])
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestErrorsOfTheWriterArrive(t *testing.T) {
	for _, err := range []error{
		Explain(brokenWriter{}, finding.Of(jobRun()), ExplainOptions{}), ExplainJSON(brokenWriter{}, finding.Of(jobRun()), ExplainOptions{}),
		Info(brokenWriter{}, File{}, jobRun(), InfoOptions{}), InfoJSON(brokenWriter{}, File{}, jobRun()),
	} {
		if err == nil || err.Error() != "no room" {
			t.Errorf("got %v", err)
		}
	}
}
