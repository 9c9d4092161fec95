package taskgraph

import (
	"math"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
)

func TestWorked(t *testing.T) {
	known := func(v int64) analyze.Value { return analyze.Value{V: v, Origin: analyze.Measured} }
	for name, c := range map[string]struct {
		duration int64
		o        *analyze.Operator
		want     int64
	}{
		"no spans":               {100, &analyze.Operator{DaftDuration: known(1000)}, 100},
		"it queued":              {100, &analyze.Operator{DaftDuration: known(1000), Work: analyze.Work{Busy: known(20)}}, 2},
		"it finalized":           {100, &analyze.Operator{DaftDuration: known(1000), Work: analyze.Work{Busy: known(3000)}}, 300},
		"busy at least":          {100, &analyze.Operator{DaftDuration: known(1000), Work: analyze.Work{Busy: known(20), AtLeast: true}}, 100},
		"it works elsewhere":     {100, &analyze.Operator{DaftDuration: known(1000), Work: analyze.Work{Busy: known(20), Elsewhere: true}}, 100},
		"its duration is a part": {100, &analyze.Operator{DaftDuration: known(1000), DurationPartial: true, Work: analyze.Work{Busy: known(20)}}, 100},
		"no operator":            {100, nil, 100},
		"nothing":                {-1, &analyze.Operator{}, 0},
		"absurd":                 {math.MaxInt64, &analyze.Operator{DaftDuration: known(1), Work: analyze.Work{Busy: known(math.MaxInt64)}}, math.MaxInt64},
	} {
		if got := (Contribution{Operator: c.o, Duration: c.duration}).Worked(); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}
