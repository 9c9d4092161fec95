package relation

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// thing is a row of a table that there is only here.
type thing struct {
	wall, rows, size, when Cell
	worker, note           Cell
	share                  Cell
	odd                    Cell
	ids                    Cell
	words                  Cell
}

var things = kind[thing]{name: "things", doc: "a thing", fields: func() []field[thing] {
	return []field[thing]{
		{Column{"wall_ns", "wall", Integer, UnitNanoseconds, "w"}, func(r *thing) Cell { return r.wall }},
		{Column{"rows_in", "", Integer, UnitRows, "r"}, func(r *thing) Cell { return r.rows }},
		{Column{"rss_bytes", "rss", Integer, UnitBytes, "s"}, func(r *thing) Cell { return r.size }},
		{Column{"ended_ns", "", Time, UnitNanoseconds, "t"}, func(r *thing) Cell { return r.when }},
		{Column{"worker", "", Text, UnitNone, "w"}, func(r *thing) Cell { return r.worker }},
		{Column{"note", "", Text, UnitNone, "n"}, func(r *thing) Cell { return r.note }},
		{Column{"path_share", "share", Real, UnitShare, "p"}, func(r *thing) Cell { return r.share }},
		{Column{"odd", "", Truth, UnitNone, "o"}, func(r *thing) Cell { return r.odd }},
		{Column{"node_ids", "", Integers, UnitNone, "i"}, func(r *thing) Cell { return r.ids }},
		{Column{"evidence", "", Texts, UnitNone, "e"}, func(r *thing) Cell { return r.words }},
	}
}}

func one() *Table {
	return things.table([]thing{{
		wall: integer(1_500_000_000), rows: integer(12_345), size: integer(10 << 20), when: integer(1_000_000_000_000_000_000), worker: text("w1"),
		note: text("a (b) 'c' \"d\" 1>0"), share: realOf(0.25), odd: truth(true), ids: integers([]int64{3, 5}), words: texts([]string{"one", "two words"}),
	}})
}

func TestFilters(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{"wall=1.5s", true}, {"wall == 1500ms", true}, {"wall>1s", true}, {"wall>1.5s", false}, {"wall>=1.5s", true}, {"wall<1.5000000005s", true},
		{"wall>1.4999999999s", true}, {"wall<2m", true}, {"wall<1h", true}, {"wall_ns=1500000000", true}, {"wall_ns>1_499_999_999", true}, {"WALL>1S", false},
		{"wall>0", true}, {"wall<1e30s", true}, {"wall>-1e30s", true}, {"wall=1e30s", false}, {"wall!=1e30s", true}, {"wall<>1s", true},
		{"rows_in>=1e4", true}, {"rows-in>12k", true}, {"rows_in=12,345", true}, {"rows_in<0.1M", true}, {"rows_in>12344.5", true}, {"rows_in=12345.5", false},
		{"rss=10MiB", true}, {"rss>=10mib", true}, {"rss>10MB", true}, {"rss_bytes=10485760", true}, {"rss=10485760B", true},
		{"ended>=2001-09-09", true}, {"ended=2001-09-09T01:46:40Z", true}, {"ended<'2001-09-09 01:46:40.000000001'", true}, {"ended_ns=1000000000000000000", true},
		{"worker=w1", true}, {"worker!=w2", true}, {"worker=W1", false}, {"worker~1$", true}, {"worker!~2", true}, {"worker = 'w1'", true},
		{`note="a (b) 'c' ""d"" 1>0"`, true}, {`note='a (b) ''c'' "d" 1>0'`, true}, {"note~(b)", true}, {`note~'^a \(b\)'`, true}, {"note~1>0", true},
		{"share=25%", true}, {"share>0.2", true}, {"path_share<=.25", true}, {"share>30%", false},
		{"odd", true}, {"not odd", false}, {"odd=true", true}, {"odd!=yes", false}, {"odd=no", false},
		{"node_ids=3", true}, {"node_ids=4", false}, {"node_ids!=4", true}, {"node_ids!=3", false}, {"evidence=one", true}, {"evidence~words", true}, {"evidence!~w", false},
		{"wall=?", false}, {"wall!=?", true}, {"worker='?'", false},
		{"wall>1s and worker=w1", true}, {"wall>2s or worker=w1", true}, {"wall>2s AND worker=w1 OR odd", true}, {"wall>2s and (worker=w1 or odd)", false},
		{"not (wall>2s or worker=w2)", true}, {"(odd)", true}, {"((wall>1s)and(odd))", true}, {"not not odd", true}, {"not(odd)", false}, {" wall>1s ", true},
		{"worker~(w|v)1", true}, {"(worker~(w|v)1)", true},
	} {
		f, err := ParseFilter(things.columns(), c.text)
		if err != nil {
			if c.text != "WALL>1S" {
				t.Errorf("%s: %v", c.text, err)
			}
			continue
		}
		if got := len(one().Match(f)) == 1; got != c.want {
			t.Errorf("%s: %v", c.text, got)
		}
	}
}

