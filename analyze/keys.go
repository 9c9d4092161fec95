package analyze

import (
	"encoding/json"
	"regexp"
	"strings"
	"sync"
)

// Keys says of operators by what they work, in short: the keys of a join, a sort
// or an aggregation, the condition of a filter, what a projection computes. Daft
// tells it in its optimized plan only, whose nodes have no ids: it is taken where
// the two plans can be laid on each other without doubt.
func (q *Query) Keys() map[*Operator]string {
	const mostBytes = 4 << 20
	keys := make(map[*Operator]string)
	if q.OptimizedPlan == "" || len(q.OptimizedPlan) > mostBytes || len(q.Plan.Roots) != 1 {
		return keys
	}
	var root logicalNode
	if json.Unmarshal([]byte(q.OptimizedPlan), &root) != nil {
		return keys
	}
	o := overlay{keys: keys, seen: make(map[*Operator]bool)}
	o.lay(&root, q.Plan.Roots[0])
	return keys
}

// logicalNode is a node of Daft's optimized plan.
type logicalNode struct {
	Type         string          `json:"type"`
	Children     []*logicalNode  `json:"children"`
	SortBy       json.RawMessage `json:"sort_by"`
	Descending   json.RawMessage `json:"descending"`
	GroupBy      json.RawMessage `json:"groupby"`
	Aggregations json.RawMessage `json:"aggregations"`
	On           json.RawMessage `json:"on"`
	Predicate    json.RawMessage `json:"predicate"`
	Projection   json.RawMessage `json:"projection"`

	Expr            json.RawMessage `json:"expr"`
	RepartitionSpec json.RawMessage `json:"repartition_spec"`
	Limit           *int64          `json:"limit"`
	NumPartitions   *int64          `json:"num_partitions"`
}

// Kinds of nodes that the plans have in common.
const (
	keyedSort      = "Sort"
	keyedTopN      = "TopN"
	keyedAggregate = "Aggregate"
	keyedJoin      = "Join"
	keyedFilter    = "Filter"
	keyedProject   = "Project"
)

func (n *logicalNode) kind() string {
	switch n.Type {
	case keyedSort, keyedTopN, keyedAggregate, keyedJoin, keyedFilter, keyedProject:
		return n.Type
	}
	return ""
}

// keyedKind is the kind of an operator. An aggregation without groups is named
// after what it computes, such as Sum.
func keyedKind(o *Operator) string {
	name := o.Type
	switch {
	case isJoin(o):
		return keyedJoin
	case strings.HasPrefix(name, "TopN"):
		return keyedTopN
	case name == "Sort", name == "Filter", name == "Project":
		return name
	case name == "GroupByAgg", name == "GroupedAggregate", name == "Aggregate":
		return keyedAggregate
	}
	return ""
}

// overlay lays an optimized plan on a physical one.
type overlay struct {
	keys map[*Operator]string
	seen map[*Operator]bool
}

// lay pairs what stands below one another, down to the next branching, and goes
// on below that where both branch alike.
func (o *overlay) lay(l *logicalNode, p *Operator) {
	logical := make(map[string][]*logicalNode)
	for ; len(l.Children) == 1 && l.Children[0] != nil; l = l.Children[0] {
		logical[l.kind()] = append(logical[l.kind()], l)
	}
	physical := make(map[string][]*Operator)
	for ; len(p.Children) == 1; p = p.Children[0] {
		if o.seen[p] {
			return // a plan that goes round in a circle
		}
		o.seen[p] = true
		physical[keyedKind(p)] = append(physical[keyedKind(p)], p)
	}
	if o.seen[p] {
		return
	}
	o.seen[p] = true
	for kind, nodes := range logical {
		ops := physical[kind]
		for i, op := range ops {
			switch {
			case kind == "":
			case len(ops) == len(nodes):
				o.tell(op, nodes[i])
			case len(nodes) == 1 && kind != keyedProject && kind != keyedFilter: // in several passes
				o.tell(op, nodes[0])
			}
		}
	}
	if l.kind() != keyedJoin || keyedKind(p) != keyedJoin || len(l.Children) != 2 || len(p.Children) != 2 || l.Children[0] == nil || l.Children[1] == nil {
		return
	}
	o.tell(p, l)
	a, b := p.Children[0], p.Children[1]
	straight := alike(l.Children[0], a) && alike(l.Children[1], b)
	crossed := alike(l.Children[0], b) && alike(l.Children[1], a)
	switch { // Daft puts the side first that is built from, whichever that is
	case straight && !crossed:
		o.lay(l.Children[0], a)
		o.lay(l.Children[1], b)
	case crossed && !straight:
		o.lay(l.Children[0], b)
		o.lay(l.Children[1], a)
	}
}

