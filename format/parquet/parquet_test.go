package parquet

import (
	"bytes"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

var columns = []Column{
	{"zebra", Text, "", "a text; the columns are in no order"}, {"count", Integer, "rows", "a number"}, {"share", Real, "of 1", "a part"}, {"odd", Truth, "", "a truth"},
	{"at_ns", Time, "ns", "a moment"}, {"ids", Integers, "", "numbers"}, {"words", Texts, "", "texts"},
}

var about = Options{Name: "things", Doc: "a thing", Program: "program", Version: "1"}

// cells makes rows up, of extremes too.
func cells(r *rand.Rand, rows int) [][]Cell {
	ints := []int64{0, 1, -1, math.MaxInt64, math.MinInt64, 1 << 53}
	texts := []string{"", "a", "a\x00b", "\u202e", strings.Repeat("x", 5000), "NULL", "ü"}
	reals := []float64{0, -1.5, math.MaxFloat64, math.SmallestNonzeroFloat64}
	list := make([][]Cell, rows)
	for i := range list {
		row := make([]Cell, len(columns))
		for c := range row {
			x := Cell{Known: r.IntN(4) > 0}
			if x.Known {
				switch columns[c].Type {
				case Text:
					x.Text = texts[r.IntN(len(texts))]
				case Real:
					x.Real = reals[r.IntN(len(reals))]
				case Truth:
					x.Int = int64(r.IntN(2))
				case Integers:
					x.Ints = append([]int64{}, ints[:r.IntN(len(ints))]...)
				case Texts:
					x.Texts = append([]string{}, texts[:r.IntN(4)]...)
				default:
					x.Int = ints[r.IntN(len(ints))]
				}
			}
			row[c] = x
		}
		list[i] = row
	}
	return list
}

func written(t *testing.T, rows [][]Cell) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, columns, about)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := w.Row(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read returns the cells of a file, as the library's reader has them.
func read(t *testing.T, file []byte) (list [][]Cell) {
	t.Helper()
	r := parquet.NewReader(bytes.NewReader(file))
	defer r.Close()
	for {
		rows := make([]parquet.Row, 100)
		n, err := r.ReadRows(rows)
		for _, row := range rows[:n] {
			found := make([]Cell, len(columns))
			row.Range(func(c int, values []parquet.Value) bool {
				found[c] = cellOf(columns[c].Type, values)
				return true
			})
			list = append(list, found)
		}
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func cellOf(ty Type, values []parquet.Value) (x Cell) {
	x.Known = values[0].DefinitionLevel() > absent
	for _, v := range values {
		if v.IsNull() {
			continue
		}
		switch ty {
		case Text:
			x.Text = string(v.ByteArray())
		case Real:
			x.Real = v.Double()
		case Truth:
			if v.Boolean() {
				x.Int = 1
			}
		case Integers:
			x.Ints = append(x.Ints, v.Int64())
		case Texts:
			x.Texts = append(x.Texts, string(v.ByteArray()))
		default:
			x.Int = v.Int64()
		}
	}
	return x
}

// What is written is what is read, in rows, in order, whatever it is.
func TestWhatIsWrittenIsRead(t *testing.T) {
	for _, n := range []int{0, 1, 2, rowsAtOnce - 1, rowsAtOnce, rowsAtOnce + 1, 5000} {
		rows := cells(rand.New(rand.NewPCG(1, uint64(n))), n)
		file := written(t, rows)
		f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range f.Schema().Fields() {
			if c.Name() != columns[i].Name {
				t.Errorf("column %d is %s", i, c.Name())
			}
		}
		got := read(t, file)
		if len(got) != n {
			t.Fatalf("%d rows, want %d", len(got), n)
		}
		for i, row := range rows {
			for c, want := range row {
				if x := got[i][c]; x.Known != want.Known || x.Int != want.Int || x.Real != want.Real || x.Text != want.Text ||
					!slices.Equal(x.Ints, want.Ints) || !slices.Equal(x.Texts, want.Texts) {
					t.Fatalf("row %d, %s: %+v, want %+v", i, columns[c].Name, x, want)
				}
			}
		}
	}
}

// The same rows give the same bytes, in groups of bounded size.
func TestDeterministicInGroups(t *testing.T) {
	rows := cells(rand.New(rand.NewPCG(2, 3)), 3000)
	if !bytes.Equal(written(t, rows), written(t, rows)) {
		t.Error("the same rows give other bytes")
	}
	big := make([][]Cell, 200)
	for i := range big {
		big[i] = make([]Cell, len(columns))
		big[i][0] = Cell{Known: true, Text: strings.Repeat("x", 1<<20)}
	}
	file := written(t, big)
	f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(f.RowGroups()); n != 4 || f.NumRows() != 200 {
		t.Errorf("%d row groups of %d rows", n, f.NumRows())
	}
	if doc, ok := f.Lookup("columns"); !ok || !strings.Contains(doc, `"count":{"unit":"rows","doc":"a number"}`) {
		t.Errorf("columns: %s", doc)
	}
}

type full struct{ left int }

var errFull = errors.New("no space left")

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// A disk that is full is an error, wherever it becomes so.
func TestFullDisk(t *testing.T) {
	rows := cells(rand.New(rand.NewPCG(4, 5)), 300)
	whole := len(written(t, rows))
	for left := 0; left < whole; left += 1 + whole/200 {
		w, err := NewWriter(&full{left}, columns, about)
		for _, row := range rows {
			if err == nil {
				err = w.Row(row)
			}
		}
		if err == nil {
			err = w.Close()
		}
		if !errors.Is(err, errFull) {
			t.Fatalf("with %d of %d bytes: %v", left, whole, err)
		}
	}
}
