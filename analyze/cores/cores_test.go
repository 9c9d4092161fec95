package cores

import (
	"runtime"
	"sync/atomic"
	"testing"
)

func TestEachCallsAll(t *testing.T) {
	for _, procs := range []int{1, 2, 7} {
		before := runtime.GOMAXPROCS(procs)
		for _, n := range []int{0, 1, 2, 5, 1000} {
			calls := make([]int, n)
			var began atomic.Int64
			EachOf(n, func() func(int) {
				began.Add(1)
				return func(i int) { calls[i]++ }
			})
			for i, c := range calls {
				if c != 1 {
					t.Errorf("%d processors: %d of %d was called %d times", procs, i, n, c)
				}
			}
			if most := int64(min(n, procs)); began.Load() > most {
				t.Errorf("%d processors, %d calls: %d began", procs, n, began.Load())
			}
		}
		runtime.GOMAXPROCS(before)
	}
}

func TestAPanicReachesTheCaller(t *testing.T) {
	for _, procs := range []int{1, 2, 7} {
		before := runtime.GOMAXPROCS(procs)
		got := func() (p any) {
			defer func() { p = recover() }()
			Each(100, func(i int) {
				if i == 3 {
					panic("three")
				}
			})
			return nil
		}()
		if got != "three" {
			t.Errorf("%d processors: %v", procs, got)
		}
		runtime.GOMAXPROCS(before)
	}
}
