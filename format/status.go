package format

import "fmt"

// Header is what a recording's schema metadata says of it.
type Header struct {
	Major, Minor int    // version of the format
	CreatedBy    string // program and version, such as "daft-analyze 0.1.0"
	Recovered    bool   // the intact part of an interrupted or damaged recording
}

// State says how much of a recording there is.
type State uint8

// The states of a recording.
const (
	// Complete: the recording was closed, and every byte is as it was written.
	Complete State = iota
	// Interrupted: there is no closing event. The recorder still runs, was
	// killed, or the file was cut off. What was read is intact.
	Interrupted
	// Damaged: the bytes are not what a recorder wrote. What was read before
	// the damage is intact.
	Damaged
)

func (s State) String() string {
	switch s {
	case Complete:
		return "complete"
	case Interrupted:
		return "interrupted"
	case Damaged:
		return "damaged"
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

// Status is what reading a recording to its end found out about it.
type Status struct {
	State  State
	Closed bool // has a footer, and the footer is right

	Events  int64 // that were delivered
	Batches int64 // that were delivered
	Bytes   int64 // of the file that are intact

	// Where and why reading stopped, unless Complete: the position of the
	// message that could not be read, the number of the batch that was
	// expected there (the first is 0), and the reason, in one line.
	Offset int64
	Batch  int64
	Reason string
}

// FormatError says that nothing of a file can be read, because it is not a
// recording, or one of a version that is too new. Error is one line that says
// what to do.
type FormatError struct {
	Reason string
	Offset int64 // of the byte that shows it
}

func (e *FormatError) Error() string { return e.Reason }
