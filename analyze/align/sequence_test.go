package align

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// marks writes queries as letters: a letter is a fingerprint, its case its shape; a
// dot is a query whose plan is not known.
func marks(text string) []Mark {
	var list []Mark
	for i, r := range text {
		m := Mark{Label: string(r), Kinds: map[string]int64{strings.ToLower(string(r)): 1}, Columns: []uint32{uint32(strings.ToLower(string(r))[0])}}
		if r != '.' {
			m.Fingerprint, m.Shape = "1.p."+string(r), "1."+strings.ToLower(string(r))
		} else {
			m.Label = fmt.Sprint(i)
		}
		list = append(list, m)
	}
	return list
}

func shown(base, current []Mark) string {
	var parts []string
	for _, m := range Match(base, current) {
		parts = append(parts, fmt.Sprintf("%d-%d%s", m.Base, m.New, map[How]string{ByFingerprint: "", ByShape: "s", BySimilarity: "~", ByOrder: "o"}[m.How]))
	}
	return strings.Join(parts, " ")
}

func TestMatch(t *testing.T) {
	for _, c := range []struct{ name, base, current, want string }{
		{"the same", "abc", "abc", "0-0 1-1 2-2"},
		{"one more in the middle", "abcd", "abxcd", "0-0 1-1 2-3 3-4"},
		{"one dropped", "abxcd", "abcd", "0-0 1-1 3-2 4-3"},
		{"one changed in its place", "abcd", "abCd", "0-0 1-1 2-2s 3-3"},
		{"one changed, and one more", "abcd", "xabCd", "0-1 1-2 2-3s 3-4"},
		{"exchanged", "abc", "acb", "0-0 2-1 1-2"},
		{"exchanged, of one shape", "aA", "Aa", "1-0 0-1"},
		{"a loop, one turn less", "ababab", "abab", "0-0 1-1 2-2 3-3"},
		{"a loop, one turn dropped of what is between", "axbabab", "abxabab", "0-0 2-1 1-2 3-3 4-4 5-5 6-6"},
		{"nothing in common", "abc", "xyz", ""},
		{"nothing on one side", "", "abc", ""},
		{"plans not known", "a..b", "a..b", "0-0 1-1o 2-2o 3-3"},
		{"plans not known, one more", "a.b", "a..b", "0-0 2-3"},
		{"a plan lost", "abc", "a.c", "0-0 1-1o 2-2"},
	} {
		if got := shown(marks(c.base), marks(c.current)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A query put in or left out anywhere among 40 shifts none of the others, whether
// they are all of one plan or not.
func TestOneMoreOfForty(t *testing.T) {
	for _, alike := range []bool{false, true} {
		base := make([]Mark, 40)
		for i := range base {
			f := i
			if alike {
				f = i % 3
			}
			base[i] = Mark{Fingerprint: fmt.Sprint("1.p.", f), Shape: "1.s", Kinds: map[string]int64{"Scan": 1}}
		}
		extra := Mark{Fingerprint: "1.p.x", Shape: "1.t", Kinds: map[string]int64{"Write": 1}}
		for at := range 41 {
			for _, back := range []bool{false, true} {
				current := slices.Insert(slices.Clone(base), at, extra)
				a, b := base, current
				if back {
					a, b = current, base
				}
				pairs := Match(a, b)
				if len(pairs) != 40 {
					t.Fatalf("%d pairs", len(pairs))
				}
				for _, p := range pairs {
					short, long := p.Base, p.New
					if back {
						short, long = long, short
					}
					if want := short + map[bool]int{short >= at: 1}[true]; want != long {
						t.Errorf("one more at %d: %d is paired with %d", at, short, long)
					}
				}
			}
		}
	}
}

// Whatever the lists, each query is in at most one pair, the same plan is never left
// alone on both sides, and the answer does not depend on which is the base.
func TestMatchProperties(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		letters := "abABcC.de"[:1+random.IntN(9)]
		list := func() []Mark {
			var b strings.Builder
			for range random.IntN(12) {
				b.WriteByte(letters[random.IntN(len(letters))])
			}
			return marks(b.String())
		}
		base, current := list(), list()
		there, back := Match(base, current), Match(current, base)
		left, right := map[int]bool{}, map[int]bool{}
		for _, p := range there {
			if left[p.Base] || right[p.New] {
				t.Fatalf("%s: twice", shown(base, current))
			}
			left[p.Base], right[p.New] = true, true
			if p.How == ByFingerprint != (base[p.Base].Fingerprint != "" && base[p.Base].Fingerprint == current[p.New].Fingerprint) {
				t.Errorf("%d and %d by %s", p.Base, p.New, p.How)
			}
		}
		for i, x := range base {
			for j, y := range current {
				if !left[i] && !right[j] && x.Fingerprint != "" && x.Fingerprint == y.Fingerprint {
					t.Errorf("%d and %d are left alone", i, j)
				}
			}
		}
		var turned []Matched
		for _, p := range back {
			turned = append(turned, Matched{p.New, p.Base, p.How})
		}
		slices.SortFunc(turned, func(a, b Matched) int { return a.New - b.New })
		if !slices.Equal(there, turned) {
			t.Fatalf("%v %v:\n%v\n%v", base, current, there, turned)
		}
	}
}

// A thousand queries a side, nothing the same but the shapes: the table is made once.
func BenchmarkMatch(b *testing.B) {
	run := func(word string) []Mark {
		list := make([]Mark, 1000)
		for i := range list {
			list[i] = Mark{Fingerprint: fmt.Sprint("1.p.", word, i), Shape: fmt.Sprint("1.", i%17), Kinds: map[string]int64{"Scan": 1, "Join": int64(i % 5), "Sort": 1}}
			for c := range 30 {
				list[i].Columns = append(list[i].Columns, uint32(c*1000+i%7))
			}
		}
		return list
	}
	base, current := run("a"), run("b")
	for b.Loop() {
		if len(Match(base, current)) < 900 {
			b.Fatal("too few")
		}
	}
}

func TestTooManyForATable(t *testing.T) {
	list := make([]Mark, 5000)
	for i := range list {
		list[i] = Mark{Fingerprint: fmt.Sprint("1.p.", i), Shape: "1.s"}
	}
	current := slices.Insert(slices.Clone(list[1:]), 2500, Mark{Fingerprint: "1.p.x", Shape: "1.x"})
	pairs := Match(list, current)
	wrong := 0
	for _, p := range pairs {
		if p.How != ByFingerprint {
			wrong++
		}
	}
	if len(pairs) < 4999 || wrong > 1 {
		t.Errorf("%d pairs, %d of other plans", len(pairs), wrong)
	}
}