func (o *overlay) tell(op *Operator, n *logicalNode) {
	if text := n.keys(); text != "" {
		o.keys[op] = text
	}
}

// alike reports whether a part of one plan can be that part of the other: it has
// as many leaves and joins, and filters, sorts and aggregations only where that
// has some.
func alike(l *logicalNode, p *Operator) bool {
	const most = 10_000
	have, want := make(map[string]int), make(map[string]int)
	nodes := []*logicalNode{l}
	for n := 0; len(nodes) > 0; n++ {
		x := nodes[len(nodes)-1]
		nodes = nodes[:len(nodes)-1]
		if x == nil || n > most {
			return false
		}
		want[x.kind()]++
		if len(x.Children) == 0 {
			want["leaf"]++
		}
		nodes = append(nodes, x.Children...)
	}
	ops := []*Operator{p}
	for n := 0; len(ops) > 0; n++ {
		x := ops[len(ops)-1]
		ops = ops[:len(ops)-1]
		if n > most {
			return false
		}
		have[keyedKind(x)]++
		if len(x.Children) == 0 {
			have["leaf"]++
		}
		ops = append(ops, x.Children...)
	}
	for _, kind := range []string{keyedSort, keyedTopN, keyedAggregate, keyedFilter} {
		if want[kind] > 0 != (have[kind] > 0) {
			return false
		}
	}
	return want["leaf"] == have["leaf"] && want[keyedJoin] == have[keyedJoin]
}

// keys writes by what a node works, "" where it has nothing to say.
func (n *logicalNode) keys() string {
	join := func(raw json.RawMessage) string { return strings.Join(expressions(raw), ", ") }
	with := func(word, text string) string {
		if text == "" {
			return ""
		}
		return word + " " + text
	}
	switch n.kind() {
	case keyedSort, keyedTopN:
		columns := expressions(n.SortBy)
		var descending []bool
		if json.Unmarshal(n.Descending, &descending) == nil && len(descending) == len(columns) {
			for i := range columns {
				if descending[i] {
					columns[i] += " desc"
				}
			}
		}
		return with("by", strings.Join(columns, ", "))
	case keyedAggregate:
		if by := join(n.GroupBy); by != "" {
			return "by " + by
		}
		return join(n.Aggregations)
	case keyedJoin:
		return with("on", join(n.On))
	case keyedFilter:
		return with("where", join(n.Predicate))
	case keyedProject:
		var made []string
		for _, x := range expressions(n.Projection) {
			if strings.ContainsAny(x, " (") { // more than a column
				made = append(made, x)
			}
		}
		return with("makes", strings.Join(made, ", "))
	}
	return ""
}

var (
	columnExpression  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`col\((?:left\.|right\.)?([^()#]*)(?:#[^()]*)?\)`) })
	literalExpression = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`lit\(([^()]*)\)`) })
	sameColumn        = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([^ ]+) == ([^ ]+)$`) })
)

// expressions reads a list of expressions, or one, without the words that Daft
// puts around columns and literals.
func expressions(raw json.RawMessage) []string {
	var list []string
	if json.Unmarshal(raw, &list) != nil {
		var one string
		if json.Unmarshal(raw, &one) != nil {
			return nil
		}
		list = []string{one}
	}
	for i, x := range list {
		x = columnExpression().ReplaceAllString(x, "$1")
		x = literalExpression().ReplaceAllString(x, "$1")
		if m := sameColumn().FindStringSubmatch(x); m != nil {
			x = m[1] + " = " + m[2]
			if m[1] == m[2] {
				x = m[1]
			}
		}
		list[i] = x
	}
	return list
}
