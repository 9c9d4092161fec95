package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

// output is where a command writes a new recording.
type output struct {
	path  string
	force bool
}

func (o *output) flags(c *cobra.Command) {
	c.Flags().StringVarP(&o.path, "output", "o", "", "recording to write (required)")
	c.Flags().BoolVar(&o.force, "force", false, "overwrite the output if it exists")
	if err := c.MarkFlagRequired("output"); err != nil {
		panic(err)
	}
}

// write creates the output, which only its owner may read, and lets fill write
// it. The file appears only when it is done, so it may be the one that fill
// reads from. What is no file, such as a pipe or a device, is never replaced.
func (o output) write(fill func(f *os.File) error) error {
	if err := o.refuses(); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(o.path), "."+filepath.Base(o.path)+"-*") // mode 0600
	if err != nil {
		return cannotCreate(o.path, err)
	}
	defer os.Remove(f.Name()) // fails where the rename succeeded
	err = fill(f)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), o.path)
}

// to writes the output as write does, or to standard output where it is called -.
func (o output) to(stdout io.Writer, fill func(w io.Writer) error) error {
	if o.path == "-" {
		return fill(stdout)
	}
	return o.write(func(f *os.File) error { return fill(f) })
}

// said says on standard error that the output was written, unless it went to
// standard output.
func (o output) said(stderr io.Writer) error {
	if o.path == "-" {
		return nil
	}
	_, err := fmt.Fprintln(stderr, "wrote "+oneLine(o.path))
	return err
}

// refusesOf says why the output cannot be written from a recording, before any
// work is done for it.
func (o output) refusesOf(recording string) error {
	switch {
	case o.path == "-":
		return nil
	case sameFile(recording, o.path):
		return errors.New("the output is the recording itself: name another with -o")
	}
	return o.refuses()
}

// refuses says why the output cannot be written.
func (o output) refuses() error {
	info, err := os.Stat(o.path)
	switch {
	case o.path == "":
		return errors.New("no output file is named")
	case err == nil && info.IsDir():
		return fmt.Errorf("cannot write %s: it is a directory", o.path)
	case err == nil && !info.Mode().IsRegular():
		return fmt.Errorf("cannot write %s: it is not a regular file", o.path)
	}
	if _, err := os.Lstat(o.path); err == nil && !o.force {
		return fmt.Errorf("%s exists already; --force overwrites it", o.path)
	}
	return nil
}

// cannotCreate says why a file or a folder could not be made. Where only its
// parent is missing it says so, rather than name the temporary file, which the
// reader never asked for.
func cannotCreate(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot create %s: there is no directory %s", path, filepath.Dir(filepath.Clean(path)))
	}
	var cause *fs.PathError
	if errors.As(err, &cause) {
		err = cause.Err
	}
	return fmt.Errorf("cannot create %s: %w", path, err)
}

// sameFile reports whether two paths lead to one file.
func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}
