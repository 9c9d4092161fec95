//go:build unix

package recorder

import (
	"bufio"
	"fmt"
	"os"
	"syscall"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

// TestRunSignals sends signals to the recorder alone. Each is passed on once.
func TestRunSignals(t *testing.T) {
	cmd, output := recorderCommand(t, os.Args[0])
	cmd.Env = append(cmd.Env, signalJob+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewScanner(out)
	said.Scan() // ready
	sends := []syscall.Signal{syscall.SIGINT, syscall.SIGINT, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGTERM}
	for _, s := range sends {
		if err := cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		if said.Scan(); said.Text() != s.String() {
			t.Errorf("sent %q, the job got %q", s, said.Text())
		}
	}
	if said.Scan() {
		t.Errorf("the job also got %q", said.Text())
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 7 {
		t.Errorf("exit code %d", code)
	}
	if got := signalsOf(read(t, output)); fmt.Sprint(got) != fmt.Sprint(sends) {
		t.Errorf("recorded %v, sent %v", got, sends)
	}
}

func TestRunSignalKillsJob(t *testing.T) {
	cmd, output := recorderCommand(t, "sh", "-c", "echo ready; exec sleep 60")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	bufio.NewScanner(out).Scan()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 128+15 {
		t.Errorf("exit code %d", code)
	}
	read(t, output)
}

// signalsOf returns the signals that a recording has.
func signalsOf(events []*format.Event) []syscall.Signal {
	var signals []syscall.Signal
	for _, e := range events {
		if e.Kind == format.JobSignal {
			n, _ := e.Int(format.Signal)
			signals = append(signals, syscall.Signal(n))
		}
	}
	return signals
}
