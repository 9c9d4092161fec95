package screen

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

// A Screen is a terminal of which the bottom rows are kept for lines about the
// job, as long as there are any. All that goes to the terminal must go through
// it. It is safe for concurrent use.
type Screen struct {
	out  io.Writer
	size func() (width, height int) // 0 where unknown

	mu      sync.Mutex
	job     escapes
	whole   bool // the job has the whole screen
	covered int  // rows that were ours when it took it
	margins bool // the job has set its own margins: we stay away
	saved   bool // the job counts on the place of the cursor that the terminal stores
	kept    int  // rows that are ours, 0 while there are no lines
	width   int  // as when they became ours
	height  int
	changed func() // is told that the job's rows have changed; may be nil
	frame   bytes.Buffer

	attached bool // all that goes to the terminal comes by Write
}

const (
	unsetMargins = "\x1b7\x1b[r\x1b8" // unsetting them moves the cursor: it is stored and brought back
	// A terminal that changes its size moves things around. Below the job's cursor
	// there is nothing but what was ours.
	moved = unsetMargins + "\x1b[J"
)

// Least rows that are left to the job; below them there are no lines.
const jobRows = 8

// New returns a Screen on a terminal.
func New(out io.Writer, size func() (width, height int)) *Screen {
	return &Screen{out: out, size: size}
}

// Attach says that what the job prints comes by Write from now on, so that
// lines can be shown. Each time that Kept has changed, changed is called, from
// whatever goroutine.
func (s *Screen) Attach(changed func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.attached, s.changed = true, changed
}

// Detach gives everything back to the job. No lines are shown any more.
func (s *Screen) Detach() {
	s.mu.Lock()
	s.release(true)
	s.attached, s.changed = false, nil
	s.mu.Unlock()
}

// Attached reports whether lines can be shown.
func (s *Screen) Attached() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.attached
}

// Kept returns how many rows at the bottom are not the job's.
func (s *Screen) Kept() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept
}

// Write passes on what the job prints.
func (s *Screen) Write(p []byte) (n int, err error) {
	s.mu.Lock()
	before := s.kept
	n, err = s.pass(p)
	s.unlock(before)
	return n, err
}

func (s *Screen) pass(p []byte) (n int, err error) {
	for n < len(p) {
		m, f := s.job.next(p[n:])
		done, err := s.out.Write(p[n : n+m])
		n += done
		if err != nil {
			return n, err
		}
		s.take(f)
	}
	return n, nil
}

// take reacts to what the job just did to the terminal.
func (s *Screen) take(f effect) {
	switch f {
	case wholeBegin:
		if !s.whole {
			s.whole, s.covered = true, s.kept
			s.release(true)
		}
	case wholeEnd:
		if s.whole {
			s.whole, s.kept = false, s.covered
			s.release(true) // what is back on the terminal has our lines on it
		}
	case margins:
		s.release(false)
		s.margins = true
	case reset:
		s.release(false)
		s.margins, s.saved = false, false
	case save:
		s.saved = true
	case restore:
		s.saved = false
	}
}

// unlock ends what may have changed the job's rows, and says so.
func (s *Screen) unlock(before int) {
	changed := s.changed
	if before == s.kept {
		changed = nil
	}
	s.mu.Unlock()
	if changed != nil {
		changed()
	}
}

// Size returns the terminal's width, and how many lines Show has room for at
// most.
func (s *Screen) Size() (width, lines int) {
	width, height := s.size()
	return width - 1, min(height/3, height-jobRows)
}

// Show puts lines, each narrower than the terminal, at its bottom instead of
// those before; none gives the rows back to the job. It draws nothing while that
// would disturb the job: it may be called again soon.
func (s *Screen) Show(lines []string) {
	s.mu.Lock()
	before := s.kept
	s.show(lines)
	s.unlock(before)
}

func (s *Screen) show(lines []string) {
	if !s.attached || s.whole || s.margins || !s.job.whole() || s.saved {
		return
	}
	width, height := s.size()
	if len(lines) == 0 || height-len(lines) < jobRows {
		s.release(true)
		return
	}
	s.frame.Reset()
	if s.kept > 0 && (width != s.width || height != s.height) {
		fmt.Fprint(&s.frame, moved)
		s.kept = 0
	}
	if len(lines) > s.kept {
		s.reserve(len(lines), height)
		s.width, s.height = width, height
	}
	fmt.Fprint(&s.frame, "\x1b7\x1b[0m")
	for i := range s.kept {
		fmt.Fprintf(&s.frame, "\x1b[%d;1H\x1b[2K", height-s.kept+1+i)
		if i < len(lines) {
			s.frame.WriteString(lines[i])
			s.frame.WriteString("\x1b[0m")
		}
	}
	fmt.Fprint(&s.frame, "\x1b8")
	_, _ = s.out.Write(s.frame.Bytes())
}

// reserve takes so many rows at the bottom: it makes room below the cursor,
// scrolling if need be, and sets the margins. Setting them moves the cursor, which is
// stored and brought back.
func (s *Screen) reserve(rows, height int) {
	if s.kept > 0 {
		s.clear(&s.frame, height)
		fmt.Fprint(&s.frame, unsetMargins)
	}
	for range rows {
		fmt.Fprint(&s.frame, "\x1bD") // a row down, in the same column
	}
	fmt.Fprintf(&s.frame, "\x1b[%dA\x1b7\x1b[1;%dr\x1b8", rows, height-rows)
	s.kept = rows
}

// clear empties our rows.
func (s *Screen) clear(b *bytes.Buffer, height int) {
	fmt.Fprint(b, "\x1b7\x1b[0m")
	for i := range s.kept {
		fmt.Fprintf(b, "\x1b[%d;1H\x1b[2K", height-s.kept+1+i)
	}
	fmt.Fprint(b, "\x1b8")
}

// release gives our rows back to the job, with the margins unless they are the
// job's by now.
func (s *Screen) release(unset bool) {
	if s.kept == 0 {
		return
	}
	s.frame.Reset()
	if width, height := s.size(); width != s.width || height != s.height {
		fmt.Fprint(&s.frame, moved)
	} else {
		s.clear(&s.frame, s.height)
		if unset {
			fmt.Fprint(&s.frame, unsetMargins)
		}
	}
	s.kept = 0
	_, _ = s.out.Write(s.frame.Bytes())
}
