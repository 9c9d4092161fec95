package dashboard

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A value is the text of one JSON value within a body that valid has accepted,
// without space around it. Walking over text that is known to be well-formed
// keeps numbers exact and unknown members as they were sent.
type value []byte

var errNotObject = errors.New("the body is not a JSON object")

// valid checks that body is well-formed JSON and returns it as a value. Bytes
// that are not UTF-8 are replaced.
func valid(body []byte) (value, error) {
	if !utf8.Valid(body) {
		body = bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	if !json.Valid(body) {
		var syntax *json.SyntaxError
		var ignored json.RawMessage
		if err := json.Unmarshal(body, &ignored); errors.As(err, &syntax) {
			return nil, fmt.Errorf("not JSON: %w (byte %d)", syntax, syntax.Offset)
		}
		return nil, errors.New("not JSON")
	}
	return bytes.TrimSpace(body), nil
}

func (v value) isNull() bool   { return string(v) == "null" }
func (v value) isObject() bool { return len(v) > 0 && v[0] == '{' }
func (v value) isArray() bool  { return len(v) > 0 && v[0] == '[' }
func (v value) isString() bool { return len(v) > 0 && v[0] == '"' }

// members calls f for each member of an object, in the order of the text. Any
// other value has none.
func (v value) members(f func(key string, member value) error) error {
	if !v.isObject() {
		return nil
	}
	for i := v.next(1); v[i] != '}'; {
		end := v.end(i)
		key, _ := v[i:end].text()
		i = v.next(v.next(end) + 1) // past the colon
		end = v.end(i)
		if err := f(key, v[i:end]); err != nil {
			return err
		}
		if i = v.next(end); v[i] == ',' {
			i = v.next(i + 1)
		}
	}
	return nil
}

// elements calls f for each element of an array. Any other value has none.
func (v value) elements(f func(element value) error) error {
	if !v.isArray() {
		return nil
	}
	for i := v.next(1); v[i] != ']'; {
		end := v.end(i)
		if err := f(v[i:end]); err != nil {
			return err
		}
		if i = v.next(end); v[i] == ',' {
			i = v.next(i + 1)
		}
	}
	return nil
}

// member returns the last member of an object that has the name, or nil.
func (v value) member(name string) value {
	var found value
	_ = v.members(func(key string, member value) error {
		if key == name {
			found = member
		}
		return nil
	})
	return found
}

// next returns the index of the first byte from i that is not space.
func (v value) next(i int) int {
	for v[i] == ' ' || v[i] == '\n' || v[i] == '\t' || v[i] == '\r' {
		i++
	}
	return i
}

// end returns the index behind the value that begins at i.
func (v value) end(i int) int {
	switch v[i] {
	case '"':
		return v.endString(i)
	case '{', '[':
		for depth := 0; ; i++ {
			switch v[i] {
			case '"':
				i = v.endString(i) - 1
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
	}
	for i < len(v) && !strings.ContainsRune(" \n\t\r,]}", rune(v[i])) {
		i++
	}
	return i
}

func (v value) endString(i int) int {
	for i++; v[i] != '"'; i++ {
		if v[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// text returns a string's text, and whether v is a string.
func (v value) text() (string, bool) {
	if !v.isString() {
		return "", false
	}
	if bytes.IndexByte(v, '\\') < 0 {
		return string(v[1 : len(v)-1]), true
	}
	var s string
	err := json.Unmarshal(v, &s)
	return s, err == nil
}

// texts returns a list of strings, and whether v is one within maxList.
func (v value) texts() ([]string, bool) {
	if !v.isArray() {
		return nil, false
	}
	list := []string{}
	err := v.elements(func(element value) error {
		s, ok := element.text()
		if !ok || len(list) == maxList {
			return errNoFit
		}
		list = append(list, s)
		return nil
	})
	return list, err == nil
}

// count returns a whole number that is not negative, and whether v is one that
// 63 bits hold.
func (v value) count() (int64, bool) {
	n, err := strconv.ParseUint(string(v), 10, 63)
	return int64(n), err == nil
}

// counts returns a list of counts, and whether v is one within maxList.
func (v value) counts() ([]int64, bool) {
	if !v.isArray() {
		return nil, false
	}
	list := []int64{}
	err := v.elements(func(element value) error {
		n, ok := element.count()
		if !ok || len(list) == maxList {
			return errNoFit
		}
		list = append(list, n)
		return nil
	})
	return list, err == nil
}

// number returns a number, and whether v is one that is finite as a float64.
func (v value) number() (float64, bool) {
	f, err := strconv.ParseFloat(string(v), 64)
	return f, err == nil && !v.isString()
}

// errNoFit stops a walk; it is never shown.
var errNoFit = errors.New("does not fit")

// quoted returns s as JSON, cut at limit bytes.
func quoted(s string, limit int) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(cut(s, limit)); err != nil {
		return `""` // no string fails to encode
	}
	return strings.TrimSuffix(b.String(), "\n")
}
