package eventtext

import (
	"strconv"

	"github.com/daft-analyze/daft-analyze/format"
)

var columns = format.Columns()

// Append appends the line of e, newline included, to b.
func Append(b []byte, e *format.Event) []byte {
	b = appendText(b, e.KindName())
	for _, c := range columns[1:] {
		v, known := e.Value(c)
		if !known {
			continue
		}
		if c.Type == format.TypeAttrs {
			for _, a := range v.Attrs {
				b = append(b, " attrs."...)
				b = appendText(b, a.Key)
				b = append(b, '=')
				b = strconv.AppendQuote(b, a.Value)
			}
			continue
		}
		b = append(b, ' ')
		b = append(b, c.Name...)
		b = append(b, '=')
		b = appendValue(b, v)
	}
	return append(b, '\n')
}

func appendValue(b []byte, v format.Value) []byte {
	switch v.Type {
	case format.TypeInt:
		return strconv.AppendInt(b, v.Int, 10)
	case format.TypeFloat:
		return strconv.AppendFloat(b, v.Float, 'g', -1, 64)
	case format.TypeLabel:
		return appendText(b, v.Text)
	case format.TypeText:
		return strconv.AppendQuote(b, v.Text)
	case format.TypeInts:
		b = append(b, '[')
		for i, n := range v.Ints {
			if i > 0 {
				b = append(b, ',')
			}
			b = strconv.AppendInt(b, n, 10)
		}
		return append(b, ']')
	case format.TypeTexts:
		b = append(b, '[')
		for i, s := range v.Texts {
			if i > 0 {
				b = append(b, ',')
			}
			b = strconv.AppendQuote(b, s)
		}
		return append(b, ']')
	}
	return b
}

// appendText appends s bare where it can be read back so, else quoted.
func appendText(b []byte, s string) []byte {
	if s == "" {
		return append(b, `""`...)
	}
	for i := 0; i < len(s); i++ {
		if !isBare(s[i]) {
			return strconv.AppendQuote(b, s)
		}
	}
	return append(b, s...)
}

func isBare(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	case c == '-', c == '_', c == '.', c == ':', c == '/', c == '@', c == '+':
		return true
	}
	return false
}
