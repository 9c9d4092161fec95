package critical

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func replayed(t testing.TB, events []*format.Event) *analyze.Run {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// natives returns the events of the recordings of native queries.
func natives(t testing.TB) map[string][]*format.Event {
	t.Helper()
	all := make(map[string][]*format.Event)
	texts, _ := filepath.Glob("../testdata/*native.events")
	for _, path := range texts {
		all[strings.TrimSuffix(filepath.Base(path), ".events")] = formattest.File(t, path)
	}
	files, _ := filepath.Glob("../../testdata/recordings/*native.arrow")
	for _, path := range files {
		all["recorded "+strings.TrimSuffix(filepath.Base(path), ".arrow")] = recordedEvents(t, path)
	}
	if len(texts) < 5 || len(files) < 5 {
		t.Fatalf("%d texts and %d files", len(texts), len(files))
	}
	return all
}

// checked returns the native paths of a run, and fails where one breaks its rules.
func checked(t testing.TB, what string, run *analyze.Run) (paths []*Path) {
	t.Helper()
	for _, q := range run.Queries {
		p := nativePath(run, q)
		if err := p.Check(); err != nil {
			t.Errorf("%s: query %s: %v", what, q.ID, err)
		}
		for _, s := range p.Segments {
			if s.Kind == Run && len(s.Shares) > 0 && (s.Operator != s.Shares[0].Operator || s.State != s.Shares[0].State) {
				t.Errorf("%s: a segment is of another operator than its largest share", what)
			}
			if s.Kind == Unrecorded && s.Operator != nil {
				t.Errorf("%s: what nobody recorded has an operator", what)
			}
		}
		if len(p.Segments) > 2*mostSegments {
			t.Errorf("%s: %d segments", what, len(p.Segments))
		}
		paths = append(paths, p)
	}
	return paths
}

func TestNativeGoldens(t *testing.T) {
	all := natives(t)
	for _, name := range []string{"abandon-native", "cancel-native", "consume-native", "consume-sort-native", "fail-batch-native", "fail-native", "otlp-native", "slow-udf-native", "tpch-native",
		"recorded ctrl-c-native", "recorded killed-recorder-native", "recorded several-native", "recorded slow-consumer-native", "recorded tpch-native", "recorded udf-fails-native"} {
		t.Run(name, func(t *testing.T) {
			if all[name] == nil {
				t.Fatal("no such recording")
			}
			run := replayed(t, all[name])
			var b strings.Builder
			for _, p := range checked(t, name, run) {
				showPath(&b, p)
			}
			formattest.Golden(t, filepath.Join("testdata", strings.ReplaceAll(name, "recorded ", "recorded-")+".path"), b.String(), *update)
		})
	}
}

// showPath prints a path, in microseconds since the query's start.
func showPath(b *strings.Builder, p *Path) {
	fmt.Fprintf(b, "query %s %s wall=%d basis=%s threads=%d assumed=%t short=%t\n", p.Query.ID, p.Query.Outcome, p.Wall()/1000, p.Basis, p.Threads, p.ThreadsAssumed, p.TooShort)
	for _, n := range p.Notes {
		fmt.Fprintf(b, "  %s\n", n)
	}
	for _, s := range p.Segments {
		fmt.Fprintf(b, "  %9d %9d %s", int64(s.Start-p.Query.Start.Time)/1000, s.Length()/1000, s.Kind)
		for _, x := range s.Shares {
			name := "nobody"
			if x.Operator != nil {
				name = fmt.Sprintf("#%d %s", x.Operator.ID, x.Operator.Type)
			}
			fmt.Fprintf(b, "; %s %s %d saves %d", name, x.State, x.NS/1000, x.Saving/1000)
			if x.Estimated {
				b.WriteString(" estimated")
			}
		}
		b.WriteString("\n")
	}
}

// Any value may stand in any column.
func TestNativeTilesHostileRecordings(t *testing.T) {
	all := natives(t)
	names := []string{"slow-udf-native", "otlp-native", "fail-native", "recorded tpch-native", "recorded slow-consumer-native", "consume-native"}
	values := []int64{math.MinInt64, -1, 0, 1, 7, 1_800_000_000_000_000_000, 1_795_432_942_500_000_000, math.MaxInt64 - 1, math.MaxInt64}
	for seed := range uint64(240) {
		random := rand.New(rand.NewPCG(seed, 5))
		name := names[seed%uint64(len(names))]
		var events []*format.Event
		lost := random.IntN(3) == 0
		for _, e := range all[name] {
			if lost && random.IntN(3) == 0 {
				continue
			}
			e = e.Clone()
			formattest.Disturb(e, random, 25, func(was int64) int64 {
				if random.IntN(2) == 0 {
					return values[random.IntN(len(values))]
				}
				return was + random.Int64N(1<<(1+random.IntN(40))) - random.Int64N(1<<(1+random.IntN(40)))
			})
			events = append(events, e)
		}
		checked(t, fmt.Sprint(name, " seed ", seed), replayed(t, events))
	}
}

// A recording that stops anywhere has a path.
func TestNativeTilesEveryPrefix(t *testing.T) {
	for _, name := range []string{"consume-native", "otlp-native"} {
		r := analyze.NewReplayer()
		for i, e := range natives(t)[name] {
			r.Add(e)
			if i%7 == 0 {
				checked(t, fmt.Sprint(name, " up to event ", i), r.Run())
			}
		}
	}
}

// Shifting all clocks shifts the path and changes nothing else.
func TestNativePathOfShiftedClocks(t *testing.T) {
	const shift = 86_400_000_000_007
	for name, events := range natives(t) {
		shifted := make([]*format.Event, len(events))
		for i, e := range events {
			shifted[i] = e.Clone()
			for _, c := range []format.IntColumn{format.TimeNS, format.ArrivalNS, format.SinceNS} {
				if v, ok := e.Int(c); ok {
					shifted[i].SetInt(c, v+shift)
				}
			}
		}
		var a, b strings.Builder
		for _, p := range checked(t, name, replayed(t, events)) {
			showPath(&a, p)
		}
		for _, p := range checked(t, name, replayed(t, shifted)) {
			showPath(&b, p)
		}
		if a.String() != b.String() {
			t.Errorf("%s: a shift of all clocks changes the path", name)
		}
	}
}
