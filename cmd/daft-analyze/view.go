package main

import (
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/term"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/cmd/daft-analyze/screen"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder"
	"github.com/daft-analyze/daft-analyze/report"
)

// A view shows on the terminal how the recorded job stands. It is told of events
// and, some times a second, draws what it knows by then; drawing never lets
// recording wait.
type view struct {
	mu       sync.Mutex
	progress *analyze.Progress

	options report.ProgressOptions
	screen  *screen.Screen
	title   *screen.Title // nil where the terminal has none
	broken  atomic.Bool   // it met an error of its own, and is over
	shown   bool
	busy    time.Time // when a query was last open
	titled  time.Time

	foreground func() bool
	quit, done chan struct{}
}

const (
	viewEvery  = 200 * time.Millisecond
	titleEvery = time.Second
	viewLines  = 8
	// viewFrom is how old a query must be to be shown: jobs of many short ones
	// would flicker. viewUntil is how long the view stays when none is open.
	viewFrom  = 500 * time.Millisecond
	viewUntil = 2 * time.Second
	// viewPatience is how long a terminal may take to be given back.
	viewPatience = 2 * time.Second
)

// newView returns a view on the terminal tty, which has begun, or nil where
// there is to be none.
func newView(tty *os.File, o report.ProgressOptions, like *analyze.Likeness) *view {
	out := recorder.Writer(tty)
	v := &view{
		progress: analyze.NewProgress(like), options: o,
		screen: screen.New(out, func() (width, height int) {
			width, height, _ = term.GetSize(int(tty.Fd()))
			return width, height
		}),
		foreground: func() bool { return inForeground(tty) },
		quit:       make(chan struct{}), done: make(chan struct{}),
	}
	if hasTitle(os.Getenv("TERM")) {
		v.title = screen.NewTitle(out)
	}
	return v
}

// viewTerminal returns the terminal to show a view on, nil where there is none
// or where nothing that moves is wanted.
func viewTerminal(w io.Writer) *os.File {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || os.Getenv("CI") != "" {
		return nil
	}
	if t := os.Getenv("TERM"); t == "" || t == "dumb" {
		return nil
	}
	return f
}

// hasTitle reports whether terminals of a type have a title that can be set and
// brought back. The consoles of Linux and BSD have none.
func hasTitle(terminal string) bool {
	switch terminal {
	case "linux", "vt100", "vt102", "vt220", "cons25", "wsvt25", "ansi":
		return false
	}
	return true
}

// ownsTerminal reports whether what does not go through us prints to the
// terminal tty: not where standard output is that terminal too, nor where it is a
// file. At the other end of a pipe there may be a pager.
func ownsTerminal(tty, stdout *os.File) bool {
	a, err := tty.Stat()
	if err != nil {
		return false
	}
	b, err := stdout.Stat()
	if err != nil {
		return false
	}
	if b.Mode().IsRegular() || os.SameFile(a, b) {
		return true
	}
	null, err := os.Stat(os.DevNull)
	return err == nil && os.SameFile(b, null)
}

// observe takes the next event, on the goroutine that writes the recording.
func (v *view) observe(e *format.Event) {
	if v.broken.Load() {
		return
	}
	defer v.guard()
	v.mu.Lock()
	defer v.mu.Unlock()
	v.progress.Add(e)
}

// guard is deferred. An error of this program in the view ends the view, not the
// recording nor the job.
func (v *view) guard() {
	if recover() != nil {
		v.broken.Store(true)
	}
}

// start begins to draw.
func (v *view) start() {
	suspend, stop := catchSuspend()
	go func() {
		defer close(v.done)
		defer stop()
		tick := time.NewTicker(viewEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				v.draw(time.Now())
			case <-suspend:
				v.hide()
				suspendSelf()
			case <-v.quit:
				v.hide()
				return
			}
		}
	}()
}

// end gives the terminal back, unless it is stopped and takes nothing.
func (v *view) end() {
	close(v.quit)
	select {
	case <-v.done:
	case <-time.After(viewPatience):
	}
}

func (v *view) snapshot(now time.Time) analyze.Snapshot {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.progress.Snapshot(format.TimeOf(now))
}

func (v *view) hide() {
	v.screen.Show(nil)
	if v.title != nil {
		v.title.Set("")
	}
}

func (v *view) draw(now time.Time) {
	if v.broken.Load() {
		v.hide()
		return
	}
	defer v.guard()
	s := v.snapshot(now)
	if len(s.Open) > 0 {
		v.busy = now
		v.shown = v.shown || time.Duration(s.Open[0].Elapsed) >= viewFrom
	}
	if v.shown && now.Sub(v.busy) > viewUntil {
		v.shown = false
		v.hide()
	}
	if !v.shown {
		return
	}
	if !v.foreground() {
		v.hide()
		return
	}
	if v.screen.Attached() {
		o := v.options
		o.Width, o.Height = v.screen.Size()
		o.Height = min(o.Height, viewLines)
		v.screen.Show(report.Progress(s, o))
		return
	}
	if v.title != nil && now.Sub(v.titled) >= titleEvery {
		v.titled = now
		v.title.Set(report.ProgressTitle(s, v.options))
	}
}
