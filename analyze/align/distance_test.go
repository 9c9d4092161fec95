package align

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// plan reads a plan such as "Sort(Join(Filter(Scan) Scan))" with ids in the order of
// writing; a type may carry rows made, as in Scan:100.
func plan(t testing.TB, text string) *analyze.Query {
	t.Helper()
	q := &analyze.Query{ID: "q-" + text[:min(len(text), 10)], Plan: analyze.Plan{Known: true}}
	var read func() *analyze.Operator
	read = func() *analyze.Operator {
		text = strings.TrimLeft(text, " ")
		end := strings.IndexAny(text+" ", "() ")
		name, rows, counted := strings.Cut(text[:end], ":")
		o := &analyze.Operator{ID: int64(len(q.Operators)), Type: name, Name: name, InPlan: true}
		if counted {
			var n int64
			if _, err := fmt.Sscan(rows, &n); err != nil {
				t.Fatal(err)
			}
			o.RowsOut = analyze.Measured.Of(n)
		}
		q.Operators = append(q.Operators, o)
		text = text[end:]
		if strings.HasPrefix(text, "(") {
			text = text[1:]
			for !strings.HasPrefix(strings.TrimLeft(text, " "), ")") {
				c := read()
				o.Children, c.Parents = append(o.Children, c), append(c.Parents, o)
			}
			text = strings.TrimLeft(text, " ")[1:]
		}
		return o
	}
	q.Plan.Roots = []*analyze.Operator{read()}
	return q
}

func operatorPairs(p QueryPair) string {
	var parts []string
	for _, o := range p.Operators.Pairs {
		parts = append(parts, fmt.Sprintf("%d-%d", o.Base.ID, o.New.ID))
	}
	for _, o := range p.Operators.BaseOnly {
		parts = append(parts, fmt.Sprintf("-%d", o.ID))
	}
	for _, o := range p.Operators.NewOnly {
		parts = append(parts, fmt.Sprintf("+%d", o.ID))
	}
	return strings.Join(parts, " ")
}

