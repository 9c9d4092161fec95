package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/cores"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/gate"
)

// recordingsOf finds the recordings that arguments name: files, directories, of
// which it is their *.arrow, and patterns. Each is in it once.
func recordingsOf(args []string) ([]string, error) {
	var all []string
	for _, arg := range args {
		list, err := recordingsIn(arg)
		if err != nil {
			return nil, err
		}
		for _, path := range list {
			if !slices.Contains(all, path) {
				all = append(all, path)
			}
		}
	}
	return all, nil
}

func recordingsIn(arg string) ([]string, error) {
	info, err := os.Stat(arg)
	switch {
	case err == nil && !info.IsDir():
		return []string{arg}, nil
	case err == nil:
		entries, err := os.ReadDir(arg)
		if err != nil {
			return nil, err
		}
		var list []string
		for _, e := range entries {
			if strings.HasSuffix(e.Name(), ".arrow") && !strings.HasPrefix(e.Name(), ".") && !e.IsDir() {
				list = append(list, filepath.Join(arg, e.Name()))
			}
		}
		if len(list) == 0 {
			return nil, fmt.Errorf("%s: this directory has no *.arrow in it", arg)
		}
		return list, nil
	case !errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(arg, "*?["):
		return nil, err
	case !strings.ContainsAny(arg, "*?["):
		return nil, fmt.Errorf("%s: there is no such file or directory. %s", arg, howToRecord)
	}
	list, err := filepath.Glob(arg)
	if err != nil {
		return nil, fmt.Errorf("%s: this is no pattern: %w", arg, err)
	}
	list = slices.DeleteFunc(list, func(path string) bool {
		info, err := os.Stat(path)
		return err != nil || info.IsDir()
	})
	if len(list) == 0 {
		return nil, fmt.Errorf("%s: no file matches this pattern", arg)
	}
	slices.Sort(list)
	return list, nil
}

// apart refuses a file that is on both sides: it would be held against itself.
func apart(base, current []string) error {
	type known struct {
		path string
		info fs.FileInfo
	}
	var files []known
	for _, path := range base {
		if info, err := os.Stat(path); err == nil {
			files = append(files, known{path, info})
		}
	}
	for _, path := range current {
		info, err := os.Stat(path)
		if err != nil {
			continue
		}
		for _, f := range files {
			if os.SameFile(f.info, info) {
				if f.path == path {
					return fmt.Errorf("%s is in the baseline and among the new runs: a run cannot be held against itself", path)
				}
				return fmt.Errorf("%s, of the new runs, is %s of the baseline: a run cannot be held against itself", path, f.path)
			}
		}
	}
	return nil
}

// measureAll measures recordings, on all processors, each read and let go before
// the next: of many only what the gate keeps is held at a time.
func measureAll(paths []string, s streams) ([]gate.Measurement, error) {
	list := make([]gate.Measurement, len(paths))
	warnings := make([]bytes.Buffer, len(paths))
	errs := make([]error, len(paths))
	cores.Each(len(paths), func(i int) {
		run, err := readRun(paths[i], streams{err: &warnings[i]})
		if err != nil {
			errs[i] = err
			return
		}
		list[i] = gate.Measure(finding.Of(run))
		list[i].Path = paths[i]
	})
	for i := range paths {
		if _, err := s.err.Write(warnings[i].Bytes()); err != nil {
			return nil, err
		}
		if errs[i] != nil {
			return nil, errs[i]
		}
	}
	return list, nil
}

// notCopied refuses recordings of one and the same run: copies have no noise, so that
// they would pass for much evidence.
func notCopied(base, current []gate.Measurement) error {
	seen := map[string]string{}
	for _, m := range slices.Concat(base, current) {
		id := m.Identity()
		if other := seen[id]; other != "" && id != "" {
			return fmt.Errorf("%s and %s are recordings of the same run: name one of them, and runs of their own beside it", other, m.Path)
		}
		seen[id] = m.Path
	}
	return nil
}
