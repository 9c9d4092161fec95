//go:build e2e

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/burst"
)

// The soak tests run a collector under load, without Daft. make e2e runs them
// short, make soak at full length (DAFT_ANALYZE_SOAK=1).

// soakSize returns how much of something a soak test does.
func soakSize(short, long int) int {
	if os.Getenv("DAFT_ANALYZE_SOAK") != "" {
		return long
	}
	return short
}

// loaded is a running `daft-analyze record --listen`.
type loaded struct {
	*exec.Cmd
	t      *testing.T
	path   string // of the recording
	url    string
	stderr bytes.Buffer
}

func startLoaded(t *testing.T) *loaded {
	t.Helper()
	program, err := buildProgram()
	if err != nil {
		t.Fatal(err)
	}
	c := &loaded{t: t, path: filepath.Join(t.TempDir(), "run.arrow")}
	c.Cmd = exec.Command(program, "record", "--quiet", "--max-rate", "0", "--listen", "127.0.0.1:0", "-o", c.path)
	c.Stderr = &c.stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Kill()
		c.Wait()
	})
	line := make([]byte, 4096)
	n, _ := out.Read(line)
	for _, l := range strings.Split(string(line[:n]), "\n") {
		if url, ok := strings.CutPrefix(l, "export DAFT_DASHBOARD_URL="); ok {
			c.url = url
		}
	}
	if c.url == "" {
		t.Fatalf("no URL: %s%s", line[:n], c.stderr.String())
	}
	return c
}

// stop ends the collector as Ctrl-C does.
func (c *loaded) stop() {
	c.t.Helper()
	if err := c.Process.Signal(os.Interrupt); err != nil {
		c.t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		c.t.Errorf("%v: %s", err, c.stderr.String())
	}
}

// peak returns the most resident bytes that the running collector had.
func (c *loaded) peak() int64 {
	c.t.Helper()
	status, err := os.ReadFile("/proc/" + strconv.Itoa(c.Process.Pid) + "/status")
	if err != nil {
		c.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	n, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	if err != nil {
		c.t.Fatal(err)
	}
	return n << 10
}

func readCapture(t *testing.T) *burst.Capture {
	t.Helper()
	c, err := burst.Read(filepath.Join("..", "..", "recorder", "testdata", "join-ray.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// soakMemory is the bound on the recorder's resident memory. What it holds of
// requests is bounded at 64 MiB; labels, buffers, and what the garbage collector has
// not yet taken back come on top.
const soakMemory = 400 << 20

// Many events in bounded memory, and the recording can be read.
func TestE2ESoakManyEvents(t *testing.T) {
	requests := soakSize(60_000, 5_800_000) // of 1.75 events
	collector := startLoaded(t)
	report, err := burst.Send(burst.Target{URL: collector.url, Connections: 8}, readCapture(t).Spread(requests, 8, ""), nil, nil)
	if err != nil || report.Failed+report.Refused > 0 {
		t.Fatalf("%v; %+v", err, report)
	}
	peak := collector.peak()
	begin := time.Now()
	collector.stop()
	info, err := os.Stat(collector.path)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d requests at %.0f a second, %d answered with 503; %d bytes written; peak of the recorder %d MB; ended in %v",
		requests, float64(report.Accepted)/report.Elapsed.Seconds(), report.Busy, info.Size(), peak>>20, time.Since(begin))
	if peak > soakMemory {
		t.Errorf("the recorder took %d MB", peak>>20)
	}
	payloads := map[int64]bool{}
	events := readRecording(t, collector.path, format.Complete, func(e *format.Event) {
		if n, ok := e.Int(format.Payload); ok {
			payloads[n] = true
		}
	})
	t.Logf("%d events, %.1f bytes each", events, float64(info.Size())/float64(events))
	if int64(len(payloads)) != report.Accepted {
		t.Errorf("%d requests are recorded, %d were accepted", len(payloads), report.Accepted)
	}
	for _, command := range []string{"info", "explain"} {
		begin := time.Now()
		c := exec.Command(collector.Path, command, collector.path)
		var stderr bytes.Buffer
		c.Stderr = &stderr
		if err := c.Run(); err != nil {
			t.Errorf("%s: %v: %s", command, err, stderr.String())
		}
		t.Logf("%s: %v, peak %d MB", command, time.Since(begin).Round(time.Millisecond), maxResident(c.ProcessState)>>20)
	}
}

// readRecording reads a recording to its end and returns how many events it has.
func readRecording(t *testing.T, path string, want format.State, each func(*format.Event)) (n int64) {
	t.Helper()
	r, err := format.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for ; r.Next(); n++ {
		each(r.Event())
	}
	if s := r.Status(); s.State != want || r.Err() != nil {
		t.Fatalf("the recording is %v, want %v: %+v, %v", s.State, want, s, r.Err())
	}
	return n
}
