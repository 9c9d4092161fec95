package collect

import "os"

// Whole is a file of which each write stands whole or not at all: a reader finds
// no broken event at the end of what was written to a full disk.
type Whole struct {
	File *os.File
	Size int64 // bytes that stand in it
}

// Write writes bytes at the end of the file.
func (w *Whole) Write(p []byte) (int, error) {
	n, err := w.File.Write(p)
	if err != nil {
		_ = w.File.Truncate(w.Size) // if that fails too, or it is no regular file, readers stop there
		return 0, err
	}
	w.Size += int64(n)
	return n, nil
}
