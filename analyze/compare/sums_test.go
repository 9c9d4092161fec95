package compare_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// compared is two runs, aligned and compared.
func compared(base, current *analyze.Run) *compare.Comparison {
	return compare.Of(finding.Of(base), finding.Of(current), align.Of(base, current))
}

// checkSums holds a comparison against what must be true of any, and returns
// what is not.
func checkSums(c *compare.Comparison) (wrong []string) {
	say := func(format string, args ...any) {
		if len(wrong) < 20 {
			wrong = append(wrong, fmt.Sprintf(format, args...))
		}
	}
	if c.Job != nil {
		sum := int64(0)
		for _, p := range c.Job.Parts {
			sum += p.Delta
			if p.Delta != p.New-p.Base {
				say("job: %s: %d is not %d - %d", p.Name, p.Delta, p.New, p.Base)
			}
		}
		if sum != c.Job.Delta || c.Job.Delta != c.Job.NewWall-c.Job.BaseWall {
			say("job: parts sum to %d, the difference is %d - %d", sum, c.Job.NewWall, c.Job.BaseWall)
		}
	}
	for i := range c.Queries {
		q := &c.Queries[i]
		for _, w := range checkQuery(q) {
			say("%s: %s", q.Pair.New.ID, w)
		}
	}
	if c.Base.Run == c.New.Run {
		return wrong
	}
	once := map[*analyze.Query]int{}
	for _, q := range c.Queries {
		once[q.Pair.Base]++
		once[q.Pair.New]++
	}
	for _, q := range append(append([]*analyze.Query(nil), c.BaseOnly...), c.NewOnly...) {
		once[q]++
	}
	for _, q := range append(append([]*analyze.Query(nil), c.Base.Run.Queries...), c.New.Run.Queries...) {
		if once[q] != 1 {
			say("query %s is in %d places", q.ID, once[q])
		}
	}
	return wrong
}

func checkQuery(q *compare.Query) (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if !q.Delta.Known() {
		if len(q.Parts)+len(q.Causes) > 0 {
			say("parts of an unknown difference")
		}
		return wrong
	}
	if q.Delta.V != q.NewWall.V-q.BaseWall.V {
		say("the difference %d is not %d - %d", q.Delta.V, q.NewWall.V, q.BaseWall.V)
	}
	sum, last := int64(0), int64(-1)
	for i, p := range q.Parts {
		sum += p.NS
		size := max(p.NS, -p.NS)
		if p.NS == 0 || last >= 0 && size > last {
			say("part %d (%s, %s) is %d after %d", i, p.Kind, p.Cause, p.NS, last)
		}
		last = size
		if p.Cause == "" {
			say("part %d has no cause", i)
		}
	}
	if sum != q.Delta.V {
		say("parts sum to %d, the difference is %d", sum, q.Delta.V)
	}
	sum = 0
	against := false
	type place struct {
		kind          compare.CauseKind
		base, current *analyze.Operator
	}
	seen := map[place]bool{}
	for i, x := range q.Causes {
		sum += x.NS
		if k := (place{x.Kind, x.Base, x.New}); seen[k] {
			say("cause %d, %s, is there twice", i, x.Title)
		} else {
			seen[k] = true
		}
		if q.Delta.V != 0 && (x.NS > 0) != (q.Delta.V > 0) {
			against = true
		} else if against && q.Delta.V != 0 {
			say("cause %d, %s, has the sign of the difference and stands behind one that has not", i, x.Title)
		}
		if m := twoNumbers.FindStringSubmatch(x.Title); m != nil && m[1] == m[2] && 20*max(x.NS, -x.NS) > max(q.BaseWall.V, q.NewWall.V) {
			say("cause %d says that %s became %s and makes %d: %s", i, m[1], m[2], x.NS, x.Title)
		}
		for _, text := range append([]string{x.Title}, x.Evidence...) {
			if strings.TrimSpace(text) == "" || strings.Contains(text, "%!") || strings.ContainsAny(text, "\n\r\x1b") || strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
				say("cause %d, %s, says %q", i, x.Kind, text)
			}
		}
	}
	if sum != q.Delta.V {
		say("causes sum to %d, the difference is %d", sum, q.Delta.V)
	}
	seenOperator := map[*analyze.Operator]bool{}
	for _, o := range q.Operators {
		if o.NS != o.NewPath-o.BasePath {
			say("operator: %d is not %d - %d", o.NS, o.NewPath, o.BasePath)
		}
		if o.BasePath < 0 || o.NewPath < 0 || o.Base == nil && o.BasePath != 0 || o.New == nil && o.NewPath != 0 {
			say("operator: %d and %d of the path", o.BasePath, o.NewPath)
		}
		for _, side := range []*analyze.Operator{o.Base, o.New} {
			if side != nil && seenOperator[side] && q.Pair.Base != q.Pair.New {
				say("operator %s #%d is there twice", side.Name, side.ID)
			}
			seenOperator[side] = true
		}
		for _, p := range o.Parts {
			if p.Base != o.Base || p.New != o.New {
				say("a part of another operator")
			}
		}
	}
	for _, side := range []*analyze.Query{q.Pair.Base, q.Pair.New} {
		for _, o := range side.Operators {
			if len(q.Operators) > 0 && !seenOperator[o] {
				say("operator %s #%d is nowhere", o.Name, o.ID)
			}
		}
	}
	return wrong
}

// twoNumbers finds the two numbers of a title that are held against each other.
var twoNumbers = regexp.MustCompile(`took (\d\S* \S+) .*?(?:instead of|, and) (\d\S* \S+)(?: before| each)?`)

func mustSum(t testing.TB, where string, c *compare.Comparison) {
	t.Helper()
	for _, w := range checkSums(c) {
		t.Errorf("%s: %s", where, w)
	}
}
