package recorder

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/daft-analyze/daft-analyze/recorder/output"
)

// Names of streams in the recording.
const (
	streamStdout = "stdout"
	streamStderr = "stderr"
	streamBoth   = "both" // one terminal or file: only so does what is written to both keep its order
)

// outlets are what the job's output goes through: of each stream a pipe, or a
// pseudo-terminal where it is a terminal, and a tee from there to where the job would have
// written.
//
// Only output goes through a pseudo-terminal, and it does not control the job: its input, /dev/tty
// and its signals remain those of the user's own terminal, whose modes are never touched. So
// Ctrl-C, Ctrl-Z, the echo, hidden passwords, background and hangup are what they are
// without us, and there is nothing to restore, however we end.
type outlets struct {
	tees   []*tee
	given  []*os.File // the job's ends, which are ours until it has started
	stdout *os.File   // of them, if it is a pipe
	stop   []func()
	guard  *standby
}

// openOutlets makes the outlets and puts the job's ends into the options. What
// cannot be made is left as it is, and the user is told.
func (r *recording) openOutlets(o *Options) *outlets {
	l := &outlets{guard: &standby{command: o.Guard, warn: o.warn}}
	if o.NoLogs {
		return l
	}
	stdout, stderr := stream(o.Stdout, os.Stdout), stream(o.Stderr, os.Stderr)
	held := &budget{limit: outputHeld}
	events := &output.Events{}
	open := func(f *os.File, name string) *os.File {
		in, end, err := openOutlet(f)
		if err != nil {
			o.warn(fmt.Sprintf("%s is not recorded: %v", name, err))
			return f
		}
		l.given = append(l.given, end)
		t := &tee{in: in, out: f, capture: newCapture(r.sink, &r.lost, held, name, events), now: r.sink.now, shut: l.guard.shut}
		if term.IsTerminal(int(f.Fd())) {
			t.screen = o.Screen
		}
		l.tees = append(l.tees, t)
		return end
	}
	if sameStream(stdout, stderr) {
		end := open(stdout, streamBoth)
		o.Stdout, o.Stderr = end, end
	} else {
		o.Stdout, o.Stderr = open(stdout, streamStdout), open(stderr, streamStderr)
	}
	if o.Stdout != stdout && !term.IsTerminal(int(stdout.Fd())) {
		l.stdout = o.Stdout
	}
	return l
}

// openOutlet returns what comes out of, and what goes into, an outlet in front
// of f.
func openOutlet(f *os.File) (in, end *os.File, err error) {
	if term.IsTerminal(int(f.Fd())) {
		return openPseudoTerminal(f)
	}
	return openPipe()
}

// sameStream reports whether two streams are one terminal, file or pipe. What is
// thrown away has no order.
func sameStream(a, b *os.File) bool {
	x, err := a.Stat()
	if err != nil {
		return false
	}
	y, err := b.Stat()
	if err != nil || !os.SameFile(x, y) {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(x, null)
}

// begin begins to pass on what the job prints, nil if it was not started.
func (l *outlets) begin(j *job) {
	for _, f := range l.given {
		_ = f.Close()
	}
	if j != nil {
		l.guard.start(l.tees)
	}
	for _, t := range l.tees {
		if j == nil {
			_ = t.in.Close()
			continue
		}
		if stop := followSize(t, j); stop != nil {
			l.stop = append(l.stop, stop)
		}
		t.start()
	}
}

// jobEnded says that the job has ended, and waits for so long at most until what
// it printed is passed on.
func (l *outlets) jobEnded(patience time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, t := range l.tees {
		t.jobEnded()
	}
	l.wait(ctx)
}

// wait waits until the tees are done, though no longer than ctx, and reports
// whether they are.
func (l *outlets) wait(ctx context.Context) bool {
	for _, t := range l.tees {
		select {
		case <-t.done:
			continue
		default:
		}
		select {
		case <-t.done:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// end waits until all that the job printed is passed on; if ctx is done before, what nobody takes is
// given up. What others, which it left behind, print from now on is passed on without us
// where that can be.
func (l *outlets) end(ctx context.Context, o Options) {
	defer l.guard.end()
	if !l.wait(ctx) {
		o.warn("the end of the job's output is not passed on: nobody took it until a signal came")
		return
	}
	for _, t := range l.tees {
		t.detach(ctx)
	}
	for _, stop := range l.stop {
		stop()
	}
	left := slices.DeleteFunc(slices.Clone(l.tees), func(t *tee) bool { return !t.left })
	handed := len(left) > 0 && l.guard.leave()
	var shown, cut []string // what is left open
	for _, t := range left {
		name := t.capture.stream
		if name == streamBoth {
			name = "output"
		}
		if handed || passOn(t.in, t.out) == nil {
			shown = append(shown, name)
		} else {
			cut = append(cut, name)
		}
		_ = t.in.Close()
	}
	for _, left := range []struct {
		names []string
		what  string
	}{{shown, "is shown but not recorded"}, {cut, "is neither shown nor recorded; --no-logs leaves them the output itself"}} {
		if len(left.names) > 0 {
			o.warn(fmt.Sprintf("the job left processes behind that have its %s open; what they print from now on %s", strings.Join(left.names, " and "), left.what))
		}
	}
}
