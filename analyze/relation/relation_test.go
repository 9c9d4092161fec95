package relation

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

func studied(t testing.TB, events []*format.Event) *finding.Study {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	return finding.Of(run)
}

// recorded lists real recordings and the events of smaller ones.
func recorded(t testing.TB) (paths []string) {
	t.Helper()
	for _, pattern := range []string{"../../testdata/recordings/*.arrow", "../testdata/*.events"} {
		list, err := filepath.Glob(pattern)
		if err != nil || len(list) == 0 {
			t.Fatal(pattern, err)
		}
		paths = append(paths, list...)
	}
	return paths
}

// ints returns a column of a table; unknown is 0.
func ints(t *testing.T, table *Table, name string) []int64 {
	t.Helper()
	c := table.Index(name)
	if c < 0 {
		t.Fatalf("%s has no column %s", table.Name, name)
	}
	list := make([]int64, table.Rows())
	for i := range list {
		list[i] = table.Cell(i, c).Int
	}
	return list
}

// What tables say adds up: segments tile the wall, shares tile runs, operators
// have what shares give them, and no task is lost or counted twice.
func TestTablesAddUp(t *testing.T) {
	for _, path := range recorded(t) {
		s := studied(t, formattest.Recorded(t, path))
		walls, runs := map[int64]int64{}, map[[2]int64]int64{}
		queries := Queries(s, s.All())
		for i, wall := range ints(t, queries, "wall_ns") {
			walls[int64(i)+1] = wall
		}
		parts := map[int64]int64{}
		for _, name := range []string{"plan", "startup", "driver", "schedule", "handoff", "retry", "run", "consumer", "tail", "unrecorded"} {
			for i, ns := range ints(t, queries, "path_"+name+"_ns") {
				parts[int64(i)+1] += ns
			}
		}
		segments := Segments(s, s.All())
		sums := map[int64]int64{}
		of, numbers, lengths := ints(t, segments, "query"), ints(t, segments, "segment"), ints(t, segments, "ns")
		kind := segments.Index("kind")
		onTasks := map[[2]int64]int64{}
		for i := range of {
			sums[of[i]] += lengths[i]
			if segments.Cell(i, kind).Text == "run" {
				runs[[2]int64{of[i], numbers[i]}] = lengths[i]
			}
			if id := segments.Cell(i, segments.Index("task_id")); id.Known {
				onTasks[[2]int64{of[i], id.Int}] += lengths[i]
			}
		}
		for q, wall := range walls {
			if sums[q] != wall || parts[q] != wall {
				t.Errorf("%s: query %d took %d ns, its segments %d, its parts of the path %d", path, q, wall, sums[q], parts[q])
			}
		}
		shares := Shares(s, s.All())
		of, numbers, lengths = ints(t, shares, "query"), ints(t, shares, "segment"), ints(t, shares, "ns")
		given := map[[2]int64]int64{}
		for i := range of {
			runs[[2]int64{of[i], numbers[i]}] -= lengths[i]
			if id := shares.Cell(i, shares.Index("node_id")); id.Known {
				given[[2]int64{of[i], id.Int}] += lengths[i]
			}
		}
		for k, rest := range runs {
			if rest != 0 {
				t.Errorf("%s: shares of segment %v differ from it by %d ns", path, k, rest)
			}
		}
		operators := Operators(s, s.All())
		of, numbers, lengths = ints(t, operators, "query"), ints(t, operators, "node_id"), ints(t, operators, "path_ns")
		for i := range of {
			if k := [2]int64{of[i], numbers[i]}; given[k] != lengths[i] {
				t.Errorf("%s: operator %v has %d ns of the path, its shares %d", path, k, lengths[i], given[k])
			}
		}
		tasks := Tasks(s, s.All())
		of, numbers, lengths = ints(t, tasks, "query"), ints(t, tasks, "task_id"), ints(t, tasks, "on_path_ns")
		for i := range of {
			k := [2]int64{of[i], numbers[i]}
			if onTasks[k] != lengths[i] {
				t.Errorf("%s: task %v has %d ns of the path, its segments %d", path, k, lengths[i], onTasks[k])
			}
			delete(onTasks, k)
		}
		for k := range onTasks {
			t.Errorf("%s: no row for task %v", path, k)
		}
		total := int64(0)
		for _, n := range ints(t, queries, "tasks") {
			total += n
		}
		if total != int64(tasks.Rows()) {
			t.Errorf("%s: %d tasks, %d rows", path, total, tasks.Rows())
		}
	}
}

// Whatever the numbers of a recording are, every cell can be read, and holds
// what its column says.
func TestEveryCellCanBeRead(t *testing.T) {
	hostile := []int64{0, -1, 1, math.MaxInt64, math.MinInt64, math.MaxInt64 - 1, 1 << 62, -1 << 62}
	for i, path := range recorded(t) {
		events := formattest.Recorded(t, path)
		read(t, path, studied(t, events))
		if len(events) > 3000 {
			continue
		}
		random := rand.New(rand.NewPCG(1, uint64(i)))
		for _, e := range events {
			formattest.Disturb(e, random, 5, func(int64) int64 { return hostile[random.IntN(len(hostile))] })
		}
		read(t, path+", disturbed", studied(t, events))
	}
}

func read(t *testing.T, what string, s *finding.Study) {
	t.Helper()
	for _, table := range All(s, s.All()) {
		for row := range table.Rows() {
			for c, column := range table.Columns {
				x := table.Cell(row, c)
				wrong := false
				switch column.Type {
				case Text:
					wrong = !utf8.ValidString(x.Text)
				case Real:
					wrong = math.IsNaN(x.Real) || math.IsInf(x.Real, 0)
				case Truth:
					wrong = x.Int != 0 && x.Int != 1
				case Texts:
					wrong = x.Known && x.Ints != nil
				case Integers:
					wrong = x.Known && x.Texts != nil
				}
				if wrong {
					t.Errorf("%s: %s.%s of row %d is %+v", what, table.Name, column.Name, row, x)
				}
			}
		}
	}
}

// Logs come in tables of so many lines, and one without any where there is none.
func TestLogRows(t *testing.T) {
	for path, least := range map[string]int{"../../testdata/recordings/udf-fails-ray.arrow": 10, "../../testdata/recordings/no-query.arrow": 0} {
		all, tables := 0, 0
		rows := NewLogRows(7, func(l *Table) error {
			all, tables = all+l.Rows(), tables+1
			if l.Rows() > 7 {
				t.Errorf("%d rows", l.Rows())
			}
			for row := range l.Rows() {
				for c := range l.Columns {
					l.Cell(row, c)
				}
			}
			return nil
		})
		counts, err := analyze.Logs(formattest.NewReader(formattest.Recorded(t, path)), analyze.LogFilter{}, rows.Add)
		if err != nil {
			t.Fatal(err)
		}
		if err := rows.Close(); err != nil || tables == 0 || all < least || int64(all) < counts.Shown {
			t.Errorf("%s: %d lines in %d tables, %+v, %v", path, all, tables, counts, err)
		}
	}
}
