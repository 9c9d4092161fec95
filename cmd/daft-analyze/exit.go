package main

// The exit codes of all commands but record, which returns the job's own.
const (
	exitOK         = 0 // done; a damaged but readable recording is only warned of
	exitRegression = 1 // the gate found a regression
	exitUsage      = 2 // wrong usage, nothing readable, internal error
	exitRefused    = 3 // incomparable, or a model that refuses
)

// exitError ends the program with a code of its own, and a message unless err
// is nil.
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e exitError) Unwrap() error { return e.err }