func TestOperatorPairs(t *testing.T) {
	for _, c := range []struct{ name, base, current, want string }{
		{"the same", "Sort(Filter(Scan))", "Sort(Filter(Scan))", "0-0 1-1 2-2"},
		{"a filter dropped", "Sort(Filter(Scan))", "Sort(Scan)", "0-0 2-1 -1"},
		{"a repartition more", "Sort(GroupByAgg(Scan))", "Sort(GroupByAgg(Repartition(Scan)))", "0-0 1-1 2-3 +2"},
		{"a join more", "Sort(Join(ScanA ScanB))", "Sort(Join(Join(ScanA ScanB) ScanC))", "0-0 1-2 2-3 3-4 +1 +5"},
		{"a join more in the other branch", "Sort(Join(ScanA ScanB))", "Sort(Join(ScanC Join(ScanA ScanB)))", "0-0 1-3 2-4 3-5 +1 +2"},
		{"sides exchanged", "HashJoin(Filter(Scan) Sort(Scan))", "HashJoin(Sort(Scan) Filter(Scan))", "0-0 3-1 4-2 1-3 2-4"},
		{"sides exchanged, told by rows only", "HashJoin(Scan:1000000 Scan:50)", "HashJoin(Scan:55 Scan:1200000)", "0-0 2-1 1-2"},
		{"sides alike", "HashJoin(Scan:7 Scan:7)", "HashJoin(Scan:7 Scan:7)", "0-0 1-1 2-2"},
		{"the same thing in another way", "Sort(HashJoin(ScanTask ScanTask))", "Sort(BroadcastJoin(ScanTaskSource ScanTaskSource))", "0-0 1-1 2-2 3-3"},
		{"an aggregation in two passes: the first has the rows", "GroupByAgg:5(ScanTask:1000)", "GroupedAggregate:5(Repartition:40(GroupedAggregate:40(ScanTaskSource:1000)))", "0-0 1-3 +1 +2"},
		{"a TopN in two passes", "TopN(ScanTask)", "TopN(Gather(TopN(ScanTaskSource)))", "0-0 1-3 +1 +2"},
		{"another root", "Sort(Scan)", "Limit(Scan)", "1-1 -0 +0"},
		{"nothing alike", "Sort(Scan)", "Write(Filter(Concat))", "-0 -1 +0 +1 +2"},
		{"a union of three, the middle one dropped", "Union(Filter(ScanA) Sort(ScanB) Limit(ScanC))", "Union(Filter(ScanA) Limit(ScanC))", "0-0 1-1 2-2 5-3 6-4 -3 -4"},
		{"a union of four, one more", "Union(ScanA ScanB ScanC)", "Union(ScanA ScanX ScanB ScanC)", "0-0 1-1 2-3 3-4 +2"},
		{"a type nobody knows", "Sort(Frobnicate(Scan))", "Sort(Frobnicate(Scan))", "0-0 1-1 2-2"},
	} {
		base, current := plan(t, c.base), plan(t, c.current)
		p := Pair(base, current, ByName)
		once(t, c.name, p)
		if got := operatorPairs(p); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// Operators that have no plan are paired by their place.
func TestWithoutPlans(t *testing.T) {
	bare := func(ids ...int64) *analyze.Query {
		q := &analyze.Query{}
		for _, id := range ids {
			q.Operators = append(q.Operators, &analyze.Operator{ID: id})
		}
		return q
	}
	for _, c := range []struct {
		base, current *analyze.Query
		want          string
	}{
		{bare(3, 4, 5), bare(13, 14, 15), "3-13 4-14 5-15"},
		{bare(), bare(1), "+1"},
		{plan(t, "Sort(Filter(Scan))"), bare(0, 1, 2), "0-0 1-1 2-2"},
		{plan(t, "Sort(Filter(Scan))"), bare(0, 1), "-0 -1 -2 +0 +1"},
	} {
		p := Pair(c.base, c.current, ByName)
		once(t, c.want, p)
		if got := operatorPairs(p); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
		for _, o := range p.Operators.Pairs {
			if o.How != ByOrder || o.Changed != "" {
				t.Errorf("%d by %s, changed %q", o.New.ID, o.How, o.Changed)
			}
		}
	}
	if Shape(bare(1)) != "" || Fingerprint(bare(1)) != "" {
		t.Error("a query without a plan has a shape")
	}
}

// Plans that repeat an operator, or go round in a circle, are aligned all the same.
func TestOddPlans(t *testing.T) {
	q := plan(t, "Join(Filter(Scan) Sort)")
	scan, sort := q.Operators[2], q.Operators[3]
	sort.Children = append(sort.Children, scan) // it feeds both
	scan.Parents = append(scan.Parents, sort)
	p := Pair(q, q, ByName)
	once(t, "two parents", p)
	if got := operatorPairs(p); got != "0-0 1-1 2-2 3-3" {
		t.Error(got)
	}
	circle := plan(t, "Sort(Filter(Project))")
	circle.Operators[2].Children = []*analyze.Operator{circle.Operators[0]}
	circle.Operators[0].Parents = []*analyze.Operator{circle.Operators[2]}
	once(t, "a circle", Pair(circle, circle, ByName))
	circle.Plan.Roots = nil
	once(t, "a circle without a root", Pair(circle, q, ByName))
	once(t, "nothing", Pair(&analyze.Query{}, &analyze.Query{}, ByName))
	twice := plan(t, "Sort(Scan)")
	twice.Operators = append(twice.Operators, twice.Operators[0])
	if p := Pair(twice, q, ByName); len(p.Operators.Pairs)+len(p.Operators.BaseOnly) != 2 {
		t.Error(operatorPairs(p))
	}
}

// randomPlan is a plan of few kinds, each node with two children at most.
func randomPlan(random *rand.Rand, size int) string {
	if size <= 1 {
		return []string{"ScanA", "ScanB", "Scan"}[random.IntN(3)]
	}
	if size > 2 && random.IntN(2) == 0 {
		left := 1 + random.IntN(size-2)
		return "Join(" + randomPlan(random, left) + " " + randomPlan(random, size-1-left) + ")"
	}
	return []string{"Filter", "Sort", "Project", "Limit"}[random.IntN(4)] + "(" + randomPlan(random, size-1) + ")"
}

// The cost of the alignment is that of the best of all constrained mappings, and that
// of the pairs that it names.
func TestDistanceAgainstBruteForce(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 400 {
		x, y := randomPlan(random, 1+random.IntN(5)), randomPlan(random, 1+random.IntN(5))
		a, b := treeOf(plan(t, x)), treeOf(plan(t, y))
		d := newDistance(a, b)
		got := d.trees[d.at(a.root(), b.root())]
		if want := bestMapping(a, b); got != want {
			t.Fatalf("%s and %s: %d, the best is %d", x, y, got, want)
		}
		var pairs [][2]int32
		d.trace(func(i, j int32) { pairs = append(pairs, [2]int32{i, j}) })
		if sum := costOf(a, b, pairs); sum != got {
			t.Fatalf("%s and %s: the pairs %v cost %d, not %d", x, y, pairs, sum, got)
		}
	}
}

func costOf(a, b *tree, pairs [][2]int32) int32 {
	c := int32(0)
	for i := range a.nodes {
		c += a.nodes[i].alone()
	}
	for j := range b.nodes {
		c += b.nodes[j].alone()
	}
	for _, p := range pairs {
		x, y := &a.nodes[p[0]], &b.nodes[p[1]]
		c += asPair(x, y) - x.alone() - y.alone()
	}
	return c
}

// bestMapping tries all mappings that keep ancestors and branches apart.
func bestMapping(a, b *tree) int32 {
	upA, upB := parents(a), parents(b)
	best := int32(never)
	var pairs [][2]int32
	var try func(i int32)
	try = func(i int32) {
		if i == int32(len(a.nodes)) {
			best = min(best, costOf(a, b, pairs))
			return
		}
		try(i + 1)
		for j := range int32(len(b.nodes)) {
			if asPair(&a.nodes[i], &b.nodes[j]) >= never || !fits(upA, upB, pairs, i, j) {
				continue
			}
			pairs = append(pairs, [2]int32{i, j})
			try(i + 1)
			pairs = pairs[:len(pairs)-1]
		}
	}
	try(0)
	return best
}

func parents(t *tree) []int32 {
	up := make([]int32, len(t.nodes))
	up[t.root()] = -1
	for i := range t.nodes {
		for _, c := range t.nodes[i].children {
			up[c] = int32(i)
		}
	}
	return up
}

func above(up []int32, x, y int32) bool { // x is an ancestor of y, or y
	for ; y >= 0; y = up[y] {
		if x == y {
			return true
		}
	}
	return false
}

func common2(up []int32, x, y int32) int32 {
	for !above(up, x, y) {
		x = up[x]
	}
	return x
}

// fits reports whether a pair keeps ancestors, and whether the lowest node above two
// mapped nodes is above a third in one tree where it is in the other.
func fits(upA, upB []int32, pairs [][2]int32, i, j int32) bool {
	all := append(slices.Clone(pairs), [2]int32{i, j})
	for _, p := range pairs {
		if p[1] == j || above(upA, p[0], i) != above(upB, p[1], j) || above(upA, i, p[0]) != above(upB, j, p[1]) {
			return false
		}
	}
	for _, p := range all {
		for _, q := range all {
			for _, r := range all {
				x, y := common2(upA, p[0], q[0]), common2(upB, p[1], q[1])
				if (x != r[0] && above(upA, x, r[0])) != (y != r[1] && above(upB, y, r[1])) {
					return false
				}
			}
		}
	}
	return true
}

// Other ids and another order of arrival change nothing.
func TestOtherIDs(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		x, y := randomPlan(random, 1+random.IntN(30)), randomPlan(random, 1+random.IntN(30))
		base, current, renamed := plan(t, x), plan(t, y), plan(t, y)
		ids := random.Perm(len(renamed.Operators))
		back := map[int64]int64{}
		for i, o := range renamed.Operators {
			o.ID = int64(1000 + ids[i])
			back[o.ID] = int64(i)
		}
		shuffled := slices.Clone(renamed.Operators)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		renamed.Operators = shuffled
		want, got := map[int64]int64{}, map[int64]int64{}
		for _, o := range Pair(base, current, ByName).Operators.Pairs {
			want[o.Base.ID] = o.New.ID
		}
		for _, o := range Pair(base, renamed, ByName).Operators.Pairs {
			got[o.Base.ID] = back[o.New.ID]
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%s and %s: %v, want %v", x, y, got, want)
		}
		if Fingerprint(renamed) != Fingerprint(current) || Shape(renamed) != Shape(current) || Label(renamed) != Label(current) {
			t.Fatalf("%s: other ids, another fingerprint", y)
		}
	}
}

// large is a chain of unions, of so many branches of four operators.
func large(branches int, extra int) *analyze.Query {
	q := &analyze.Query{Plan: analyze.Plan{Known: true}}
	add := func(name string, children ...*analyze.Operator) *analyze.Operator {
		o := &analyze.Operator{ID: int64(len(q.Operators)), Type: name, Name: name, InPlan: true, Children: children}
		for _, c := range children {
			c.Parents = []*analyze.Operator{o}
		}
		q.Operators = append(q.Operators, o)
		return o
	}
	var top *analyze.Operator
	for i := range branches {
		b := add("Project", add("Filter", add(fmt.Sprintf("Scan %c", 'A'+i%20))))
		if i == extra {
			b = add("Repartition", b)
		}
		if top == nil {
			top = b
		} else {
			top = add("Concat", top, b)
		}
	}
	q.Plan.Roots = []*analyze.Operator{add("Sort", top)}
	return q
}

// Of plans of 4,000 operators only what was added stands alone.
func TestLargePlans(t *testing.T) {
	base, current := large(1000, -1), large(1000, 500)
	p := Pair(base, current, ByName)
	once(t, "large", p)
	if len(p.Operators.BaseOnly) != 0 || len(p.Operators.NewOnly) != 1 || p.Operators.NewOnly[0].Type != "Repartition" {
		t.Errorf("%d of the base and %d of the new plan are left alone", len(p.Operators.BaseOnly), len(p.Operators.NewOnly))
	}
	same := Pair(base, base, ByName)
	for _, o := range same.Operators.Pairs {
		if o.Base != o.New {
			t.Fatalf("operator %d is paired with %d", o.Base.ID, o.New.ID)
		}
	}
	other := large(1000, -1)
	for i, o := range other.Operators {
		if i%3 == 0 && o.Type == "Filter" {
			o.Type, o.Name = "Sort", "Sort"
		}
	}
	once(t, "very different", Pair(base, other, ByName))
}

func BenchmarkLargePlans(b *testing.B) {
	base, current := large(1000, -1), large(1000, 500)
	for b.Loop() {
		Pair(base, current, ByName)
	}
}

func BenchmarkDifferentPlans(b *testing.B) {
	base, current := large(1000, -1), large(1000, 500)
	for i, o := range current.Operators {
		o.Name = fmt.Sprintf("%s %c", o.Type, 'a'+i%17)
	}
	for b.Loop() {
		Pair(base, current, ByName)
	}
}
