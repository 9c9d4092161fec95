package guard

// Argument makes daft-analyze a guard if it is the first one. The names of the
// streams come after it.
const Argument = "guard-output"
