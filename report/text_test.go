package report

import (
	"slices"
	"strings"
	"testing"
)

func TestSafe(t *testing.T) {
	for in, want := range map[string]string{
		"plain ünïcode 日本": "plain ünïcode 日本",
		"a\x1b[31mb":       `a\x1b[31mb`,
		"a\nb\tc\rd":       `a\nb\tc\rd`,
		"\u202eabc":        `\u202eabc`,
		"\u009b1m":         `\x9b1m`,
		"\u2028":           `\u2028`,
		"\U000e0041":       `\ue0041`,
		"\xff\xfe":         "\ufffd\ufffd",
		"👩\u200d👧":         "👩\u200d👧",
		"\u00ad":           `\xad`,
	} {
		if got := safe(in); got != want {
			t.Errorf("safe(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"abcdef", 6, "abcdef"}, {"abcdef", 5, "abcd…"}, {"abcdef", 1, "…"}, {"abcdef", 0, ""}, {"abc def", 5, "abc…"},
		{"日本語", 6, "日本語"}, {"日本語", 5, "日本…"}, {"日本語", 4, "日…"}, {"👩\u200d👩\u200d👧x", 2, "…"},
	} {
		got := clip(c.in, c.n)
		if got != c.want || cells(got) > c.n {
			t.Errorf("clip(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"", 10, ""},
		{"one two three", 7, "one two|three"},
		{"took 12.3 ms, then 5 MiB.", 10, "took|12.3 ms,|then|5 MiB."},
		{"abcdefghij kl", 4, "abcd|efgh|ij|kl"},
		{"日本語 x", 4, "日本|語 x"},
	} {
		if got := strings.Join(wrap(c.in, c.n), "|"); got != c.want {
			t.Errorf("wrap(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}

func TestTableGivesColumnsUpInOrder(t *testing.T) {
	t1 := func() *table {
		t := &table{columns: []column{{head: "name", least: 6}, {head: "first", give: 2}, {head: "second", give: 1, right: true}, {head: "kept"}}}
		t.add(plain, "abcdefghij", "1", "2", "3")
		return t
	}
	for _, c := range []struct {
		room int
		want []int // widths
	}{
		{31, []int{10, 5, 6, 4}},
		{30, []int{9, 5, 6, 4}}, // the name is cut
		{27, []int{6, 5, 6, 4}},
		{26, []int{10, 6, 4}}, // "first" is gone, and the name whole again
		{16, []int{10, 4}},
		{7, []int{1, 4}}, // nothing else can go
	} {
		if _, widths := t1().fit(c.room); !slices.Equal(widths, c.want) {
			t.Errorf("room %d: widths %v, want %v", c.room, widths, c.want)
		}
	}
}