// Of what is unknown neither a comparison nor its opposite holds.
func TestUnknownMatchesNothing(t *testing.T) {
	empty := things.table([]thing{{}})
	for _, text := range []string{"wall>1s", "wall<=1s", "wall!=1s", "worker=w1", "worker!=w1", "worker!~w", "not worker=w1", "odd", "not odd", "odd!=true", "node_ids!=3",
		"share>0", "evidence!=x", "ended>2001-01-01", "not (wall>1s or wall<=1s)", "not (wall>1s and odd)"} {
		f, err := ParseFilter(things.columns(), text)
		if err != nil {
			t.Fatal(text, err)
		}
		if n := len(empty.Match(f)); n != 0 {
			t.Errorf("%s: %d rows", text, n)
		}
	}
	for _, text := range []string{"wall=?", "worker=? and odd=?", "not wall!=?", "wall>1s or wall=?"} {
		f, err := ParseFilter(things.columns(), text)
		if err != nil {
			t.Fatal(text, err)
		}
		if n := len(empty.Match(f)); n != 1 {
			t.Errorf("%s: %d rows", text, n)
		}
	}
}

// Errors say what is wrong and where.
func TestFilterErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", `at its end: a column is expected, such as wall, rows_in, rss, ended_ns, worker, note, share, odd`},
		{"wal>1s", `at character 1, "wal>1s": there is no column "wal", did you mean wall? There are wall, rows_in, rss, ended_ns, worker, note, share, odd, node_ids, evidence`},
		{"worker=w1 and wrokr=w2", `at character 15, "wrokr=w2": there is no column "wrokr", did you mean worker? There are wall,`},
		{"xyz=1", `there is no column "xyz". There are wall`},
		{"wall>1", `at character 6, "1": give a unit: 1s, 1ms, 1us or 1ns`},
		{"wall>1M", `at character 6, "1M": "M" is no unit of wall; it has ns, us, µs, ms, s, m, min, h, d`},
		{"wall>abc", `"abc" is no number with a unit, such as 1.5s or 20ms`},
		{"rss>1x", `"x" is no unit of rss; it has B, KiB,`},
		{"rows_in>ten", `"ten" is no number, such as 12, 1e6 or 20k`},
		{"rows_in>1e999", `"1e999" is no number`},
		{"ended>yesterday", `"yesterday" is no number, nor a time such as 2026-01-31T09:00:00Z`},
		{"wall", `at its end: after wall one of = != < <= > >= ~ !~ is expected`},
		{"wall 5", `at character 6, "5": after wall one of`},
		{"wall>", `at its end: a value is expected`},
		{"wall>)", `at character 6, ")": a value is expected`},
		{"worker>w1", `at character 8, "w1": worker is a text: it goes with = != ~ !~`},
		{"wall~1", `wall is a number or a truth: ~ matches texts only`},
		{"worker~(", `at character 8, "(": it is no regular expression: missing closing ): ` + "`(`"},
		{"odd=maybe", `odd is true or false`},
		{"odd>true", `it goes with = and !=`},
		{"node_ids>3", `node_ids is a list: = asks whether a number is in it`},
		{"wall>?", `only = and != go with ?`},
		{"(odd", `at character 1, "(odd": this parenthesis is not closed`},
		{"odd)", `at character 4, ")": ")" is not expected here: 'and' or 'or' stands between comparisons`},
		{"odd odd", `at character 5, "odd": "odd" is not expected here`},
		{"odd and", `at its end: a column is expected`},
		{"worker='w1", `at character 8, "'w1": this quote is not closed`},
		{"é=1", `at character 1, "é=1": a column is expected`},
		{strings.Repeat("(", 1000) + "odd", "it is nested too deep"},
		{strings.Repeat("not ", 1000) + "odd", "it is nested too deep"},
		{strings.Repeat("x", 1<<17), "it is too long"},
	} {
		_, err := ParseFilter(things.columns(), c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40s: %v, want %s", c.text, err, c.want)
		}
		if err != nil && len(err.Error()) > 1000 {
			t.Errorf("%.40s: an error of %d bytes", c.text, len(err.Error()))
		}
	}
}

// random things, of few values, so that many are equal.
func randomThings(r *rand.Rand, n int) []thing {
	maybe := func(c Cell) Cell {
		if r.IntN(5) == 0 {
			return Cell{}
		}
		return c
	}
	rows := make([]thing, n)
	for i := range rows {
		rows[i] = thing{wall: maybe(integer(int64(r.IntN(4)) * 500_000_000)), rows: maybe(integer(int64(r.IntN(5)) - 2)), size: maybe(integer(int64(r.IntN(3)) << 20)),
			when: maybe(integer(int64(r.IntN(3)) * 1e18)), worker: maybe(text("w" + strconv.Itoa(1+r.IntN(12)))), note: maybe(text(fmt.Sprint(r.IntN(3)))),
			share: maybe(realOf(float64(r.IntN(5)) / 4)), odd: maybe(truth(r.IntN(2) == 0)), ids: maybe(integers([]int64{int64(r.IntN(3)), int64(r.IntN(3))})), words: maybe(texts([]string{"a", "b"}[:r.IntN(3)]))}
	}
	return rows
}

