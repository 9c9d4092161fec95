package eventtext

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
)

// MaxLineBytes is the longest line that Reader takes.
const MaxLineBytes = 64 << 20

// SyntaxError says which line of a text form could not be read, and why.
type SyntaxError struct {
	Line   int // counted from 1
	Reason string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// Reader reads events from their text form. It stops at the first line that it
// cannot read.
type Reader struct {
	lines *bufio.Scanner
	line  int
	event format.Event
	err   error
}

// NewReader returns a Reader of the lines of r.
func NewReader(r io.Reader) *Reader {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 64<<10), MaxLineBytes)
	return &Reader{lines: s}
}

// Next reads the next event and reports whether there is one.
func (r *Reader) Next() bool {
	for r.err == nil && r.lines.Scan() {
		r.line++
		line := strings.TrimSpace(r.lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		r.event.Reset(format.KindUnknown)
		if err := parseLine(line, &r.event); err != nil {
			r.err = &SyntaxError{Line: r.line, Reason: err.Error()}
			return false
		}
		return true
	}
	if r.err == nil {
		r.err = r.lines.Err()
		if errors.Is(r.err, bufio.ErrTooLong) {
			r.err = &SyntaxError{Line: r.line + 1, Reason: fmt.Sprintf("longer than %d bytes", MaxLineBytes)}
		}
	}
	return false
}

// Event returns the event that Next read. It is overwritten by the next call
// of Next.
func (r *Reader) Event() *format.Event { return &r.event }

// Line returns the number of the line that Next read, counted from 1.
func (r *Reader) Line() int { return r.line }

// Err returns the error that stopped Next: a *SyntaxError, or the error of the
// underlying reader.
func (r *Reader) Err() error { return r.err }

var columnByName = func() map[string]format.Column {
	m := make(map[string]format.Column)
	for _, c := range columns[1:] {
		m[c.Name] = c
	}
	return m
}()

func parseLine(line string, e *format.Event) error {
	kind, rest, err := cutText(line)
	if err != nil {
		return err
	}
	e.SetKindName(kind)
	seen := make(map[string]bool)
	var attrs []format.Attr // put in order once, however many there are
	for rest = strings.TrimLeft(rest, " \t"); rest != ""; rest = strings.TrimLeft(rest, " \t") {
		if key, ok := strings.CutPrefix(rest, "attrs."); ok {
			var a format.Attr
			if a, rest, err = parseAttr(key); err != nil {
				return err
			}
			attrs = append(attrs, a)
			continue
		}
		name, value, ok := strings.Cut(rest, "=")
		c, known := columnByName[name]
		switch {
		case !ok:
			return fmt.Errorf("%q is not column=value", shorten(rest))
		case !known || c.Type == format.TypeAttrs:
			return fmt.Errorf("there is no column %q", shorten(name))
		case seen[name]:
			return fmt.Errorf("column %s stands twice", name)
		}
		seen[name] = true
		var v format.Value
		if v, rest, err = parseValue(c.Type, value); err != nil {
			return fmt.Errorf("column %s: %w", name, err)
		}
		if rest != "" && rest[0] != ' ' && rest[0] != '\t' {
			return fmt.Errorf("column %s: %q follows the value", name, shorten(rest))
		}
		e.SetValue(c, v)
	}
	if attrs != nil {
		e.SetAttrs(attrs)
	}
	return nil
}

// parseAttr reads KEY="VALUE".
func parseAttr(s string) (a format.Attr, rest string, err error) {
	a.Key, rest, err = cutText(s)
	if err != nil {
		return a, "", fmt.Errorf("attrs: %w", err)
	}
	if !strings.HasPrefix(rest, "=") {
		return a, "", fmt.Errorf("attrs.%s has no value", shorten(a.Key))
	}
	a.Value, rest, err = cutText(rest[1:])
	if err != nil {
		return a, "", fmt.Errorf("attrs.%s: %w", shorten(a.Key), err)
	}
	return a, rest, nil
}

func parseValue(t format.Type, s string) (v format.Value, rest string, err error) {
	v.Type = t
	switch t {
	case format.TypeInt:
		word, rest := cutWord(s)
		v.Int, err = strconv.ParseInt(word, 10, 64)
		if err != nil {
			err = fmt.Errorf("%q is not a 64-bit integer", shorten(word))
		}
		return v, rest, err
	case format.TypeFloat:
		word, rest := cutWord(s)
		v.Float, err = strconv.ParseFloat(word, 64)
		if err != nil {
			err = fmt.Errorf("%q is not a number", shorten(word))
		}
		return v, rest, err
	case format.TypeInts:
		v.Ints = []int64{}
		rest, err = parseList(s, func(s string) (string, error) {
			end := strings.IndexAny(s, ",]")
			if end < 0 {
				end = len(s)
			}
			n, err := strconv.ParseInt(s[:end], 10, 64)
			if err != nil {
				return "", fmt.Errorf("%q is not a 64-bit integer", shorten(s[:end]))
			}
			v.Ints = append(v.Ints, n)
			return s[end:], nil
		})
		return v, rest, err
	case format.TypeTexts:
		v.Texts = []string{}
		rest, err = parseList(s, func(s string) (string, error) {
			text, rest, err := cutText(s)
			v.Texts = append(v.Texts, text)
			return rest, err
		})
		return v, rest, err
	}
	v.Text, rest, err = cutText(s)
	return v, rest, err
}

// parseList reads "[item,item]", calling item at the start of each.
func parseList(s string, item func(string) (string, error)) (rest string, err error) {
	s, ok := strings.CutPrefix(s, "[")
	if !ok {
		return "", errors.New("a list begins with [")
	}
	if rest, ok := strings.CutPrefix(s, "]"); ok {
		return rest, nil
	}
	for {
		if s, err = item(s); err != nil {
			return "", err
		}
		if rest, ok := strings.CutPrefix(s, "]"); ok {
			return rest, nil
		}
		if s, ok = strings.CutPrefix(s, ","); !ok {
			return "", errors.New("a list ends with ]")
		}
	}
}

// cutText reads a bare or quoted text from the start of s.
func cutText(s string) (text, rest string, err error) {
	if strings.HasPrefix(s, `"`) {
		quoted, err := strconv.QuotedPrefix(s)
		if err != nil {
			return "", "", fmt.Errorf("%q is not a quoted text", shorten(s))
		}
		text, err = strconv.Unquote(quoted)
		return text, s[len(quoted):], err
	}
	end := 0
	for end < len(s) && isBare(s[end]) {
		end++
	}
	if end == 0 {
		return "", "", fmt.Errorf("%q is not a text", shorten(s))
	}
	return s[:end], s[end:], nil
}

// cutWord splits s before its first blank.
func cutWord(s string) (word, rest string) {
	if i := strings.IndexAny(s, " \t"); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

// shorten keeps error messages to one line of readable length.
func shorten(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
