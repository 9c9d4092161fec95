package align

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// tree is a plan as alignment sees it: each operator once, children before
// parents, the last node standing above all roots. Operators that the plan does
// not know hang below that one.
type tree struct {
	query *analyze.Query
	nodes []node
}

// node is one operator. Its hashes are of what is the same in any run.
type node struct {
	op       *analyze.Operator // nil above the roots
	kind     kind
	name     string   // type and name, stable
	works    string   // what it works on, stable: keys, conditions
	words    []uint32 // of that: see wordsOf
	files    string   // shapes of the paths that tasks were told to read, "" where unknown
	children []int32
	size     int32  // nodes of its subtree
	own      uint64 // of kind, name, works
	subtree  uint64 // and of everything below
	shape    uint64 // of the kinds in its subtree without those that only pass rows
}

func treeOf(q *analyze.Query) *tree {
	t := &tree{query: q, nodes: make([]node, 0, len(q.Operators)+1)}
	keys, files := q.Keys(), filesOf(q)
	at := make(map[*analyze.Operator]int32, len(q.Operators))
	entered := make(map[*analyze.Operator]bool, len(q.Operators))
	add := func(o *analyze.Operator, children []int32) int32 {
		n := node{op: o, children: children, size: 1}
		if o != nil {
			n.kind = kindOf(o)
			n.name = stable(cmp.Or(o.Type, o.Name), q.ID)
			if o.Name != "" && o.Name != o.Type {
				n.name += ": " + stable(o.Name, q.ID)
			}
			n.works, n.files = stable(keys[o], q.ID), files[o.ID]
		}
		t.sum(&n)
		t.nodes = append(t.nodes, n)
		return int32(len(t.nodes) - 1)
	}
	// The plan is walked without recursion: what is read is bounded, what a
	// program builds is not.
	type frame struct {
		op   *analyze.Operator
		next int
		kids []int32
	}
	var tops []int32
	walk := func(root *analyze.Operator) {
		if root == nil || entered[root] {
			return
		}
		entered[root] = true
		stack := []frame{{op: root}}
		for {
			f := &stack[len(stack)-1]
			if f.next < len(f.op.Children) {
				c := f.op.Children[f.next]
				f.next++
				if c != nil && !entered[c] { // an operator that feeds several is below the first
					entered[c] = true
					stack = append(stack, frame{op: c})
				}
				continue
			}
			i := add(f.op, f.kids)
			at[f.op] = i
			stack = stack[:len(stack)-1]
			if len(stack) == 0 {
				tops = append(tops, i)
				return
			}
			p := &stack[len(stack)-1]
			p.kids = append(p.kids, i)
		}
	}
	for _, r := range q.Plan.Roots {
		walk(r)
	}
	for _, o := range q.Operators { // strays, and all where there is no plan: those that feed nobody first
		if len(o.Parents) == 0 {
			walk(o)
		}
	}
	for _, o := range q.Operators {
		walk(o)
	}
	add(nil, tops)
	return t
}

func (t *tree) root() int32 { return int32(len(t.nodes) - 1) }

func (t *tree) sum(n *node) {
	h := fnv.New64a()
	for _, s := range []string{string(n.kind), n.name, n.works} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	n.own = h.Sum64()
	n.words = wordsOf(n.works)
	n.subtree = mix(n.own, 1)
	var shapes []uint64
	for _, c := range n.children {
		child := &t.nodes[c]
		n.size += child.size
		n.subtree = mix(n.subtree, child.subtree)
		if child.shape != 0 {
			shapes = append(shapes, child.shape)
		}
	}
	slices.Sort(shapes) // Daft chooses which side of a join comes first
	if n.kind.passing() || n.op == nil {
		switch len(shapes) {
		case 0:
			n.shape = 0
		case 1:
			n.shape = shapes[0]
		default:
			n.shape = hashWord("")
			for _, s := range shapes {
				n.shape = mix(n.shape, s)
			}
		}
		return
	}
	word := hashWord(string(n.kind))
	if len(shapes) == 1 && inPasses(n.kind) && t.topKind(n.children) == n.kind { // in several passes
		n.shape = shapes[0]
		return
	}
	n.shape = word
	for _, s := range shapes {
		n.shape = mix(n.shape, s)
	}
}

// inPasses reports whether an engine may do in two operators of the kind what
// another does in one: partial and final aggregation, local and global TopN.
func inPasses(k kind) bool {
	return k == kindAggregate || k == kindTopN || k == kindLimit || k == kindDistinct || k == kindSort
}

// topKind is the kind of the first operator below that does more than to pass
// rows.
func (t *tree) topKind(children []int32) kind {
	for len(children) == 1 {
		n := &t.nodes[children[0]]
		if !n.kind.passing() {
			return n.kind
		}
		children = n.children
	}
	return kindUnknown
}

// filesOf are the shapes of the paths that tasks on Ray were told to read, by
// operator.
func filesOf(q *analyze.Query) map[int64]string {
	const most, looked = 4, 1000
	of, paths := map[int64]map[string]bool{}, map[int64]int{}
	for _, t := range q.Tasks {
		for _, in := range t.Inputs {
			if !in.SourceNode.Known() {
				continue
			}
			id := in.SourceNode.V
			for _, p := range in.Paths {
				if paths[id]++; paths[id] > looked {
					break
				}
				if of[id] == nil {
					of[id] = map[string]bool{}
				}
				of[id][pathShape(p)] = true
			}
		}
	}
	files := make(map[int64]string, len(of))
	for id, seen := range of {
		list := make([]string, 0, len(seen))
		for p := range seen {
			list = append(list, p)
		}
		slices.Sort(list)
		if len(list) > most {
			list = append(list[:most], "...")
		}
		files[id] = strings.Join(list, ", ")
	}
	return files
}

// mix is an ordered combination of hashes.
func mix(a, b uint64) uint64 {
	a ^= b + 0x9e3779b97f4a7c15 + a<<6 + a>>2
	a *= 0xff51afd7ed558ccd
	return a ^ a>>33
}

func hashWord(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return mix(h.Sum64(), 3)
}
