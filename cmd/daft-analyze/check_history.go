package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/analyze/gate/history"
)

// baseline is what new runs are held against.
type baseline struct {
	measured []gate.Measurement // of recordings
	past     []gate.Measurement // of histories, in the order of time
	shown    []gate.Measurement // of the history whose changes are shown
	notes    []string
}

// runs measures what the command line names: the baseline, and new runs.
func (f *checkFlags) runs(args []string, s streams) (base baseline, current []gate.Measurement, err error) {
	var dirs, named []string
	for _, arg := range f.baseline {
		if history.Is(arg) {
			dirs = append(dirs, arg)
		} else {
			named = append(named, arg)
		}
	}
	shown := f.history
	if shown != "" && !history.Is(shown) {
		return base, nil, fmt.Errorf("--history %s: no run was put there yet; 'daft-analyze check NEW... --record-baseline %s' does", shown, shown)
	}
	if shown != "" && len(f.baseline) == 0 && !slices.ContainsFunc(dirs, func(d string) bool { return sameFile(d, shown) }) {
		dirs = append(dirs, shown)
	}
	before, err := recordingsOf(named)
	if err != nil {
		return base, nil, fmt.Errorf("--baseline: %w", err)
	}
	after, err := recordingsOf(args)
	if err != nil {
		return base, nil, err
	}
	if err := apart(before, after); err != nil {
		return base, nil, err
	}
	measured, err := measureAll(slices.Concat(before, after), s)
	if err != nil {
		return base, nil, err
	}
	base.measured, current = measured[:len(before):len(before)], measured[len(before):]
	if err := notCopied(base.measured, current); err != nil {
		return base, nil, err
	}
	digests := map[string]bool{}
	if len(dirs) > 0 || shown != "" {
		for _, path := range after {
			d, err := history.Digest(path)
			if err != nil {
				return base, nil, err
			}
			digests[d] = true
		}
	}
	for _, dir := range dirs {
		runs, known, err := readHistory(dir, digests, s)
		if err != nil {
			return base, nil, err
		}
		if known > 0 && len(args) > 0 {
			base.notes = append(base.notes, fmt.Sprintf("history: %d of the new runs are in %s already, and are not held against themselves", known, dir))
		}
		base.past = append(base.past, runs...)
	}
	if shown != "" {
		if slices.ContainsFunc(dirs, func(d string) bool { return sameFile(d, shown) }) {
			s.err = io.Discard // what is wrong with it was said
		}
		base.shown, _, err = readHistory(shown, digests, s)
	}
	return base, current, err
}

// readHistory reads the runs of a history, without those that are among the new
// ones, and says how many these are.
func readHistory(dir string, without map[string]bool, s streams) (runs []gate.Measurement, known int, err error) {
	entries, warnings, err := history.Read(dir)
	if err != nil {
		return nil, 0, err
	}
	for _, w := range warnings {
		fmt.Fprintf(s.err, "daft-analyze: warning: %s\n", oneLine(w))
	}
	for _, e := range entries {
		if without[e.Digest] {
			known++
			continue
		}
		runs = append(runs, e.Measurement)
	}
	return runs, known, nil
}

// keepRuns puts new runs into the history. What did not end well is no measure for
// others.
func (f *checkFlags) keepRuns(runs []gate.Measurement, verdict gate.Verdict, s streams) error {
	added, there := 0, 0
	for _, m := range runs {
		if why := m.Unsound(); why != "" {
			fmt.Fprintf(s.err, "daft-analyze: warning: %s is not put into the history: %s\n", oneLine(m.Path), oneLine(why))
			continue
		}
		m.Verdict = verdict
		ok, err := history.Add(f.record, m.Path, m, f.keep)
		if err != nil {
			return fmt.Errorf("--record-baseline %s: %w", f.record, err)
		}
		if ok {
			added++
		} else {
			there++
		}
	}
	text := fmt.Sprintf("put %d of %d runs into %s", added, len(runs), filepath.Clean(f.record))
	if there > 0 {
		text += fmt.Sprintf("; %d were there already", there)
	}
	if added > 0 && verdict == gate.Regression {
		text += "; as a regression they are no baseline until they are put there without --baseline and --history"
	}
	_, err := fmt.Fprintln(s.err, oneLine(text))
	return err
}

// labelsOf reads KEY=VALUE, and adds the commit where the environment tells it and
// no label does.
func labelsOf(list []string, env func(string) string) (map[string]string, error) {
	labels := map[string]string{}
	for _, name := range []string{"GITHUB_SHA", "CI_COMMIT_SHA"} {
		if v := env(name); v != "" && labels["commit"] == "" {
			labels["commit"] = oneLine(v)
		}
	}
	for _, l := range list {
		key, value, ok := strings.Cut(l, "=")
		if !ok || key == "" {
			return nil, errors.New("--label is KEY=VALUE, such as commit=1a2b3c4")
		}
		labels[oneLine(key)] = oneLine(value)
	}
	if len(labels) == 0 {
		return nil, nil
	}
	return labels, nil
}
