package eventlog

import "bytes"

// finite returns a line with the numbers that Python writes and JSON does not
// have (NaN, Infinity, -Infinity) replaced by null: a number that is not finite
// says nothing. The line itself is left alone.
func finite(line []byte) []byte {
	if !bytes.Contains(line, []byte("NaN")) && !bytes.Contains(line, []byte("Infinity")) {
		return line
	}
	var out []byte
	for i := 0; i < len(line); {
		n := 1
		switch {
		case line[i] == '"':
			n = stringEnd(line[i:])
		case bytes.HasPrefix(line[i:], []byte("NaN")):
			out = append(out, "null"...)
			i += len("NaN")
			continue
		case bytes.HasPrefix(line[i:], []byte("Infinity")):
			out = append(bytes.TrimSuffix(out, []byte("-")), "null"...)
			i += len("Infinity")
			continue
		}
		out = append(out, line[i:i+n]...)
		i += n
	}
	return out
}

// stringEnd returns the length of the JSON string that s begins with, or all
// of s where it does not end.
func stringEnd(s []byte) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(s)
}
