package recorder

import (
	"io"
	"os"
)

// A Screen shares a terminal with the job, of which it may keep some rows. Its
// methods are called from several goroutines.
type Screen interface {
	// Write takes what the job prints, and writes all of it to the terminal.
	io.Writer
	// Attach says that from now on all that the job prints to the terminal comes
	// by Write. Each time that Kept has changed, the Screen calls changed, which
	// does not wait. Without it the job has the terminal itself.
	Attach(changed func())
	// Detach says that nothing more comes, though others may print to the terminal.
	Detach()
	// Kept returns how many of the terminal's rows are not the job's.
	Kept() int
}

// Writer returns what writes to f as Run itself does: nothing gets lost where
// others have made f non-blocking.
func Writer(f *os.File) io.Writer { return fileWriter{f} }

type fileWriter struct{ f *os.File }

func (w fileWriter) Write(p []byte) (int, error) {
	if err := writeAll(w.f, p); err != nil {
		return 0, err
	}
	return len(p), nil
}
