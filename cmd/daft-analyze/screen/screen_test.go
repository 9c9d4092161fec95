package screen

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hinshun/vt10x"
)

// display is an emulated terminal.
type display struct {
	vt10x.Terminal
	width, height int
	rest          []byte // of a character under way, which the emulator does not wait for
}

func newDisplay(width, height int) *display {
	return &display{Terminal: vt10x.New(vt10x.WithSize(width, height)), width: width, height: height}
}

// Write does what a terminal's line discipline does on the way out.
func (d *display) Write(p []byte) (int, error) {
	n := len(p)
	p = append(d.rest, p...)
	d.rest = nil
	for i := len(p) - 1; i >= 0 && i >= len(p)-3; i-- {
		if utf8.RuneStart(p[i]) {
			if !utf8.FullRune(p[i:]) {
				p, d.rest = p[:i], append([]byte(nil), p[i:]...)
			}
			break
		}
	}
	_, err := d.Terminal.Write([]byte(strings.ReplaceAll(string(p), "\n", "\r\n")))
	return n, err
}

func (d *display) size() (int, int) { return d.width, d.height }

func (d *display) resize(width, height int) {
	d.width, d.height = width, height
	d.Terminal.Resize(width, height)
}

// rows returns what stands on the display, without the blanks at the right and
// the empty rows at the end, and a mark where the cursor is.
func (d *display) rows() string {
	lines := strings.Split(strings.TrimSuffix(d.String(), "\n"), "\n")
	c := d.Cursor()
	for y := range lines {
		line := []rune(strings.TrimRight(lines[y], " "))
		if y == c.Y {
			for len(line) < c.X {
				line = append(line, ' ')
			}
			line = append(line[:c.X], append([]rune{'_'}, line[c.X:]...)...)
		}
		lines[y] = string(line)
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

func TestScreen(t *testing.T) {
	status := []string{"status one", "status two"}
	const bar = "\r 40%|####      | "
	for _, c := range []struct {
		name string
		do   func(d *display, s *Screen)
		want string
	}{
		{"lines are at the bottom", func(_ *display, s *Screen) {
			fmt.Fprint(s, "hello\n")
			s.Show(status)
		}, "hello\n_\n\n\n\n\n\n\n\n\nstatus one\nstatus two"},
		{"output goes on where it was, also within a line", func(_ *display, s *Screen) {
			fmt.Fprint(s, "abc")
			s.Show(status)
			fmt.Fprint(s, "def\nghi")
			s.Show(status)
		}, "abcdef\nghi_\n\n\n\n\n\n\n\n\nstatus one\nstatus two"},
		{"output scrolls above the lines", func(_ *display, s *Screen) {
			s.Show(status)
			for i := range 30 {
				fmt.Fprintf(s, "line %d\n", i)
			}
		}, "line 21\nline 22\nline 23\nline 24\nline 25\nline 26\nline 27\nline 28\nline 29\n_\nstatus one\nstatus two"},
		{"room is made where the cursor is at the bottom", func(_ *display, s *Screen) {
			for i := range 30 {
				fmt.Fprintf(s, "line %d\n", i)
			}
			fmt.Fprint(s, "prompt> ")
			s.Show(status)
		}, "line 21\nline 22\nline 23\nline 24\nline 25\nline 26\nline 27\nline 28\nline 29\nprompt> _\nstatus one\nstatus two"},
		{"more lines take more room, fewer leave it empty", func(_ *display, s *Screen) {
			for i := range 30 {
				fmt.Fprintf(s, "line %d\n", i)
			}
			s.Show(status[:1])
			s.Show([]string{"a", "b", "c"})
			s.Show(status[1:])
		}, "line 22\nline 23\nline 24\nline 25\nline 26\nline 27\nline 28\nline 29\n_\nstatus two"},
		{"nothing stays behind", func(_ *display, s *Screen) {
			fmt.Fprint(s, "hello\n")
			s.Show(status)
			fmt.Fprint(s, "world\n")
			s.Detach()
			fmt.Fprint(s, strings.Repeat("x\n", 10)+"end")
		}, "world\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nend_"},
		{"a bar that is written over and over", func(_ *display, s *Screen) {
			for range 3 {
				fmt.Fprint(s, bar)
				s.Show(status)
			}
		}, " 40%|####      | _\n\n\n\n\n\n\n\n\n\nstatus one\nstatus two"},
		{"bars on several lines, with the cursor on the first", func(_ *display, s *Screen) {
			for i := range 3 {
				fmt.Fprintf(s, "\rfirst %d\n\rsecond %d\x1b[A", i, i)
				s.Show(status)
			}
		}, "first 2 _\nsecond 2\n\n\n\n\n\n\n\n\nstatus one\nstatus two"},
		{"no line within a sequence, nor within a character", func(_ *display, s *Screen) {
			fmt.Fprint(s, "\x1b[3")
			s.Show(status)
			fmt.Fprint(s, "1mred\xc3")
			s.Show(status)
			fmt.Fprint(s, "\xa4!")
		}, "redä!_"},
		{"an editor has the whole screen, and then we are back", func(_ *display, s *Screen) {
			fmt.Fprint(s, "before\n")
			s.Show(status)
			fmt.Fprint(s, "\x1b[?1049h\x1b[H\x1b[2Jeditor")
			s.Show(status)
			if s.Kept() != 0 {
				t.Error("rows are kept from an editor")
			}
			fmt.Fprint(s, "\x1b[?1049l")
			s.Show(status)
		}, "before\n_\n\n\n\n\n\n\n\n\nstatus one\nstatus two"},
		{"back from an editor, with fewer lines than before", func(_ *display, s *Screen) {
			fmt.Fprint(s, "before\n")
			s.Show(status)
			fmt.Fprint(s, "\x1b[?1049heditor\x1b[?1049l")
			s.Show(status[:1])
		}, "before\n_\n\n\n\n\n\n\n\n\n\nstatus one"},
		{"margins of the job's own are left alone", func(_ *display, s *Screen) {
			s.Show(status)
			fmt.Fprint(s, "\x1b[2;5r\x1b[Hmine")
			s.Show(status)
		}, "mine_"},
		{"after a reset the lines come back", func(_ *display, s *Screen) {
			s.Show(status)
			fmt.Fprint(s, "x\x1bcy")
			s.Show(status)
		}, "y_\n\n\n\n\n\n\n\n\n\nstatus one\nstatus two"},
		{"a cleared screen gets its lines again", func(_ *display, s *Screen) {
			s.Show(status)
			fmt.Fprint(s, "x\x1b[H\x1b[2Jy")
			s.Show(status)
		}, "y_\n\n\n\n\n\n\n\n\n\nstatus one\nstatus two"},
		{"while the job counts on the stored place of the cursor it is not overwritten", func(_ *display, s *Screen) {
			fmt.Fprint(s, "ab\x1b7cd")
			s.Show(status)
			fmt.Fprint(s, "\x1b8X")
		}, "abX_d"},
		{"a terminal that is too low has none", func(d *display, s *Screen) {
			d.resize(40, 9)
			s.Show(status)
		}, "_"},
		{"a terminal that grows", func(d *display, s *Screen) {
			fmt.Fprint(s, "hello\n")
			s.Show(status)
			d.resize(40, 14)
			s.Show(status)
			fmt.Fprint(s, "world\n")
		}, "hello\nworld\n_\n\n\n\n\n\n\n\n\n\nstatus one\nstatus two"},
		{"a terminal that shrinks", func(d *display, s *Screen) {
			fmt.Fprint(s, "hello\n")
			s.Show(status)
			d.resize(30, 10)
			s.Show(status)
			fmt.Fprint(s, "world\n")
		}, "hello\nworld\n_\n\n\n\n\n\nstatus one\nstatus two"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDisplay(40, 12)
			s := New(d, d.size)
			s.Attach(func() {})
			c.do(d, s)
			if got := d.rows(); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// However the job's output is cut into pieces, the display ends up the same,
// and without the lines it is what it would be without us.
func TestScreenLeavesTheJobsOutputAlone(t *testing.T) {
	job := "start\n\x1b[31mred\x1b[0m ä 😀 \x1b]0;title\x07text\n" + strings.Repeat("\r50% ####\x1b[K", 5) + "\n" +
		"\rone\n\rtwo\n\rthree\x1b[2A\rONE\x1b[2B\n" + strings.Repeat("line\n", 3) + "\x1b[Aup\x1b7\x1b[5Cright\x1b8back\x1b(B end"
	alone := newDisplay(40, 12)
	fmt.Fprint(alone, job)
	for piece := 1; piece <= 7; piece++ {
		d := newDisplay(40, 12)
		s := New(d, d.size)
		s.Attach(func() {})
		s.Show([]string{"a", "b"})
		for i := 0; i < len(job); i += piece {
			fmt.Fprint(s, job[i:min(len(job), i+piece)])
			s.Show([]string{fmt.Sprint("a", i), "b"})
		}
		s.Detach()
		if got, want := d.rows(), alone.rows(); got != want {
			t.Errorf("in pieces of %d:\n%s\nwant\n%s", piece, got, want)
		}
	}
}

// Where the job has the terminal itself, nothing is drawn.
func TestNotAttached(t *testing.T) {
	d := newDisplay(40, 12)
	s := New(d, d.size)
	s.Show([]string{"a"})
	s.Attach(func() {})
	s.Detach()
	s.Show([]string{"a"})
	if got := d.rows(); got != "_" {
		t.Errorf("drawn:\n%s", got)
	}
}

func TestRowsOfTheJob(t *testing.T) {
	d := newDisplay(40, 12)
	s := New(d, d.size)
	var told []int
	s.Attach(func() { told = append(told, s.Kept()) })
	s.Show([]string{"a"})
	s.Show([]string{"b"})
	s.Show([]string{"a", "b"})
	fmt.Fprint(s, "\x1b[?1049h")
	s.Detach()
	if got := fmt.Sprint(told); got != "[1 2 0]" {
		t.Errorf("told %s, want [1 2 0]", got)
	}
}
