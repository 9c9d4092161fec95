package recorder

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/output"
)

// captured is a capture of stdout, whose writer can be held up.
type captured struct {
	*capture
	w    *fakeWriter
	lost *losses
}

func newCaptured(w *fakeWriter) captured {
	lost := &losses{}
	s := newSink(w, counter(), queueLength, &budget{limit: maxHeld}, lost, nil, nil)
	return captured{newCapture(s, lost, &budget{limit: outputHeld}, streamStdout, &output.Events{}), w, lost}
}

// result ends the stream and the sink, and returns the lines that were kept
// and those that were lost.
func (c captured) result(t *testing.T) (lines []string, losses string) {
	t.Helper()
	c.end()
	if err := c.sink.close(theEnd(), time.Minute); err != nil && c.w.fail == nil {
		t.Fatal(err)
	}
	if held, of := c.held.used.Load(), c.sink.budget.used.Load(); held != 0 || of != 0 {
		t.Errorf("%d and %d bytes are still held", held, of)
	}
	for _, e := range c.w.events {
		if e.Kind == format.Output {
			text, _ := e.Text(format.Text)
			lines = append(lines, text)
		}
	}
	for _, l := range c.lost.all() {
		losses += fmt.Sprintf("%d %s: %s", l.Count, l.What, l.Why)
	}
	return lines, losses
}

func numbered(from, to int) []byte {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	return []byte(b.String())
}

func TestCaptureKeepsAll(t *testing.T) {
	c := newCaptured(&fakeWriter{})
	for i := range 10 {
		c.add(numbered(900*i, 900*(i+1)), format.Time(i))
	}
	c.add([]byte("no end"), 10)
	lines, lost := c.result(t)
	if len(lines) != 9001 || lines[0] != "line 0" || lines[8999] != "line 8999" || lines[9000] != "no end" || lost != "" {
		t.Errorf("%d lines, lost %s", len(lines), lost)
	}
}

// TestCaptureFlood: of a second with too much the first and the last lines are
// kept, whole, and every other line is counted.
func TestCaptureFlood(t *testing.T) {
	c := newCaptured(&fakeWriter{})
	const all = 50_000
	for i := 0; i < all; i += 100 {
		b := numbered(i, i+100)
		c.add(b[:77], 0)
		c.add(b[77:], 0)
	}
	c.add([]byte("begun"), 0)
	later := format.Time(2 * time.Second)
	c.add([]byte(" and ended\nnew\n"), later)
	lines, lost := c.result(t)
	n := len(lines)
	if first := lines[0]; first != "line 0" || lines[n-1] != "new" || lines[n-2] != "begun and ended" || lines[n-3] != "line 49999" || lines[n-2-lastLines] != "line 49900" {
		t.Errorf("first %q, last %q", first, lines[n-3:])
	}
	if kept := n - 2; lost != fmt.Sprintf("%d lines of stdout: %s", all-kept, lossPrinted) || kept < secondLines/2 {
		t.Errorf("%d lines, lost %s", n, lost)
	}
}

// TestCaptureSpent: at the end of all that is kept come the stream's last lines.
func TestCaptureSpent(t *testing.T) {
	c := newCaptured(&fakeWriter{})
	second := func(i int) format.Time { return format.Time(i) * format.Time(time.Second) }
	const seconds = totalLines/9000 + 50
	for i := range seconds {
		c.add(numbered(9000*i, 9000*(i+1)), second(i))
		for len(c.sink.queue) > 100 { // the sink keeps up
			time.Sleep(time.Millisecond)
		}
	}
	lines, lost := c.result(t)
	n := len(lines)
	if n > totalLines || n < totalLines-2*secondLines || lines[n-1] != fmt.Sprintf("line %d", 9000*seconds-1) {
		t.Errorf("%d lines, the last %q", n, lines[n-1])
	}
	if want := fmt.Sprintf("%d lines of stdout: %s", 9000*seconds-n, lossPrintedTotal); lost != want {
		t.Errorf("lost %s, want %s", lost, want)
	}
}

// TestCaptureStuck: a sink that is stuck costs lines, and never waiting.
func TestCaptureStuck(t *testing.T) {
	w := &fakeWriter{hold: make(chan struct{})}
	c := newCaptured(w)
	const all = 9000 * 100
	for i := range 100 {
		b := bytes.ReplaceAll(numbered(9000*i, 9000*(i+1)), []byte("line "), []byte("a line of more than a few words, with the number "))
		c.add(b, format.Time(i)*format.Time(time.Second))
	}
	if used := c.held.used.Load(); used > outputHeld {
		t.Errorf("%d bytes are held", used)
	}
	close(w.hold)
	lines, lost := c.result(t)
	if want := fmt.Sprintf("%d lines of stdout: %s", all-len(lines), lossQueueFull); lost != want || len(lines) < 9000 {
		t.Errorf("%d lines, lost %s", len(lines), lost)
	}
}

func TestCaptureWriteFails(t *testing.T) {
	c := newCaptured(&fakeWriter{fail: fmt.Errorf("disk full")})
	c.add(numbered(0, 100), 0)
	c.add(numbered(0, 100), 1)
	if _, lost := c.result(t); !strings.Contains(lost, "100 lines of stdout: "+lossWrite) {
		t.Errorf("lost %s", lost)
	}
}

// TestCaptureOneLongLine: a line without an end takes no more than its bound.
func TestCaptureOneLongLine(t *testing.T) {
	c := newCaptured(&fakeWriter{})
	x := []byte(strings.Repeat("x", 64<<10))
	for range 1000 {
		c.add(x, 0)
	}
	c.add([]byte("\nnext\n"), format.Time(time.Second))
	lines, lost := c.result(t)
	if len(lines) != 1 || lines[0] != "next" || lost != "1 lines of stdout: "+lossPrinted {
		t.Errorf("%d lines, lost %s", len(lines), lost)
	}
}
