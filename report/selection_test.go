package report

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

func TestSelectQueries(t *testing.T) {
	run := &analyze.Run{}
	for _, id := range []string{"brave-otter", "brave-ox", "2-fast", "brave-ox-junior"} {
		run.Queries = append(run.Queries, nativeQuery(id, 0, 1_000))
	}
	for _, c := range []struct {
		name, want, fails string
	}{
		{name: "", want: "brave-otter brave-ox 2-fast brave-ox-junior"},
		{name: "brave-ox", want: "brave-ox"}, // whole, though another begins so
		{name: "brave-ot", want: "brave-otter"},
		{name: "3", want: "2-fast"},
		{name: "2", want: "brave-ox"}, // a number is a number first
		{name: "2-", want: "2-fast"},
		{name: "brave", fails: `several queries are called "brave": choose one of brave-otter, brave-ox, brave-ox-junior`},
		{name: "nix", fails: `no query "nix": choose one of brave-otter, brave-ox, 2-fast, brave-ox-junior`},
		{name: "0", fails: `no query "0": choose one of brave-otter, brave-ox, 2-fast, brave-ox-junior`},
		{name: "5", fails: `no query "5": choose one of brave-otter, brave-ox, 2-fast, brave-ox-junior`},
	} {
		chosen, err := selectQueries(run, c.name)
		if c.fails != "" {
			var selection *SelectError
			if !errors.As(err, &selection) || err.Error() != c.fails {
				t.Errorf("%q: error %v, want %s", c.name, err, c.fails)
			}
			continue
		}
		var ids []string
		for _, n := range chosen {
			ids = append(ids, n.ID)
		}
		if got := strings.Join(ids, " "); got != c.want || err != nil {
			t.Errorf("%q: %s, %v; want %s", c.name, got, err, c.want)
		}
	}
	if _, err := selectQueries(&analyze.Run{}, "x"); err == nil || err.Error() != `no query "x": the recording has none` {
		t.Errorf("of no queries: %v", err)
	}
}

func TestAWrongQueryWritesNothing(t *testing.T) {
	var b bytes.Buffer
	for _, err := range []error{Explain(&b, finding.Of(jobRun()), ExplainOptions{Query: "x"}), ExplainJSON(&b, finding.Of(jobRun()), ExplainOptions{Query: "x"})} {
		var selection *SelectError
		if !errors.As(err, &selection) || b.Len() > 0 {
			t.Errorf("error %v, wrote %q", err, b.String())
		}
	}
}

// Several queries of one id are there where recordings were put together.
func TestQueriesOfOneIDAreShownTogether(t *testing.T) {
	run := &analyze.Run{Queries: []*analyze.Query{nativeQuery("twin", 0, 10), nativeQuery("other", 20, 10), nativeQuery("twin", 40, 10)}}
	chosen, err := selectQueries(run, "twin")
	if err != nil || len(chosen) != 2 || chosen[0].number != 1 || chosen[1].number != 3 {
		t.Errorf("chosen %v, %v", chosen, err)
	}
}

func TestManyQueriesAreAllShownInFull(t *testing.T) {
	text := explain(t, manyRun(), ExplainOptions{Full: true})
	if strings.Contains(text, "In detail below") || !strings.Contains(text, "15 of 15  query-14") || !strings.Contains(text, "1 of 15  query-00") {
		t.Error("--full folds queries")
	}
}
