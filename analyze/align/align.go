// Package align finds what belongs together in two recordings: the queries that
// do the same, and within them the operators that do the same.
package align

import (
	"github.com/daft-analyze/daft-analyze/analyze"
)

// How says what two queries, or two operators, were found to be the same by, the
// surest first.
type How string

const (
	ByName        How = "named"       // the user said so
	ByFingerprint How = "fingerprint" // the same plan, down to what each operator works on
	ByShape       How = "shape"       // the same operators in the same tree, working on something else
	BySimilarity  How = "similarity"  // much of it is the same
	ByOrder       How = "order"       // nothing but their place: the same number in the same entrypoint
)

// Queries is what was found of the queries of two runs. Each query of either is
// in exactly one of Pairs, BaseOnly and NewOnly.
type Queries struct {
	Pairs             []QueryPair // in the order of the new run
	BaseOnly, NewOnly []*analyze.Query
}

// QueryPair is two queries that do the same.
type QueryPair struct {
	Base, New *analyze.Query
	How       How
	Operators Operators
	Rewritten []Rewrite // in the order of the new plan, then those of the base alone
}

// Rewrite is a step of the program that only one of two queries has, or that reads
// otherwise, by the logical plans: the physical plan may not show it, as where a
// filter was put into a scan.
type Rewrite struct {
	Base, New string // such as "Filter where a > 1", "" where only the other has it
	// Operator is that of the new plan which it became part of, as far as that can
	// be told, else nil.
	Operator *analyze.Operator
}

// Operators is what was found of the operators of two queries. Each operator of
// either is in exactly one of Pairs, BaseOnly and NewOnly.
type Operators struct {
	Pairs             []OperatorPair // in the order of the new query's operators
	BaseOnly, NewOnly []*analyze.Operator
}

// OperatorPair is two operators that do the same.
type OperatorPair struct {
	Base, New *analyze.Operator
	How       How
	// Changed says in one line what differs between them though they do the same,
	// such as `condition: a > 1 -> a > 2`, "" where nothing that is known does.
	Changed string
	Moved   bool // it is above what it was below of, or in another branch
}
