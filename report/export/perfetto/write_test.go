package perfetto

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

func studyOf(t testing.TB, events []*format.Event) *finding.Study {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	return finding.Of(run)
}

func written(t testing.TB, s *finding.Study) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, s, s.All()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func recordings(t testing.TB) []string {
	t.Helper()
	return formattest.Recordings(t, "../../../testdata/recordings/*.arrow")
}

// Traces of real recordings hold what the recordings do: each task once for each
// attempt, the path of each query end to end.
func TestRecordings(t *testing.T) {
	for _, path := range recordings(t) {
		s := studyOf(t, formattest.Recorded(t, path))
		r := readTrace(t, written(t, s))
		attempts, want := 0, 0
		var walls int64
		for id, list := range r.slices {
			for _, x := range list {
				if x.args["attempt"] != "" && !strings.HasPrefix(x.name, "waiting") && !strings.HasPrefix(x.name, "retry") {
					attempts++
				}
				if r.names[id] == "critical path" {
					walls += int64(x.to - x.from)
				}
			}
		}
		for _, c := range s.All() {
			if c.Path.Graph != nil {
				want += len(c.Path.Graph.Nodes)
			}
			for _, x := range c.Path.Segments {
				walls -= x.Length()
			}
			for i := 1; i < len(c.Path.Segments); i++ {
				if a := c.Path.Segments[i]; a.Kind == critical.Run && a.Task != nil && len(r.flows) == 0 && c.Path.Segments[i-1].Task != a.Task && c.Path.Segments[i-1].Kind == critical.Run {
					t.Errorf("%s: tasks follow upon each other, and no arrow says so", path)
				}
			}
		}
		if attempts != want || walls != 0 {
			t.Errorf("%s: %d tasks, want %d; paths differ by %d ns", filepath.Base(path), attempts, want, walls)
		}
	}
}

// What a trace has, as a person reads it.
func TestGolden(t *testing.T) {
	for _, name := range []string{"node-killed-ray", "memory-native"} {
		r := readTrace(t, written(t, studyOf(t, formattest.Recorded(t, "../../../testdata/recordings/"+name+".arrow"))))
		var b strings.Builder
		first := uint64(math.MaxUint64)
		for _, list := range r.slices {
			for _, x := range list {
				first = min(first, x.from)
			}
		}
		var show func(parent uint64, indent string)
		show = func(parent uint64, indent string) {
			for id := uint64(1); int(id) <= len(r.names); id++ {
				if r.parents[id] != parent {
					continue
				}
				fmt.Fprintf(&b, "%s%s", indent, r.names[id])
				if n := len(r.values[id]); n > 0 {
					fmt.Fprintf(&b, ": %d values up to %.4g", n, slices.Max(r.values[id]))
				}
				b.WriteByte('\n')
				for i, x := range r.slices[id] {
					if i == 6 {
						fmt.Fprintf(&b, "%s    and %d more\n", indent, len(r.slices[id])-i)
						break
					}
					fmt.Fprintf(&b, "%s%s%.3f-%.3f ms %s\n", indent, strings.Repeat("    ", x.depth), float64(x.from-first)/1e6, float64(x.to-first)/1e6, x.name)
				}
				show(id, indent+"  ")
			}
		}
		show(0, "")
		for _, m := range r.marks {
			fmt.Fprintln(&b, "mark", m)
		}
		fmt.Fprintln(&b, len(r.flows), "arrows")
		path := filepath.Join("testdata", name+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v: run with -update", err)
		}
		if b.String() != string(want) {
			t.Errorf("%s differs; run with -update and look at the change. Got:\n%s", path, b.String())
		}
	}
}

// Whatever becomes of a recording, its trace is well made.
func TestDamaged(t *testing.T) {
	for n, path := range recordings(t) {
		events := formattest.Recorded(t, path)
		if len(events) > 3_000 {
			continue
		}
		random := rand.New(rand.NewPCG(uint64(n), 1))
		var list []*format.Event
		for _, e := range events {
			e = e.Clone()
			if random.IntN(10) == 0 {
				formattest.Disturb(e, random, 3, func(was int64) int64 {
					return []int64{was + random.Int64N(4e9) - 2e9, 0, -was, math.MaxInt64, math.MinInt64}[random.IntN(5)]
				})
			}
			if random.IntN(12) > 0 {
				list = append(list, e)
			}
		}
		readTrace(t, written(t, studyOf(t, list)))
	}
}

const hostile = "a\x1b[31m\n\x00\xff\xfe\u202e\u2028日本語</script>"

// Whatever strings a query holds, names are short and visible, and all text is
// UTF-8.
func TestHostileStrings(t *testing.T) {
	s := studyOf(t, formattest.Recorded(t, "../../../testdata/recordings/udf-fails-ray.arrow"))
	q := s.Run.Queries[0]
	q.ID, q.Entrypoint, q.Error.Cause = hostile, strings.Repeat(hostile, 50_000), strings.Repeat(hostile, 50_000)
	for _, w := range q.Workers {
		w.Label, w.ID = hostile, strings.Repeat(hostile, 50_000)
	}
	for _, o := range q.Operators {
		o.Name, o.Type = "", strings.Repeat(hostile, 50_000)
	}
	for _, x := range q.Tasks {
		x.Name, x.Cause = strings.Repeat(hostile, 50_000), strings.Repeat(hostile, 50_000)
	}
	b := written(t, s)
	r := readTrace(t, b)
	for _, list := range r.slices {
		for _, x := range list {
			if strings.ContainsAny(x.name, "\x1b\n\x00\u202e") || !utf8.ValidString(x.name) || len(x.name) > 500 {
				t.Errorf("a slice is called %q", x.name)
			}
			for key, v := range x.args {
				if !utf8.ValidString(v) || len(v) > 2*longestText {
					t.Errorf("%s has %d bytes", key, len(v))
				}
			}
		}
	}
	if len(b) > 200_000 {
		t.Errorf("%d bytes", len(b))
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestErrorsOfTheWriter(t *testing.T) {
	s := studyOf(t, formattest.Recorded(t, "../../../testdata/recordings/skew-ray.arrow"))
	if err := Write(broken{}, s, s.All()); err == nil || err.Error() != "disk full" {
		t.Errorf("%v", err)
	}
}
