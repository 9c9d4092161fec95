package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/recorder"
	"github.com/daft-analyze/daft-analyze/report"
)

// progressWhen is when record shows a view.
type progressWhen string

const (
	progressAuto  progressWhen = "auto"
	progressNever progressWhen = "never"
)

func (w *progressWhen) String() string { return string(*w) }
func (w *progressWhen) Type() string   { return "when" }

func (w *progressWhen) Set(s string) error {
	if s != string(progressAuto) && s != string(progressNever) {
		return fmt.Errorf("it is %s or %s", progressAuto, progressNever)
	}
	*w = progressWhen(s)
	return nil
}

// viewFlags say what view record is to show.
type viewFlags struct {
	when progressWhen
	like string // path of a previous recording, "" for none
}

// begin puts a view into the options, if there is to be one, and begins to draw.
// It returns what ends that. The previous recording is read in any case, before it
// can be overwritten: an error is of that.
func (f viewFlags) begin(s streams, o *recorder.Options) (end func(), err error) {
	var like *analyze.Likeness
	if f.like != "" {
		if like, err = readLikeness(f.like); err != nil {
			if !o.BestEffort {
				return nil, err
			}
			o.Warn(err.Error())
		} else if like.Queries() == 0 {
			o.Warn(fmt.Sprintf("no query of %s finished: it says nothing about how long this job takes", f.like))
		}
	}
	tty := viewTerminal(s.err)
	if f.when == progressNever || tty == nil {
		return func() {}, nil
	}
	v := newView(tty, report.ProgressOptions{Path: filepath.Base(o.Output), Like: likeName(f.like), Color: os.Getenv("NO_COLOR") == ""}, like)
	o.Observe = v.observe
	if out, ok := s.out.(*os.File); ok && ownsTerminal(tty, out) {
		o.Screen = v.screen
	}
	v.start()
	return v.end, nil
}

func readLikeness(path string) (*analyze.Likeness, error) {
	r, err := openRecording(path)
	if err != nil {
		return nil, fmt.Errorf("--like: %w", err)
	}
	defer r.Close()
	like, err := analyze.ReadLikeness(r)
	if err != nil {
		return nil, fmt.Errorf("--like: %w", withPath(path, err))
	}
	return like, nil
}

// likeName is the previous recording in short.
func likeName(path string) string {
	if path == "" {
		return ""
	}
	return filepath.Base(path)
}
