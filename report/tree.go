package report

import "github.com/daft-analyze/daft-analyze/analyze"

// treeStyle is one way to draw a tree.
type treeStyle struct {
	step int // cells that a level is indented by
	most int // cells of indent, beyond which levels are no longer told apart
}

// treeLine is a branch in its place of the tree.
type treeLine struct {
	*branch
	lead  string // the branches before its name
	under string // the branches before further lines of it
}

// op is the operator of a line that is not folded.
func (l treeLine) op() *analyze.Operator { return l.ops[0] }

var forks = map[int]struct{ middle, last, through, clear string }{
	1: {"├", "└", "│", " "},
	2: {"├ ", "└ ", "│ ", "  "},
	3: {"├─ ", "└─ ", "│  ", "   "},
}

// drawTree returns lines of branches with what leads to each.
func drawTree(roots []*branch, s treeStyle) []treeLine {
	var lines []treeLine
	fork := forks[s.step]
	for _, root := range roots {
		stack := []treeLine{{branch: root}}
		for len(stack) > 0 {
			v := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			lines = append(lines, v)
			for i := len(v.children) - 1; i >= 0; i-- {
				child := treeLine{v.children[i], v.under + fork.middle, v.under + fork.through}
				if i == len(v.children)-1 {
					child.lead, child.under = v.under+fork.last, v.under+fork.clear
				}
				if cells(child.lead) > s.most {
					child.lead, child.under = v.lead, v.under
				}
				stack = append(stack, child)
			}
		}
	}
	return lines
}
