package main

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"
)

// terminal returns the width to write to w in, 0 where it is no terminal, and
// whether to use colours. COLUMNS, NO_COLOR and CLICOLOR_FORCE, which colours
// also what goes to no terminal, such as a log of CI, have their usual meaning;
// NO_COLOR has the last word.
func terminal(w io.Writer) (width int, color bool) {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		width = n
	}
	if !isTerminal(w) {
		return width, os.Getenv("NO_COLOR") == "" && forced(os.Getenv("CLICOLOR_FORCE"))
	}
	if f := w.(*os.File); width == 0 {
		width, _, _ = term.GetSize(int(f.Fd())) // 0 where it does not know
	}
	return width, os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// forced reports whether a variable asks for something.
func forced(v string) bool { return v != "" && v != "0" }
