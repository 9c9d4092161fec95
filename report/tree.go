package report

import "github.com/daft-analyze/daft-analyze/analyze"

// treeStyle is one way to draw a tree.
type treeStyle struct {
	step int  // cells that a level is indented by
	flat bool // an only child stands under its parent without an indent
	most int  // cells of indent, beyond which levels are no longer told apart
}

// treeLine is an operator in its place of the tree.
type treeLine struct {
	op    *analyze.Operator
	lead  string // the branches before its name
	under string // the branches before further lines of it
	again bool   // it was drawn above: its children are not drawn again
}

var (
	forks = map[int]struct{ middle, last, through, clear string }{
		1: {"├", "└", "│", " "},
		2: {"├ ", "└ ", "│ ", "  "},
		3: {"├─ ", "└─ ", "│  ", "   "},
	}
)

// drawTree returns the operators of a query in the order and with the branches
// of its plan; those that the plan does not know follow as roots. A plan can
// repeat an operator, and a broken one can hold a cycle.
func drawTree(q *analyze.Query, s treeStyle) []treeLine {
	var lines []treeLine
	drawn := map[*analyze.Operator]bool{}
	fork := forks[s.step]

	type visit struct {
		op          *analyze.Operator
		lead, under string
	}
	var stack []visit
	push := func(v visit) { stack = append(stack, v) }
	draw := func(root *analyze.Operator) {
		push(visit{op: root})
		for len(stack) > 0 {
			v := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			line := treeLine{op: v.op, lead: v.lead, under: v.under, again: drawn[v.op]}
			lines = append(lines, line)
			if line.again {
				continue
			}
			drawn[v.op] = true
			children := v.op.Children
			for i := len(children) - 1; i >= 0; i-- {
				child := visit{children[i], v.under + fork.middle, v.under + fork.through}
				switch {
				case s.flat && len(children) == 1:
					child.lead, child.under = v.under, v.under
				case i == len(children)-1:
					child.lead, child.under = v.under+fork.last, v.under+fork.clear
				}
				if cells(child.lead) > s.most {
					child.lead, child.under = v.lead, v.under
				}
				push(child)
			}
		}
	}
	for _, root := range q.Plan.Roots {
		if !drawn[root] {
			draw(root)
		}
	}
	for _, o := range q.Operators {
		if !drawn[o] {
			draw(o)
		}
	}
	return lines
}
