package check

import (
	"regexp"
	"strings"
	"testing"
)

// Nothing that a report holds becomes a link, a mention, a tag or a reference of
// GitHub's: what could is code.
func TestMarkdownIsInert(t *testing.T) {
	alive := regexp.MustCompile(`[@#]\w|https?:|\]\(|<(?:[^/ds!]|/[^ds])|&[a-z]*[^a-z;]`)
	for _, f := range fixtures {
		text := withoutCode(string(written(t, "md", f.of(), f.o)))
		if found := alive.FindString(text); found != "" {
			at := strings.Index(text, found)
			t.Errorf("%s: %q is not code: %s", f.name, found, text[max(0, at-60):min(len(text), at+60)])
		}
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "|") && strings.Count(line, "|") != 7 {
				t.Errorf("%s: a row of another width: %s", f.name, line)
			}
		}
	}
}

// withoutCode takes spans of code from Markdown: from a run of backticks to the
// next that is as long, and what HTML calls code.
func withoutCode(text string) string {
	text = regexp.MustCompile(`(?s)<code>.*?</code>`).ReplaceAllString(text, "")
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '`')
		if i < 0 {
			return b.String() + text
		}
		b.WriteString(text[:i])
		rest := strings.TrimLeft(text[i:], "`")
		ticks := text[i : len(text)-len(rest)]
		end := regexp.MustCompile("(?:^|[^`])" + ticks + "(?:[^`]|$)").FindStringIndex(rest)
		if end == nil {
			return b.String() + "`" + rest
		}
		text = rest[strings.Index(rest[end[0]:], ticks)+end[0]+len(ticks):]
	}
}
