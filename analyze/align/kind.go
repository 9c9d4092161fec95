package align

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// kind is what an operator does, in whichever engine and version of Daft: a
// HashJoin and a BroadcastJoin are a join, a GroupByAgg and a GroupedAggregate an
// aggregation. Operators of different kinds are never held to be the same.
type kind string

const (
	kindUnknown   kind = "" // only its counters are known
	kindScan      kind = "Scan"
	kindJoin      kind = "Join"
	kindAggregate kind = "Aggregate"
	kindDistinct  kind = "Distinct"
	kindSort      kind = "Sort"
	kindTopN      kind = "TopN"
	kindLimit     kind = "Limit"
	kindFilter    kind = "Filter"
	kindProject   kind = "Project"
	kindUDF       kind = "UDF"
	kindExchange  kind = "Exchange"
	kindBatches   kind = "IntoBatches"
	kindUnion     kind = "Union"
	kindWindow    kind = "Window"
	kindWrite     kind = "Write"
	kindCommit    kind = "Commit"
)

// kindOf tells the kind of an operator by its type. Types that are not known are
// kinds of their own.
func kindOf(o *analyze.Operator) kind {
	t := o.Type
	if t == "" {
		t = o.Name
	}
	has, begins := func(s string) bool { return strings.Contains(t, s) }, func(s string) bool { return strings.HasPrefix(t, s) }
	switch {
	case t == "":
		if o.IsJoin() {
			return kindJoin
		}
		return kindUnknown
	case has("UDF") || has("ActorPool") || begins("VLLM"):
		return kindUDF
	case has("Join"):
		return kindJoin
	case has("Window"):
		return kindWindow
	case o.IsExchange(), has("Shuffle") && !has("ShuffleRead"), begins("Repartition"), begins("IntoPartitions"), begins("Exchange"):
		return kindExchange
	case begins("IntoBatches"), begins("Into Batches"):
		return kindBatches
	case o.Category == "Source", has("Scan"), begins("Read "), has("InMemory"), has("ShuffleRead"), strings.HasSuffix(t, "Source"):
		return kindScan
	case has("Distinct"), has("Dedup"):
		return kindDistinct
	case has("Commit"):
		return kindCommit
	case has("Write"), has("Sink"):
		return kindWrite
	case begins("TopN"):
		return kindTopN
	case has("Limit"):
		return kindLimit
	case has("Sort"):
		return kindSort
	case begins("Filter"):
		return kindFilter
	case begins("Project"):
		return kindProject
	case has("Concat"), has("Union"):
		return kindUnion
	case has("Agg") || ungrouped[t]:
		return kindAggregate
	}
	return kind(strings.TrimRight(digits().ReplaceAllString(stable(t, ""), ""), " "))
}

// ungrouped are aggregations without groups, which Daft on Ray names after what
// they compute.
var ungrouped = map[string]bool{
	"Sum": true, "Count": true, "Min": true, "Max": true, "Mean": true, "Any Value": true, "AnyValue": true, "Count Distinct": true, "CountDistinct": true,
	"List": true, "Set": true, "Concat": true, "Stddev": true, "Var": true, "Skew": true, "Product": true, "Bool And": true, "Bool Or": true,
	"Approx Count Distinct": true, "ApproxCountDistinct": true, "Approx Percentile": true, "ApproxPercentile": true, "Approx Sketch": true, "Merge Sketch": true,
}

// passing reports whether operators of a kind only move rows or rename columns:
// engines and optimizers put them in and leave them out freely, so that the shape
// of a plan is without them.
func (k kind) passing() bool {
	return k == kindExchange || k == kindProject || k == kindBatches || k == kindCommit
}
