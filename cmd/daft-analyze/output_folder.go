package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// folderRefuses says why the output cannot be a folder that is written.
func (o output) folderRefuses() error {
	info, err := os.Stat(o.path)
	if err != nil {
		if _, err := os.Lstat(o.path); err == nil {
			return fmt.Errorf("cannot write %s: it is a link to nothing", o.path)
		}
		return nil
	}
	if !info.IsDir() {
		return fmt.Errorf("cannot write %s: it is no directory", o.path)
	}
	there, err := os.ReadDir(o.path)
	if err != nil {
		return err
	}
	if len(there) > 0 && !o.force {
		return fmt.Errorf("%s exists already and is not empty; --force overwrites files in it", o.path)
	}
	return nil
}

// writeFolder lets fill create files in the output, which only its owner may
// read. They appear only when all are done. A folder that is there keeps what
// fill does not create.
func (o output) writeFolder(fill func(create func(name string) (io.WriteCloser, error)) error) error {
	if err := o.folderRefuses(); err != nil {
		return err
	}
	temporary, err := os.MkdirTemp(filepath.Dir(filepath.Clean(o.path)), "."+filepath.Base(o.path)+"-*") // mode 0700
	if err != nil {
		return cannotCreate(o.path, err)
	}
	defer os.RemoveAll(temporary)
	var names []string
	err = fill(func(name string) (io.WriteCloser, error) {
		f, err := os.OpenFile(filepath.Join(temporary, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return nil, err
		}
		names = append(names, name)
		return &bufferedFile{bufio.NewWriterSize(f, 1<<16), f}, nil
	})
	if err != nil {
		return err
	}
	if _, err := os.Stat(o.path); err != nil {
		return os.Rename(temporary, o.path)
	}
	for _, name := range names {
		if err := os.Rename(filepath.Join(temporary, name), filepath.Join(o.path, name)); err != nil {
			return err
		}
	}
	return nil
}

// bufferedFile is a file whose writes are gathered.
type bufferedFile struct {
	*bufio.Writer
	f *os.File
}

func (b *bufferedFile) Close() error {
	err := b.Flush()
	if closeErr := b.f.Close(); err == nil {
		err = closeErr
	}
	return err
}
