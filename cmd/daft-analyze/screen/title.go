package screen

import (
	"fmt"
	"io"
	"strings"
)

// A Title is the title of a terminal's window: what can be said where the job
// has the terminal itself. The one from before is stored and brought back.
type Title struct {
	out  io.Writer
	text string
}

// NewTitle returns the title of a terminal.
func NewTitle(out io.Writer) *Title { return &Title{out: out} }

// Set sets the title; "" brings back that of before.
func (t *Title) Set(text string) {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || 0x7f <= r && r < 0xa0 {
			return -1
		}
		return r
	}, text)
	if text == t.text {
		return
	}
	store := ""
	if t.text == "" {
		store = "\x1b[22;2t"
	}
	t.text = text
	if text == "" {
		_, _ = io.WriteString(t.out, "\x1b[23;2t")
		return
	}
	_, _ = fmt.Fprintf(t.out, "%s\x1b]2;%s\x07", store, text)
}
