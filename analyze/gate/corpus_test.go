package gate_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/format"
)

var measureFrom = flag.String("measure.from", "", "a directory of recordings SET-NN.arrow, of which testdata/measured.jsonl.gz is made anew")

const measured = "testdata/measured.jsonl.gz"

// TestMeasureCorpus makes testdata/measured.jsonl.gz of recordings. It does nothing
// unless it is given some.
func TestMeasureCorpus(t *testing.T) {
	if *measureFrom == "" {
		t.Skip("no -measure.from")
	}
	paths, err := filepath.Glob(filepath.Join(*measureFrom, "*.arrow"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(paths)
	name := regexp.MustCompile(`^(native|noisy|ray)-(base|[a-z-]+)-[0-9]{2}\.arrow$`)
	most := map[string]int{}
	var out bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	for _, path := range paths {
		base := filepath.Base(path)
		m := name.FindStringSubmatch(base)
		set := base[:max(0, len(base)-len("-00.arrow"))]
		if most[set]++; m == nil || m[2] != "base" && most[set] > 6 {
			continue
		}
		r, err := format.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		run, err := analyze.Replay(r)
		r.Close()
		if err != nil {
			t.Fatal(err)
		}
		x := gate.Measure(finding.Of(run))
		x.Path = base
		line, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		zip.Write(append(line, '\n'))
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(measured, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// corpus is what was measured of testdata/jobs/nightly.py, by set of recordings.
func corpus(t testing.TB) map[string][]gate.Measurement {
	t.Helper()
	f, err := os.Open(measured)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zip, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	sets := map[string][]gate.Measurement{}
	lines := bufio.NewScanner(zip)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var m gate.Measurement
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		set := m.Path[:len(m.Path)-len("-00.arrow")]
		sets[set] = append(sets[set], m)
	}
	if err := lines.Err(); err != nil || len(sets) < 10 {
		t.Fatal(err, len(sets))
	}
	return sets
}
