package collect

import (
	"cmp"
	"errors"
	"time"
)

// Limits bound a collection. Of Linger, Quiet and Open 0 stands for the default;
// any other limit that is 0 does not exist.
type Limits struct {
	// Linger is how long the file of a query that has ended waits for further
	// events of it. While they come it waits up to six times as long.
	Linger time.Duration
	// Quiet is after how long without any event the file of a query or job is
	// finished. Daft's driver sends a heartbeat every 10 s.
	Quiet time.Duration
	// Open is how many files are written at a time, at least 2. Queries beyond that are
	// written to the collector's own file.
	Open int

	// FileBytes and FileAge are the size and the age at which a file is finished
	// and continued in another; from half of it on where no query is open.
	FileBytes int64
	FileAge   time.Duration

	// Files, Bytes and Age bound the files of the collection. The oldest are
	// deleted. Bytes counts those that are being written too.
	Files int
	Bytes int64
	Age   time.Duration
}

// DefaultLimits are limits for a collector that nobody has told more. Nothing
// is deleted.
var DefaultLimits = Limits{
	Linger: 10 * time.Second, Quiet: 2 * time.Minute, Open: 256,
	FileBytes: 1 << 30, FileAge: 24 * time.Hour,
}

// openMost is what Limits.Open may be: each file takes a descriptor and up to a
// few MiB.
const openMost = 4096

// Complete returns the limits with the defaults of Linger, Quiet and Open.
func (l Limits) Complete() Limits {
	l.Linger = cmp.Or(l.Linger, DefaultLimits.Linger)
	l.Quiet = cmp.Or(l.Quiet, DefaultLimits.Quiet)
	l.Open = cmp.Or(l.Open, DefaultLimits.Open)
	return l
}

// Check returns an error, in one line, unless the limits can be kept.
func (l Limits) Check() error {
	switch {
	case l.Linger <= 0:
		return errors.New("the time to linger must be above 0")
	case l.Quiet < l.Linger:
		return errors.New("the quiet time must not be shorter than the time to linger")
	case l.Open < 2 || l.Open > openMost:
		return errors.New("the number of open files must be between 2 and 4096")
	case l.FileBytes < 0 || l.FileAge < 0 || l.Files < 0 || l.Bytes < 0 || l.Age < 0:
		return errors.New("a limit must not be below 0")
	case l.FileBytes > 0 && l.FileBytes < 1<<16:
		return errors.New("the limit for one file must be at least 64 KiB")
	}
	return nil
}
