package pprof

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/pprof/profile"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
	"github.com/daft-analyze/daft-analyze/report/export"
)

var seed = flag.Uint64("hostile.seed", 1, "how recordings are disturbed")

var update = flag.Bool("update", false, "rewrite the expected output")

// written writes the profile of events and reads it back, as pprof does.
func written(t testing.TB, events []*format.Event) (*finding.Study, *profile.Profile) {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	s := finding.Of(run)
	var b, again bytes.Buffer
	o := Options{Name: "run.arrow", CreatedBy: "test"}
	if err := Write(&b, s, s.All(), o); err != nil {
		t.Fatal(err)
	}
	if err := Write(&again, s, s.All(), o); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Errorf("written twice it differs: %v", err)
	}
	p, err := profile.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	return s, p
}

// sum adds up one type of the samples that a label chooses; missing where the
// profile does not have the type.
func sum(p *profile.Profile, typ string, key, label string) analyze.Value {
	for i, x := range p.SampleType {
		if x.Type != typ {
			continue
		}
		total := int64(0)
		for _, s := range p.Sample {
			if got := s.Label[key]; len(got) > 0 && got[0] == label {
				total = saturate.Add(total, s.Value[i])
			}
		}
		return analyze.Measured.Of(total)
	}
	return analyze.Value{}
}

// hold checks the sums of a profile against the study that it was made of.
func hold(t *testing.T, s *finding.Study, p *profile.Profile) {
	t.Helper()
	if len(p.SampleType) == 0 || p.SampleType[0].Type != "path" {
		t.Fatal("no time on the path")
	}
	for _, c := range s.All() {
		label := queryLabel(s.Run, c.Query)
		equal := func(typ string, want int64) {
			t.Helper()
			if got := sum(p, typ, "query", label); got.V != want {
				t.Errorf("%s: %s sums to %d, want %d", label, typ, got.V, want)
			}
		}
		equal("path", c.Path.Wall())
		work := int64(0)
		for _, o := range c.Query.Operators {
			work = saturate.Add(work, max(o.Work.Busy.V, 0))
		}
		equal("busy", work)
		equal("tasks", int64(len(c.Query.Tasks)))
		slots, bytes := int64(0), int64(0)
		for _, task := range c.Query.Tasks {
			slots = saturate.Add(slots, max(task.Wall().V, 0))
		}
		equal("slot", slots)
		for _, h := range c.Flow.Hotspots() {
			bytes = saturate.Add(bytes, max(h.Bytes.V, 0))
		}
		equal("moved", bytes)
	}
	for _, x := range p.Sample {
		if len(x.Location) < 2 || slices.Min(x.Value) < 0 || slices.Max(x.Value) == 0 {
			t.Errorf("sample %v of %d places", x.Value, len(x.Location))
		}
	}
	for _, f := range p.Function {
		if !utf8.ValidString(f.Name) || len(f.Name) > 1500 || strings.ContainsFunc(f.Name, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x202e }) {
			t.Errorf("the frame %q", f.Name)
		}
	}
}

func recordings(t testing.TB) []string {
	// The largest hold more queries of kinds that others have: seconds, for nothing new.
	return formattest.UpTo(t, mostBytes, formattest.Recordings(t, "../../../analyze/testdata/*.events", "../../../testdata/*/*.arrow"))
}

// mostBytes is how large a recording may be that these tests read.
const mostBytes = 600 << 10

func TestRealRecordings(t *testing.T) {
	for _, path := range recordings(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			s, p := written(t, formattest.Recorded(t, path))
			hold(t, s, p)
		})
	}
}

// Whatever a recording says, a profile is sound.
func TestHostileRecordings(t *testing.T) {
	bad := []string{"\xff\x00 </script> \x1b[31m\u202e|`\n", strings.Repeat("ü", 1<<19), ""}
	for n, path := range recordings(t) {
		events := formattest.Recorded(t, path)
		if len(events) > 1000 {
			continue
		}
		random := rand.New(rand.NewPCG(uint64(n), *seed))
		for _, e := range events {
			formattest.Disturb(e, random, 20, func(was int64) int64 {
				return []int64{0, -1, 1 << 62, -1 << 63, 1<<63 - 1, was + 1e9, was - 1e12, 3}[random.IntN(8)]
			})
			for _, c := range format.Columns() {
				if v, known := e.Value(c); known && (c.Type == format.TypeText || c.Type == format.TypeLabel) && c.Name != "kind" && random.IntN(30) == 0 {
					v.Text = bad[random.IntN(len(bad))]
					e.SetValue(c, v)
				}
			}
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			s, p := written(t, events)
			hold(t, s, p)
		})
	}
}

