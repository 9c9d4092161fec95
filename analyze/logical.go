package analyze

import (
	"encoding/json"
	"strconv"
	"strings"
)

// LogicalNode is a step of a query as the program wrote it, or as Daft's optimizer
// made it of that.
type LogicalNode struct {
	Type     string // Daft's
	Says     string // what it works on: keys, conditions, what it computes; "" where the plan does not say
	Children []*LogicalNode
}

// ReadLogical reads one of Daft's logical plans (Query.LogicalPlan, OptimizedPlan),
// nil where it cannot be read or is too large or deep.
func ReadLogical(plan string) *LogicalNode {
	const mostBytes = 4 << 20
	var root *logicalNode
	if plan == "" || len(plan) > mostBytes || json.Unmarshal([]byte(plan), &root) != nil {
		return nil
	}
	left := 100_000
	return root.public(0, &left)
}

func (n *logicalNode) public(depth int, left *int) *LogicalNode {
	if *left--; n == nil || depth > maxPlanDepth || *left < 0 {
		return nil
	}
	p := &LogicalNode{Type: n.Type, Says: n.keys()}
	add := func(text string) {
		if text != "" {
			p.Says = strings.TrimSpace(p.Says + " " + text)
		}
	}
	switch n.Type {
	case keyedAggregate:
		if len(expressions(n.GroupBy)) > 0 {
			add(strings.Join(expressions(n.Aggregations), ", "))
		}
	case "UDFProject":
		add(strings.Join(expressions(n.Expr), ", "))
	case "Repartition":
		add(strings.Join(expressions(n.RepartitionSpec), ", "))
	}
	if n.Limit != nil {
		add(strconv.FormatInt(*n.Limit, 10))
	}
	if n.NumPartitions != nil {
		add(strconv.FormatInt(*n.NumPartitions, 10))
	}
	for _, c := range n.Children {
		if c := c.public(depth+1, left); c != nil {
			p.Children = append(p.Children, c)
		}
	}
	return p
}
