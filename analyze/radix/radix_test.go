package radix

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// numbers are lists of each kind that comes up: times, counters, few different
// ones, whatever a hostile recording says.
func numbers(each func(name string, list []int64)) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 2, few - 1, few, few + 1, 5000} {
		for name, draw := range map[string]func(i int) int64{
			"times":     func(int) int64 { return 1_790_000_000_000_000_000 + random.Int64N(300_000_000_000) },
			"any":       func(int) int64 { return int64(random.Uint64()) },
			"around 0":  func(int) int64 { return random.Int64N(2001) - 1000 },
			"same":      func(int) int64 { return -7 },
			"in order":  func(i int) int64 { return int64(i) },
			"backwards": func(i int) int64 { return -int64(i) },
			"ends":      func(i int) int64 { return []int64{math.MaxInt64, math.MinInt64, 0, -1}[i%4] },
			"one late":  func(i int) int64 { return int64((i + 1) % n) },
		} {
			list := make([]int64, n)
			for i := range list {
				list[i] = draw(i)
			}
			each(fmt.Sprintf("%d %s", n, name), list)
		}
	}
}

func TestInts(t *testing.T) {
	numbers(func(name string, list []int64) {
		want := slices.Sorted(slices.Values(list))
		if Ints(list); !slices.Equal(list, want) {
			t.Errorf("%s is not sorted", name)
		}
	})
}

func TestFloats(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	check := func(name string, list []float64) {
		t.Helper()
		want := slices.Sorted(slices.Values(list))
		Floats(list)
		if !slices.EqualFunc(list, want, func(a, b float64) bool { return a == b || a != a && b != b }) {
			t.Errorf("%s is not sorted", name)
		}
	}
	numbers(func(name string, list []int64) {
		values, bits := make([]float64, len(list)), make([]float64, len(list))
		for i, v := range list {
			values[i], bits[i] = float64(v)/3, math.Float64frombits(uint64(v)) // some of these are NaN and Inf
		}
		check(name, values)
		check(name+" as bits", bits)
	})
	zeros := make([]float64, 1000)
	for i := range zeros {
		zeros[i] = []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), random.NormFloat64()}[random.IntN(5)]
	}
	check("zeros", zeros)
}

func TestByKeepsTheOrderOfEqualOnes(t *testing.T) {
	type item struct {
		key   int64
		place int
	}
	numbers(func(name string, list []int64) {
		items := make([]item, len(list))
		for i, v := range list {
			items[i] = item{v / 3, i}
		}
		want := slices.Clone(items)
		slices.SortStableFunc(want, func(a, b item) int { return cmp.Compare(a.key, b.key) })
		if By(items, func(x item) int64 { return x.key }); !slices.Equal(items, want) {
			t.Errorf("%s is not sorted, or not stable", name)
		}
	})
}

func TestByThen(t *testing.T) {
	type item struct{ key, then int64 }
	numbers(func(name string, list []int64) {
		items := make([]item, len(list))
		for i, v := range list {
			items[i] = item{v / 3, int64(i * 7919 % 11)}
		}
		then := func(a, b item) int { return cmp.Compare(a.then, b.then) }
		want := slices.Clone(items)
		slices.SortFunc(want, func(a, b item) int { return cmp.Or(cmp.Compare(a.key, b.key), then(a, b)) })
		if ByThen(items, func(x item) int64 { return x.key }, then); !slices.Equal(items, want) {
			t.Errorf("%s is not sorted", name)
		}
	})
}

// BenchmarkTimes sorts the times of 100,000 tasks.
func BenchmarkTimes(b *testing.B) {
	random := rand.New(rand.NewPCG(5, 6))
	list := make([]int64, 100_000)
	for i := range list {
		list[i] = 1_790_000_000_000_000_000 + random.Int64N(300_000_000_000)
	}
	was := make([]int64, len(list))
	for name, sort := range map[string]func([]int64){"slices": slices.Sort[[]int64], "radix": Ints} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				copy(was, list)
				sort(was)
			}
		})
	}
	type task struct{ at int64 }
	tasks, shuffled := make([]*task, len(list)), make([]*task, len(list))
	for i, at := range list {
		tasks[i] = &task{at}
	}
	for name, sort := range map[string]func(){
		"SortFunc of pointers": func() { slices.SortFunc(shuffled, func(a, b *task) int { return cmp.Compare(a.at, b.at) }) },
		"By of pointers":       func() { By(shuffled, func(x *task) int64 { return x.at }) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				copy(shuffled, tasks)
				sort()
			}
		})
	}
}
