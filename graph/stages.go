package graph

import (
	"math"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
)

// stages are the stages of a query with the operators that each is drawn
// around. An operator that several stages run is drawn in the first, so that an
// exchange is where it is written.
type stages struct {
	query *analyze.Query
	list  []skew.Stage
	home  map[*analyze.Operator]int
}

func newStages(c *finding.Case) *stages {
	s := &stages{query: c.Query, list: c.Stages, home: map[*analyze.Operator]int{}}
	for i, x := range s.list {
		for _, id := range x.Stage.NodeIDs {
			o := s.query.Operator(id)
			if _, ok := s.home[o]; o != nil && !ok {
				s.home[o] = i
			}
		}
	}
	return s
}

// label is how a stage is called, in the pictures and in --tasks.
func label(i int) string { return "s" + strconv.Itoa(i+1) }

// apart reports whether two operators are of different stages.
func (s *stages) apart(a, b *analyze.Operator) bool {
	i, ok := s.home[a]
	k, known := s.home[b]
	return ok && known && i != k
}

// uneven returns a mark for the operators in which skewed stages lost their
// time: the one whose shares differ most, else the last of the stage.
func (s *stages) uneven() map[*analyze.Operator][]mark {
	marks := map[*analyze.Operator][]mark{}
	for i, x := range s.list {
		if x.Verdict != skew.Skewed {
			continue
		}
		var worst *analyze.Operator
		most := int64(0)
		for _, y := range x.Operators {
			if y.Excess > most {
				worst, most = y.Operator, y.Excess
			}
		}
		if n := len(x.Stage.NodeIDs); worst == nil && n > 0 {
			worst = s.query.Operator(x.Stage.NodeIDs[n-1])
		}
		if worst != nil {
			marks[worst] = append(marks[worst], mark{bad: false, text: skewed(x) + ", in stage " + label(i)})
		}
	}
	return marks
}

// skewed says how skewed a stage is, and why.
func skewed(x skew.Stage) string {
	text := "skewed"
	if !math.IsNaN(x.Ratio) && !math.IsInf(x.Ratio, 0) && x.Ratio < 1e6 {
		text += " " + strconv.FormatFloat(x.Ratio, 'f', 1, 64) + "x"
	}
	if x.Cause != skew.NoCause {
		text += ": " + string(x.Cause)
	}
	return text
}

// clusters frames the boxes of each stage. A stage that has none of its own, as
// one that samples for a sort, is named where its operator is.
func (s *stages) clusters(to *sketch, of map[*analyze.Operator]*node) {
	in := map[*node]int{} // stage by box; -1 of one that stands for operators of several
	for _, n := range to.nodes {
		for k, o := range n.operators {
			home, ok := s.home[o]
			if !ok {
				home = -1
			}
			if k == 0 {
				in[n] = home
			} else if in[n] != home {
				in[n] = -1
			}
		}
	}
	own := make([]*cluster, len(s.list))
	for _, n := range to.nodes {
		i := in[n]
		if i < 0 {
			continue
		}
		if own[i] == nil {
			own[i] = &cluster{name: "cluster_" + label(i)}
		}
		own[i].nodes = append(own[i].nodes, n)
	}
	for i, x := range s.list {
		c := own[i]
		for k := len(x.Stage.NodeIDs) - 1; k >= 0 && c == nil; k-- {
			if o := s.query.Operator(x.Stage.NodeIDs[k]); o != nil && of[o] != nil && in[of[o]] >= 0 {
				c = own[in[of[o]]]
			}
		}
		if c != nil {
			s.describe(c, i, x)
		}
	}
	for _, c := range own {
		if c != nil {
			to.clusters = append(to.clusters, c)
		}
	}
}

// describe writes on a cluster what is known of a stage.
func (s *stages) describe(c *cluster, i int, x skew.Stage) {
	text := label(i) + ": " + humanize.Plural(int64(len(x.Stage.Tasks)), "task", "tasks")
	switch w := x.Stage.Wall; {
	case w.N == 1:
		text += ", " + humanize.Duration(w.Max)
	case w.N > 1:
		text += ", median " + humanize.Duration(w.Median) + ", longest " + humanize.Duration(w.Max)
	}
	c.titles = append(c.titles, text)
	c.tip = append(c.tip, "stage "+label(i)+": "+safe(x.Stage.Name), text,
		humanize.Plural(int64(len(x.Stage.Workers)), "worker", "workers"), "verdict: "+string(x.Verdict))
	if x.Verdict == skew.Skewed {
		c.marks = append(c.marks, mark{bad: false, text: label(i) + " " + skewed(x) + ", even would save " + humanize.Duration(x.Saving)})
	}
	counts := x.Stage.Counts
	if counts.Failed > 0 {
		c.marks = append(c.marks, mark{bad: true, text: label(i) + ": " + humanize.Plural(counts.Failed, "task", "tasks") + " failed"})
	}
	if counts.Retried > 0 {
		c.marks = append(c.marks, mark{bad: false, text: label(i) + ": " + humanize.Plural(counts.Retried, "task", "tasks") + " tried more than once"})
	}
}