// The stacks of two real runs, for people to read.
func TestStacks(t *testing.T) {
	for _, name := range []string{"skew-ray", "several-native"} {
		_, p := written(t, formattest.Recorded(t, "../../../testdata/recordings/"+name+".arrow"))
		totals := make(map[string][]int64)
		for _, s := range p.Sample {
			var frames []string
			for _, l := range slices.Backward(s.Location) {
				frames = append(frames, l.Line[0].Function.Name)
			}
			stack := strings.Join(frames, ";")
			if totals[stack] == nil {
				totals[stack] = make([]int64, len(s.Value))
			}
			for i, v := range s.Value {
				totals[stack][i] += v
			}
		}
		var b strings.Builder
		for _, c := range p.Comments {
			fmt.Fprintf(&b, "# %s\n", c)
		}
		for _, x := range p.SampleType {
			fmt.Fprintf(&b, "%14s", x.Type+"/"+x.Unit[:1])
		}
		b.WriteByte('\n')
		var stacks []string
		for stack := range totals {
			stacks = append(stacks, stack)
		}
		slices.SortFunc(stacks, func(a, b string) int {
			return cmp.Or(-slices.Compare(totals[a], totals[b]), cmp.Compare(a, b))
		})
		for _, stack := range stacks {
			for _, v := range totals[stack] {
				fmt.Fprintf(&b, "%14d", v)
			}
			fmt.Fprintf(&b, " %s\n", stack)
		}
		formattest.Golden(t, "testdata/"+name+".golden", b.String(), *update)
	}
}

// go tool pprof opens it and says what we say: the time on the path of each
// operator, of each kind of segment, and all of it.
func TestToolOpensIt(t *testing.T) {
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("go is not on the path")
	}
	for _, name := range []string{"skew-ray", "tpch-native", "node-killed-ray"} {
		events := formattest.Recorded(t, "../../../testdata/recordings/"+name+".arrow")
		run, err := analyze.Replay(formattest.NewReader(events))
		if err != nil {
			t.Fatal(err)
		}
		s := finding.Of(run)
		file := filepath.Join(t.TempDir(), name+".pb.gz")
		f, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := Write(f, s, s.All(), Options{Name: name + ".arrow", CreatedBy: "test"}); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		said := func(args ...string) string {
			t.Helper()
			c := exec.Command(tool, append(append([]string{"tool", "pprof"}, args...), file)...)
			c.Env = append(os.Environ(), "PPROF_TMPDIR="+t.TempDir())
			out, err := c.CombinedOutput()
			if err != nil {
				t.Fatalf("go tool pprof %v: %v\n%s", args, err, out)
			}
			return string(out)
		}
		flat, cum := top(t, said("-top", "-unit=ns", "-nodefraction=0", "-nodecount=1000"))
		wall, operators, kinds := int64(0), map[string]int64{}, map[string]int64{}
		for i, c := range s.All() {
			wall += c.Path.Wall()
			for _, x := range c.Path.Segments {
				kinds[x.Kind.Called()] += x.Length()
				for _, share := range x.Shares {
					label := export.Operator(share.Operator)
					if len(run.Queries) > 1 {
						label += " in query " + strconv.Itoa(i+1)
					}
					operators[label] += share.NS
				}
			}
		}
		roots := int64(0)
		for i := range s.All() {
			roots += cum["query "+strconv.Itoa(i+1)]
		}
		if roots != wall {
			t.Errorf("%s: pprof says %d ns of queries, the path %d", name, roots, wall)
		}
		for label, ns := range kinds {
			if cum[label] != ns {
				t.Errorf("%s: pprof says %d ns of %s, the path %d", name, cum[label], label, ns)
			}
		}
		for label, ns := range operators {
			// An operator may have been waited for as well.
			if flat[label] < ns {
				t.Errorf("%s: pprof says %d ns of %s, the path %d", name, flat[label], label, ns)
			}
		}
		if name != "skew-ray" { // each is a process of its own
			continue
		}
		if out := said("-tags"); !strings.Contains(out, "kind:") || !strings.Contains(out, "start-up") {
			t.Errorf("no labels in %s", out)
		}
		if out := said("-peek", "running"); !strings.Contains(out, "query 1") {
			t.Errorf("no callers in %s", out)
		}
		if out := said("-raw"); !strings.Contains(out, "path/nanoseconds[dflt]") {
			t.Errorf("path is not what is shown first: %s", out)
		}
	}
}

var topLine = regexp.MustCompile(`^ *(\d+)(?:ns)? +[\d.]+% +[\d.]+% +(\d+)(?:ns)? +[\d.]+%  (.*)$`)

// top reads the table of pprof -top -unit=ns.
func top(t *testing.T, text string) (flat, cum map[string]int64) {
	t.Helper()
	flat, cum = make(map[string]int64), make(map[string]int64)
	for line := range strings.Lines(text) {
		if m := topLine.FindStringSubmatch(strings.TrimRight(line, "\n")); m != nil {
			flat[m[3]], _ = strconv.ParseInt(m[1], 10, 64)
			cum[m[3]], _ = strconv.ParseInt(m[2], 10, 64)
		}
	}
	if len(cum) < 5 {
		t.Fatalf("only %d rows read of\n%s", len(cum), text)
	}
	return flat, cum
}
