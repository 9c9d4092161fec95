package align

import (
	"math"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// Costs of an alignment: what it costs to leave an operator without a partner, and
// what it costs to hold two for the same. The alignment with the least is taken. Two
// operators cost less as a pair than left alone whatever differs between them but
// their kind.
const (
	costAlone   = 1000
	costPassing = 650 // of one that only passes rows: engines put them in and leave them out
	never       = 1 << 29
)

func (n *node) alone() int32 {
	if n.kind.passing() {
		return costPassing
	}
	return costAlone
}

// asPair is what it costs to hold two operators for the same.
func asPair(a, b *node) int32 {
	if a.op == nil || b.op == nil {
		if a.op == b.op {
			return 0
		}
		return never
	}
	if a.kind != b.kind {
		return never
	}
	c := int32(0)
	if a.name != b.name {
		switch {
		case a.kind == kindUDF:
			c += 400
		case a.kind == kindExchange && a.op.Type != b.op.Type:
			c += 300
		default:
			c += 150
		}
	}
	if a.works != b.works {
		c += 40
		if a.works != "" && b.works != "" {
			c += 260 - 260*common(a.words, b.words)/1000
		}
	}
	if a.files != b.files && a.files != "" && b.files != "" {
		c += 300
	}
	if a.subtree != b.subtree && !a.kind.passing() {
		c++ // of two joins that may be the new one it is the upper; of two exchanges the lower: Daft puts them below what needs them
	}
	return c + apart(a.op.RowsIn, b.op.RowsIn) + apart(a.op.RowsMade(), b.op.RowsMade())
}

// apart is a small cost that tells operators apart which nothing else does: how many
// rows they had, on a logarithmic scale. It decides between equals only.
func apart(a, b analyze.Value) int32 {
	if !a.Known() || !b.Known() || a.V == b.V {
		return 0
	}
	ratio := math.Log2((math.Max(0, float64(a.V)) + 1) / (math.Max(0, float64(b.V)) + 1))
	return int32(min(40, 8*math.Abs(ratio)))
}

// wordsOf are hashes of the words of a text, sorted, each as often as it is there: they
// are worked out once for an operator, which is held against many.
func wordsOf(s string) []uint32 {
	var words []uint32
	for _, w := range strings.FieldsFunc(s[:min(len(s), 2000)], func(r rune) bool { return strings.ContainsRune(" ,()[]", r) }) {
		words = append(words, uint32(hashWord(w)))
	}
	slices.Sort(words)
	return words
}
