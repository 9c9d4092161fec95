package report

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// hostileMarkdown is text that would be much else if it were taken as Markdown.
const hostileMarkdown = "#12 @octocat <script>alert(1)</script> | a\\|b | ``x``` *b* _i_ [l](http://x) ![i](x) :smile: GH-7 o/r#9 deadbeef12 $x$ ~~~ \n```\n</details>\n- x\n# y\n&lt; 1. z www.x.org https://x.org/#3"

func TestMarkdownWords(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Sort #4 of HashJoin", "Sort `#4` of HashJoin"},
		{"see @daft, or #12.", "see `@daft`, or `#12`."},
		{"saves 188 to 482 ms (5 to 12%)", "saves 188 to 482 ms (5 to 12%)"},
		{"~1.00 s, >3 and <1%", "\\~1.00 s, &gt;3 and &lt;1%"},
		{`df.join(..., strategy="broadcast") sends`, "`df.join(..., strategy=\"broadcast\")` sends"},
		{"in (df.concat); or f(x).", "in (df.concat); or `f(x)`."},
		{"query 5585d8a is no commit, 1234567 is a number", "query `5585d8a` is no commit, 1234567 is a number"},
		{"- x", "`-` x"},
		{"1. x 2) y", "1\\. x 2\\) y"},
		{"a | b `c` <b> :x: x*y* _z_", "a `|` b `` `c` `` `<b>` `:x` : `x*y*` `_z_`"},
		{"GH-7 gh-8 www.x.org http://x.org", "`GH-7` `gh-8` `www.x.org` `http://x.org`"},
		{"a/b#3 x@y.z \\ &amp; $x$", "`a/b#3` `x@y.z` `\\` `&amp` ; `$x$`"},
		{"Grüße 日本語 …", "Grüße 日本語 …"},
	} {
		if got := strings.ReplaceAll(mdProse(c.in), " ", " "); got != strings.NewReplacer(" : ", ": ", " ; ", "; ").Replace(c.want) {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
	for in, want := range map[string]string{"a": "`a`", "a`b": "``a`b``", "`": "`` ` ``", " ": ""} {
		if got := mdCode(in); got != want {
			t.Errorf("code of %q: %q, want %q", in, got, want)
		}
	}
	if got := mdCell("a\\|b"); got != "<code>a&#92;&#124;b</code>" {
		t.Errorf("a cell: %q", got)
	}
	if got := mdFence("a\n````\n"); got != "`````text\na\n````\n`````\n" {
		t.Errorf("a fence: %q", got)
	}
}

func markdown(t *testing.T, s *finding.Study, o ExplainOptions) string {
	t.Helper()
	var b strings.Builder
	if err := ExplainMarkdown(&b, s, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Whatever a recording holds, the Markdown fits a comment, and nothing of it
// becomes a link, a mention or a tag.
func TestMarkdownIsSafeAndFits(t *testing.T) {
	long := strings.Repeat(hostileMarkdown, 200)
	some := map[string]bool{"fail-cluster": true, "otlp-native": true, "died": true, "many": true}
	for _, v := range []struct {
		s string
		n int64
	}{{"", 0}, {hostileMarkdown, 0}, {long, 0}, {hostile, 0}, {"", math.MaxInt64}, {"", math.MinInt64}} {
		for name, s := range studies(t) {
			if len(v.s) > 1_000 && !some[name] { // these take long
				continue
			}
			s.All()
			poison(reflect.ValueOf(s), v.s, v.n, map[uintptr]bool{})
			for _, full := range []bool{false, true} {
				path := "run.arrow"
				if v.s != "" {
					path = v.s
				}
				holdMarkdown(t, fmt.Sprintf("%s, %.10q %d, full %v", name, v.s, v.n, full), markdown(t, s, ExplainOptions{Path: path, Full: full}))
			}
		}
	}
}

// Many queries fit as well, and it is said what is left out.
func TestMarkdownOfManyQueries(t *testing.T) {
	run := &analyze.Run{Recording: completeRecording()}
	for i := range int64(3_000) {
		q := nativeQuery(fmt.Sprintf("query-%d", i), 1_000*i, 100+i%90)
		if i%3 == 0 {
			q.Outcome, q.Error = analyze.OutcomeFailed, &analyze.QueryError{Cause: "ValueError: " + hostileMarkdown, Text: strings.Repeat("x\n", 1_000)}
		}
		run.Queries = append(run.Queries, q)
	}
	for _, full := range []bool{false, true} {
		doc := markdown(t, finding.Of(run), ExplainOptions{Path: "run.arrow", Full: full})
		holdMarkdown(t, "many queries", doc)
		if !strings.Contains(doc, "of 3,000 queries are shown") || full && !strings.Contains(doc, "left out") {
			t.Errorf("it is not said what is left out:\n%.3000s", doc)
		}
	}
}

var (
	mdTags  = regexp.MustCompile(`<code>[^<]*</code>|</?(?:details|summary|sub)>`)
	mdLinks = regexp.MustCompile(`#\d|@\w|\]\(|://|www\.|(?i:gh-\d)|<[a-zA-Z/!]|:\w+:|\$`)
)

func holdMarkdown(t *testing.T, name, doc string) {
	t.Helper()
	holdMarkdownOf(t, name, doc, 6)
}

// holdMarkdownOf holds Markdown whose tables have rows of so many lines between
// and beside their cells.
func holdMarkdownOf(t *testing.T, name, doc string, lines ...int) {
	t.Helper()
	if len(doc) >= MaxMarkdown {
		t.Errorf("%s: %d bytes", name, len(doc))
	}
	if !utf8.ValidString(doc) {
		t.Errorf("%s: not UTF-8", name)
	}
	for line := range strings.Lines(withoutFences(doc)) {
		if strings.HasPrefix(line, "|") && !slices.Contains(lines, strings.Count(line, "|")) {
			t.Errorf("%s: a row of %d cells: %s", name, strings.Count(line, "|")-1, line)
		}
	}
	rest := mdTags.ReplaceAllString(withoutCode(withoutFences(doc)), "")
	if found := mdLinks.FindString(rest); found != "" {
		t.Errorf("%s: %q outside of code:\n%.2000s", name, found, rest)
	}
	if a, b := strings.Count(doc, "\n<details>"), strings.Count(doc, "\n</details>\n"); a > b {
		t.Errorf("%s: %d blocks opened, %d closed", name, a, b)
	}
}

// withoutFences takes the blocks of code from Markdown: from a line of backticks to
// the next of as many or more.
func withoutFences(doc string) string {
	var b strings.Builder
	open := 0
	for line := range strings.Lines(doc) {
		ticks := len(line) - len(strings.TrimLeft(line, "`"))
		switch {
		case open == 0 && ticks >= 3:
			open = ticks
		case open == 0:
			b.WriteString(line)
		case ticks >= open && strings.TrimSpace(line[ticks:]) == "":
			open = 0
		}
	}
	return b.String()
}

// withoutCode takes the spans of code from Markdown: from a run of backticks to
// the next that is as long.
func withoutCode(doc string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(doc, '`')
		if i < 0 {
			return b.String() + doc
		}
		b.WriteString(doc[:i])
		n := len(doc[i:]) - len(strings.TrimLeft(doc[i:], "`"))
		doc = doc[i+n:]
		for at := 0; ; {
			j := strings.IndexByte(doc[at:], '`')
			if j < 0 {
				b.WriteString("`") // never closed: what follows is text
				break
			}
			at += j
			m := len(doc[at:]) - len(strings.TrimLeft(doc[at:], "`"))
			if at += m; m == n {
				doc = doc[at:]
				break
			}
		}
	}
}