// asked is a filter with another way to tell whether it holds: 1, -1 or, of what
// is unknown, 0.
type asked struct {
	text string
	of   func(*thing) int
}

func sign(b bool) int {
	if b {
		return 1
	}
	return -1
}

func randomAsked(r *rand.Rand, depth int) asked {
	if depth > 0 && r.IntN(2) == 0 {
		a, b := randomAsked(r, depth-1), randomAsked(r, depth-1)
		switch r.IntN(3) {
		case 0:
			return asked{"(" + a.text + " and " + b.text + ")", func(x *thing) int { return min(a.of(x), b.of(x)) }}
		case 1:
			return asked{"(" + a.text + " or " + b.text + ")", func(x *thing) int { return max(a.of(x), b.of(x)) }}
		}
		return asked{"not (" + a.text + ")", func(x *thing) int { return -a.of(x) }}
	}
	known := func(c Cell, is func() bool) int {
		if !c.Known {
			return 0
		}
		return sign(is())
	}
	orders := map[string]func(a, b float64) bool{
		"=": func(a, b float64) bool { return a == b }, "!=": func(a, b float64) bool { return a != b }, "<": func(a, b float64) bool { return a < b },
		"<=": func(a, b float64) bool { return a <= b }, ">": func(a, b float64) bool { return a > b }, ">=": func(a, b float64) bool { return a >= b },
	}
	names := []string{"=", "!=", "<", "<=", ">", ">="}
	o := names[r.IntN(6)]
	switch r.IntN(9) {
	case 0:
		half := r.IntN(5)
		return asked{fmt.Sprintf("wall%s%d.%ds", o, half/2, half%2*5), func(x *thing) int {
			return known(x.wall, func() bool { return orders[o](float64(x.wall.Int)/5e8, float64(half)) })
		}}
	case 1:
		v := float64(r.IntN(9))/2 - 2
		return asked{fmt.Sprintf("rows_in %s %g", o, v), func(x *thing) int { return known(x.rows, func() bool { return orders[o](float64(x.rows.Int), v) }) }}
	case 2:
		v := r.IntN(4)
		return asked{fmt.Sprintf("rss %s%dMiB", o, v), func(x *thing) int {
			return known(x.size, func() bool { return orders[o](float64(x.size.Int)/(1<<20), float64(v)) })
		}}
	case 3:
		w := "w" + strconv.Itoa(1+r.IntN(12))
		return asked{"worker=" + w, func(x *thing) int { return known(x.worker, func() bool { return x.worker.Text == w }) }}
	case 4:
		re := []string{"1", "^w1$", "w[23]", "(1|2)"}[r.IntN(4)]
		return asked{"worker!~" + re, func(x *thing) int {
			return known(x.worker, func() bool { return !regexp.MustCompile(re).MatchString(x.worker.Text) })
		}}
	case 5:
		v := r.IntN(5) * 25
		return asked{fmt.Sprintf("share%s%d%%", o, v), func(x *thing) int {
			return known(x.share, func() bool { return orders[o](x.share.Real*100, float64(v)) })
		}}
	case 6:
		return asked{"odd", func(x *thing) int { return known(x.odd, func() bool { return x.odd.Int == 1 }) }}
	case 7:
		v := int64(r.IntN(3))
		return asked{fmt.Sprintf("node_ids!=%d", v), func(x *thing) int { return known(x.ids, func() bool { return !slices.Contains(x.ids.Ints, v) }) }}
	}
	return asked{"note=?", func(x *thing) int { return sign(!x.note.Known) }}
}

// A filter chooses what a naive evaluation of the same question chooses.
func TestFilterAgainstNaive(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		rows, q := randomThings(r, 12), randomAsked(r, 4)
		f, err := ParseFilter(things.columns(), q.text)
		if err != nil {
			t.Fatal(q.text, err)
		}
		want := []int{}
		for i := range rows {
			if q.of(&rows[i]) == 1 {
				want = append(want, i)
			}
		}
		if got := things.table(rows).Match(f); !slices.Equal(got, want) {
			t.Fatalf("%s: %v, want %v of %+v", q.text, got, want, rows)
		}
	}
}

// Whatever is typed, reading it ends, and what is read can be asked.
func FuzzFilter(f *testing.F) {
	for _, text := range []string{"wall>1s and (worker=w1 or not odd)", "rows_in>=1e6", "note~'a(b'", "ended<2026-01-01T00:00:00Z", "share=?", "((((", "rss>1,0_0.5KiB", "wall=1e99d"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := ParseFilter(things.columns(), text)
		if err != nil {
			if e := err.Error(); e == "" || len(e) > 2000 {
				t.Errorf("%q: %q", text, e)
			}
			return
		}
		one().Match(filter)
		things.table([]thing{{}}).Match(filter)
		twice, err := ParseFilter(things.columns(), "("+text+") and ("+text+")")
		if err == nil && len(one().Match(twice)) != len(one().Match(filter)) {
			t.Errorf("%q: asked twice it differs", text)
		}
	})
}
