// Package cores does independent work on all processors.
package cores

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Each calls do for 0 to n-1, on as many processors as there are, and returns
// when all are done. Which comes first is not known: each call writes where no
// other does. What one of them panics with, the lowest of several that did, Each
// panics with, so that whoever called can recover.
func Each(n int, do func(i int)) {
	EachOf(n, func() func(int) { return do })
}

// EachOf is Each with one do for each processor, which may keep what it needs
// from one call to the next.
func EachOf(n int, begin func() func(i int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	if workers <= 1 {
		if n > 0 {
			do := begin()
			for i := range n {
				do(i)
			}
		}
		return
	}
	var next atomic.Int64
	var all sync.WaitGroup
	var first failure
	for range workers {
		all.Go(func() {
			i := -1
			defer func() {
				if p := recover(); p != nil {
					first.note(i, p)
				}
			}()
			do := begin()
			for !first.any.Load() {
				if i = int(next.Add(1)) - 1; i >= n {
					return
				}
				do(i)
			}
		})
	}
	all.Wait()
	if first.any.Load() {
		panic(first.with)
	}
}

// failure is what the lowest call panicked with.
type failure struct {
	any  atomic.Bool
	mu   sync.Mutex
	at   int
	with any
}

func (f *failure) note(i int, with any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.any.Load() || i < f.at {
		f.at, f.with = i, with
	}
	f.any.Store(true)
}
