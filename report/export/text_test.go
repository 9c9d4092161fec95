package export

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/analyze"
)

func TestText(t *testing.T) {
	for _, c := range []struct {
		s, want string
		cut     bool
	}{
		{"", "", false},
		{"12345678", "12345678", false},
		{"123456789", "12345678" + Cut, true},
		{"1234567ü", "1234567" + Cut, true},
		{"123456日本", "123456" + Cut, true},
		{"12345😀!", "12345" + Cut, true},
		{"\xff\xfeab", "\ufffdab", false},
		{"a\x00b\n", "a\x00b\n", false},
		{"1234567\xff\xff", "1234567" + Cut, true},
		{"\x80\x80\x80\x80\x80\x80\x80\x80\x80", "\ufffd" + Cut, true},
	} {
		got, cut := Text(c.s, 8)
		if got != c.want || cut != c.cut || !utf8.ValidString(got) {
			t.Errorf("%q: %q, %t", c.s, got, cut)
		}
	}
}

func TestNamesAreShortAndVisible(t *testing.T) {
	for _, s := range []string{strings.Repeat("\x1b", 1<<20), strings.Repeat("\u202e", 1000), strings.Repeat("\xff", 1000), strings.Repeat("ü\n", 1000)} {
		got := Name(s)
		if len(got) > 2*nameBytes+len(Cut) || !utf8.ValidString(got) || strings.ContainsAny(got, "\x1b\n\u202e") {
			t.Errorf("%d bytes: %q", len(got), got)
		}
	}
}

func TestOperator(t *testing.T) {
	for want, o := range map[string]*analyze.Operator{"(no operator)": nil, "(unnamed) #3": {ID: 3}, "Type #4": {ID: 4, Type: "Type"}, "Name #5": {ID: 5, Type: "Type", Name: "Name"}} {
		if got := Operator(o); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
