package payload

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Value is the text of one JSON value within a body that Valid has accepted,
// without space around it. Walking over text that is known to be well-formed
// keeps numbers exact and unknown members as they were sent.
type Value []byte

// Valid checks that body is well-formed JSON and returns it as a value. Bytes
// that are not UTF-8 are replaced.
func Valid(body []byte) (Value, error) {
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

// IsNull, IsObject, IsArray and IsString say what the value is.
func (v Value) IsNull() bool   { return string(v) == "null" }
func (v Value) IsObject() bool { return len(v) > 0 && v[0] == '{' }
func (v Value) IsArray() bool  { return len(v) > 0 && v[0] == '[' }
func (v Value) IsString() bool { return len(v) > 0 && v[0] == '"' }

// Members calls f for each member of an object, in the order of the text. Any
// other value has none.
func (v Value) Members(f func(key string, member Value) error) error {
	if !v.IsObject() {
		return nil
	}
	for i := v.next(1); v[i] != '}'; {
		end := v.end(i)
		key, _ := v[i:end].Text()
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

// Elements calls f for each element of an array. Any other value has none.
func (v Value) Elements(f func(element Value) error) error {
	if !v.IsArray() {
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

// Member returns the last member of an object that has the name, or nil.
func (v Value) Member(name string) Value {
	var found Value
	_ = v.Members(func(key string, member Value) error {
		if key == name {
			found = member
		}
		return nil
	})
	return found
}

// next returns the index of the first byte from i that is not space.
func (v Value) next(i int) int {
	for v[i] == ' ' || v[i] == '\n' || v[i] == '\t' || v[i] == '\r' {
		i++
	}
	return i
}

// end returns the index behind the value that begins at i.
func (v Value) end(i int) int {
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

func (v Value) endString(i int) int {
	for i++; v[i] != '"'; i++ {
		if v[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// Text returns a string's text, and whether v is a string.
func (v Value) Text() (string, bool) {
	if !v.IsString() {
		return "", false
	}
	if bytes.IndexByte(v, '\\') < 0 {
		return string(v[1 : len(v)-1]), true
	}
	var s string
	err := json.Unmarshal(v, &s)
	return s, err == nil
}

// Texts returns a list of strings, and whether v is one within MaxList.
func (v Value) Texts() ([]string, bool) {
	if !v.IsArray() {
		return nil, false
	}
	list := []string{}
	err := v.Elements(func(element Value) error {
		s, ok := element.Text()
		if !ok || len(list) == MaxList {
			return ErrNoFit
		}
		list = append(list, s)
		return nil
	})
	return list, err == nil
}

// Count returns a whole number that is not negative, and whether v is one that
// 63 bits hold.
func (v Value) Count() (int64, bool) {
	n, err := strconv.ParseUint(string(v), 10, 63)
	return int64(n), err == nil
}

// Counts returns a list of counts, and whether v is one within MaxList.
func (v Value) Counts() ([]int64, bool) {
	if !v.IsArray() {
		return nil, false
	}
	list := []int64{}
	err := v.Elements(func(element Value) error {
		n, ok := element.Count()
		if !ok || len(list) == MaxList {
			return ErrNoFit
		}
		list = append(list, n)
		return nil
	})
	return list, err == nil
}

// Number returns a number, and whether v is one that is finite as a float64.
func (v Value) Number() (float64, bool) {
	f, err := strconv.ParseFloat(string(v), 64)
	return f, err == nil && !v.IsString()
}

// ErrNoFit stops a walk; it is never shown.
var ErrNoFit = errors.New("does not fit")

// Quoted returns s as JSON, cut at limit bytes.
func Quoted(s string, limit int) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(Cut(s, limit)); err != nil {
		return `""` // no string fails to encode
	}
	return strings.TrimSuffix(b.String(), "\n")
}
