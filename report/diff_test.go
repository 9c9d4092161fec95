package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// compared holds two runs against each other.
func compared(base, current *analyze.Run) *compare.Comparison {
	return compare.Of(finding.Of(base), finding.Of(current), align.Of(base, current))
}

// comparisons are pairs of all runs that there are to test with, made anew: each with
// the one that is so many places further, itself where that is 0.
func comparisons(t *testing.T, step int) map[string]*compare.Comparison {
	t.Helper()
	first, second := runs(t), runs(t)
	names := make([]string, 0, len(first))
	for name := range first {
		names = append(names, name)
	}
	slices.Sort(names)
	all := map[string]*compare.Comparison{}
	for i, name := range names {
		other := names[(i+step)%len(names)]
		all[name+" and "+other] = compared(first[name], second[other])
	}
	return all
}

func diffText(t *testing.T, c *compare.Comparison, o DiffOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := Diff(&b, c, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func diffMarkdown(t *testing.T, c *compare.Comparison, o DiffOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := DiffMarkdown(&b, c, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Whatever recordings hold, the text fits its width, the Markdown fits a comment,
// the JSON is valid, and nothing of a recording controls any of them.
func TestDiffIsSafeWhateverRunsHold(t *testing.T) {
	for _, v := range []struct {
		s     string
		n     int64
		steps []int // a part of the pairs, to be quick
	}{{"", 0, []int{0, 1, 5}}, {hostile, 0, []int{1}}, {hostileMarkdown, 0, []int{5}}, {"", math.MaxInt64, []int{1}}, {"", math.MinInt64, []int{5}}, {"", 1, []int{0}}} {
		all := map[string]*compare.Comparison{}
		for _, step := range v.steps {
			maps.Copy(all, comparisons(t, step))
		}
		for name, c := range all {
			count := poison(reflect.ValueOf(c), v.s, v.n, map[uintptr]bool{})
			if v.s != "" && count < 20 {
				t.Fatalf("%s: only %d places were overwritten", name, count)
			}
			name = fmt.Sprintf("%s, %.10q %d", name, v.s, v.n)
			path := "base.arrow"
			if v.s != "" {
				path = v.s
			}
			width := widths[len(name)%len(widths)]
			for _, full := range []bool{false, true} {
				o := DiffOptions{BasePath: path, NewPath: path + "2", Width: width, Full: full}
				text := diffText(t, c, o)
				check(t, name, text, width)
				o.Color = true
				if coloured := diffText(t, c, o); escapes.ReplaceAllString(coloured, "") != text {
					t.Errorf("%s: without its colours the text is another", name)
				}
				holdMarkdownOf(t, name, diffMarkdown(t, c, o), 7, 5)
			}
			var doc bytes.Buffer
			if err := DiffJSON(&doc, c, DiffOptions{}); err != nil || !json.Valid(doc.Bytes()) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// Two comparisons of the same runs read alike.
func TestTwoDiffsReadAlike(t *testing.T) {
	first, second := comparisons(t, 1), comparisons(t, 1)
	for name := range first {
		o := DiffOptions{BasePath: "base.arrow", NewPath: "new.arrow", Full: true}
		if diffText(t, first[name], o) != diffText(t, second[name], o) {
			t.Errorf("%s: the text differs", name)
		}
	}
}

// No number of a comparison may be impossible, of any pair of real recordings and
// of what is left of one of them when events are lost, late, twice or stamped anew.
func TestNothingImpossibleInDiffs(t *testing.T) {
	paths := realRecordings(t)
	small := slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return len(formattest.Recorded(t, p)) > 3_000 })
	kinds := make([]string, 0, len(damages))
	for name := range damages {
		kinds = append(kinds, name)
	}
	slices.Sort(kinds)
	for n, path := range small {
		events := formattest.Recorded(t, path)
		other := small[(n+1)%len(small)]
		holdDiff(t, filepath.Base(path)+" and itself", events, copied(events), true)
		holdDiff(t, filepath.Base(path)+" and "+filepath.Base(other), events, formattest.Recorded(t, other), false)
		for round := range *rounds {
			for k := range kinds {
				if *rounds == 1 && k != n%len(kinds) {
					continue
				}
				random := rand.New(rand.NewPCG(uint64(round), uint64(n)))
				name := fmt.Sprintf("%s and itself, %s, round %d", filepath.Base(path), kinds[k], round)
				holdDiff(t, name, copied(events), damages[kinds[k]](random, copied(events)), false)
				holdDiff(t, name+", the other way round", damages[kinds[k]](random, copied(events)), copied(events), false)
			}
		}
	}
}

// holdDiff holds all that is said of two recordings against what is possible.
func holdDiff(t *testing.T, name string, base, current []*format.Event, same bool) {
	t.Helper()
	runOf := func(events []*format.Event) *analyze.Run {
		run, err := analyze.Replay(formattest.NewReader(events))
		if err != nil {
			t.Fatal(err)
		}
		return run
	}
	a, b := runOf(base), runOf(current)
	c := compared(a, b)
	var doc diffJSON
	readBack(t, &doc, func(w io.Writer) error { return DiffJSON(w, c, DiffOptions{}) })
	h := &possible{t: t, name: name}
	h.must(len(doc.Queries)+len(doc.BaseOnly) == len(a.Queries) && len(doc.Queries)+len(doc.NewOnly) == len(b.Queries), "%d pairs, %d and %d alone, of %d and %d queries",
		len(doc.Queries), len(doc.BaseOnly), len(doc.NewOnly), len(a.Queries), len(b.Queries))
	if j := doc.Job; j != nil {
		sum := int64(0)
		for _, x := range j.Parts {
			h.must(x.BaseNS >= 0 && x.NewNS >= 0 && x.NewNS-x.BaseNS == x.DeltaNS, "job: %s %d to %d differ by %d", x.Name, x.BaseNS, x.NewNS, x.DeltaNS)
			sum += x.DeltaNS
		}
		h.must(j.NewWallNS-j.BaseWallNS == j.DeltaNS && (len(j.Parts) == 0 || sum == j.DeltaNS), "job: parts sum to %d of %d", sum, j.DeltaNS)
	}
	for i, q := range doc.Queries {
		h.diffQuery(q, len(c.Queries[i].Pair.Base.Operators), len(c.Queries[i].Pair.New.Operators))
		h.must(!same || q.DeltaNS == nil || *q.DeltaNS == 0 && len(q.Causes) == 0 && len(q.Appeared)+len(q.Vanished) == 0, "%s: differs from itself by %d, %d causes", q.NewQueryID, value(q.DeltaNS), len(q.Causes))
		h.plan(&c.Queries[i])
		h.told(&c.Queries[i])
	}
}

// told holds what is folded of the causes against what is shown: none is larger.
func (h *possible) told(q *compare.Query) {
	for _, most := range []int{mdCauses, len(q.Causes)} {
		told, others, sum := (&diffPage{}).causeList(q, most)
		least, all := int64(math.MaxInt64), sum
		for _, x := range told {
			least, all = min(least, size64(x.NS)), all+x.NS
		}
		h.must(len(told)+others == len(q.Causes) && all == q.Delta.V, "%s: %d causes told and %d folded, which sum to %d of %d", q.Pair.New.ID, len(told), others, all, q.Delta.V)
		for _, x := range q.Causes {
			if size64(x.NS) > least {
				h.must(slices.ContainsFunc(told, func(y compare.Cause) bool { return y.Title == x.Title && y.NS == x.NS }), "%s: a cause of %d is folded, and one of %d told", q.Pair.New.ID, x.NS, least)
			}
		}
	}
}

func (h *possible) diffQuery(q diffQueryJSON, baseOperators, newOperators int) {
	id := q.BaseQueryID + " and " + q.NewQueryID
	h.must((q.DeltaNS == nil) == (q.BaseWallNS == nil || q.NewWallNS == nil), "%s: a difference without walls, or walls without", id)
	h.must(q.DeltaNS == nil || *q.NewWallNS-*q.BaseWallNS == *q.DeltaNS, "%s: %d to %d differ by %d", id, value(q.BaseWallNS), value(q.NewWallNS), value(q.DeltaNS))
	h.must(q.DeltaNS != nil || len(q.Parts)+len(q.Causes) == 0, "%s: parts of an unknown difference", id)
	most := max(value(q.BaseWallNS), value(q.NewWallNS))
	parts, causes := int64(0), int64(0)
	for _, x := range q.Parts {
		h.must(x.NS != 0 && -most <= x.NS && x.NS <= most, "%s: a part of %d, of walls of %d at most", id, x.NS, most)
		parts += x.NS
	}
	for _, x := range q.Causes {
		h.must(x.Title != "" && x.Cause != "", "%s: a cause that says nothing", id)
		causes += x.NS
	}
	if len(q.Parts)+len(q.Causes) > 0 {
		h.must(parts == value(q.DeltaNS), "%s: parts sum to %d of %d", id, parts, value(q.DeltaNS))
		h.must(causes == value(q.DeltaNS), "%s: causes sum to %d of %d", id, causes, value(q.DeltaNS))
	}
	before, after, base, current := int64(0), int64(0), 0, 0
	for _, o := range q.Operators {
		h.must(o.BaseNodeID != nil || o.NewNodeID != nil, "%s: an operator of neither plan", id)
		h.must(o.BasePathNS >= 0 && o.NewPathNS >= 0 && o.NewPathNS-o.BasePathNS == o.DeltaNS, "%s: %d to %d differ by %d", id, o.BasePathNS, o.NewPathNS, o.DeltaNS)
		before, after = before+o.BasePathNS, after+o.NewPathNS
		if o.BaseNodeID != nil {
			base++
		}
		if o.NewNodeID != nil {
			current++
		}
	}
	h.must(base == baseOperators && current == newOperators, "%s: %d and %d operators of %d and %d", id, base, current, baseOperators, newOperators)
	h.must(before <= value(q.BaseWallNS) && after <= value(q.NewWallNS), "%s: operators have %d and %d of walls of %d and %d", id, before, after, value(q.BaseWallNS), value(q.NewWallNS))
}

// plan holds the two plans in one against what they are made of: each operator is
// drawn at least once.
func (h *possible) plan(q *compare.Query) {
	if q.Base == nil || q.New == nil {
		return
	}
	t := newDiffTree(q)
	seen := map[*analyze.Operator]bool{}
	for _, line := range drawTree(t.branches(nil), treeStyle{step: 1, most: deepest}) {
		seen[line.op()] = true
	}
	h.must(len(seen) == len(q.Operators), "%s: %d of %d operators are drawn", q.Pair.New.ID, len(seen), len(q.Operators))
}

// What stands between two operators in the base is drawn between them.
func TestDroppedOperatorsStandWhereTheyWere(t *testing.T) {
	run := func(filter bool) *analyze.Run {
		r := jobRun()
		q := r.Queries[0]
		r.Queries = r.Queries[:1]
		if !filter {
			write, scan := q.Operators[0], q.Operators[2]
			write.Children = []*analyze.Operator{scan}
			q.Operators = []*analyze.Operator{write, scan}
		}
		return r
	}
	draw := func(base, current bool) string {
		a, b := run(base), run(current)
		pair := align.QueryPair{Base: a.Queries[0], New: b.Queries[0], How: align.ByName}
		for _, o := range b.Queries[0].Operators {
			i := slices.IndexFunc(a.Queries[0].Operators, func(x *analyze.Operator) bool { return x.Name == o.Name })
			if i < 0 {
				pair.Operators.NewOnly = append(pair.Operators.NewOnly, o)
				continue
			}
			pair.Operators.Pairs = append(pair.Operators.Pairs, align.OperatorPair{Base: a.Queries[0].Operators[i], New: o, How: align.ByShape})
		}
		for _, o := range a.Queries[0].Operators {
			if !slices.ContainsFunc(b.Queries[0].Operators, func(x *analyze.Operator) bool { return x.Name == o.Name }) {
				pair.Operators.BaseOnly = append(pair.Operators.BaseOnly, o)
			}
		}
		c := compare.Of(finding.Of(a), finding.Of(b), align.Queries{Pairs: []align.QueryPair{pair}})
		tree := newDiffTree(&c.Queries[0])
		var lines []string
		for _, l := range drawTree(tree.branches(nil), treeStyle{step: 1, most: deepest}) {
			lines = append(lines, l.lead+tree.name(l.op()))
		}
		return strings.Join(lines, "\n")
	}
	for _, c := range []struct {
		base, current bool
		want          string
	}{
		{true, true, "#2 Write\n└#1 Filter\n └#0 Read Parquet"},
		{true, false, "#2 Write\n└- #1 Filter\n └#0 Read Parquet"},
		{false, true, "#2 Write\n└+ #1 Filter\n └#0 Read Parquet"},
	} {
		if got := draw(c.base, c.current); got != c.want {
			t.Errorf("it is\n%s\nwant\n%s", got, c.want)
		}
	}
}

// Of many queries those that hardly differ are one line, and what is shown in
// detail is what makes up the difference.
func TestManyQueriesFold(t *testing.T) {
	base, current := manyRun(), manyRun()
	current.Queries[5].Wall = known(2 * current.Queries[5].Wall.V)
	text := diffText(t, compared(base, current), DiffOptions{BasePath: "base.arrow", NewPath: "new.arrow"})
	for _, want := range []string{"14 queries: no more than 3 % apart; together 0 ns\n", "x2.00", "6 of 15 query-05: "} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if n := strings.Count(text, " of 15 query-"); n != 1 {
		t.Errorf("%d queries are in detail", n)
	}
}

// A query that did other work has a line that says so, though it took as long.
func TestOtherWorkIsSaidThoughTimesAgree(t *testing.T) {
	base, current := manyRun(), manyRun()
	current.Queries[5].Operators[1].RowsOut = known(13)
	current.Queries[5].Wall.V += 1_000
	o := DiffOptions{BasePath: "base.arrow", NewPath: "new.arrow"}
	for form, text := range map[string]string{"text": diffText(t, compared(base, current), o), "Markdown": diffMarkdown(t, compared(base, current), o)} {
		for _, want := range []string{"14 queries: no more than 3 % apart", "rows differ: of 1 operator"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not in\n%s", form, want, text)
			}
		}
	}
}

func TestHeadOfAJobThatFailed(t *testing.T) {
	base, current := jobRun(), jobRun()
	base.Job.ExitCode = known(0)
	o := DiffOptions{BasePath: "base.arrow", NewPath: "new.arrow"}
	if text := diffText(t, compared(base, current), o); !strings.HasPrefix(text, "new.arrow failed after 12.30 s; base.arrow finished in 12.30 s (the job)\n") {
		t.Errorf("it begins with\n%.200s", text)
	}
	if text := diffText(t, compared(current, base), o); !strings.HasPrefix(text, "new.arrow finished in 12.30 s; base.arrow failed after 12.30 s (the job)\n") {
		t.Errorf("it begins with\n%.200s", text)
	}
}

// Where all that did the same took less time, it is said to look at the machine, too.
func TestAllTookLessTime(t *testing.T) {
	base, current := manyRun(), manyRun()
	for _, q := range current.Queries {
		q.Wall = known(q.Wall.V / 2)
	}
	o := DiffOptions{BasePath: "base.arrow", NewPath: "new.arrow", Width: 400}
	for want, text := range map[string]string{"As all took less time, look first": diffText(t, compared(base, current), o), "As all took longer, look first": diffText(t, compared(current, base), o)} {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("%q is not in\n%.1500s", want, text)
		}
	}
}

// Queries that only one run has are named in the head where they explain the job.
func TestQueriesOfOneRunExplainTheJob(t *testing.T) {
	base, current := jobRun(), jobRun()
	base.Queries = base.Queries[:1]
	current.Job.Wall = known(base.Job.Wall.V + 4_000_000_000)
	o := DiffOptions{BasePath: "base.arrow", NewPath: "new.arrow"}
	want := "1 query is only in new.arrow: 3.00 s of the +4.00 s of the job"
	for form, text := range map[string]string{"text": diffText(t, compared(base, current), o), "Markdown": diffMarkdown(t, compared(base, current), o)} {
		if !strings.Contains(text, want) {
			t.Errorf("%s: %q is not in\n%.800s", form, want, text)
		}
	}
	current.Job.Wall = known(base.Job.Wall.V - 4_000_000_000)
	if text := diffText(t, compared(base, current), o); strings.Contains(text, " of the job") {
		t.Errorf("a query more explains a shorter job:\n%.800s", text)
	}
}

func TestWhichRunIsOlder(t *testing.T) {
	older, newer := jobRun(), jobRun()
	newer.Job.Start = after(60_000, format.ClockRecorder)
	o := DiffOptions{BasePath: "base.arrow", NewPath: "new.arrow"}
	if text := diffText(t, compared(newer, older), o); !strings.Contains(text, "order     new.arrow is the older run, by 60.0 s") {
		t.Errorf("it is not said that the arguments may be swapped:\n%s", text)
	}
	if text := diffText(t, compared(older, newer), o); strings.Contains(text, "order ") {
		t.Errorf("it is said that the arguments may be swapped:\n%s", text)
	}
}

func TestDiffErrorsOfTheWriterArrive(t *testing.T) {
	c := compared(jobRun(), jobRun())
	for _, write := range []func(io.Writer, *compare.Comparison, DiffOptions) error{Diff, DiffMarkdown, DiffJSON} {
		if err := write(brokenWriter{}, c, DiffOptions{}); err == nil {
			t.Error("the error of the writer is lost")
		}
	}
}

// Thousands of queries that all differ fit a comment, and it is said what is left out.
func TestDiffMarkdownOfManyQueries(t *testing.T) {
	run := func(times int64) *analyze.Run {
		r := &analyze.Run{Recording: completeRecording()}
		for i := range int64(1_000) {
			q := nativeQuery(fmt.Sprintf("query-%d", i), 1_000*i, times*(100+i%90))
			if i%2 == 0 {
				q.Wall = known(times * times * 100_000_000 * (1 + i)) // some differ by much
			}
			q.Entrypoint = hostileMarkdown
			r.Queries = append(r.Queries, q)
		}
		return r
	}
	c := compared(run(1), run(3))
	for _, full := range []bool{false, true} {
		doc := diffMarkdown(t, c, DiffOptions{BasePath: "base.arrow", NewPath: "new.arrow", Full: full})
		holdMarkdownOf(t, "many queries", doc, 7, 5)
		if !strings.Contains(doc, "are left out.") || full && !strings.Contains(doc, "Some queries or blocks are left out") {
			t.Errorf("it is not said what is left out:\n%.3000s", doc)
		}
	}
}
