package align

import (
	"hash/fnv"
	"maps"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/cores"
)

// Mark is what a query is recognized by in other runs. It is small enough to be
// kept in a file.
type Mark struct {
	Fingerprint string           `json:"fingerprint"`
	Shape       string           `json:"shape"`
	Label       string           `json:"label"`
	Entrypoint  string           `json:"entrypoint,omitempty"`
	Kinds       map[string]int64 `json:"kinds,omitempty"`   // how many operators of each kind
	Columns     []uint32         `json:"columns,omitempty"` // hashes of the columns and functions that its plan names, sorted
}

// mostColumns bounds the columns that a Mark keeps.
const mostColumns = 64

// MarkOf returns the mark of a query.
func MarkOf(q *analyze.Query) Mark { return markOf(treeOf(q)) }

// Marks returns the marks of the queries of a run, in their order.
func Marks(run *analyze.Run) []Mark { return marksOf(treesOf(run)) }

func treesOf(run *analyze.Run) []*tree {
	list := make([]*tree, len(run.Queries))
	cores.Each(len(list), func(i int) { list[i] = treeOf(run.Queries[i]) })
	return list
}

func marksOf(trees []*tree) []Mark {
	list := make([]Mark, len(trees))
	cores.Each(len(list), func(i int) { list[i] = markOf(trees[i]) })
	return list
}

func markOf(t *tree) Mark {
	m := Mark{Fingerprint: fingerprint(t), Shape: shape(t), Label: label(t), Entrypoint: t.query.Entrypoint, Kinds: map[string]int64{}}
	for _, n := range t.nodes {
		if n.op != nil && !n.kind.passing() && n.kind != kindUnknown {
			m.Kinds[string(n.kind)]++
		}
	}
	m.Columns = columnsOf(t.query)
	return m
}

// columnsOf finds the columns and functions that a plan speaks of, in the words
// `col(name)` and `module.function-N-M(`.
func columnsOf(q *analyze.Query) []uint32 {
	seen := map[uint32]bool{}
	for _, plan := range []string{q.LogicalPlan, q.OptimizedPlan} {
		plan = plan[:min(len(plan), mostPlan)]
		for len(seen) < 16*mostColumns {
			i := strings.Index(plan, "col(")
			if i < 0 {
				break
			}
			plan = plan[i+len("col("):]
			end := strings.IndexAny(plan, `)#"`)
			if end < 0 {
				break
			}
			name := strings.TrimPrefix(strings.TrimPrefix(plan[:end], "left."), "right.")
			h := fnv.New32a()
			h.Write([]byte(name))
			seen[h.Sum32()] = true
		}
	}
	list := slices.Sorted(maps.Keys(seen)) // by hash: which are left out is the same in each plan that has them
	return list[:min(len(list), mostColumns)]
}
