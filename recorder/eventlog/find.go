package eventlog

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// File is a file that may hold a log.
type File struct {
	Path  string
	Name  string // how a recording calls it: without the folders of the machine
	Found bool   // by looking into a folder, not named itself
}

// Find returns the files that the paths name, and of folders all that are below
// them and are called *.jsonl or *.jsonl.gz, in alphabetical order. No file
// comes twice. A folder that has no such file is an error.
func Find(paths []string) ([]File, error) {
	var files []File
	seen := map[string]bool{}
	add := func(f File) {
		key := f.Path
		if real, err := filepath.EvalSymlinks(key); err == nil {
			key = real
		}
		if abs, err := filepath.Abs(key); err == nil {
			key = abs
		}
		if !seen[key] {
			seen[key] = true
			files = append(files, f)
		}
	}
	for _, path := range paths {
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: there is no such file or folder", path)
		}
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			add(File{Path: path, Name: nameOf(path)})
			continue
		}
		found, err := below(path)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("%s: no event log is in this folder: Daft calls them QUERY_ID/events.jsonl", path)
		}
		for _, f := range found {
			add(f)
		}
	}
	return files, nil
}

// below returns the files below a folder, which may be a link to one.
func below(folder string) ([]File, error) {
	root, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return nil, err
	}
	var found []File
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() || !strings.HasSuffix(d.Name(), ".jsonl") && !strings.HasSuffix(d.Name(), ".jsonl.gz") {
			return nil
		}
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		found = append(found, File{Path: path, Name: filepath.ToSlash(rel), Found: true})
		return nil
	})
	return found, err
}

// nameOf returns a file's name, with that of its folder where this names the
// query.
func nameOf(path string) string {
	name := filepath.Base(path)
	if abs, err := filepath.Abs(path); err == nil && strings.HasPrefix(name, "events.jsonl") {
		return filepath.Base(filepath.Dir(abs)) + "/" + name
	}
	return name
}
