package compare_test

import (
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
)

var (
	studies  = map[string]*finding.Study{}
	studying sync.Mutex
)

// studyOf returns the study of a recording of testdata, made once.
func studyOf(t testing.TB, name string) *finding.Study {
	t.Helper()
	studying.Lock()
	defer studying.Unlock()
	if s := studies[name]; s != nil {
		return s
	}
	f, err := format.Open(filepath.Join("..", "..", "testdata", filepath.FromSlash(name)+".arrow"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	run, err := analyze.Replay(f)
	if err != nil {
		t.Fatal(name, err)
	}
	s := finding.Of(run)
	studies[name] = s
	return s
}

// realQuery is one query of a recording of testdata.
type realQuery struct {
	study *finding.Study
	query *analyze.Query
}

// comparedQueries compares one query with another, of whichever recordings.
func comparedQueries(base, current realQuery) *compare.Query {
	pair := align.Pair(base.query, current.query, align.ByName)
	return &compare.Of(base.study, current.study, align.Queries{Pairs: []align.QueryPair{pair}}).Queries[0]
}

// causes returns the queries of the recordings of causes.py, by recording, then
// "NAME=with" or "NAME=without".
func causes(t testing.TB) map[string]map[string]realQuery {
	all := map[string]map[string]realQuery{}
	for _, name := range []string{"causes-native", "causes-ray", "causes-cluster", "causes-startup"} {
		s := studyOf(t, "causes/"+name)
		var asked []string
		for _, a := range s.Run.Job.Arguments {
			if strings.HasSuffix(a, "=with") || strings.HasSuffix(a, "=without") {
				asked = append(asked, a)
			}
		}
		queries := s.Run.Queries[len(s.Run.Queries)-len(asked):]
		all[name] = map[string]realQuery{}
		for i, a := range asked {
			all[name][a] = realQuery{s, queries[i]}
		}
	}
	return all
}

// variants are the queries of the recordings in testdata/whatif, in their order,
// see testdata/jobs/whatif.py. Those without a name warm up.
var variants = map[string][]string{
	"nodes-3": {"", "", "even", "skewed", "dropped", "fast", "computing", "even", "skewed", "dropped", "fast", "computing"},
	"nodes-2": {"", "", "even", "computing", "even", "computing"},
	"nodes-1": {"", "", "even", "computing", "even", "computing"},
	"cold-3":  {"cold", "even"},
}

// variant returns the queries of one variant in one recording.
func variant(t testing.TB, file, name string) (list []realQuery) {
	s := studyOf(t, "whatif/"+file)
	for i, v := range variants[file] {
		if v == name {
			list = append(list, realQuery{s, s.Run.Queries[i]})
		}
	}
	return list
}
