package output

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
)

// split returns the lines of a stream that came in these pieces, one a second,
// each with what is noted of it.
func split(pieces ...string) []string {
	var got []string
	s := NewSplitter(func(l *Line) {
		text := string(l.Text)
		if l.Bytes > int64(len(l.Text)) {
			text = fmt.Sprintf("%d of %d bytes", len(l.Text), l.Bytes)
		}
		if l.Rewritten > 0 {
			text += fmt.Sprintf(" <rewritten %d>", l.Rewritten)
		}
		if l.Unended {
			text += " <unended>"
		}
		got = append(got, text)
	})
	for i, p := range pieces {
		s.Add([]byte(p), format.Time(int64(i)*int64(time.Second)))
	}
	s.End()
	return got
}

func TestSplitter(t *testing.T) {
	for _, c := range []struct {
		name   string
		pieces []string
		want   []string
	}{
		{"nothing", nil, nil},
		{"lines", []string{"a\nb\n"}, []string{"a", "b"}},
		{"empty lines", []string{"\n\na\n"}, []string{"", "", "a"}},
		{"terminal line ends", []string{"a\r\nb\r\n"}, []string{"a", "b"}},
		{"line end in two pieces", []string{"a\r", "\nb"}, []string{"a", "b <unended>"}},
		{"line in pieces", []string{"a", "b", "c\nd"}, []string{"abc", "d <unended>"}},
		{"tab stays, other controls go", []string{"a\tb\x00\x07\x0ec\x7fd\n"}, []string{"a\tbcd"}},
		{"colours go", []string{"\x1b[1;31mred\x1b[0m and \x1b[38:5:12mblue\x1b[m\n"}, []string{"red and blue"}},
		{"title goes", []string{"\x1b]0;evil\x07text \x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\n"}, []string{"text link"}},
		{"charset goes", []string{"\x1b(Ba\x1b=b\n"}, []string{"ab"}},
		{"sequence in pieces", []string{"a\x1b", "[3", "1mb\n"}, []string{"ab"}},
		{"sequence that never ends", []string{"a\x1b]0;title\nb\n"}, []string{"a", "b"}},
		{"sequence that breaks off", []string{"a\x1b[31\x1b[1mb\n"}, []string{"ab"}},
		{"invalid bytes stay", []string{"a\xffb\n"}, []string{"a\xffb"}},
		{"backspaces", []string{"abc\b\bd é\b\be\n"}, []string{"ade"}},
		{"progress bar", []string{"\r0%", "\r50%", "\r100%\n", "done\n"}, []string{"100% <rewritten 2>", "done"}},
		{"progress bar that erases", []string{"0%", "\r\x1b[2K50%", "\x1b[2K\x1b[1G100%\n"}, []string{"100% <rewritten 2>"}},
		{"progress bar without an end", []string{"\r0%\r1%", "\r2%"}, []string{"2% <rewritten 2> <unended>"}},
		{"progress bar that goes", []string{"\r50%\r     \rtext\n"}, []string{"text"}},
		{"progress bar that is wiped", []string{"\r50%\r60%\r     \n\r70%\r80%", "\r     "}, nil},
		{"long line", []string{strings.Repeat("x", MaxLine-1), "yz", strings.Repeat("z", 9) + "\nb\n"}, []string{"8192 of 8202 bytes", "b"}},
		{"two bars", []string{
			"one 0%\r\ntwo 0%", "\x1b[1A\r\x1b[2K\x1b[1B\r\x1b[2K\x1b[1Aone 50%\r\ntwo 50%",
			"\x1b[1A\r\x1b[2Kone 100%\r\n\x1b[2Ktwo 100%", "\r\nend\n",
		}, []string{"one 0%", "two 100% <rewritten 2>", "end", "one 100% <rewritten 2>"}},
		{"bars that settle", []string{
			"one 0%\ntwo 0%", "\x1b[A\rone 50%\ntwo 50%", "", "", "", "end\n",
		}, []string{"one 0%", "one 50% <rewritten 1>", "two 50%end <rewritten 1>"}},
		{"a tagged line above bars", []string{
			"one 0%\ntwo 0%", "\x1b[A\r\x1b[35m[`f` Worker #1]\x1b[0m hello\none 5%\ntwo 5%", "\n",
		}, []string{"one 0%", "[`f` Worker #1] hello", "one 5% <rewritten 1>", "two 5%"}},
		{"a cursor that goes far", []string{"a\x1b[999Ab\x1b[999Bc\n"}, []string{"c <rewritten 1>", "b <rewritten 1>"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := split(c.pieces...); strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestSplitterBreak(t *testing.T) {
	for _, c := range []struct {
		within bool
		want   string
	}{{true, "rest"}, {false, "end of a line|rest"}} {
		var got []string
		s := NewSplitter(func(l *Line) { got = append(got, string(l.Text)) })
		s.Add([]byte("begun"), 0)
		s.Break(c.within)
		s.Add([]byte("end of a line\nrest\n"), 1)
		s.End()
		if strings.Join(got, "|") != c.want {
			t.Errorf("within %v: got %q, want %q", c.within, got, c.want)
		}
	}
}

// FuzzSplitter: in whatever pieces bytes come, the lines are the same; none is
// longer than the limit or holds a control character, and none is lost.
func FuzzSplitter(f *testing.F) {
	f.Add([]byte("a\nb\r\n\x1b[31mc\x1b[0m\n\r1%\r2%\n"), uint8(3))
	f.Add([]byte("one\ntwo\x1b[A\rone 1\ntwo 2\x1b[2A\x1b[2Kthree\n"), uint8(1))
	f.Add([]byte("\x1b]0;title\x07\x1b(B\xff\xfe\b\b\x00x"), uint8(2))
	f.Fuzz(func(t *testing.T, b []byte, size uint8) {
		lines := func(step int) []string {
			var got []string
			s := NewSplitter(func(l *Line) {
				if len(l.Text) > MaxLine || l.Bytes < int64(len(l.Text)) || l.Rewritten < 0 {
					t.Fatalf("%d bytes of %d, rewritten %d", len(l.Text), l.Bytes, l.Rewritten)
				}
				if printable(l.Text) != len(l.Text) {
					t.Fatalf("control characters in %q", l.Text)
				}
				got = append(got, string(l.Text))
			})
			for at := 0; at < len(b); at += step {
				s.Add(b[at:min(at+step, len(b))], 0)
			}
			s.End()
			return got
		}
		whole := lines(len(b) + 1)
		if got := lines(int(size) + 1); strings.Join(got, "\n") != strings.Join(whole, "\n") {
			t.Errorf("in pieces of %d: %q\nwhole: %q", size+1, got, whole)
		}
		plain := strings.IndexFunc(string(b), func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }) < 0
		if n := strings.Count(string(b), "\n"); plain && len(whole) < n {
			t.Errorf("%d lines of %d", len(whole), n)
		}
	})
}
