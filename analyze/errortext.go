package analyze

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

var (
	escapes = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|[@-Z\\\\-_])")
	})
	// A Python exception at the end of a traceback: `package.Type: message`.
	exceptionLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([A-Za-z_][\w.]*)(?:\([\w.]*\))?: (.*)$`) })
	daftPrefix    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`DaftError::(\w+) `) })
	// A panic in Daft's own code, as it reaches Python.
	panicked = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^task \d+ panicked with message `) })
)

// maxCause bounds the one line that stands for an error, in bytes.
const maxCause = 400

// cleanText returns a message without terminal escapes and control characters
// other than newlines and tabs.
func cleanText(s string) string {
	s = escapes().ReplaceAllString(s, "")
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r >= ' ' && r != 0x7f && (r < 0x80 || r > 0x9f) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// oneLine returns the first line of s that holds anything, cut to a length
// that fits a line or two.
func oneLine(s string) string {
	for line := range strings.Lines(cleanText(s)) {
		if line = strings.TrimSpace(line); line != "" {
			return cut(line)
		}
	}
	return ""
}

func cut(s string) string {
	if len(s) <= maxCause {
		return s
	}
	s = s[:maxCause]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s + "..."
}

// wrappers are exceptions that carry another's message, or follow another that
// says more.
var wrappers = map[string]bool{
	"ray.exceptions.RayTaskError":       true,
	"RayTaskError":                      true,
	"daft.exceptions.DaftCoreException": true,
	"DaftCoreException":                 true,
	"daft.errors.UDFException":          true,
}

// causeOf picks the one line out of an error message that names what went
// wrong: the user's own exception where there is one. Ray wraps it in a
// traceback for each actor on the way, and Daft in `DaftError::Kind `.
func causeOf(message string) string {
	message = cleanText(message)
	if i := strings.LastIndex(message, "DaftError::PyO3Error "); i >= 0 {
		rest := message[i+len("DaftError::PyO3Error "):]
		if cause := oneLine(rest); cause != "" && !strings.HasPrefix(cause, "RayTaskError(") {
			return cause
		}
	}
	cause, wrapped := "", ""
	for line := range strings.Lines(message) {
		line = strings.TrimRight(line, "\r\n")
		switch m := exceptionLine().FindStringSubmatch(line); {
		case m == nil:
		case !wrappers[m[1]] && looksLikeException(m[1]):
			cause = line
		case wrappers[m[1]] && m[2] != "" && !strings.HasPrefix(m[2], "ray::"):
			wrapped = m[2]
		}
	}
	if cause == "" {
		cause = lastDaftError(message)
	}
	if cause == "" {
		cause = wrapped
	}
	if cause == "" {
		cause = oneLine(message)
	}
	return cut(strings.TrimPrefix(cause, "General Exception raised: "))
}

// lastDaftError returns the innermost of Daft's own errors, with its kind.
func lastDaftError(message string) string {
	all := daftPrefix().FindAllStringSubmatchIndex(message, -1)
	for i := len(all) - 1; i >= 0; i-- {
		kind, rest := message[all[i][2]:all[i][3]], message[all[i][1]:]
		if line := oneLine(rest); line != "" && kind != "PyO3Error" {
			return kind + ": " + line
		}
	}
	return ""
}

// looksLikeException tells the name of an exception class from other text in
// front of a colon.
func looksLikeException(name string) bool {
	name = name[strings.LastIndexByte(name, '.')+1:]
	for _, end := range []string{"Error", "Exception", "Interrupt", "Warning", "Exit", "Timeout", "NotFound"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}
