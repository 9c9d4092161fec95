// Package history keeps measurements of runs in a directory, one file a run, so
// that two that write at once do not meet, and copies of the newest recordings.
package history

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/daft-analyze/daft-analyze/analyze/cores"
	"github.com/daft-analyze/daft-analyze/analyze/gate"
)

// Version numbers the form of the files. Files of later versions are left out.
const Version = 1

const (
	prefix    = "run-"
	suffix    = ".json"
	copies    = "recordings"
	mostBytes = 64 << 20 // of one file
	mostRuns  = 10_000   // the newest are read
)

// line is what a file holds.
type line struct {
	Version     int              `json:"history_version"`
	Digest      string           `json:"digest"` // of the recording, SHA-256
	Measurement gate.Measurement `json:"measurement"`
}

// Entry is one run of a history.
type Entry struct {
	File        string // its name in the directory
	Digest      string
	Measurement gate.Measurement // Path is that of the copy, where there is one
	Kept        bool             // there is a copy of the recording
}

// Is reports whether a directory holds a history: a file with the name of a run. A
// directory of recordings may have files such as run-1.json beside them.
func Is(dir string) bool {
	names, err := filesIn(dir)
	return err == nil && slices.ContainsFunc(names, func(n string) bool {
		n = strings.TrimSuffix(n, suffix)
		return isShort(n[strings.LastIndex(n, "-")+1:])
	})
}

// filesIn lists the files of runs in the order of time.
func filesIn(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if n := e.Name(); strings.HasPrefix(n, prefix) && strings.HasSuffix(n, suffix) && !e.IsDir() {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return names, nil
}

// Read reads a history in the order of time. What cannot be read is a warning, a
// line each.
func Read(dir string) (list []Entry, warnings []string, err error) {
	names, err := filesIn(dir)
	if err != nil {
		return nil, nil, err
	}
	if over := len(names) - mostRuns; over > 0 {
		warnings = append(warnings, fmt.Sprintf("%s: only the newest %d of %d runs are read", dir, mostRuns, len(names)))
		names = names[over:]
	}
	entries, faults := make([]Entry, len(names)), make([]error, len(names))
	cores.Each(len(names), func(i int) { entries[i], faults[i] = readEntry(dir, names[i]) })
	seen := map[string]bool{}
	for i := range entries {
		switch {
		case faults[i] != nil:
			warnings = append(warnings, fmt.Sprintf("%s: %v; it is left out", filepath.Join(dir, names[i]), faults[i]))
		case !seen[entries[i].Digest]:
			seen[entries[i].Digest] = true
			list = append(list, entries[i])
		}
	}
	slices.SortStableFunc(list, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Measurement.Time, b.Measurement.Time), cmp.Compare(a.File, b.File))
	})
	return list, warnings, nil
}

func readEntry(dir, name string) (Entry, error) {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return Entry{}, reason(err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	switch {
	case err != nil:
		return Entry{}, reason(err)
	case len(text) > mostBytes:
		return Entry{}, errors.New("it is larger than 64 MiB")
	}
	var v struct {
		Version int `json:"history_version"`
	}
	if json.Unmarshal(text, &v) != nil || v.Version < 1 {
		return Entry{}, errors.New("it is no run of a history, or torn")
	}
	if v.Version > Version {
		return Entry{}, fmt.Errorf("it is of version %d of the history, and this program reads up to %d", v.Version, Version)
	}
	var l line
	if err := json.Unmarshal(text, &l); err != nil || !isDigest(l.Digest) {
		return Entry{}, errors.New("it is no run of a history, or torn")
	}
	e := Entry{File: name, Digest: l.Digest, Measurement: l.Measurement}
	if path := copyOf(dir, l.Digest); regular(path) {
		e.Measurement.Path, e.Kept = path, true
	} else {
		e.Measurement.Path = filepath.Join(dir, name)
	}
	return e, nil
}

// isDigest keeps a hostile file from naming another one.
func isDigest(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && s == strings.ToLower(s)
}

// short is how many digits of a digest names of files have.
const short = 16

// isShort reports whether a text is the part of a digest that names have.
func isShort(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil && len(s) == short && s == strings.ToLower(s)
}

func copyOf(dir, digest string) string {
	return filepath.Join(dir, copies, digest[:short]+".arrow")
}

func regular(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func reason(err error) error {
	var in *fs.PathError
	if errors.As(err, &in) {
		return in.Err
	}
	return err
}

// Add puts a run into a history, which is made where it is not there, and keeps
// copies of so many of the newest recordings. A run that is there already is put in
// again only where it was called a regression, and is now to be a baseline.
func Add(dir, recording string, m gate.Measurement, keep int) (added bool, err error) {
	digest, err := Digest(recording)
	if err != nil {
		return false, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return false, err
	}
	m.Path = filepath.Base(recording)
	name := prefix + time.Unix(0, m.Time).UTC().Format("20060102T150405.000Z") + "-" + digest[:short] + suffix
	if old, err := readEntry(dir, name); err == nil && (old.Measurement.Verdict != gate.Regression || m.Verdict == gate.Regression) {
		return false, nil
	}
	text, err := json.Marshal(line{Version, digest, m})
	if err != nil {
		return false, err
	}
	if err := replace(filepath.Join(dir, name), bytes.NewReader(append(text, '\n'))); err != nil {
		return false, err
	}
	if keep > 0 {
		if err := keepCopy(dir, recording, digest); err != nil {
			return true, err
		}
	}
	return true, prune(dir, keep)
}

// Digest is that of a recording: SHA-256 of the file.
func Digest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func keepCopy(dir, recording, digest string) error {
	if err := os.MkdirAll(filepath.Join(dir, copies), 0o755); err != nil {
		return err
	}
	f, err := os.Open(recording)
	if err != nil {
		return err
	}
	defer f.Close()
	return replace(copyOf(dir, digest), f)
}

// replace writes a file as a whole: who reads meanwhile sees the old one, or none.
func replace(path string, from io.Reader) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails where the rename succeeded
	_, err = io.Copy(f, from)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// prune removes copies of recordings beyond the newest. What has not the name of a
// copy is somebody's own and stays. Another that does the same at the same time does
// no harm.
func prune(dir string, keep int) error {
	list, _, err := Read(dir)
	if err != nil {
		return err
	}
	kept := map[string]bool{}
	for i := len(list) - 1; i >= 0 && len(kept) < keep; i-- {
		if list[i].Kept {
			kept[filepath.Base(copyOf(dir, list[i].Digest))] = true
		}
	}
	entries, err := os.ReadDir(filepath.Join(dir, copies))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		n := e.Name()
		if digest, ok := strings.CutSuffix(n, ".arrow"); ok && isShort(digest) && !kept[n] {
			if err := os.Remove(filepath.Join(dir, copies, n)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}
