package whatif

// For the tests that need packages which need this one.
var (
	ReplayOf   = replayOf
	InDocument = inDocument
)
