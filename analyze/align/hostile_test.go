package align

import (
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// Whatever the numbers of a recording, everything is in exactly one list.
func TestImpossibleNumbers(t *testing.T) {
	odd := []int64{math.MinInt64, math.MaxInt64, -1, 0, 1}
	random := rand.New(rand.NewPCG(9, 10))
	base := nightly(t, "ray-base-1")
	text, err := os.ReadFile("testdata/ray-repartition.txt")
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		events := formattest.Events(t, string(text))
		for _, e := range events {
			formattest.Disturb(e, random, 3, func(int64) int64 { return odd[random.IntN(len(odd))] })
		}
		run, err := analyze.Replay(formattest.NewReader(events))
		if err != nil {
			t.Fatal(err)
		}
		whole(t, "impossible", base, run, Of(base, run))
		whole(t, "impossible base", run, base, Of(run, base))
	}
}

// Whatever the strings, what is said of a query is one line, short, and UTF-8.
func TestHostileStrings(t *testing.T) {
	for _, s := range []string{"", "\x00\x1b[31m", "two\nlines", "\xff\xfe", strings.Repeat("w", 1<<20), strings.Repeat("/a", 1<<19), strings.Repeat("-1", 1<<19) + "(", "f-1-2(", "://", "/", "//", "?/#/",
		strings.Repeat("語", 1<<18), `{"type":`, strings.Repeat("[", 1<<16)} {
		q := plan(t, "Sort(UDF(Scan))")
		q.ID, q.LogicalPlan, q.OptimizedPlan, q.Entrypoint = s, s, `{"type":"Sort","sort_by":["`+s+`"],"children":[]}`, s
		for _, o := range q.Operators {
			o.Name += s
		}
		q.Tasks = []*analyze.Task{{Inputs: []analyze.TaskInput{{SourceNode: analyze.Measured.Of(2), Paths: []string{s, s + "/" + s}}}}}
		other := plan(t, "Sort(UDF(Scan))")
		p := Pair(q, other, ByName)
		once(t, "hostile", p)
		said := []string{Label(q)}
		for _, o := range p.Operators.Pairs {
			said = append(said, o.Changed)
		}
		for _, x := range said {
			if len(x) > 4000 || strings.ContainsAny(x, "\n\x1b\x00") || !utf8.ValidString(x) {
				t.Errorf("of %.20q it says %.200q", s, x)
			}
		}
	}
}

func TestStable(t *testing.T) {
	for text, want := range map[string]string{
		"__main__.score-877956-0(col(l_comment)) as score": "__main__.score(col(l_comment)) as score",
		"a - 5(b)": "a - 5(b)",
		"x 0x7f00aa12 y 123e4567-e89b-12d3-a456-426614174000":  "x 0x* y *",
		"files /tmp/abc123/part-0007.parquet":                  "files abc*/part-*.parquet",
		`lit("s3://bucket/day=2026-11-23/lineitem/7.parquet")`: `lit("lineitem/*.parquet")`,
		"a / b":                               "a / b",
		"col(o_orderdate) >= lit(1998-01-01)": "col(o_orderdate) >= lit(1998-01-01)",
	} {
		if got := stable(text, "keen-sage-68c0e7"); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if got := stable("of keen-sage-68c0e7", "keen-sage-68c0e7"); got != "of *" {
		t.Error(got)
	}
}
