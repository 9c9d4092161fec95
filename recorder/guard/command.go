package guard

// Command is the argument of daft-analyze that makes it a guard: after it come
// the names of the streams.
const Command = "guard-output"
