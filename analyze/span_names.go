package analyze

import "strings"

// spanPart says what of an operator's work a span is.
type spanPart uint8

const (
	partBatch    spanPart = iota // one batch, from its dispatch to its completion
	partFinalize                 // what an operator does once it has all its input
	partBuild                    // one batch of a join's build side
	partProbe                    // one batch of a join's probe side, where it has a span
	partStart                    // the call that starts a source's reading: not its work
)

// spanMeaning is what the name of a span tells: the operators that it may
// belong to, and what of their work it is.
type spanMeaning struct {
	part  spanPart
	types []string // Daft's types of operators, more than one where the name is of several
}

// operatorsOf are the operators that have spans under a name of their own, by
// what stands before "::". Those whose type is the name without its ending are
// not in it. In Daft's source these are `#[instrument(name = ...)]` in
// src/daft-local-execution/src.
var operatorsOf = map[string][]string{
	"UdfOperator":                        {"UDFProject"},
	"AsyncUdfSink":                       {"AsyncUDFProject"},
	"GroupedAggregateSink":               {"GroupByAgg"},
	"DistributedLimitSink":               {"Limit"},
	"WindowOrderByOnlySink":              {"Window"},
	"WindowPartitionOnlySink":            {"Window"},
	"WindowPartitionAndOrderBySink":      {"Window"},
	"WindowPartitionAndDynamicFrameSink": {"Window"},
	"InMemorySource":                     {"InMemoryScan"},
	"GlobScanSource":                     {"GlobScan"},
	"ScanTaskSource":                     {"ScanTask"},
	"ShuffleReadSource":                  {"ScanTask"},
}

// The finalize of a Write, and what that of a CommitWrite is called here where
// the file of its source tells them apart.
const (
	writeFinalize  = "WriteSink::finalize"
	commitFinalize = "CommitWriteSink::finalize"
)

// spanNamed are spans whose names mean something else than they say: the
// finalize of a CommitWrite carries the name of that of a Write.
var spanNamed = map[string]spanMeaning{
	writeFinalize: {partFinalize, []string{"Write", "CommitWrite"}},
}

// partOf are the parts of an operator's work by what stands behind "::".
var partOf = map[string]spanPart{
	"execute": partBatch, "sink": partBatch, "finalize": partFinalize, "build_state": partBuild, "probe": partProbe, "get_data": partStart,
}

// meaningOf returns what the name of a batch's span tells, or false where it
// does not look like one.
func meaningOf(name string) (spanMeaning, bool) {
	if m, ok := spanNamed[name]; ok {
		return m, true
	}
	owner, method, ok := strings.Cut(name, "::")
	part, known := partOf[method]
	if !ok || !known || owner == "" {
		return spanMeaning{}, false
	}
	if types, ok := operatorsOf[owner]; ok {
		return spanMeaning{part, types}, true
	}
	for _, end := range []string{"Operator", "Sink", "Source"} {
		if t, ok := strings.CutSuffix(owner, end); ok && t != "" {
			return spanMeaning{part, []string{t}}, true
		}
	}
	return spanMeaning{}, false
}

// Names of the spans that Daft makes once for each operator of a plan, when the
// operator starts; they end with the last work inside them.
const (
	outerIntermediate  = "IntermediateOp::execute"
	outerSink          = "BlockingSink::Sink"
	outerFinalize      = "BlockingSink::Finalize"
	outerStream        = "StreamingSink::Execute"
	outerStreamEnd     = "StreamingSink::Finalize"
	outerBuild         = "JoinNode::Build"
	outerProbe         = "JoinNode::Probe"
	outerProbeFinalize = "JoinNode::FinalizeProbe"
)

// outersOf returns the names of the spans that Daft makes once for an operator
// of a native plan.
func outersOf(o *Operator) []string {
	switch {
	case isLocalJoin(o.Type):
		return []string{outerBuild, outerProbe, outerProbeFinalize}
	case o.Type == "Concat" || o.Type == "CheckpointFilter" || o.Type == "CheckpointTerminus":
		return nil
	}
	switch o.Category {
	case "Intermediate":
		return []string{outerIntermediate}
	case "BlockingSink":
		return []string{outerSink, outerFinalize}
	case "StreamingSink":
		return []string{outerStream, outerStreamEnd}
	}
	return nil
}

// isLocalJoin reports whether an operator of a native plan, or of a worker's,
// is a join.
func isLocalJoin(kind string) bool {
	switch kind {
	case "HashJoin", "SortMergeJoin", "AsofJoin", "CrossJoin":
		return true
	}
	return false
}

// isOuter reports whether a name is of a span that Daft makes once for each
// operator.
func isOuter(name string) bool {
	return strings.HasPrefix(name, "IntermediateOp::") || strings.HasPrefix(name, "BlockingSink::") ||
		strings.HasPrefix(name, "StreamingSink::") || strings.HasPrefix(name, "JoinNode::")
}

// isOtherSpan reports whether a name is of a span that Daft makes outside of
// operators: the scheduler, and functions that read files.
func isOtherSpan(name string) bool {
	owner, _, _ := strings.Cut(name, "::")
	return owner == "FlotillaScheduler" || owner == "File" || strings.HasSuffix(owner, "File") && strings.Contains(name, "::")
}

// worksElsewhere reports whether an operator does its work outside of the
// threads that its spans watch: their busy time is not all there is, and their
// idle time is not waiting.
func worksElsewhere(kind string) bool {
	switch kind {
	case "Write", "CommitWrite", "AsyncUDFProject", "DistributedActorPoolProject", "VLLMProject":
		return true
	}
	return false
}
