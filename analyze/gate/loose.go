package gate

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// looseOf finds operators whose counters differ from run to run though nothing
// changed: what stands below a limit stops whenever that has enough, at a moment
// that is different each time, and what stands above a sample works on rows that
// were drawn at random.
func looseOf(q *analyze.Query) map[*analyze.Operator]bool {
	loose := map[*analyze.Operator]bool{}
	for _, o := range q.Operators {
		switch {
		case strings.HasPrefix(o.Type, "Limit") || strings.HasPrefix(o.Name, "Limit"):
			loose[o] = true // how many rows it was offered
			cutShort(o, loose)
		case strings.HasPrefix(o.Type, "Sample"):
			above(o, loose)
		}
	}
	return loose
}

// cutShort marks what feeds an operator that stops early. What blocks has all of
// its input before it puts out the first row: what is below it is not cut short.
func cutShort(o *analyze.Operator, loose map[*analyze.Operator]bool) {
	for _, c := range o.Children {
		if loose[c] || blocks(c) {
			continue
		}
		loose[c] = true
		cutShort(c, loose)
	}
}

func above(o *analyze.Operator, loose map[*analyze.Operator]bool) {
	if loose[o] {
		return
	}
	loose[o] = true
	for _, p := range o.Parents {
		above(p, loose)
	}
}

func blocks(o *analyze.Operator) bool {
	if o.Category == "BlockingSink" {
		return true
	}
	for _, s := range []string{"Sort", "TopN", "Aggregate", "GroupByAgg", "Distinct", "Repartition", "Window"} {
		if strings.HasPrefix(o.Type, s) || strings.HasSuffix(o.Type, s) {
			return true
		}
	}
	return false
}
