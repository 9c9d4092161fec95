package recorder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/secret"
)

// A job is the process that is recorded.
type job struct {
	cmd *exec.Cmd
	// shares says that the job is in the recorder's process group, so that the
	// terminal's signals reach both.
	shares bool
}

// An exit says how a job ended: by itself with a status, or by a signal.
type exit struct {
	pid    int
	status int
	signal syscall.Signal // 0 if the job ended by itself
	cpu    time.Duration  // of the job and the children it waited for
	peak   int64          // most resident bytes of one of them, 0 if unknown
}

// code returns what a shell calls the exit code.
func (x exit) code() int {
	if x.signal != 0 {
		return 128 + int(x.signal)
	}
	return x.status
}

// findProgram returns the path of a command line's program.
func findProgram(arguments []string) (string, error) {
	if len(arguments) == 0 || arguments[0] == "" {
		return "", errors.New("no command to run is given")
	}
	path, err := exec.LookPath(arguments[0])
	if err != nil && !errors.Is(err, exec.ErrDot) { // the user's PATH, the user's choice
		hint := ""
		if strings.HasSuffix(arguments[0], ".py") {
			hint = "; a script is run by 'python " + arguments[0] + "'"
		}
		return "", fmt.Errorf("cannot run the job: %w%s", err, hint)
	}
	return path, nil
}

// startFailure returns the exit code of shells for a program that was not started.
func startFailure(err error) int {
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return 127
	}
	return 126
}

// startJob starts the job. Its streams are the files themselves, so that it is
// not waited for what it leaves behind in the background.
func startJob(o Options, program string, env []string) (*job, error) {
	j := &job{shares: hasTerminal()}
	start := func(program string, arguments []string) error {
		j.cmd = &exec.Cmd{
			Path: program, Args: arguments, Env: env,
			Stdin: stream(o.Stdin, os.Stdin), Stdout: stream(o.Stdout, os.Stdout), Stderr: stream(o.Stderr, os.Stderr),
			SysProcAttr: groupOf(j.shares),
		}
		return j.cmd.Start()
	}
	err := start(program, o.Arguments)
	if errors.Is(err, syscall.ENOEXEC) {
		// A script without "#!", as shells and execvp run it.
		err = start("/bin/sh", append([]string{"/bin/sh", program}, o.Arguments[1:]...))
	}
	if err != nil {
		return nil, fmt.Errorf("cannot run the job: %w", err)
	}
	return j, nil
}

func stream(given, own *os.File) *os.File {
	if given != nil {
		return given
	}
	return own
}

// wait waits for the job to end, and passes on the signals that are meant for
// it. It tells note, unless it is nil, of each.
func (j *job) wait(ctx context.Context, signals *signals, note func(*format.Event)) exit {
	ended := make(chan struct{})
	go func() {
		_ = j.cmd.Wait() // how the job ended is in ProcessState
		close(ended)
	}()
	done := ctx.Done()
	for {
		var s syscall.Signal
		passed := true
		select {
		case <-ended:
			return exitOf(j.cmd.ProcessState)
		case <-done:
			done, s = nil, syscall.SIGTERM
		case caught := <-signals.caught:
			s = caught.(syscall.Signal)
			passed = !j.shares || !fromTerminal(s)
		}
		if passed && errors.Is(j.cmd.Process.Signal(s), os.ErrProcessDone) {
			signals.again(s) // it is for us
			<-ended
			return exitOf(j.cmd.ProcessState)
		}
		if note != nil {
			e := format.NewEvent(format.JobSignal).SetInt(format.Signal, int64(s))
			if !passed {
				e.SetAttr("by_terminal", "true")
			}
			note(e)
		}
	}
}

func exitOf(p *os.ProcessState) exit {
	x := exit{pid: p.Pid(), status: p.ExitCode(), cpu: p.UserTime() + p.SystemTime()}
	x.peak, _ = peakRSS(p)
	if w, ok := p.Sys().(syscall.WaitStatus); ok && w.Signaled() {
		x.signal = w.Signal()
	}
	return x
}

// started returns the event of the job's start, with secrets masked.
func (j *job) started(arguments []string) *format.Event {
	return format.NewEvent(format.JobStart).
		SetInt(format.PID, int64(j.cmd.Process.Pid)).
		SetTexts(format.Arguments, secret.MaskArguments(arguments))
}

// ended returns the event of the job's end.
func (j *job) ended(x exit) *format.Event {
	e := format.NewEvent(format.JobEnd).SetInt(format.PID, int64(x.pid)).SetInt(format.CPUNS, int64(x.cpu))
	if x.peak > 0 {
		e.SetInt(format.PeakRSSBytes, x.peak)
	}
	if x.signal != 0 {
		return e.SetInt(format.Signal, int64(x.signal))
	}
	return e.SetInt(format.ExitCode, int64(x.status))
}
