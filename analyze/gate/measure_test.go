package gate_test

import (
	"encoding/json"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

func measureEvents(t *testing.T, events []*format.Event) gate.Measurement {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	return gate.Measure(finding.Of(run))
}

// kept is a measurement as a history gives it back.
func kept(t *testing.T, m gate.Measurement) (back gate.Measurement) {
	t.Helper()
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(back)
	if err != nil || string(again) != string(text) {
		t.Errorf("%s is kept as %s", text, again)
	}
	return back
}

// Of any recording of a real run: held against itself it is no worse, and nothing of
// it is other than it was. Kept in a history it says the same.
func TestARunAgainstItself(t *testing.T) {
	for _, path := range formattest.Recordings(t, "../../testdata/recordings/*.arrow") {
		m := measureEvents(t, formattest.Recorded(t, path))
		back := kept(t, m)
		for _, bases := range []int{1, 2} {
			base := []gate.Measurement{m, m}[:bases]
			r := gate.Of(base, []gate.Measurement{m}, gate.DefaultPolicy())
			for _, c := range r.Checks {
				bad := c.Verdict == gate.Regression || c.Exact && c.Verdict == gate.Inconclusive && m.Complete || c.Verdict == gate.Incomparable && c.Metric != gate.Outcome && c.Metric != gate.Presence
				if bad || c.Notable && c.Metric != gate.Presence && c.Metric != gate.Outcome {
					t.Errorf("%s: %s is %s: %s", filepath.Base(path), c.Metric, c.Verdict, c.Why)
				}
			}
			if again := gate.Of(base, []gate.Measurement{back}, gate.DefaultPolicy()); again.Verdict != r.Verdict || len(again.Checks) != len(r.Checks) {
				t.Errorf("%s: %s, and %s out of a history", filepath.Base(path), r.Verdict, again.Verdict)
			}
		}
	}
}

// Whatever is left of a recording, it is measured, kept and judged.
func TestDisturbedRecordings(t *testing.T) {
	paths := formattest.UpTo(t, 120<<10, formattest.Recordings(t, "../../testdata/recordings/*.arrow"))
	if len(paths) < 5 {
		t.Fatal(paths)
	}
	var all []gate.Measurement
	for n, path := range paths {
		random := rand.New(rand.NewPCG(7, uint64(n)))
		events := formattest.Recorded(t, path)
		var left []*format.Event
		for _, e := range events {
			if random.IntN(20) == 0 {
				continue
			}
			e = e.Clone()
			formattest.Disturb(e, random, 30, func(was int64) int64 {
				return []int64{0, -1, 1<<63 - 1, -1 << 63, was * 2, was + 1}[random.IntN(6)]
			})
			left = append(left, e)
		}
		m := measureEvents(t, left)
		for _, x := range append([]map[string]int64{m.Metrics}, metricsOf(m)...) {
			for name, v := range x {
				if v < 0 {
					t.Errorf("%s: %s is %d", path, name, v)
				}
			}
		}
		kept(t, m)
		all = append(all, m, measureEvents(t, events))
	}
	for i, a := range all {
		b := all[(i+1)%len(all)]
		r := gate.Of([]gate.Measurement{a}, []gate.Measurement{b}, gate.DefaultPolicy())
		if again := gate.Of([]gate.Measurement{a}, []gate.Measurement{b}, gate.DefaultPolicy()); !reflect.DeepEqual(words(r), words(again)) {
			t.Error("it is not the same each time")
		}
	}
}

func metricsOf(m gate.Measurement) (list []map[string]int64) {
	for _, q := range m.Queries {
		list = append(list, q.Metrics, q.Counters)
		for _, o := range q.Operators {
			list = append(list, o.Counters)
		}
	}
	return list
}

func words(r gate.Result) (list []string) {
	for _, c := range r.Checks {
		list = append(list, c.Query+c.Metric+string(c.Verdict)+c.Why)
	}
	return append(list, r.Notes...)
}
