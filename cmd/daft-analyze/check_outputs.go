package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/report/check"
)

// The formats of check beside those of other commands.
const (
	formatJUnit  formatFlag = "junit"
	formatGitHub formatFlag = "github" // annotations alone
)

// checkOutputs is where and how check writes what it found.
type checkOutputs struct {
	form                  formatFlag
	json, markdown, junit string // further files, "" for none
	summary               bool
	annotations           annotationsFlag
	name                  string
	full                  bool
}

func (o *checkOutputs) flags(c *cobra.Command) {
	o.form.flag(c, formatMarkdown, formatJUnit, formatGitHub)
	c.Flags().StringVar(&o.json, "json", "", "write JSON to this `FILE` as well")
	c.Flags().StringVar(&o.markdown, "markdown", "", "write Markdown for a pull request to this `FILE` as well")
	c.Flags().StringVar(&o.junit, "junit", "", "write JUnit XML to this `FILE` as well")
	c.Flags().BoolVar(&o.summary, "summary", false, "append Markdown to the summary of a step of GitHub Actions ($GITHUB_STEP_SUMMARY)")
	o.annotations = annotationsAuto
	c.Flags().Var(&o.annotations, "annotations", "annotations for GitHub: auto (where GITHUB_ACTIONS is true), always or never")
	complete(c, "annotations", string(annotationsAuto), string(annotationsAlways), string(annotationsNever))
	c.Flags().StringVar(&o.name, "name", "", "`NAME` of this gate in what is written, where there are several")
	c.Flags().BoolVar(&o.full, "full", false, "fold nothing: every check, also what is as it was")
}

// refuses says why a file cannot be written, before any work is done. What an
// earlier run of check wrote is overwritten, a recording is not.
func (o checkOutputs) refuses() error {
	seen := map[string]string{}
	for _, f := range o.files() {
		if f.path == "-" {
			return fmt.Errorf("--%s takes a file; for standard output there is --format %s", f.flag, f.flag)
		}
		path := filepath.Clean(f.path)
		if other := seen[path]; other != "" {
			return fmt.Errorf("--%s and --%s name the same file", other, f.flag)
		}
		seen[path] = f.flag
		if err := (output{path: f.path, force: true}).refuses(); err != nil {
			return err
		}
		if isRecording(f.path) {
			return fmt.Errorf("--%s %s: that is a recording", f.flag, f.path)
		}
	}
	return nil
}

func isRecording(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 6)
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == "ARROW1"
}

type checkFile struct {
	path, flag string
	write      func(io.Writer, check.Report, check.Options) error
}

func (o checkOutputs) files() (list []checkFile) {
	for _, f := range []checkFile{{o.json, "json", check.JSON}, {o.markdown, "markdown", check.Markdown}, {o.junit, "junit", check.JUnit}} {
		if f.path != "" {
			list = append(list, f)
		}
	}
	return list
}

// write writes what was found to each place that was named.
func (o checkOutputs) write(s streams, r check.Report) error {
	options := check.Options{Name: o.name, Full: o.full}
	for _, f := range o.files() {
		if err := (output{path: f.path, force: true}).write(func(w *os.File) error { return f.write(w, r, options) }); err != nil {
			return err
		}
	}
	if o.summary {
		if err := o.appendSummary(s.err, r, options); err != nil {
			return err
		}
	}
	switch o.form {
	case formatJSON:
		return o.whole(s, check.JSON, r, options)
	case formatMarkdown:
		return o.whole(s, check.Markdown, r, options)
	case formatJUnit:
		return o.whole(s, check.JUnit, r, options)
	case formatGitHub:
		return check.Annotations(s.out, r, options)
	}
	options.Width, options.Color = terminal(s.out)
	if onGitHub() {
		var b bytes.Buffer
		if err := check.Text(&b, r, options); err != nil {
			return err
		}
		if err := check.Inert(s.out, b.String()); err != nil {
			return err
		}
	} else if err := check.Text(s.out, r, options); err != nil {
		return err
	}
	return o.annotate(s.out, r, options)
}

// whole writes one form to standard output, which holds nothing else: GitHub reads
// annotations from standard error as well.
func (o checkOutputs) whole(s streams, write func(io.Writer, check.Report, check.Options) error, r check.Report, options check.Options) error {
	if err := write(s.out, r, options); err != nil {
		return err
	}
	return o.annotate(s.err, r, options)
}

func (o checkOutputs) annotate(w io.Writer, r check.Report, options check.Options) error {
	if o.annotations == annotationsNever || o.annotations != annotationsAlways && !onGitHub() {
		return nil
	}
	return check.Annotations(w, r, options)
}

func onGitHub() bool { return strings.EqualFold(os.Getenv("GITHUB_ACTIONS"), "true") }

// summaryLimit is what GitHub takes as the summary of one step, in bytes.
const summaryLimit = 1 << 20

// appendSummary adds Markdown to what the step has written so far.
func (o checkOutputs) appendSummary(stderr io.Writer, r check.Report, options check.Options) error {
	path := os.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		_, err := fmt.Fprintln(stderr, "daft-analyze: GITHUB_STEP_SUMMARY is not set: there is no summary to write to")
		return err
	}
	var b bytes.Buffer
	if err := check.Markdown(&b, r, options); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return cannotCreate(path, err)
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case info.Size()+int64(b.Len())+1 > summaryLimit:
		_, err = fmt.Fprintf(stderr, "daft-analyze: warning: the summary of this step has %d bytes already, and GitHub takes no more than %d: nothing was added\n", info.Size(), summaryLimit)
	default:
		_, err = f.Write(append(b.Bytes(), '\n'))
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// annotationsFlag is the value of --annotations.
type annotationsFlag string

const (
	annotationsAuto   annotationsFlag = "auto"
	annotationsAlways annotationsFlag = "always"
	annotationsNever  annotationsFlag = "never"
)

func (f *annotationsFlag) String() string { return string(*f) }
func (*annotationsFlag) Type() string     { return "WHEN" }

func (f *annotationsFlag) Set(s string) error {
	switch v := annotationsFlag(s); v {
	case annotationsAuto, annotationsAlways, annotationsNever:
		*f = v
		return nil
	}
	return errors.New("it is auto, always or never")
}
