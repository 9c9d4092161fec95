package relation

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Sorting gives what repeated exchange of neighbours by a plain comparison gives.
func TestSortAgainstNaive(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	columns := things.columns()
	for range 300 {
		table := things.table(randomThings(r, 15))
		var keys []Key
		for range 1 + r.IntN(3) {
			keys = append(keys, Key{r.IntN(len(columns)), r.IntN(2) == 0})
		}
		rows := make([]int, table.Rows())
		for i := range rows {
			rows[i] = i
		}
		want := slices.Clone(rows)
		table.Sort(rows, keys)
		for range want {
			for i := 1; i < len(want); i++ {
				if before(table, want[i], want[i-1], keys) {
					want[i], want[i-1] = want[i-1], want[i]
				}
			}
		}
		if !slices.Equal(rows, want) {
			t.Fatalf("%v: %v, want %v", keys, rows, want)
		}
	}
}

// before reports whether a row stands before another.
func before(t *Table, a, b int, keys []Key) bool {
	for _, k := range keys {
		x, y := t.Cell(a, k.Column), t.Cell(b, k.Column)
		if x.Known != y.Known {
			return x.Known
		}
		if !x.Known {
			continue
		}
		c := cmp.Or(cmp.Compare(x.Int, y.Int), cmp.Compare(x.Real, y.Real), naturally(x.Text, y.Text), slices.Compare(x.Ints, y.Ints),
			strings.Compare(strings.Join(x.Texts, " "), strings.Join(y.Texts, " ")))
		if k.Down {
			c = -c
		}
		if c != 0 {
			return c < 0
		}
	}
	return false
}

// naturally compares w2 to w10: here, where only one number follows.
func naturally(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

func TestTextsInOrder(t *testing.T) {
	for _, list := range [][]string{
		{"", "a", "a1", "a02", "a2", "a2b", "a10", "ab", "b"},
		{"1", "02", "2", "2a", "10", "99999999999999999999", "100000000000000000000"},
	} {
		got := slices.Clone(list)
		slices.Reverse(got)
		slices.SortFunc(got, compareTexts)
		if !slices.Equal(got, list) {
			t.Errorf("%q, want %q", got, list)
		}
	}
}

func TestKeys(t *testing.T) {
	for text, want := range map[string][]Key{
		"wall": {{0, true}}, "-wall": {{0, true}}, "wall:desc": {{0, true}}, "wall:asc": {{0, false}}, "-wall:desc": {{0, true}}, "WALL_NS": {{0, true}},
		"-rows_in, worker": {{1, true}, {4, false}}, "rows_in,-worker": {{1, true}, {4, true}},
	} {
		if got, err := ParseKeys(things.columns(), text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "wall,", "wal", "wall:down", "--wall"} {
		if _, err := ParseKeys(things.columns(), text); err == nil || !strings.Contains(err.Error(), "There are wall, rows_in") {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := ParseKeys(things.columns(), "-wall:asc"); err == nil || err.Error() != "-wall:asc is both ways: - is downward, :asc upward" {
		t.Error(err)
	}
}

// By itself a column is sorted as people look at it: the largest amounts first,
// the rest upward.
func TestSortedByItself(t *testing.T) {
	for name, want := range map[string]bool{
		"wall_ns": true, "rows_in": true, "bytes_out": true, "times_median": true, "attempts": true, "outlier": true,
		"task_id": false, "query": false, "stage": false, "last_node_id": false, "name": false, "operators": false, "ended_ns": false, "ended_since_ns": false,
	} {
		keys, err := ParseKeys(tasks.columns(), name)
		if err != nil || keys[0].Down != want {
			t.Errorf("%s: %v, %v", name, keys, err)
		}
	}
}

func TestFind(t *testing.T) {
	columns := things.columns()
	for name, want := range map[string]int{"wall": 0, "wall_ns": 0, "Rows-In": 1, "rss": 2, "ended": 3, "share": 6} {
		if got, err := Find(columns, name); err != nil || got != want {
			t.Errorf("%s: %d, %v", name, got, err)
		}
	}
	for name, near := range map[string]string{"wlal": "wall", "workr": "worker", "rss_byte": "rss", "evidense": "evidence", "rows": "rows_in", "ids": "node_ids"} {
		if got := nearest(columns, name); got != near {
			t.Errorf("%s: %q, want %q", name, got, near)
		}
	}
	if _, err := FindAll(columns, []string{"wall", "wall_ns"}); err == nil || err.Error() != "column wall is named twice" {
		t.Error(err)
	}
}
