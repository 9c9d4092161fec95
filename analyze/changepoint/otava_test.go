package changepoint

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"testing"
)

// otavaSeries is a line of what testdata/ask_otava.py prints.
type otavaSeries struct {
	Name   string
	Values []float64
	Found  []struct {
		Window       int
		P, Magnitude float64
		Points       [][4]float64 // index, means before and after, p
	}
}

// TestLikeOtava holds change points against those of Apache Otava 0.8.0: with its
// variance, and levels of a single value, they are the same. OTAVA names a file of
// other series, that testdata/ask_otava.py made.
func TestLikeOtava(t *testing.T) {
	path := "testdata/otava.jsonl"
	if p := os.Getenv("OTAVA"); p != "" {
		path = p
	}
	table, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	compared, points := 0, 0
	for _, line := range bytes.Split(bytes.TrimSpace(table), []byte("\n")) {
		var s otavaSeries
		if err := json.Unmarshal(line, &s); err != nil {
			t.Fatal(err)
		}
		for _, f := range s.Found {
			got := Find(s.Values, Options{Window: f.Window, MaxP: f.P, MinChange: f.Magnitude, MinSegment: 1, likeOtava: true})
			compared++
			points += len(f.Points)
			same := len(got) == len(f.Points)
			for i := 0; same && i < len(got); i++ {
				w := f.Points[i]
				same = got[i].Index == int(w[0]) && close(got[i].Before, w[1]) && close(got[i].After, w[2]) && close(got[i].P, w[3])
			}
			if !same {
				t.Errorf("%s, window %d, p %v:\n got %+v\nwant %v", s.Name, f.Window, f.P, got, f.Points)
			}
		}
	}
	t.Logf("%d series and options, %d change points", compared, points)
	if path == "testdata/otava.jsonl" && points < 100 {
		t.Errorf("only %d change points compared", points)
	}
}

func close(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b)+1e-15 }
